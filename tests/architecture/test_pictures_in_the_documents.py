"""The pictures of the documents: each one named is there and described, each one there is shown, in the language of its reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.picture_list import LANGUAGES, PICTURES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "images"
DOCUMENTS = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
ONE, ALL = 90_000, 3_000_000
"""Bytes of one picture, and of all."""


def shown() -> list[tuple[Path, str, Path]]:
    """Every picture named in a document: the document, what is said for those who do not see it, the file."""
    return [
        (document, words, (document.parent / place).resolve())
        for document in DOCUMENTS
        for words, place in SHOWN.findall(document.read_text("utf-8"))
        if "://" not in place
    ]


def test_every_picture_named_is_there_and_described() -> None:
    assert [(str(document), file.name) for document, _, file in shown() if not file.is_file()] == []
    assert [(str(document), file.name) for document, words, file in shown() if len(words) < 5] == []


def test_every_picture_there_is_shown() -> None:
    there = {path.resolve() for path in FOLDER.rglob("*") if path.is_file()}
    assert sorted(str(path) for path in there - {file for _, _, file in shown()}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_taken_is_what_is_kept(language: str) -> None:
    listed = {f"{screen.name}.png" for screens in PICTURES.values() for screen in screens}
    assert {path.name for path in (FOLDER / language).iterdir()} == listed


def test_a_reader_sees_the_screens_in_the_language_of_the_text() -> None:
    wrong = [
        f"{document.relative_to(ROOT)}: {file.parent.name}/{file.name}"
        for document, _, file in shown()
        if (file.parent.name == "zh-Hans") != (".zh-" in document.name)
    ]
    assert wrong == []


def test_the_pictures_stay_small() -> None:
    sizes = {path: path.stat().st_size for path in FOLDER.rglob("*.png")}
    assert sorted(path.name for path, size in sizes.items() if size > ONE) == []
    assert sum(sizes.values()) <= ALL
