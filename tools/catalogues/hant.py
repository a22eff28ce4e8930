"""简体 → 繁體 in the policy's mainland wording: characters are converted, words are not replaced.

OpenCC's ``s2t`` keeps mainland words but chooses some character forms that a mainland reader would not expect
(爲, 羣, 考覈, 網籤). ``tools/hant_exceptions.tsv`` holds the words and forms that the glossary wants instead.
"""

import functools
import re
from pathlib import Path

import opencc

EXCEPTIONS = Path(__file__).resolve().parents[1] / "hant_exceptions.tsv"
FIRST_MARK = 0xE000  # Unicode private use: OpenCC lets these characters through untouched.


@functools.cache
def _exceptions() -> tuple[dict[str, str], dict[int, str]]:
    """Return (words fixed before the conversion, character forms changed after it)."""
    words: dict[str, str] = {}
    forms: dict[int, str] = {}
    for line in EXCEPTIONS.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, before, after = line.split("\t")[:3]
        if kind == "word":
            words[before] = after
        elif kind == "form":
            forms[ord(before)] = after
        else:
            raise ValueError(f"{EXCEPTIONS.name}: the first column says 'word' or 'form', not {kind!r}")
    return words, forms


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def to_hant(text: str) -> str:
    """Return ``text`` in traditional characters; placeholders and Latin words stay as they are."""
    words, forms = _exceptions()
    kept: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        kept.append(words[match[0]])
        return chr(FIRST_MARK + len(kept) - 1)

    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    converted = _converter().convert(re.sub(pattern, set_aside, text)).translate(forms)
    for position, word in enumerate(kept):
        converted = converted.replace(chr(FIRST_MARK + position), word)
    return converted
