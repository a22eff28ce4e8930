"""Every figure of every home page is the number of rows, or the sum, of the list its link opens."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client, RequestFactory

from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.workbench.behind import Window
from lintel.platform.workbench.numbers import MOST, Number, daily, days_for, numbers_for, shown
from lintel.platform.workbench.standing import suggestion, waiting
from tests.matrix.labels import NOW, World
from tests.matrix.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: One person of every post and duty that exists, and how many figures the post has at least.
POSTS = {
    "wang": 5, "zhou": 5, "chen": 5, "liu": 5, "zheng": 5, "feng": 5, "xu": 5, "he": 4, "lin": 4, "gao": 5, "admin": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        from django.db import transaction

        with transaction.atomic():
            yield build()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def request_of(user: User) -> object:
    request = RequestFactory().get("/")
    request.user, request.session = user, {}  # type: ignore[assignment]
    return request


@pytest.mark.parametrize("name", POSTS)
def test_every_figure_is_the_number_of_its_list(world: World, name: str) -> None:
    user = world.cast[name]
    client, request = enter(user), request_of(user)
    figures, strip = numbers_for(user), days_for(user)
    assert len(figures) <= MOST
    assert POSTS[name] <= len(figures) + len(strip)
    for one in figures:
        seen = shown(request, one)  # type: ignore[arg-type]
        assert client.get(seen.url).status_code == 200, one.name
        told = _words(client.get(_with(seen.url, "_part=count")).content.decode())
        count = one.behind.count(request)  # type: ignore[arg-type]
        if seen.value.startswith("<"):
            assert 0 < count < one.behind.smallest(user) or one.of is not None, one.name
            assert html.unescape(told) == seen.value, "the page behind it does not say it either"
            continue
        assert int(re.search(r"\d[\d,]*", told)[0].replace(",", "")) == count, (one.name, told)  # type: ignore[index]
        if one.sums and "合计" in told:
            assert seen.value in told, (one.name, told)
        elif not one.sums and one.of is None:
            assert seen.value == f"{count:,}", one.name


@pytest.mark.parametrize("name", ["liu", "chen"])
def test_each_day_of_the_strip_is_the_number_of_its_list(world: World, name: str) -> None:
    user = world.cast[name]
    client, request = enter(user), request_of(user)
    strip = days_for(user)
    assert len(strip) == 4
    for one in strip:
        told = daily(request, one).told  # type: ignore[arg-type]
        assert len(told) == 4, "yesterday, today, this month, target"
        for day in told[:3]:
            said = _words(client.get(_with(day.url, "_part=count")).content.decode())
            if one.sums:
                assert "合计" not in said or day.value in said, (one.name, day.label, said)
            else:
                count = re.search(r"\d[\d,]*", said)
                assert count, (one.name, day.label, said)
                assert count[0] == day.value, (one.name, day.label, said)


@pytest.mark.parametrize("name", POSTS)
def test_what_stands_waiting_has_as_many_rows(world: World, name: str) -> None:
    user = world.cast[name]
    client = enter(user)
    for one in waiting(request_of(user)):  # type: ignore[arg-type]
        told = _words(client.get(_with(one.url, "_part=count")).content.decode())
        assert re.search(r"\d[\d,]*", told)[0] == f"{one.count:,}", one.label  # type: ignore[index]
        assert client.get(one.url).status_code == 200


@pytest.mark.parametrize("name", [*POSTS, "guest"])
def test_the_home_page_and_every_card_open(world: World, name: str) -> None:
    client = enter(world.cast[name])
    home = client.get("/")
    assert home.status_code == 200
    text = home.content.decode()
    cards = re.findall(r'hx-get="(/workbench/[^"]+)"', text)
    for address in ["/todos/", *cards]:
        assert client.get(address).status_code == 200, address
    assert text.index('id="todos"') < (text.find('class="shortcuts"') % len(text)) or "shortcuts" not in text


@pytest.mark.parametrize("name", [n for n in POSTS if n != "admin"])
def test_who_has_nothing_to_do_is_told_what_is_worth_doing(world: World, name: str) -> None:
    found = suggestion(request_of(world.cast[name]))  # type: ignore[arg-type]
    assert found is not None
    address = urlsplit(found.url)
    assert enter(world.cast[name]).get(found.url, follow=True).status_code == 200, address


def test_a_figure_counts_the_chosen_project_only(world: World) -> None:
    user = world.cast["liu"]
    one: Number = next(n for n in days_for(user) if n.name == "deals")
    request = request_of(user)
    every = one.value(request)  # type: ignore[arg-type]
    parts = []
    for project in world.projects.values():
        request.session = {"project": project.pk}  # type: ignore[attr-defined]
        parts.append(one.value(request))  # type: ignore[arg-type]
    assert sum(parts) == every > min(parts)


def test_a_month_is_compared_with_the_same_days_of_the_month_before() -> None:
    from datetime import date, datetime

    with clock.at(datetime(2026, 3, 31, 9, tzinfo=clock.SHANGHAI)):
        before = Window.now().before()
    assert (before.month, before.until) == (date(2026, 2, 1), date(2026, 2, 28))
    with clock.at(datetime(2026, 1, 5, 9, tzinfo=clock.SHANGHAI)):
        before = Window.now().before()
    assert (before.month, before.until) == (date(2025, 12, 1), date(2025, 12, 5))


def test_a_share_of_nothing_is_nothing(world: World) -> None:
    user = world.cast["liu"]
    one = next(n for n in numbers_for(user) if n.of is not None)
    request = request_of(user)
    request.session = {"project": 0}  # type: ignore[attr-defined]
    assert one.value(request) >= Decimal(0)  # type: ignore[arg-type]


def _with(url: str, more: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{more}"


def _words(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)
