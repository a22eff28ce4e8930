"""The wall of figures: three pages that anybody may stand before (clauses 2.2.1.4, 8.1.1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.insight.tests.conftest import Office
from lintel.insight.tests.test_watching_figures import visitor
from lintel.platform.directory.models import User

pytestmark = pytest.mark.django_db
Cast = dict[str, User]


def wall(client: Client, user: User) -> str:
    return visitor(client, user).get(reverse("insight:wall")).content.decode()


@pytest.mark.clause("8.1.1")
def test_nobody_is_named_no_sum_is_told_and_nothing_can_be_opened(client: Client, cast: Cast, month: Office) -> None:
    page = wall(client, cast["liu"])
    assert page.count('class="wall-page"') == 3
    for name in ("wang", "zhao", "sun", "tang", "liu"):
        assert str(cast[name]) not in page
    for customer in Customer.objects.all():
        assert customer.number not in page
        assert f">{customer.name}" not in page
    assert "¥" not in page
    assert "万元" not in page
    links = re.findall(r'<a[^>]*href="([^"]*)"', page)
    assert links == [reverse("insight:cockpit")]


@pytest.mark.clause("8.1.1")
def test_small_counts_are_not_told_to_whoever_passes_by(client: Client, cast: Cast, office: Office) -> None:
    for _n in range(3):
        office.came("wang", office_day())
    page = wall(client, cast["liu"])
    assert "&lt; 5" in page
    assert ">3<" not in page


def office_day() -> Any:
    from lintel.platform.kernel import clock

    return clock.now().replace(day=5)


def test_the_office_decides_about_names_and_money(
    client: Client, cast: Cast, month: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lintel.insight import figures

    for figure in (figures.WALL_NAMES, figures.WALL_MONEY):
        monkeypatch.setattr(type(figure), "whole", _whole(type(figure).whole, figure.key), raising=True)
    page = wall(client, cast["liu"])
    assert str(cast["wang"]) in page
    assert "万元" in page
    assert all(c.number not in page for c in Customer.objects.all())


def _whole(before: Any, key: str) -> Any:
    return lambda self: 1 if self.key == key else before(self)


def test_it_says_from_when_it_is_and_asks_little(client: Client, cast: Cast, month: Office) -> None:
    visitor(client, cast["liu"]).get(reverse("insight:wall"))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("insight:wall"), headers={"X-Lintel-Poll": "1"}).content.decode()
    assert len(asked) <= 30
    assert re.search(r'id="wall-at"[^>]*>10:00:00<', page)
    assert 'data-lost="' in page


def test_whose_it_is(client: Client, cast: Cast, month: Office) -> None:
    assert visitor(client, cast["chen"]).get(reverse("insight:wall")).status_code == 200
    for name in ("zhou", "wang", "zheng", "xu"):
        assert visitor(client, cast[name]).get(reverse("insight:wall")).status_code in (403, 404)
    assert reverse("insight:wall") not in visitor(client, cast["wang"]).get(reverse("insight:cockpit")).content.decode()


def test_each_chart_can_be_saved_with_what_it_is(client: Client, cast: Cast, month: Office) -> None:
    page = visitor(client, cast["liu"]).get(reverse("insight:cockpit")).content.decode()
    found = re.findall(
        r'data-picture-of="([^"]+)" data-period="([^"]+)" data-as-of="([^"]+)" data-source="([^"]+)"', page
    )
    assert [one[0] for one in found] == ["chart-funnel", "chart-trend", "chart-channels"]
    assert {one[1] for one in found} == {"2026-11-01 ~ 2026-11-23"}
    assert all("10:00" in one[2] for one in found)
    assert all("松风明月" in one[3] for one in found)
