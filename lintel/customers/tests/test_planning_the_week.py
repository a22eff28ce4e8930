"""The week as a calendar: own or the team's, holidays marked, free hours begin an appointment (clause 2.2.4.3)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lintel.customers.actions.appointments import DoubleBooked, book, cancel_appointment
from lintel.customers.models import Appointment, Customer, FollowUp
from lintel.customers.week import week_of
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import OpeningHours, SpecialDay

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning() -> Any:
    with clock.at(NOW):
        yield


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI)


@pytest.fixture
def customers(cast: dict[str, User], project: Any) -> dict[str, Customer]:
    return {
        name: Customer.objects.create(
            project=project, number=f"C-{name}", name="张文静", owner=cast[name], stage=Customer.Stage.VISITOR, first_contact_at=NOW
        )
        for name in ("wang", "zhao", "sun")
    }  # fmt: skip


def cell(shown: Any, day: int, hour: int) -> Any:
    return next(c for h, cells in shown.rows if h == hour for c in cells if c.at.day == day)


def shown(user: User, of: User | None = None, first: date = MONDAY) -> Any:
    return week_of(user, first, of, None, named=True)


@pytest.mark.clause("2.2.4.3")
def test_each_thing_stands_at_its_hour_and_an_hour_is_free_until_it_is_taken(
    cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    wang = cast["wang"]
    assert cell(shown(wang), 25, 14).free
    book(wang, customers["wang"], starts_at=at(25, 14), minutes=120)
    FollowUp.objects.create(customer=customers["wang"], consultant=wang, due_at=at(25, 16, 30))
    week = shown(wang)
    assert [i.row.pk for i in cell(week, 25, 14).items] == [Appointment.objects.get().pk]
    assert not cell(week, 25, 14).free
    assert [len(cell(week, 25, 15).going_on), cell(week, 25, 15).free] == [1, False]
    assert [len(cell(week, 25, 16).going_on), len(cell(week, 25, 16).items), cell(week, 25, 16).free] == [0, 1, True]
    assert not cell(week, 23, 9).free, "nobody books the past"
    assert week.total == 2


def test_who_sees_whose_week(cast: dict[str, User], customers: dict[str, Customer]) -> None:
    for hour, name in enumerate(customers, start=14):
        book(cast[name], customers[name], starts_at=at(24, hour), minutes=60)
    totals = {name: shown(cast[name]).total for name in ("wang", "zhao", "zhou", "wu", "liu", "chen")}
    assert totals == {"wang": 1, "zhao": 1, "zhou": 2, "wu": 1, "liu": 3, "chen": 3}
    assert shown(cast["zhou"], cast["zhao"]).total == 1
    assert shown(cast["zhou"], cast["sun"]).total == 0, "another team's is not to be had by asking for it"


def test_what_was_cancelled_is_gone_and_early_and_late_hours_are_shown(
    cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    wang = cast["wang"]
    gone = book(wang, customers["wang"], starts_at=at(24, 14), minutes=60)
    cancel_appointment(wang, gone, reason="改期")
    FollowUp.objects.create(customer=customers["wang"], consultant=wang, due_at=at(26, 20))
    week = shown(wang)
    assert week.total == 1
    assert (week.rows[0][0], week.rows[-1][0]) == (9, 20)
    assert not cell(week, 26, 20).free, "the office is closed by then"


def test_holidays_and_days_of_rest_are_marked_and_not_offered(cast: dict[str, User]) -> None:
    for weekday in range(6):
        OpeningHours.objects.create(weekday=weekday, opens_at="09:00", closes_at="18:00")
    SpecialDay.objects.create(date=date(2026, 11, 27), kind="holiday", name="厂休", source="t")
    SpecialDay.objects.create(date=date(2026, 11, 29), kind="workday", name="调休上班", source="t")
    week = shown(cast["wang"])
    assert [(d.special, d.holiday, bool(d.opening)) for d in week.days[4:]] == [
        ("厂休", True, False),
        ("", False, True),
        ("调休上班", False, True),
    ]
    assert not cell(week, 27, 14).free
    assert cell(week, 29, 14).free
    following = shown(cast["wang"], first=MONDAY + timedelta(days=7))
    assert following.days[6].opening is None


def test_the_page_names_nobody_and_costs_little(
    client: Client, cast: dict[str, User], customers: dict[str, Customer], django_assert_max_num_queries: Any
) -> None:
    for hour in (14, 16):
        book(cast["wang"], customers["wang"], starts_at=at(25, hour), minutes=60)
    client.force_login(cast["zhou"])
    with django_assert_max_num_queries(20):
        page = client.get(reverse("customers:week")).content.decode()
    assert "张*" in page
    assert "张文静" not in page
    assert str(cast["wang"]) in page
    assert page.count("data-week-grid") == 1
    assert re.search(r'<th scope="col"[^>]*is-today', page)
    for query in (
        "from=x",
        "from=1900-01-01",
        f"of={cast['sun'].pk}",
        "day=2026-12-30",
        "from=2026-11-29&day=2026-11-24",
    ):
        assert client.get(reverse("customers:week") + "?" + query).status_code == 200


def test_previous_and_next_week_keep_the_consultant(
    client: Client, cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    client.force_login(cast["zhou"])
    context = client.get(reverse("customers:week"), {"from": "2026-12-02", "of": cast["wang"].pk}).context
    said = f"&of={cast['wang'].pk}"
    assert (context["week"].first, context["previous"][-len(said) - 10 :]) == (date(2026, 11, 30), f"2026-11-23{said}")
    assert context["this_week"].endswith(f"2026-11-23{said}")


@pytest.mark.clause("2.2.4.3")
def test_a_free_hour_begins_an_appointment(
    client: Client, cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    client.force_login(cast["wang"])
    url = reverse("customers:book-at") + "?at=2026-11-25T14:00"
    form = client.get(url)
    assert "2026-11-25T14:00" in form.content.decode()
    assert [c.pk for c in form.context["form"].fields["customer"].queryset] == [customers["wang"].pk]
    typed = {"_key": "a-key-of-its-own", "kind": "visit", "starts_at": "2026-11-25T14:00", "minutes": "60"}
    assert client.post(url, {**typed, "customer": customers["sun"].pk}).status_code == 422
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "customer": customers["wang"].pk}).status_code == 303
    made = Appointment.objects.get()
    assert (made.starts_at, made.consultant) == (at(25, 14), cast["wang"])
    again = client.post(url, {**typed, "_key": "another-key-of-ours", "customer": customers["wang"].pk})
    assert again.status_code == 409
    assert "15:00" in again.content.decode(), "the next free time is named"
    assert Appointment.objects.count() == 1


def test_a_supervisor_books_for_the_consultant_whose_week_it_is(
    client: Client, cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    client.force_login(cast["zhou"])
    form = client.get(reverse("customers:book-at"), {"of": cast["zhao"].pk}).context["form"]
    assert [c.pk for c in form.fields["customer"].queryset] == [customers["zhao"].pk]
    for name in ("xu", "he", "zheng"):
        client.force_login(cast[name])
        assert client.get(reverse("customers:book-at")).status_code in (403, 404)


def test_the_next_free_time_is_the_offices_also_for_a_row_read_from_the_database(
    cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    """Read back, a moment is in UTC: its hour is eight less, and its midnight another day's."""
    from lintel.customers.actions.appointments import _next_free

    book(cast["wang"], customers["wang"], starts_at=at(25, 9), minutes=60)
    kept = Appointment.objects.get()
    assert _next_free("person", kept) == at(25, 10)
    late = book(cast["wang"], customers["wang"], starts_at=at(25, 20), minutes=30)
    assert _next_free("person", Appointment.objects.get(pk=late.pk)) is None
    with pytest.raises(DoubleBooked):
        book(cast["wang"], customers["wang"], starts_at=at(25, 9, 30), minutes=60)


def test_lists_lead_to_the_week_and_back(client: Client, cast: dict[str, User]) -> None:
    client.force_login(cast["wang"])
    week = reverse("customers:week")
    for name in ("appointment-list", "followup-list"):
        assert f'href="{week}"' in client.get(reverse(f"customers:{name}"), follow=True).content.decode()
    assert f'href="{reverse("customers:appointment-list")}"' in client.get(week).content.decode()
    assert f'href="{week}"' in client.get("/").content.decode()


def test_what_is_overdue_leads_to_as_many_rows(
    client: Client, cast: dict[str, User], customers: dict[str, Customer]
) -> None:
    for name in ("wang", "zhao"):
        FollowUp.objects.create(customer=customers[name], consultant=cast[name], due_at=at(20, 10))
    client.force_login(cast["zhou"])
    for of, expected in (("", 2), (str(cast["wang"].pk), 1)):
        context = client.get(reverse("customers:week"), {"of": of}).context
        assert context["late"] == expected
        assert client.get(context["late_url"] + "&_part=number").content == str(expected).encode()


def test_many_of_an_hour_are_folded_and_all_are_there(client: Client, cast: dict[str, User], project: Any) -> None:
    for n in range(6):
        one = Customer.objects.create(
            project=project, number=f"C-{n}", name="李四", owner=cast["wang"], first_contact_at=NOW
        )
        FollowUp.objects.create(customer=one, consultant=cast["wang"], due_at=at(25, 11, n))
    client.force_login(cast["wang"])
    page = client.get(reverse("customers:week")).content.decode()
    grid = page[page.index("<table") : page.index("</table>")]
    assert grid.count("week-item") == 6
    assert "另有 2 项" in grid
