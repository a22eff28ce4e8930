"""The figures as a workbook: what the screen says, nobody by name, nothing too small to be said."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lintel.insight import catalogue
from lintel.insight.looking import Looker
from lintel.insight.periods import preset
from lintel.insight.reading import read
from lintel.insight.tests.conftest import Office
from lintel.platform.directory.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2.1.4")]


def taken(client: Client, user: User, query: str = "period=month") -> list[tuple[Any, ...]]:
    client.force_login(user)
    answer = client.get(reverse("insight:figures") + f"?{query}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_says_what_the_screen_says(client: Client, cast: dict[str, User], month: Office) -> None:
    rows = taken(client, cast["liu"])
    looker, period = Looker.of(cast["liu"]), preset("month")
    for metric in (catalogue.VISITS, catalogue.RESERVED_AMOUNT, catalogue.DISCOUNT, catalogue.SELL_THROUGH):
        expected = read(metric, looker.counted(metric, None if metric.of_now else period.now)).value
        said = next(row for row in rows if row[1] == str(metric.name) and row[2] is None)
        assert (said[3] or 0) == pytest.approx(float(expected or 0)), metric.key
    assert {row[0] for row in rows} >= {"关键指标", "漏斗", "渠道"}


def test_nobody_is_named_and_little_is_hidden(client: Client, cast: dict[str, User], month: Office) -> None:
    for name in ("liu", "zheng"):
        said = " ".join(str(cell) for row in taken(client, cast[name]) for cell in row)
        assert not [user for user in cast.values() if user.name and user.name in said]
    rows = taken(client, cast["zheng"])
    assert any(str(cell).startswith("< ") for row in rows for cell in row), "small counts are not said"
    assert not [row for row in rows if row[5] == "元"], "sums of money are for those who may open the list"


def test_a_period_of_ones_own_travels_with_the_button(client: Client, cast: dict[str, User], month: Office) -> None:
    client.force_login(cast["liu"])
    page = client.get(reverse("insight:cockpit") + "?period=custom&from=2026-11-01&until=2026-11-10").content.decode()
    assert "/insight/figures/?period=custom&amp;from=2026-11-01&amp;until=2026-11-10" in page


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 27), date(2026, 11, 21), date(2026, 11, 22)),
        (date(2026, 11, 28), date(2026, 11, 28), date(2026, 11, 28)),
        (date(2026, 11, 29), date(2026, 11, 28), date(2026, 11, 29)),
        (date(2026, 11, 30), date(2026, 11, 28), date(2026, 11, 29)),
    ],
)
def test_the_last_weekend_is_the_present_one_as_far_as_it_has_come(today: date, first: date, last: date) -> None:
    period = preset("weekend", today)
    assert (period.now.first, period.now.last) == (first, last)
    assert (period.before.first - first).days == -7
    assert period.before.days == period.now.days
