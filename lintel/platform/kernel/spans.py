"""Whole days from one to another, and the names people give to the usual ones: this week is another span tomorrow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lintel.platform.kernel import clock


@dataclass(frozen=True)
class Span:
    """Whole days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first midnight to the midnight after the last day, which is outside."""
        return clock.midnight(self.first), clock.midnight(self.last + timedelta(days=1))

    def shifted(self, days: int) -> Span:
        return Span(self.first + timedelta(days=days), self.last + timedelta(days=days))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}" if self.first == self.last else f"{self.first:%Y-%m-%d} ~ {self.last:%Y-%m-%d}"


NAMES: dict[str, Promise] = {
    "today": gettext_lazy("Today"),
    "yesterday": gettext_lazy("Yesterday"),
    "this_week": gettext_lazy("This week"),
    "last_week": gettext_lazy("Last week"),
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "next_7_days": gettext_lazy("Next 7 days"),
}
"""What a list is narrowed by, as it stands in its address: the name and not the days, so that a kept view stays right."""

AHEAD = frozenset({"next_7_days"})
"""Only days that are planned lie ahead; nothing was received next week."""


def _week(today: date) -> Span:
    """Monday to Sunday."""
    monday = today - timedelta(days=today.weekday())
    return Span(monday, monday + timedelta(days=6))


def _month(today: date) -> Span:
    first = today.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


_SPANS: dict[str, Callable[[date], Span]] = {
    "today": lambda today: Span(today, today),
    "yesterday": lambda today: Span(today, today).shifted(-1),
    "this_week": _week,
    "last_week": lambda today: _week(today).shifted(-7),
    "this_month": _month,
    "last_month": lambda today: _month(today.replace(day=1) - timedelta(days=1)),
    "next_7_days": lambda today: Span(today, today + timedelta(days=6)),
}


def span_named(name: str, today: date | None = None) -> Span:
    """The days that ``name`` means on ``today``, in the office's time zone."""
    return _SPANS[name](today or clock.today())
