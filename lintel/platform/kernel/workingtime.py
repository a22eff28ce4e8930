"""Working time: how long until something is due, counted only while the office is open.

"First follow-up within 24 working hours" means 24 hours of *open* time. With the default week (every day 09:00 to
18:00, nine hours a day, because a sales office lives on its weekends) a visitor received on Monday at 10:00 must be
called back by Wednesday at 16:00. Statutory holidays do not count unless the office marks them as working days.
``Calendar`` is the arithmetic and knows no database; the functions below it read the office's own tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import holidays
from django.utils.translation import gettext as _

from lintel.platform.kernel.calendar_models import OpeningHours, SpecialDay
from lintel.platform.kernel.clock import SHANGHAI, local
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.remembered import remembered

DEFAULT_WEEK: Mapping[int, tuple[time, time]] = {weekday: (time(9), time(18)) for weekday in range(7)}
"""Weekday (Monday is 0) to opening and closing time, used until the office enters its own."""

LONGEST_LOOK_AHEAD = timedelta(days=3 * 366)
"""Beyond this a deadline in working time has lost its meaning, and the office is most likely never open."""

# msg: ok - the names of days and their source are data of the Chinese calendar

_SOURCE = "国务院办公厅节假日安排 (holidays 库)"


class NeverOpen(Refused):
    """The office has no open hours in which working time could pass."""


@dataclass(frozen=True)
class Calendar:
    """An office's week and the days that differ from it."""

    week: Mapping[int, tuple[time, time]] = field(default_factory=lambda: DEFAULT_WEEK)
    special: Mapping[date, str] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Say whether the office is open on ``day``; a swapped working day is open whatever its weekday."""
        kind = self.special.get(day)
        if kind is not None:
            return kind == SpecialDay.Kind.WORKDAY and bool(self.week)
        return day.weekday() in self.week

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when the office opens and closes on ``day``, aware, or nothing if it stays shut.

        A swapped working day on a weekday that is usually closed keeps the hours of the week's first open day.
        """
        if not self.is_working_day(day):
            return None
        opens, closes = self.week.get(day.weekday()) or self.week[min(self.week)]
        return datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI)

    def add(self, start: datetime, worked: timedelta) -> datetime:
        """Return the moment at which ``worked`` of open time has passed since ``start``.

        A start outside opening hours counts from the next opening; raises ``NeverOpen`` when no time ever passes.
        """
        start, left = local(start), worked
        if left < timedelta(0):
            raise ValueError("Working time runs forward.")
        day = start.date()
        while day - start.date() <= LONGEST_LOOK_AHEAD:
            hours = self.opening(day)
            if hours:
                begin, end = max(hours[0], start), hours[1]
                if begin < end and left <= end - begin:
                    return begin + left
                left -= max(end - begin, timedelta(0))
            day += timedelta(days=1)
        raise NeverOpen(_("The office is never open: set its opening hours first."))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from ``start`` to ``end``; negative when ``end`` is the earlier one."""
        start, end = local(start), local(end)
        if end < start:
            return -self.between(end, start)
        total, day = timedelta(0), start.date()
        while day <= end.date():
            hours = self.opening(day)
            if hours:
                total += max(min(hours[1], end) - max(hours[0], start), timedelta(0))
            day += timedelta(days=1)
        return total

    def add_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``; zero gives ``day`` itself."""
        last = day + LONGEST_LOOK_AHEAD
        while count > 0:
            day += timedelta(days=1)
            if day > last:
                raise NeverOpen(_("The office is never open: set its opening hours first."))
            count -= self.is_working_day(day)
        return day


def office_calendar() -> Calendar:
    """Return the office's calendar as entered."""
    return remembered("calendar", "all", _as_entered)


def _as_entered() -> Calendar:
    week = {row.weekday: (row.opens_at, row.closes_at) for row in OpeningHours.objects.all()}
    return Calendar(week or DEFAULT_WEEK, dict(SpecialDay.objects.values_list("date", "kind")))


def is_working_day(day: date) -> bool:
    """Say whether the office is open on ``day``."""
    return office_calendar().is_working_day(day)


def add_working_hours(start: datetime, hours: Decimal | int) -> datetime:
    """Return the moment ``hours`` working hours after ``start``, in Shanghai time."""
    worked = timedelta(seconds=int(Decimal(hours) * 3600))
    return office_calendar().add(start, worked)


def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``."""
    return office_calendar().add_days(day, count)


def working_time_between(start: datetime, end: datetime) -> timedelta:
    """Return the open time between two moments, exact."""
    return office_calendar().between(start, end)


def working_hours_between(start: datetime, end: datetime) -> Decimal:
    """Return the open time between two moments in hours, to two places, for reading."""
    seconds = Decimal(int(working_time_between(start, end).total_seconds()))
    return (seconds / 3600).quantize(Decimal("0.01"))


def seed_special_days(years: Iterable[int]) -> int:
    """Enter China's holidays and swapped working days of ``years``; return how many were new.

    Rows the office has already entered or corrected stay as they are. Swap days are published year by year, so the
    coming year is seeded again once the State Council has announced it.
    """
    wanted = sorted(set(years))
    if not wanted:
        return 0
    china = holidays.country_holidays("CN", years=wanted, language="zh_CN")
    rows = [
        SpecialDay(date=day, kind=SpecialDay.Kind.HOLIDAY, name=name[:60], source=_SOURCE)
        for day, name in _with_adjoining_weekends(dict(china), china.weekend_workdays).items()
    ]
    rows += [
        SpecialDay(date=day, kind=SpecialDay.Kind.WORKDAY, name="调休上班", source=_SOURCE)
        for day in china.weekend_workdays
        if day.year in wanted
    ]
    entered = set(SpecialDay.objects.filter(date__year__in=wanted).values_list("date", flat=True))
    new = [row for row in rows if row.date.year in wanted and row.date not in entered]
    SpecialDay.objects.bulk_create(sorted(new, key=lambda row: row.date))
    return len(new)


def _with_adjoining_weekends(named: dict[date, str], workdays: Iterable[date]) -> dict[date, str]:
    """Add the Saturdays and Sundays that touch a holiday: the published blocks ("1 to 7 October") include them.

    An office that opens every weekend would otherwise count the Sunday in the middle of National Day.
    """
    swapped = set(workdays)
    days = dict(named)
    for holiday in sorted(named):
        for step in (timedelta(days=-1), timedelta(days=1)):
            day = holiday + step
            while day.weekday() >= 5 and day not in swapped and day not in days:
                days[day] = "节假日相连休息日"
                day += step
    return days
