"""The manager watches sales (clause 2.2.1.4): every figure is defined once, and the list behind it comes to the same."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.insight import catalogue
from lintel.insight.looking import Looker
from lintel.insight.metrics import all_metrics, metric
from lintel.insight.periods import preset
from lintel.insight.queries import consultants, funnel, heat, seen, warnings
from lintel.insight.reading import read
from lintel.insight.tests.conftest import Office
from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.spans import Span
from lintel.platform.workbench.registry import resources

pytestmark = pytest.mark.django_db
NONSENSE = (
    "x", "visits", "visits~2026-13-99~x", "visits~2026-11-01~2026-11-30~person.x", "reservations~2026-11-01~2026-11-30",
    "visits~2026-11-01~2026-11-30~channel.'--", "~" * 300,
)  # fmt: skip
ODD_PERIODS = (
    "period=custom", "period=custom&from=x&until=y", "period=custom&from=1900-01-01&until=2999-01-01", "period=nonsense",
    "period=custom&from=2026-11-20&until=2026-11-01",
)  # fmt: skip
#: The most questions a page may ask, frame included.
PINNED = {"liu": 28, "zhou": 28, "wang": 30, "zheng": 17}
LINK = re.compile(r'<a[^>]*href="([^"]*figure=[^"]*)"[^>]*>(.*?)</a>', re.S)
TAG = re.compile(r"<[^>]+>")
ROLES = [
    ("liu", ""),
    ("liu", "松风明月"),
    ("liu", "云栖江岸"),
    ("chen", ""),
    ("zhou", ""),
    ("wu", ""),
    ("wang", ""),
    ("sun", ""),
    ("tang", ""),
]


def visitor(client: Client, user: User, project: Project | None = None) -> Client:
    client.force_login(user)
    if project:
        client.post(reverse("workbench:project"), {"project": project.pk})
    return client


def links(page: str) -> list[tuple[str, str]]:
    """Every figure of the page that leads to a list: its address and what the page says."""
    return [(unescape(url), " ".join(TAG.sub(" ", said).split())) for url, said in LINK.findall(page)]


@pytest.mark.clause("2.2.1.4")
def test_every_figure_of_the_page_comes_to_what_its_list_comes_to(
    client: Client, cast: dict[str, User], projects: dict[str, Project], month: Office
) -> None:
    for name, project in ROLES:
        visitor(client, cast[name], projects.get(project))
        page = client.get(reverse("insight:cockpit"), {"period": "month"}).content.decode()
        found = links(page)
        assert len(found) > 8
        for url, said in found:
            _agrees(client, url, said)


def _agrees(client: Client, url: str, said: str) -> None:
    """The number of rows, the amount or the share on the page is what the list counts."""
    count = int(client.get(url + "&_part=number").content)
    number = re.search(r"(?:^| )([\d,]+)(?: ¥|$)", said)
    if "¥" in said or "%" in said:
        value = re.search(r"¥.*|[\d.]+%", said)
        assert value
        assert value.group() in unescape(client.get(url + "&_part=count").content.decode()), (url, said)
    if "%" not in said and number and not said.startswith("¥"):
        assert count == int(number.group(1).replace(",", "")), (url, said)
    assert count > 0


@pytest.mark.clause("2.2.1.4")
def test_who_leads_reads_yesterday_today_and_the_month_and_each_is_a_door_to_its_rows(
    client: Client, cast: dict[str, User], month: Office
) -> None:
    month.came("wang", clock.now() - timedelta(days=1))
    for name in ("liu", "chen"):
        visitor(client, cast[name])
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(reverse("workbench:days"))
        assert len(caught) <= 30
        told = {day.name: day.told for day in answer.context["days"]}
        assert list(told) == ["visits", "deals", "deal_amount", "money_in"]
        assert [len(parts) for parts in told.values()] == [4, 4, 4, 4]
        for part in told["visits"][:3] + told["deals"][:3]:
            assert client.get(part.url + "&_part=number").content.decode() == part.value.replace(",", "")
        assert 0 < int(told["visits"][0].value) < int(told["visits"][2].value)
        assert "deals" not in {n.name for n in client.get("/").context["numbers"]}, "a figure is told once"
    assert visitor(client, cast["wang"]).get(reverse("workbench:days")).content == b""
    assert "deals" in {n.name for n in client.get("/").context["numbers"]}


@pytest.mark.clause("2.2.1.4")
def test_every_metric_and_its_list_agree(
    client: Client, cast: dict[str, User], projects: dict[str, Project], month: Office
) -> None:
    """Also those no tile shows, and for periods without a row."""
    for name, project in ROLES:
        user, chosen = cast[name], projects.get(project)
        visitor(client, user, chosen)
        looker = Looker.of(user, chosen.pk if chosen else None)
        for one in all_metrics():
            assert looker.opens(one)
            for period in ("yesterday", "month"):
                span = None if one.of_now else preset(period).now
                reading = read(one, looker.counted(one, span))
                listed = client.get(looker.url(one, span) + "&_part=number").content
                assert int(listed) == reading.count, (name, one.key, period)
                if one.part is not None:
                    listed = client.get(looker.url(one, span, part=True) + "&_part=number").content
                    assert int(listed) == reading.part, (name, one.key, period)


@pytest.mark.clause("2.2.1.4")
def test_the_figures_are_what_can_be_counted_by_hand(cast: dict[str, User], month: Office) -> None:
    looker, period = Looker.of(cast["liu"]), preset("month")
    now = {m.key: seen(m, looker, period).now for m in catalogue.TILES}
    # ten first visits, three of them with a second the same day, and two repeats at midnight; the no-show is no visit
    assert now["visits"].count == 15
    assert now["new_customers"].count == 10
    assert now["holds"].count == 6
    assert (now["reservations"].count, now["reserved_amount"].amount) == (5, Decimal(5_000_000))
    assert now["collections"].amount == Decimal(250_000)
    assert (now["cancellations"].count, now["sell_through"].part, now["sell_through"].count) == (1, 6, 20)
    assert now["special_discount"].value == Decimal(20_000) * 100 / Decimal(5_020_000)
    assert (now["first_follow_up"].part, now["first_follow_up"].count) == (6, 10)
    assert [step.reading.count for step in funnel(looker, period) if step.reading] == [10, 6, 6, 5, 0]


def test_the_same_days_of_last_month_are_what_it_is_compared_with(cast: dict[str, User], month: Office) -> None:
    one = seen(catalogue.RESERVATIONS, Looker.of(cast["liu"]), preset("month"))
    assert (one.now.count, one.before and one.before.count, one.change, one.growth) == (5, 1, 4, 400)
    assert preset("month").before == Span(clock.today().replace(month=10, day=1), clock.today().replace(month=10))


def test_a_day_is_the_office_s_day_and_not_the_server_s(cast: dict[str, User], month: Office) -> None:
    looker = Looker.of(cast["wang"])
    assert [seen(catalogue.VISITS, looker, preset(code)).now.count for code in ("today", "yesterday")] == [1, 1]


@pytest.mark.clause("1.1")
def test_each_post_sees_its_own_part(cast: dict[str, User], projects: dict[str, Project], month: Office) -> None:
    counts = {
        name: seen(catalogue.RESERVATIONS, Looker.of(cast[name]), preset("month")).now.count
        for name in ("liu", "zhou", "wu", "wang", "zhao", "tang")
    }
    assert counts == {"liu": 5, "zhou": 3, "wu": 2, "wang": 2, "zhao": 1, "tang": 0}
    one = Looker.of(cast["liu"], projects["云栖江岸"].pk)
    assert seen(catalogue.VISITS, one, preset("month")).now.count == 1


def test_a_consultant_sees_an_average_without_names(client: Client, cast: dict[str, User], month: Office) -> None:
    looker = Looker.of(cast["wang"])
    one = seen(catalogue.RESERVATIONS, looker, preset("month"), averages=True)
    # the team has two: its average would tell what the colleague did, so it is that of the four who sell here
    assert (one.average and one.average.people, one.average and one.average.value) == (4, Decimal(5) / 4)
    page = visitor(client, cast["wang"]).get(reverse("insight:cockpit")).content.decode()
    for name in ("zhao", "sun", "qian"):
        assert str(cast[name]) not in page


def test_too_few_colleagues_make_no_average(cast: dict[str, User], month: Office) -> None:
    assert seen(catalogue.VISITS, Looker.of(cast["tang"]), preset("month"), averages=True).average is None


@pytest.mark.clause("8.1.1")
def test_planning_sees_counts_of_five_and_more_and_no_money(
    client: Client, cast: dict[str, User], month: Office
) -> None:
    looker = Looker.of(cast["zheng"])
    shown = {m.key: seen(m, looker, preset("month")) for m in catalogue.TILES if looker.may_see(m)}
    assert not {"reserved_amount", "collections", "special_discount"} & set(shown)
    assert (shown["visits"].hidden, shown["visits"].now.count) == (False, 14)
    assert shown["cancellations"].hidden
    assert not shown["visits"].days
    page = visitor(client, cast["zheng"]).get(reverse("insight:cockpit")).content.decode()
    assert "¥" not in page
    assert {resources[catalogue.SELL_THROUGH.model].url} == {url.partition("?")[0] for url, _said in links(page)}
    assert "&lt; 5" in page
    # what one may not see is not said to be well
    assert not any(str(m.name) in page for m in catalogue.WARNINGS)


def test_a_single_small_count_does_not_follow_from_the_total(cast: dict[str, User], office: Office) -> None:
    for n in range(12):
        office.came("wang", office_day(n), channel="online" if n < 5 else "call" if n < 11 else "media")
    from lintel.insight.queries import channels

    _heads, lines = channels(Looker.of(cast["zheng"]), preset("month"))
    said = {line.key: line.cells[0].reading.count if line.cells[0].reading else None for line in lines}
    assert said == {"call": 6, "online": None, "media": None}


def office_day(n: int) -> Any:
    return clock.now().replace(day=1 + n)


def test_warnings_come_with_the_most_money_first(cast: dict[str, User], month: Office) -> None:
    found = warnings(Looker.of(cast["liu"]))
    assert [(one.metric.key, one.now.count) for one in found] == [
        ("overdue_signing", 3), ("overdue_money", 3), ("cooling", 6), ("overdue_follow_ups", 1),
    ]  # fmt: skip
    assert [one.now.amount for one in found[:2]] == [Decimal(3_000_000), Decimal(750_000)]


@pytest.mark.clause("1.3.4")
def test_few_visits_make_no_rate(cast: dict[str, User], month: Office) -> None:
    _heads, lines = consultants(Looker.of(cast["liu"]), preset("month"))
    assert {line.title for line in lines} >= {str(cast[name]) for name in ("wang", "zhao", "sun", "qian", "tang")}
    assert all(line.rate is None for line in lines)


def test_sell_through_by_building_and_type_adds_up(cast: dict[str, User], month: Office) -> None:
    shown = heat(Looker.of(cast["liu"]))
    readings = [cell.reading for cell in shown.cells.values() if cell.reading]
    assert (sum(r.part for r in readings), sum(r.count for r in readings)) == (6, 20)


def test_how_many_questions_are_asked_does_not_depend_on_how_much_there_is(
    client: Client, cast: dict[str, User], office: Office
) -> None:
    """Pinned for each post: the same with a fortnight of life as with two days."""
    counts: dict[str, list[int]] = {}
    visitor(client, cast["liu"]).get(reverse("insight:cockpit"))  # what a process reads once
    for days in (2, 12):
        _lived(office, days)
        for name in PINNED:
            visitor(client, cast[name])
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse("insight:cockpit")).status_code == 200
            # the frame notes once in a while that the session is in use; that is no question
            counts.setdefault(name, []).append(sum(q["sql"].startswith("SELECT") for q in asked.captured_queries))
    assert {name: max(asked) - min(asked) for name, asked in counts.items()} == dict.fromkeys(PINNED, 0)
    assert {name: asked[0] for name, asked in counts.items() if asked[0] > PINNED[name]} == {}


def _lived(office: Office, days: int) -> None:
    for n in range(days):
        customer = office.came("wang", office_day(n), grade="A", again=True)
        office.to_follow_up(customer, office_day(n + 1))
        office.held(customer, office_day(n))
        if n < 2:
            office.paid(office.reserved(customer, office_day(n)), office_day(n).date(), 50_000)


def test_nonsense_in_the_address_finds_nothing_and_breaks_nothing(
    client: Client, cast: dict[str, User], month: Office
) -> None:
    visitor(client, cast["liu"])
    visits = reverse("customers:visit-list")
    for value in NONSENSE:
        assert client.get(visits, {"figure": value, "_part": "number"}).content == b"0", value
        assert client.get(visits, {"figure": value}).status_code == 200
    for query in ODD_PERIODS:
        assert client.get(reverse("insight:cockpit") + "?" + query).status_code == 200


def test_a_figure_cannot_widen_a_list(client: Client, cast: dict[str, User], month: Office) -> None:
    visitor(client, cast["wang"])
    mine = int(client.get(reverse("customers:visit-list"), {"_part": "number"}).content)
    for whose in ("", f"~person.{cast['sun'].pk}", f"~team.{cast['sun'].department_id}"):
        found = client.get(
            reverse("customers:visit-list"), {"figure": f"visits~2026-01-01~2026-12-31{whose}", "_part": "number"}
        )
        assert int(found.content) <= mine
    assert int(found.content) == 0


def test_the_list_says_which_figure_it_shows_and_lets_go_of_it(
    client: Client, cast: dict[str, User], month: Office
) -> None:
    page = visitor(client, cast["liu"]).get(reverse("customers:visit-list"), {"figure": "visits~2026-11-01~2026-11-23"})
    shown = page.content.decode()
    assert "2026-11-01 ~ 2026-11-23" in shown
    assert 'name="figure" value="visits~2026-11-01~2026-11-23"' in shown


def test_a_figure_has_one_definition() -> None:
    with pytest.raises(LookupError):
        metric("visits", "Visits", "again", model=catalogue.VISITS.model)
    assert all(m.definition and m.name and m.version >= 1 for m in all_metrics())


@pytest.mark.parametrize("name", ["he", "xu", "lin", "gao", "guest", "admin"])
def test_whoever_has_nothing_to_do_with_sales_figures_is_refused(
    client: Client, cast: dict[str, User], name: str
) -> None:
    assert visitor(client, cast[name]).get(reverse("insight:cockpit")).status_code in (302, 403, 404)
