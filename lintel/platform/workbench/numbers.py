"""The strip of figures on the home page: three to six for each post, with target and trend, each a door to its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.platform.kernel import clock, money
from lintel.platform.workbench.behind import Behind, Window

MOST = 6
HUNDRED = Decimal(100)

#: ``(request, measure) -> this month's target``, told by the area that keeps targets; None: nobody set one.
Targets = Callable[[HttpRequest, str], Decimal | None]
_targets: list[Targets] = []


@dataclass(frozen=True)
class Number:
    """One figure. Counted over ``behind``; with ``sums`` the sum of that field in yuan; with ``of`` the share of that list.

    ``measure`` names the target it is compared with, ``trend`` compares with the same days of last month. ``alarm``
    figures are marked when they are not nought. Lower ``order`` comes first; what exceeds six is left out. For the posts in
    ``daily`` it stands at the very top instead: yesterday, today, this month, target.
    """

    name: str
    codes: frozenset[str]
    label: str | Promise
    behind: Behind
    order: int = 50
    sums: str = ""
    of: Behind | None = None
    measure: str = ""
    trend: bool = False
    alarm: bool = False
    daily: str = ""

    def meant_for(self, user: Any) -> bool:
        return bool(self.codes & user.codes) and self.behind.open_to(user)

    def daily_for(self, user: Any) -> bool:
        return bool(set(self.daily.split()) & user.codes)

    def value(self, request: HttpRequest, window: Window | None = None) -> Decimal:
        """Pieces, yuan, or per cent."""
        if self.sums:
            return self.behind.sum(request, self.sums, window)
        count = self.behind.count(request, window)
        if self.of is None:
            return Decimal(count)
        whole = self.of.count(request, window)
        return (HUNDRED * count / whole).quantize(Decimal("0.1")) if whole else Decimal(0)

    def words(self, value: Decimal) -> str:
        if self.sums:
            return money.format_wan(value, unit=True)
        return f"{value}%" if self.of is not None else f"{value:,.0f}"


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it."""

    name: str
    label: str
    value: str
    url: str
    hints: list[str]
    tone: str = ""


_numbers: dict[str, Number] = {}


def number(codes: str, name: str, label: str | Promise, behind: Behind, **more: Any) -> None:
    """Offer a figure to the posts and duties in ``codes``; ``more`` are the fields of :class:`Number`."""
    _numbers[name] = Number(name, frozenset(codes.split()), label, behind, **more)


def targets_from(function: Targets) -> Targets:
    """Register where monthly targets come from."""
    _targets.append(function)
    return function


def all_numbers() -> list[Number]:
    """Every figure that was offered to any post."""
    return list(_numbers.values())


def numbers_for(user: Any) -> list[Number]:
    """The figures of this person's home page, in order."""
    return [n for n in _in_order(user) if not n.daily_for(user)][:MOST]


def days_for(user: Any) -> list[Number]:
    """The figures at the top of this person's home page, in order."""
    return [n for n in _in_order(user) if n.daily_for(user)]


def _in_order(user: Any) -> list[Number]:
    return sorted((n for n in _numbers.values() if n.meant_for(user)), key=lambda n: n.order)


def shown(request: HttpRequest, one: Number) -> Shown:
    """One figure with its address, target and trend."""
    value, user = one.value(request), request.user
    if few := _too_few(request, one, Window.now()):
        return Shown(one.name, str(one.label), few, one.behind.url(user), [])
    hints = [h for h in (_part(request, one), _against_target(request, one, value), _trend(request, one, value)) if h]
    tone = "bad" if one.alarm and value else ""
    return Shown(one.name, str(one.label), one.words(value), one.behind.url(user), hints, tone)


def _too_few(request: HttpRequest, one: Number, window: Window) -> str:
    """What stands for a count too small to be said to this person, ``< 5``; empty where it may be said.

    Of a share its part and what is left of it must be large enough as well.
    """
    least = one.behind.smallest(request.user)
    if not least:
        return ""
    counts = [one.behind.count(request, window)]
    if one.of is not None:
        whole = one.of.count(request, window)
        counts += [whole, whole - counts[0]]
    return f"< {least}" if any(0 < count < least for count in counts) else ""


def awaited(one: Number) -> Shown:
    """The figure before it is counted, with as many lines as it will have."""
    lines = (one.sums or one.of is not None, one.measure, one.trend)
    return Shown(one.name, str(one.label), "—", "", ["\N{NO-BREAK SPACE}" for line in lines if line])


def _part(request: HttpRequest, one: Number) -> str:
    """What a sum or a share was taken over: as many rows as the list has."""
    if not one.sums and one.of is None:
        return ""
    count = one.behind.count(request)
    if one.of is not None:
        return _("%(part)s of %(whole)s") % {"part": f"{count:,}", "whole": f"{one.of.count(request):,}"}
    return _("in %(number)s entries") % {"number": f"{count:,}"}


def _against_target(request: HttpRequest, one: Number, value: Decimal) -> str:
    if not one.measure or not _targets:
        return ""
    target = _target(request, one)
    if target is None:
        return _("no target set")
    if not target:
        return ""
    return _("target %(target)s · %(percent)s%% done") % {
        "target": one.words(target), "percent": f"{int(HUNDRED * value / target)}",
    }  # fmt: skip


def _target(request: HttpRequest, one: Number) -> Decimal | None:
    if not one.measure:
        return None
    return next((t for ask in _targets if (t := ask(request, one.measure)) is not None), None)


def _trend(request: HttpRequest, one: Number, value: Decimal) -> str:
    if not one.trend:
        return ""
    if _too_few(request, one, Window.now().before()):
        return ""
    before = one.value(request, Window.now().before())
    if value == before:
        return _("as in the same days of last month")
    words = {"difference": one.words(abs(value - before))}
    if value > before:
        return _("↑ %(difference)s on the same days of last month") % words
    return _("↓ %(difference)s on the same days of last month") % words


@dataclass(frozen=True)
class Told:
    """A value under its name; with ``url`` a door to the rows it counts."""

    label: str
    value: str = ""
    url: str = ""


@dataclass(frozen=True)
class Daily:
    """A figure as a manager reads it in the morning. ``percent`` of the target; None: nobody set one."""

    name: str
    label: str
    told: list[Told] = field(default_factory=list)
    percent: int | None = None


def announced(one: Number) -> Daily:
    """The figure before it is counted: as much room as it will take, so that nothing moves when it comes."""
    return Daily(one.name, str(one.label), [Told(label) for label in _labels()])


def daily(request: HttpRequest, one: Number) -> Daily:
    """Yesterday, today, this month and its target."""
    today, now = clock.today(), Window.now()
    yesterday = today - timedelta(days=1)
    windows = (Window(yesterday, yesterday), Window(today, today), now)
    values = [one.value(request, window) for window in windows]
    target, (*names, aim) = _target(request, one), _labels()
    told = [
        Told(name, one.words(value), one.behind.url(request.user, window))
        for name, value, window in zip(names, values, windows, strict=True)
    ]
    told.append(Told(aim, _("none set") if target is None else one.words(target)))
    return Daily(one.name, str(one.label), told, int(HUNDRED * values[-1] / target) if target else None)


def _labels() -> list[str]:
    return [_("Yesterday"), _("Today"), _("This month"), _("Target")]


@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """The strip at the top, for htmx; nothing for a post without one."""
    found = [daily(request, one) for one in days_for(request.user)]
    return render(request, "workbench/_days.html", {"days": found}) if found else HttpResponse("")


@require_GET
def strip(request: HttpRequest) -> HttpResponse:
    """The whole strip, for htmx; nothing for whoever has no figures."""
    found = [shown(request, one) for one in numbers_for(request.user)]
    return render(request, "workbench/_numbers.html", {"numbers": found}) if found else HttpResponse("")
