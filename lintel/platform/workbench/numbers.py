"""The strip of figures on the home page: three to six for each post, with target and trend, each a door to its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.platform.kernel import money
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
    figures are marked when they are not nought. Lower ``order`` comes first; what exceeds six is left out.
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

    def meant_for(self, user: Any) -> bool:
        return bool(self.codes & user.codes) and self.behind.open_to(user)

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
    return sorted((n for n in _numbers.values() if n.meant_for(user)), key=lambda n: n.order)[:MOST]


def shown(request: HttpRequest, one: Number) -> Shown:
    """One figure with its address, target and trend."""
    value, user = one.value(request), request.user
    hints = [h for h in (_part(request, one), _against_target(request, one, value), _trend(request, one, value)) if h]
    tone = "bad" if one.alarm and value else ""
    return Shown(one.name, str(one.label), one.words(value), one.behind.url(user), hints, tone)


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
    target = next((t for ask in _targets if (t := ask(request, one.measure)) is not None), None)
    if target is None:
        return _("no target set")
    if not target:
        return ""
    return _("target %(target)s · %(percent)s%% done") % {
        "target": one.words(target), "percent": f"{int(HUNDRED * value / target)}",
    }  # fmt: skip


def _trend(request: HttpRequest, one: Number, value: Decimal) -> str:
    if not one.trend:
        return ""
    before = one.value(request, Window.now().before())
    if value == before:
        return _("as in the same days of last month")
    words = {"difference": one.words(abs(value - before))}
    if value > before:
        return _("↑ %(difference)s on the same days of last month") % words
    return _("↓ %(difference)s on the same days of last month") % words


@require_GET
def strip(request: HttpRequest) -> HttpResponse:
    """The whole strip, for htmx; nothing for whoever has no figures."""
    found = [shown(request, one) for one in numbers_for(request.user)]
    return render(request, "workbench/_numbers.html", {"numbers": found}) if found else HttpResponse("")
