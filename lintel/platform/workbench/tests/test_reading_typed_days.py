"""The echo beside a day says what a form would understand, to whoever is signed in and to nobody else."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lintel.platform.kernel import clock

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.SHANGHAI)
AREAS = Path(__file__).parents[3]
ECHO = "/workbench/day/"
STRICT = {
    *(f"forms.{name}" for name in ("DateField", "DateTimeField", "SplitDateTimeField")),
    *(f"django_filters.{name}" for name in ("DateFilter", "DateTimeFilter", "DateFromToRangeFilter")),
}


@pytest.mark.parametrize(
    ("kind", "text", "value", "told"),
    [
        ("day", "1123", "2026-11-23", "周一 2026-11-23"), ("day", "＋３", "2026-11-30", "周一 2026-11-30"),
        ("moment", "明天 9:30", "2026-11-28 09:30", "周六 2026-11-28 09:30"), ("", "后天", "2026-11-29", "周日 2026-11-29"),
    ],
)  # fmt: skip
def test_the_echo_is_what_the_form_would_read(enter: Any, kind: str, text: str, value: str, told: str) -> None:
    with clock.at(FRIDAY):
        assert enter("wang").post(ECHO, {"kind": kind, "text": text}).json() == {"value": value, "told": told}


@pytest.mark.parametrize("text", ["", "1332", "x" * 5000, "<b>", "\x00", "99999999"])
def test_what_is_not_understood_is_said_without_repeating_it(enter: Any, text: str) -> None:
    for kind in ("day", "moment"):
        said = enter("wang").post(ECHO, {"kind": kind, "text": text}).json()
        assert said["value"] == ""
        assert "看不懂" in said["told"]
        assert not text or text not in said["told"]


def test_nobody_else_is_answered_and_no_day_stands_in_an_address(enter: Any) -> None:
    assert Client().post(ECHO, {"text": "1123"}).status_code in {302, 401, 403}
    assert enter("wang").get(ECHO, {"text": "1123"}).status_code == 405


def test_every_form_reads_days_as_people_type_them() -> None:
    """Django's own date fields take one way of writing each; ours read what people type."""
    strict = []
    for path in AREAS.rglob("*.py"):
        if path.name == "day_fields.py" or "migrations" in path.parts or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in STRICT:
                strict.append(f"{path.relative_to(AREAS)}:{node.lineno}")
    assert strict == []


def test_a_form_made_of_a_deed_or_of_a_model_reads_typed_days(enter: Any) -> None:
    page = enter("wang").get("/tasks/new/").content.decode()
    assert 'type="datetime-local"' in page, "without a script the browser's own calendar stands there"
    assert "data-moment" in page
