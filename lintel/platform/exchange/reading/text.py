"""Cleaning text that came through other people's programs: width, invisible marks, blanks that mean nothing."""

import re
import unicodedata

EMPTY = frozenset({"", "-", "--", "---", "—", "——", "–", "/", "\\", "N/A", "n/a", "NULL", "null", "(空)", "（空）"})
"""What people type where there is nothing to say."""

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UNIT_IN_BRACKETS = re.compile(r"[(\[{<【〔「《](?P<inside>[^)\]}>】〕」》]*)[)\]}>】〕」》]")
_NOT_WORDS = re.compile(r"[\s\*_\-:;,.、。·/\\|'\"“”‘’!?#&+~^`=@$%]+")


def clean(value: str) -> str:
    """The text without invisible marks (NUL, zero-width, bidi), with plain single spaces, trimmed; letters are kept as typed."""
    if value.isprintable() and "  " not in value and unicodedata.is_normalized("NFC", value):
        return value.strip()
    text = _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", value.replace("\r\n", "\n"))))
    return text.strip()


def half_width(value: str) -> str:
    """Full-width letters, digits and signs as half-width ones; nothing else changes (㎡ stays ㎡)."""
    return value if value.isascii() else value.translate(_FULL_WIDTH)


def folded(value: str) -> str:
    """The text for comparing and for numbers: cleaned and NFKC (１３８ → 138, ㎡ → m2)."""
    return value.strip() if value.isascii() and value.isprintable() else clean(unicodedata.normalize("NFKC", value))


def heading_key(value: object) -> str:
    """A heading for comparing: folded, lower case, without brackets and what is in them, blanks, stars and punctuation.

    ``*预售单价（元/㎡）`` and ``预售 单价`` are the same key. A heading that is only a bracket keeps what is inside.
    """
    text = folded(str(value)).lower()
    bare = _UNIT_IN_BRACKETS.sub("", text)
    return _NOT_WORDS.sub("", bare) or _NOT_WORDS.sub("", re.sub(r"[()\[\]{}<>【】〔〕「」《》]", "", text))


_FORMULA = frozenset("=+-@|%")
_MAINLAND = re.compile(r"\+86[ -]?(1\d{10})", re.ASCII)


def _first_sign(value: str) -> str:
    """The first character that a spreadsheet would act on, behind blanks, control and zero-width marks, folded."""
    for start, sign in enumerate(value):
        if unicodedata.category(sign)[0] in "ZCM":
            continue
        for seen in unicodedata.normalize("NFKC", value[start : start + 8]):
            if unicodedata.category(seen)[0] not in "ZCM":
                return seen
    return ""


def escape_cell(value: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading ``'`` where it could. Mainland mobiles lose their +86 instead."""
    if value and value[0].isalnum() and value[0].isascii():
        return value
    if phone := _MAINLAND.fullmatch(value):
        return phone[1]
    return f"'{value}" if _first_sign(value) in _FORMULA else value


def unescape_cell(value: str) -> str:
    """What ``escape_cell`` was given, when it added the mark."""
    return value[1:] if value.startswith("'") and _first_sign(value[1:]) in _FORMULA else value
