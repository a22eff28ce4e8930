"""A day is read as people type it, in any width and language of digits, and never guessed when it could mean two things."""

from __future__ import annotations

import datetime
from datetime import date, timedelta

import pytest
from django import forms
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField, MomentField
from lintel.platform.kernel.spans import NAMES, Span, span_named
from lintel.platform.kernel.typed_days import FIRST_YEAR, LAST_YEAR, day_of, moment_of, told_day, told_moment

FRIDAY = date(2026, 11, 27)
NOON = datetime.datetime(2026, 11, 27, 12, tzinfo=clock.SHANGHAI)
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
todays = st.dates(date(2000, 1, 1), date(2100, 12, 31))
WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789+-/.:"}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1123", "2026-11-23"), ("11-23", "2026-11-23"), ("11/23", "2026-11-23"), ("11.23", "2026-11-23"),
        ("11。23", "2026-11-23"), ("20261123", "2026-11-23"), ("2026/11/23", "2026-11-23"), ("2026-1-5", "2026-01-05"),
        ("2026年11月23日", "2026-11-23"), ("11月23号", "2026-11-23"), ("28号", "2026-11-28"),
        ("１１２３", "2026-11-23"), ("＋３", "2026-11-30"), (" 11 23 ", "2026-11-23"),
        ("0105", "2027-01-05"), ("0601", "2026-06-01"),
        ("今天", "2026-11-27"), ("明天", "2026-11-28"), ("后天", "2026-11-29"), ("後天", "2026-11-29"), ("昨天", "2026-11-26"),
        ("大后天", "2026-11-30"), ("Tomorrow", "2026-11-28"), ("today", "2026-11-27"),
        ("+3", "2026-11-30"), ("-1", "2026-11-26"), ("+0", "2026-11-27"), ("+10天", "2026-12-07"),
        ("周一", "2026-11-23"), ("周日", "2026-11-29"), ("下周三", "2026-12-02"), ("上週五", "2026-11-20"), ("星期天", "2026-11-29"),
    ],
)  # fmt: skip
def test_a_day_as_people_type_it(typed: str, day: str) -> None:
    assert day_of(typed, FRIDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "1332", "0230", "0229", "26-11-23", "11-23-26", "261123", "123", "31", "2026-02-30", "1123x",
     "0000", "99991231", "2026-11/23", "1" * 500, "+99999", "١١٢٣", "明", "周八", "15:00", "今天 15:00"],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_refused(typed: str) -> None:
    assert day_of(typed, FRIDAY) is None


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-23T15:00", "2026-11-23 15:00"), ("2026-11-23 15:00", "2026-11-23 15:00"), ("1123 1530", "2026-11-23 15:30"),
        ("11-23 16:05", "2026-11-23 16:05"), ("202611231530", "2026-11-23 15:30"), ("明天 9:30", "2026-11-28 09:30"),
        ("明天9：30", "2026-11-28 09:30"), ("明天下午3点", "2026-11-28 15:00"), ("后天上午10点半", "2026-11-29 10:30"),
        ("+3 14:00", "2026-11-30 14:00"), ("15:00", "2026-11-27 15:00"), ("今天 15:00", "2026-11-27 15:00"),
        ("明天", "2026-11-28 09:00"), ("1123", "2026-11-23 09:00"), ("tomorrow 3:15 pm", "2026-11-28 15:15"),
        ("中午12点", "2026-11-27 12:00"), ("中午11点", "2026-11-27 11:00"), ("3点05分", "2026-11-27 03:05"),
        ("下周三 10:00", "2026-12-02 10:00"), ("2026-11-23T07:00:00+00:00", "2026-11-23 15:00"),
    ],
)  # fmt: skip
def test_a_moment_as_people_type_it(typed: str, moment: str) -> None:
    found = moment_of(typed, NOON)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    "typed", ["", "25:00", "9:75", "1123 2560", "明天 x", "晚上12点", "1530", "x 15:00", "T", ":", "31 15:00"]
)
def test_what_is_no_moment_is_refused(typed: str) -> None:
    assert moment_of(typed, NOON) is None


@given(days, todays)
def test_a_whole_date_is_that_day_however_it_is_written(day: date, today: date) -> None:
    for writing in (
        "{0:%Y-%m-%d}",
        "{0:%Y/%m/%d}",
        "{0:%Y%m%d}",
        "{0:%Y}.{0.month}.{0.day}",
        "{0:%Y}年{0.month}月{0.day}日",
    ):
        text = writing.format(day)
        assert day_of(text, today) == day
        assert day_of(text.translate(WIDE), today) == day


@given(todays, st.integers(-182, 182))
def test_a_day_without_its_year_is_the_nearest(today: date, off: int) -> None:
    day = today + timedelta(days=off)
    assume((day.month, day.day) != (2, 29))
    for writing in ("{0:%m%d}", "{0:%m-%d}", "{0.month}/{0.day}", "{0.month}月{0.day}日"):
        assert day_of(writing.format(day), today) == day


@given(todays, st.integers(0, 9999))
def test_so_many_days_ahead_or_back(today: date, days: int) -> None:
    assert day_of(f"+{days}", today) == today + timedelta(days=days)
    assert day_of(f"-{days}", today) == today - timedelta(days=days)


@given(st.text(max_size=60) | st.text("0123456789+-/.:年月日号上下周明天点 T", max_size=20), todays)
def test_any_text_is_read_or_refused_and_never_breaks(text: str, today: date) -> None:
    day = day_of(text, today)
    assert day is None or FIRST_YEAR <= day.year <= LAST_YEAR
    moment = moment_of(text, clock.midnight(today))
    assert moment is None or moment.tzinfo is not None


@given(st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2100, 1, 1)))
def test_a_moment_is_read_back_as_it_was_written(naive: datetime.datetime) -> None:
    moment = naive.replace(second=0, microsecond=0, tzinfo=clock.SHANGHAI)
    for writing in ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y%m%d %H%M", "%Y年%m月%d日%H点%M分"):
        assert moment_of(moment.strftime(writing), NOON) == moment


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_what_lists_write_is_understood(language: str) -> None:
    from lintel.platform.workbench.cells import moment as written

    with translation.override(language), clock.at(NOON):
        for hours in (-400, -24, 0, 3, 24, 700, 20000):
            at = (NOON + timedelta(hours=hours)).replace(minute=5)
            assert moment_of(written(at)) == at, written(at)


def test_the_echo_says_the_weekday() -> None:
    with translation.override("zh-hans"):
        assert told_day(date(2026, 11, 23)) == "周一 2026-11-23"
        assert told_moment(datetime.datetime(2026, 11, 23, 7, 30, tzinfo=datetime.UTC)) == "周一 2026-11-23 15:30"
    with translation.override("en"):
        assert told_day(date(2026, 11, 23)) == "Mon 2026-11-23"


class Sample(forms.Form):
    on = DayField(required=False)
    at = MomentField(required=False)


def test_forms_read_what_people_type_and_say_what_they_could_not() -> None:
    with clock.at(NOON):
        right = Sample({"on": "明天", "at": "１１２３ 1530"})
        assert right.is_valid()
        assert right.cleaned_data["on"] == date(2026, 11, 28)
        assert right.cleaned_data["at"] == datetime.datetime(2026, 11, 23, 15, 30, tzinfo=clock.SHANGHAI)
        assert Sample({"on": "", "at": ""}).is_valid()
        wrong = Sample({"on": "1332", "at": "soon"})
        assert not wrong.is_valid()
        assert "1123" in wrong.errors["on"][0]
        assert 'value="1332"' in str(wrong["on"])


def test_named_spans_are_whole_days_of_the_office_and_weeks_begin_on_monday() -> None:
    said = {name: str(span_named(name, FRIDAY)) for name in NAMES}
    assert said == {
        "today": "2026-11-27", "yesterday": "2026-11-26", "this_week": "2026-11-23 ~ 2026-11-29",
        "last_week": "2026-11-16 ~ 2026-11-22", "this_month": "2026-11-01 ~ 2026-11-30",
        "last_month": "2026-10-01 ~ 2026-10-31", "next_7_days": "2026-11-27 ~ 2026-12-03",
    }  # fmt: skip
    assert str(span_named("last_month", date(2027, 1, 31))) == "2026-12-01 ~ 2026-12-31"
    with clock.at(
        datetime.datetime(2026, 11, 29, 16, 30, tzinfo=datetime.UTC)
    ):  # half past midnight of Monday in the office
        assert str(span_named("today")) == "2026-11-30"
        assert span_named("this_week").first == date(2026, 11, 30)
        assert str(span_named("yesterday")) == "2026-11-29"


@given(todays)
def test_weeks_and_months_lie_one_behind_the_other(today: date) -> None:
    for unit in ("week", "month"):
        now, before = span_named(f"this_{unit}", today), span_named(f"last_{unit}", today)
        assert today in now
        assert before.last + timedelta(days=1) == now.first
    assert span_named("this_week", today).first.weekday() == 0
    assert Span(*span_named("this_week", today).__dict__.values()).days == 7
