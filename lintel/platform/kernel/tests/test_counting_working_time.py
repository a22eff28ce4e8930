"""Deadlines in working hours pass only while the office is open."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from lintel.platform.kernel import clock, workingtime
from lintel.platform.kernel.calendar_models import OpeningHours, SpecialDay
from lintel.platform.kernel.workingtime import Calendar, NeverOpen

HOLIDAYS = {date(2026, 10, day): "holiday" for day in range(1, 8)} | {date(2026, 10, 10): "workday"}
ALL_WEEK = Calendar(special=HOLIDAYS)
WEEKDAYS = Calendar({day: (time(9), time(18)) for day in range(5)}, HOLIDAYS)

calendars = st.sampled_from([ALL_WEEK, WEEKDAYS])
moments = st.datetimes(datetime(2026, 9, 20), datetime(2026, 10, 20), timezones=st.just(clock.SHANGHAI))
lengths = st.timedeltas(timedelta(0), timedelta(hours=60))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.clause("3.2.1")
def test_24_working_hours_from_monday_morning_end_on_wednesday_afternoon() -> None:
    assert ALL_WEEK.add(at("2026-11-23 10:00"), timedelta(hours=24)) == at("2026-11-25 16:00")


def test_a_visit_after_closing_time_counts_from_the_next_opening() -> None:
    assert ALL_WEEK.add(at("2026-11-23 20:15"), timedelta(hours=2)) == at("2026-11-24 11:00")


def test_national_day_does_not_count_and_the_swapped_saturday_does() -> None:
    assert WEEKDAYS.add(at("2026-09-30 17:00"), timedelta(hours=2)) == at("2026-10-08 10:00")
    assert WEEKDAYS.is_working_day(date(2026, 10, 10))
    assert not WEEKDAYS.is_working_day(date(2026, 10, 11))
    assert WEEKDAYS.add(at("2026-10-09 17:00"), timedelta(hours=2)) == at("2026-10-10 10:00")


def test_days_are_counted_like_hours() -> None:
    assert WEEKDAYS.add_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert WEEKDAYS.add_days(date(2026, 9, 30), 0) == date(2026, 9, 30)


@given(calendars, moments, moments, moments)
def test_time_is_the_sum_of_its_parts(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@given(calendars, moments, lengths)
def test_counting_back_gives_what_was_added(calendar: Calendar, start: datetime, worked: timedelta) -> None:
    assert calendar.between(start, calendar.add(start, worked)) == worked


@given(calendars, moments, lengths, lengths)
def test_more_time_is_never_due_earlier(calendar: Calendar, start: datetime, a: timedelta, b: timedelta) -> None:
    assert calendar.add(start, min(a, b)) <= calendar.add(start, max(a, b))


@given(calendars, moments, moments, lengths)
def test_a_later_start_is_never_due_earlier(calendar: Calendar, a: datetime, b: datetime, worked: timedelta) -> None:
    assert calendar.add(min(a, b), worked) <= calendar.add(max(a, b), worked)


def test_an_office_that_never_opens_says_so_instead_of_searching_forever() -> None:
    with pytest.raises(NeverOpen):
        Calendar({}).add(at("2026-11-23 10:00"), timedelta(hours=1))
    with pytest.raises(NeverOpen):
        Calendar({}).add_days(date(2026, 11, 23), 1)


@pytest.mark.django_db
def test_the_published_year_with_its_swapped_days_is_seeded_once() -> None:
    assert workingtime.seed_special_days([2026]) > 30
    assert workingtime.seed_special_days([2026]) == 0
    assert {row.date for row in SpecialDay.objects.filter(date__month=10, kind="holiday")} == {
        date(2026, 10, day) for day in range(1, 8)
    }
    assert set(SpecialDay.objects.filter(kind="workday").values_list("date", flat=True)) == {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }


@pytest.mark.django_db
def test_the_office_may_correct_a_day_and_seeding_leaves_it_alone() -> None:
    workingtime.seed_special_days([2026])
    SpecialDay.objects.filter(date=date(2026, 10, 4)).update(kind="workday")
    workingtime.seed_special_days([2026])
    assert workingtime.is_working_day(date(2026, 10, 4))


@pytest.mark.django_db
def test_the_offices_own_hours_replace_the_default_week() -> None:
    OpeningHours.objects.create(weekday=0, opens_at=time(10), closes_at=time(16))
    assert workingtime.add_working_hours(at("2026-11-23 15:00"), 2) == at("2026-11-30 11:00")
    assert workingtime.working_hours_between(at("2026-11-23 00:00"), at("2026-11-24 00:00")) == Decimal("6.00")
    assert workingtime.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 30)


@pytest.mark.django_db
def test_an_office_cannot_close_before_it_opens() -> None:
    with pytest.raises(IntegrityError):
        OpeningHours.objects.create(weekday=0, opens_at=time(18), closes_at=time(9))


def test_the_clock_can_stand_still_and_runs_on_afterwards() -> None:
    before = clock.now()
    with clock.at(datetime(2026, 1, 1, 0, 30)):
        assert clock.today() == date(2026, 1, 1)
        with clock.at(datetime.fromisoformat("2026-01-01T20:00:00+00:00")):
            assert clock.today() == date(2026, 1, 2)
        assert clock.now().hour == 0
    assert clock.now() >= before
