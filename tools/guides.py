"""Derives the guides' 繁體 from 简体: ``python tools/guides.py``; with ``check`` it only says whether they are fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from catalogues.hant import to_hant

TEXTS = Path(__file__).resolve().parents[1] / "lintel" / "site" / "guide_texts"


def stale() -> list[str]:
    """The guides whose 繁體 is missing or does not follow 简体."""
    return [
        name for name, text in _derived().items() if not _hant(name).exists() or _hant(name).read_text("utf-8") != text
    ]


def write() -> None:
    """Bring every 繁體 guide up to date."""
    for name, text in _derived().items():
        _hant(name).parent.mkdir(exist_ok=True)
        _hant(name).write_text(text, "utf-8")


def _derived() -> dict[str, str]:
    return {path.name: to_hant(path.read_text("utf-8")) for path in sorted((TEXTS / "zh-Hans").glob("*.md"))}


def _hant(name: str) -> Path:
    return TEXTS / "zh-Hant" / name


if __name__ == "__main__":
    if "check" in sys.argv:
        found = stale()
        print("\n".join(found) or "Guides: 繁體 follows 简体.")
        sys.exit(bool(found))
    write()
