"""Periods of a list keep their names and mean other days tomorrow; conditions take several values; nonsense is said and left out."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from lintel.customers.models import Customer
from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.workbench.listing import Listing, listing_of
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.registry import resources

List = "/customers/customer/"
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.SHANGHAI)
#: First visit of each, as days back from that Friday, and grade.
LIVES = {"0": ("A", 0), "1": ("A", 1), "2": ("B", 4), "3": ("B", 5), "4": ("C", 12), "5": ("C", 27), "6": ("D", 58)}


@pytest.fixture
def customers(cast: dict[str, User], project: Project) -> dict[str, Customer]:
    made = {}
    for number, (grade, days) in LIVES.items():
        made[number] = Customer.objects.create(
            project=project, number=f"T-{number}", name=f"张{number}", phone=f"1380000{number:>04}", grade=grade,
            stage="intent" if grade < "C" else "lead", channel="walk_in", owner=cast["wang"],
            first_contact_at=FRIDAY - timedelta(days=days), next_action_at=FRIDAY + timedelta(days=days),
            protected_until=FRIDAY + timedelta(days=9),
        )  # fmt: skip
    return made


def shown(cast: dict[str, User], query: str, at: datetime = FRIDAY) -> Listing:
    request: Any = RequestFactory().get(List)
    request.user, request.session = User.objects.get(pk=cast["liu"].pk), {}
    with clock.at(at):
        found = listing_of(request, resources[Customer], QueryDict(query))
        found.numbers = sorted(row.number[2:] for row in found.rows)  # type: ignore[attr-defined]
        return found


@pytest.mark.clause("5.1.1")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("first_contact_at=today", "0"), ("first_contact_at=yesterday", "1"), ("first_contact_at=this_week", "012"),
        ("first_contact_at=last_week", "3"), ("first_contact_at=this_month", "01234"), ("first_contact_at=last_month", "5"),
        ("next_action_at=next_7_days", "0123"), ("since=2026-11-22&until=2026-11-23", "23"), ("since=2026-11-26", "01"),
        ("until=2026-10-31", "56"), ("first_contact_at=own&since=20261015&until=1031", "5"), ("first_contact_at=2026-11-26", "1"),
        ("next_action_since=明天&next_action_until=%2B5", "123"),
        ("first_contact_at=today&since=2026-01-01&until=2026-12-31", "0"),
        ("first_contact_at=this_week&next_action_at=next_7_days&grade=A", "01"), ("first_contact_at=own", "0123456"),
        ("grade=A&grade=C", "0145"), ("grade=A&grade=C&first_contact_at=this_month", "014"), ("grade=B", "23"),
        ("due=today&due=none", "0"), ("due=week&state=lost_asked", ""),
    ],
)  # fmt: skip
def test_a_list_is_narrowed_by_periods_and_by_any_of_several_values(
    cast: dict[str, User], customers: dict[str, Customer], query: str, numbers: str
) -> None:
    assert shown(cast, query).numbers == list(numbers)  # type: ignore[attr-defined]


def test_days_begin_at_the_office_s_midnight(cast: dict[str, User], customers: dict[str, Customer]) -> None:
    Customer.objects.filter(number="T-6").update(first_contact_at=datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    Customer.objects.filter(number="T-5").update(first_contact_at=datetime(2026, 11, 26, 15, 59, 59, tzinfo=UTC))
    assert shown(cast, "first_contact_at=today").numbers == ["0", "6"]  # type: ignore[attr-defined]
    assert shown(cast, "first_contact_at=yesterday").numbers == ["1", "5"]  # type: ignore[attr-defined]


def test_a_kept_view_of_this_week_is_next_week_s_next_week(
    enter: Any, cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    url = f"{List}view/?query=first_contact_at%3Dthis_week%26grade%3DA%26grade%3DB"
    assert enter("liu").post(url, {"_key": uuid.uuid4().hex, "name": "本周来访", "shared": "no"}).status_code == 303
    query = SavedView.objects.get().query
    assert query == "first_contact_at=this_week&grade=A&grade=B"
    assert shown(cast, query).numbers == ["0", "1", "2"]  # type: ignore[attr-defined]
    assert shown(cast, query, FRIDAY - timedelta(days=7)).numbers == ["3"]  # type: ignore[attr-defined]
    assert shown(cast, query, FRIDAY + timedelta(days=3)).numbers == []  # type: ignore[attr-defined]


def test_days_as_typed_are_written_out_in_the_address_and_names_are_kept(
    enter: Any, customers: dict[str, Customer]
) -> None:
    with clock.at(FRIDAY):
        liu = enter("liu")
        typed = liu.get(List, {"first_contact_at": "own", "since": "１１２２", "until": "昨天", "grade": ["A", "B"]})
        assert typed.status_code == 302
        said = parse_qs(urlsplit(typed["Location"]).query)
        assert said == {
            "first_contact_at": ["own"], "since": ["2026-11-22"], "until": ["2026-11-26"], "grade": ["A", "B"],
        }  # fmt: skip
        assert liu.get(typed["Location"]).status_code == 200
        named = liu.get(List, {"first_contact_at": "this_week", "since": "2026-11-22"})
        assert parse_qs(urlsplit(named["Location"]).query) == {"first_contact_at": ["this_week"]}
        assert liu.get(List, {"since": "2026-11-01", "until": "2026-11-27"}).status_code == 200, "figures lead here"


@pytest.mark.parametrize(
    "query",
    [
        "first_contact_at=next_year", "since=1332", "since=2026-11-20&until=2026-11-01", "grade=Z", "grade=A&grade=Z", "owner=x",
        "owner=99999999999999999999999", "owner=-1", "owner=²", "first_contact_at=2026-99-99", "since=99991231", "until=0001-01-01",
        "first_contact_at=next_7_days", "since=%00", "due=soon", "first_contact_at=own&since=<script>x</script>",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_left_out_and_said(
    enter: Any, cast: dict[str, User], customers: dict[str, Customer], query: str
) -> None:
    found = shown(cast, query)
    assert found.numbers == sorted(LIVES)  # type: ignore[attr-defined]
    assert [one.wrong for one in found.chosen] == [True]
    page = enter("liu").get(f"{List}?{query}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "看不懂，未使用" in text
    assert "<script>x" not in text


def test_each_value_is_a_chip_that_can_be_taken_away(cast: dict[str, User], customers: dict[str, Customer]) -> None:
    owner = cast["wang"].pk
    found = shown(cast, f"grade=A&grade=B&owner={owner}&first_contact_at=this_week&sort=number")
    said = [(str(one.label), one.value, parse_qs(urlsplit(one.url).query)) for one in found.chosen]
    rest = {"sort": ["number"], "first_contact_at": ["this_week"], "owner": [str(owner)], "grade": ["A", "B"]}
    assert [one[:2] for one in said] == [
        ("等级", "A 类：近期可成交"), ("等级", "B 类：意向较强"), ("置业顾问", "王敏"), ("首次来访", "本周 (2026-11-23 ~ 2026-11-29)"),
    ]  # fmt: skip
    assert [one[2] for one in said] == [
        rest | {"grade": ["B"]}, rest | {"grade": ["A"]},
        {k: v for k, v in rest.items() if k != "owner"}, {k: v for k, v in rest.items() if k != "first_contact_at"},
    ]  # fmt: skip


def test_neither_yes_nor_no_is_no_condition(enter: Any, cast: dict[str, User]) -> None:
    for said, words in (("unknown", None), ("true", "看不懂，未使用"), ("maybe", "看不懂，未使用")):
        text = enter("liu").get("/sales/offer/", {"approved": said}).content.decode()
        assert ('class="chosen"' in text) is (words is not None), said
        assert ("看不懂，未使用" in text) is (said == "maybe"), said


def test_one_row_is_found_once_whatever_it_meets(enter: Any, cast: dict[str, User]) -> None:
    posts = [role.pk for role in cast["wang"].roles.all()] + [role.pk for role in cast["zhou"].roles.all()]
    cast["wang"].roles.add(*cast["zhou"].roles.all())
    page = enter("admin").get("/directory/user/", {"post": posts}).content.decode()
    assert page.count(f'<tr data-href="/directory/user/{cast["wang"].pk}/') == 1
    assert page.count(f'<tr data-href="/directory/user/{cast["zhou"].pk}/') == 1


def test_a_condition_on_a_row_one_may_not_see_is_no_condition(
    enter: Any, cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    """Whether the row exists is not told: a hidden one and none answer alike."""
    hidden = Customer.objects.filter(number="T-0")
    hidden.update(owner=cast["sun"])
    for pk in (hidden.get().pk, 999_999):
        text = enter("wang").get(f"/sales/reservation/?customer={pk}").content.decode()
        assert "看不懂，未使用" in text
        assert "张" not in text.split('class="chosen"')[1].split("</div>")[0]


def test_every_period_is_a_column_everybody_who_sees_the_list_may_see() -> None:
    for resource in resources.values():
        columns = {c.name: c for c in resource.shown}
        for one in resource.periods:
            name = one if isinstance(one, str) else one.field
            assert not (name in columns and columns[name].permission), (resource.key, name)
