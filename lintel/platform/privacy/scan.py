"""Finding phone and ID numbers in free text, so that a note is not the place where they leak."""

import re
import unicodedata
from dataclasses import dataclass

from lintel.platform.privacy.canonical import check_digit
from lintel.platform.privacy.masks import mask_id_number

_PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_ID = re.compile(r"(?<!\d)(\d{6})[ -]?((?:18|19|20)\d{2}[01]\d[0-3]\d)[ -]?(\d{3}[\dXx])(?![\dXx])")


@dataclass(frozen=True)
class Found:
    """One number in a text: its ``kind``, a ``mask`` fit to show, and where it stands (``start``, ``end``)."""

    kind: str
    mask: str
    start: int
    end: int


def scan(text: str) -> list[Found]:
    """Mainland mobile numbers and resident ID numbers (with a right check digit) in ``text``, in order."""
    narrow = _narrow(text)
    found = []
    for match in _ID.finditer(narrow):
        number = "".join(match.groups()).upper()
        if check_digit(number[:17]) == number[17]:
            found.append(Found("id_number", mask_id_number(number), *match.span()))
    for match in _PHONE.finditer(narrow):
        if not any(other.start <= match.start() < other.end for other in found):
            found.append(Found("phone", f"{match[1]}****{match[3]}", *match.span()))
    return sorted(found, key=lambda one: one.start)


def redact(text: str) -> str:
    """``text`` with every number found replaced by its mask: for logs and error mails."""
    for one in reversed(scan(text)):
        text = text[: one.start] + one.mask + text[one.end :]
    return text


def _narrow(text: str) -> str:
    """Full-width characters made narrow one by one, so that positions stay the same."""
    return "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
