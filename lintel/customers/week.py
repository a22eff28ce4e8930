"""A week of appointments and due contacts: what stands at which hour of which day, and where there is still time (2.2.4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lintel.customers.models import Appointment, FollowUp
from lintel.platform.access.scope import visible
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import SpecialDay
from lintel.platform.kernel.workingtime import Calendar, office_calendar

FITTING = 4
FIRST_HOUR, LAST_HOUR = 9, 18
"""What the grid shows at least; an earlier or later item makes it longer."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Item:
    """One thing at its time. ``row`` is an appointment or a follow-up; ``who`` is said where several people are shown."""

    row: Any
    at: datetime
    until: datetime | None = None
    who: str = ""

    @property
    def is_appointment(self) -> bool:
        return isinstance(self.row, Appointment)

    @property
    def late(self) -> bool:
        """A contact whose time has passed."""
        return not self.is_appointment and self.at < clock.now()

    def covers(self, start: datetime) -> bool:
        """Whether it goes on in the hour from ``start`` without beginning in it."""
        return self.until is not None and self.at < start < self.until


@dataclass
class Day:
    """A column: whether the office is open, and what the day is called when it differs from the week."""

    date: date
    opening: tuple[datetime, datetime] | None
    special: str = ""
    holiday: bool = False
    items: list[Item] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.date == clock.today()

    @property
    def is_past(self) -> bool:
        return self.date < clock.today()


@dataclass
class Cell:
    """An hour of a day. ``free``: an appointment can begin here; ``going_on``: what began earlier and is not over."""

    day: Day
    at: datetime
    items: list[Item] = field(default_factory=list)
    going_on: list[Item] = field(default_factory=list)
    free: bool = False

    @property
    def more(self) -> int:
        """How many do not fit: they are behind a word, or the row would be taller than the screen."""
        return max(len(self.items) - FITTING, 0)


@dataclass
class Week:
    """Monday to Sunday, and the hours between the first and the last thing in it."""

    days: list[Day]
    rows: list[tuple[int, list[Cell]]]

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def total(self) -> int:
        return sum(len(day.items) for day in self.days)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(user: Any, first: date, consultant: User | None, project: int | None, *, named: bool) -> Week:
    """The week that begins on ``first``: three queries. ``named`` says whose each thing is."""
    start, end = clock.midnight(first), clock.midnight(first + timedelta(days=7))
    items = sorted(_items(user, start, end, consultant, project, named=named), key=lambda i: (i.at, i.row.pk))
    days = _days(first)
    for item in items:
        days[(item.at.date() - first).days].items.append(item)
    return Week(days, _rows(days, items))


def _items(
    user: Any, start: datetime, end: datetime, consultant: User | None, project: int | None, *, named: bool
) -> Iterable[Item]:
    narrow: dict[str, Any] = {"consultant": consultant} if consultant else {}
    if project:
        narrow["customer__project"] = project
    booked = visible(Appointment, user).filter(starts_at__gte=start, starts_at__lt=end, **narrow)
    for one in booked.exclude(status=Appointment.Status.CANCELLED).select_related("customer", "consultant", "room"):
        yield Item(one, clock.local(one.starts_at), clock.local(one.ends_at), str(one.consultant) if named else "")
    due = visible(FollowUp, user).filter(status=FollowUp.Status.DUE, due_at__gte=start, due_at__lt=end, **narrow)
    for contact in due.select_related("customer", "consultant"):
        yield Item(contact, clock.local(contact.due_at), None, str(contact.consultant) if named else "")


def _days(first: date) -> list[Day]:
    calendar = office_calendar()
    dates = [first + timedelta(days=n) for n in range(7)]
    special = {one.date: one for one in SpecialDay.objects.filter(date__range=(dates[0], dates[-1]))}
    return [_day(one, calendar, special.get(one)) for one in dates]


def _day(day: date, calendar: Calendar, special: SpecialDay | None) -> Day:
    name = special.name if special else ""
    holiday = special is not None and special.kind == SpecialDay.Kind.HOLIDAY
    return Day(day, calendar.opening(day), name, holiday)


def _rows(days: list[Day], items: list[Item]) -> list[tuple[int, list[Cell]]]:
    hours = [item.at.hour for item in items]
    opened = [h for day in days if day.opening for h in (day.opening[0].hour, day.opening[1].hour - 1)]
    first, last = min([FIRST_HOUR, *hours, *opened]), max([LAST_HOUR - 1, *hours, *opened])
    return [(hour, [_cell(day, hour) for day in days]) for hour in range(first, last + 1)]


def _cell(day: Day, hour: int) -> Cell:
    at = clock.midnight(day.date) + HOUR * hour
    cell = Cell(day, at, [i for i in day.items if i.at.hour == hour], [i for i in day.items if i.covers(at)])
    taken = cell.going_on or any(i.is_appointment for i in cell.items)
    cell.free = not taken and at > clock.now() and day.opening is not None and day.opening[0] <= at < day.opening[1]
    return cell
