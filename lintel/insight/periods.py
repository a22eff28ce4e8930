"""Spans of whole days in the office's time zone, and the span each is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.platform.kernel import clock
from lintel.platform.kernel.spans import Span
from lintel.platform.kernel.typed_days import day_of

LONGEST_DAYS = 370
"""A period of one's own may be a year and a few days, no more."""

PRESETS: dict[str, Promise] = {
    "today": gettext_lazy("Today"),
    "yesterday": gettext_lazy("Yesterday"),
    "week": gettext_lazy("This week"),
    "weekend": gettext_lazy("Last weekend"),
    "month": gettext_lazy("This month"),
    "days30": gettext_lazy("Last 30 days"),
}
COMPARED: dict[str, Promise] = {
    "today": gettext_lazy("yesterday"),
    "yesterday": gettext_lazy("the day before"),
    "week": gettext_lazy("the same days of last week"),
    "weekend": gettext_lazy("the same days of the weekend before"),
    "month": gettext_lazy("the same days of last month"),
    "days30": gettext_lazy("the 30 days before"),
    "custom": gettext_lazy("the same number of days before"),
}
USUAL = "month"
AGAINST: dict[str, Promise] = {
    "before": gettext_lazy("The period before"),
    "year": gettext_lazy("A year ago"),
    "target": gettext_lazy("The target"),
}
"""What the figures are compared with."""


@dataclass(frozen=True)
class Period:
    """A span with its name and the span it is compared with, of as many days where the calendar has them."""

    code: str
    now: Span
    before: Span
    against: str = "before"

    @property
    def title(self) -> str:
        return str(PRESETS.get(self.code) or self.now)

    @property
    def compared_with(self) -> str:
        return _("the same days of last year") if self.against == "year" else str(COMPARED[self.code])


def preset(code: str, today: date | None = None) -> Period:
    """The period of this name as seen from ``today``; an unknown name is this month."""
    today = today or clock.today()
    if code == "today":
        return _before(code, Span(today, today), 1)
    if code == "yesterday":
        return _before(code, Span(today, today).shifted(-1), 1)
    if code == "week":
        return _before(code, Span(today - timedelta(days=today.weekday()), today), 7)
    if code == "weekend":
        return _before(code, _weekend(today), 7)
    if code == "days30":
        return _before(code, Span(today - timedelta(days=29), today), 30)
    return Period("month", Span(today.replace(day=1), today), _month_before(today))


def between(first: date, last: date) -> Period:
    """A period of one's own: the ends in either order, at most ``LONGEST_DAYS`` long, never in the future."""
    first, last = min(first, last), min(max(first, last), clock.today())
    first = max(min(first, last), last - timedelta(days=LONGEST_DAYS - 1))
    span = Span(first, last)
    return _before("custom", span, span.days)


def asked_for(query: Mapping[str, str]) -> tuple[Period, str]:
    """The period an address asks for, what it is compared with, and what was wrong with it (empty when nothing was)."""
    period, wrong = _asked_for(query)
    return compared(period, query.get("against", "")), wrong


def compared(period: Period, against: str) -> Period:
    """The period compared with something else; an unknown word changes nothing."""
    if against not in AGAINST:
        return period
    before = Span(_year_ago(period.now.first), _year_ago(period.now.last)) if against == "year" else period.before
    return replace(period, against=against, before=before)


def _year_ago(day: date) -> date:
    """The same day of the year before; the 28th for a 29 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _asked_for(query: Mapping[str, str]) -> tuple[Period, str]:
    code = query.get("period", USUAL)
    if code != "custom":
        return preset(code), ""
    first, last = _day(query.get("from", "")), _day(query.get("until", ""))
    if first is None or last is None:
        return preset(USUAL), _("Enter both days; this month is shown instead.")
    chosen = between(first, last)
    if chosen.now.first != min(first, last):
        return chosen, _("A period is at most %(days)d days and ends today; it was shortened.") % {"days": LONGEST_DAYS}
    return chosen, ""


def period_query(period: Period) -> str:
    """The part of an address that asks for this period again: ``period=custom&from=2026-11-01&until=2026-11-20``."""
    against = "" if period.against == "before" else f"&against={period.against}"
    if period.code != "custom":
        return f"period={period.code}{against}"
    return f"period=custom&from={period.now.first}&until={period.now.last}{against}"


def _before(code: str, now: Span, days: int) -> Period:
    return Period(code, now, now.shifted(-days))


def _weekend(today: date) -> Span:
    """Saturday and Sunday; the present ones as far as they have come, else the last."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    return Span(saturday, min(saturday + timedelta(days=1), today))


def _month_before(today: date) -> Span:
    """The first days of last month, as many as this month has had; a shorter month is taken whole."""
    last = today.replace(day=1) - timedelta(days=1)
    return Span(last.replace(day=1), last.replace(day=min(today.day, last.day)))


def _day(text: str) -> date | None:
    day = day_of(text)
    return day if day is not None and day.year >= 2000 else None
