"""Screens, resources and the API never reach for a manager: rows come through ``visible``."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASKING = {"screens", "resources", "widgets", "api", "panels"}
FILES = sorted(
    path
    for path in (ROOT / "lintel").rglob("*.py")
    if (path.stem in ASKING or ASKING & set(path.parent.parts)) and "tests" not in path.parts
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_manager_is_reached_from_a_screen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reached = [
        n.lineno for n in ast.walk(tree) if getattr(n, "attr", "") in ("objects", "_default_manager", "_base_manager")
    ]
    assert reached == []


def test_there_are_screens_to_look_at():
    assert len(FILES) > 10
