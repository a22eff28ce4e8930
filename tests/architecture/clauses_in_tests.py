"""Reading, without running anything, which clauses the tests are marked with and which numbers the code names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".venv", "node_modules", ".git", "build", "dist"}


@cache
def _trees(only_tests: bool) -> list[tuple[str, ast.Module]]:
    found = []
    for top in ("lintel", "tests"):
        for path in sorted((ROOT / top).rglob("*.py")):
            inside = path.relative_to(ROOT)
            is_test = path.name.startswith("test_") or "tests" in inside.parts
            if is_test == only_tests and not LEFT_OUT & set(inside.parts):
                found.append((inside.as_posix(), ast.parse(path.read_text(encoding="utf-8"))))
    return found


def marked() -> dict[str, set[str]]:
    """Return ``{clause number: {file::test, …}}`` for every ``@pytest.mark.clause`` over a test, class or module."""
    tests: dict[str, set[str]] = {}
    for path, tree in _trees(only_tests=True):
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                calls, name = [d for d in node.decorator_list], node.name
            elif isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets
            ):
                calls, name = list(ast.walk(node.value)), "*"
            else:
                continue
            for number in _numbers(calls):
                tests.setdefault(number, set()).add(f"{path}::{name}")
    return tests


def _numbers(calls: list[ast.AST] | list[ast.expr]) -> Iterator[str]:
    for call in calls:
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.clause":
            for argument in call.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield from argument.value.split()


def named_in_code(keyword: str) -> dict[str, set[str]]:
    """Return ``{value: {file:line, …}}`` of every literal ``keyword="…"`` argument and attribute in ``lintel/``."""
    named: dict[str, set[str]] = {}
    for path, tree in _trees(only_tests=False):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == keyword:
                value: ast.expr | None = node.value
            elif isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == keyword for t in node.targets
            ):
                value = node.value
            else:
                continue
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                for one in value.value.split():
                    named.setdefault(one, set()).add(f"{path}:{value.lineno}")
    return named
