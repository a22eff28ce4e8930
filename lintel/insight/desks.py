"""Figures of the home pages that have a definition in the catalogue: what a post reads there, the cockpit says too."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.insight import catalogue
from lintel.insight.aims import BY_TEAMS, Aims, aims_of
from lintel.insight.looking import PARAMETER, Looker, told_as
from lintel.insight.metrics import SEE, Metric
from lintel.platform.access.scope import may
from lintel.platform.kernel import clock
from lintel.platform.kernel.spans import Span
from lintel.platform.workbench.behind import Behind, Window
from lintel.platform.workbench.numbers import number, targets_from


@dataclass(frozen=True)
class Counted(Behind):
    """The rows a figure of the catalogue counts, of those the post answers for: own ones, the team's, or the projects'."""

    metric: Metric = field(kw_only=True)
    part: bool = field(default=False, kw_only=True)

    def _said(self, user: Any, window: Window | None) -> str:
        at = window or Window.now()
        told = told_as(self.metric, Span(at.month, at.until), Looker.of(user).slices, part=self.part)
        return f"{PARAMETER}={quote(told, safe='~.-')}"


@dataclass(frozen=True)
class Told(Counted):
    """The count alone, for posts that may not open the rows: it leads to the page of the figure, which says the same."""

    today: bool = field(default=False, kw_only=True)

    def open_to(self, user: Any) -> bool:
        return may(user, SEE) and not Looker.of(user).opens(self.metric)

    def smallest(self, user: Any) -> int:
        return Looker.of(user).smallest

    def url(self, user: Any, window: Window | None = None) -> str:
        period = "today" if self.today else "month"
        return f"{reverse('insight:figure')}?key={self.metric.key}&period={period}"

    def count(self, request: HttpRequest, window: Window | None = None) -> int:
        at = window or Window.now()
        span = Span(at.until, at.until) if self.today else Span(at.month, at.until)
        rows = Looker.of(request.user, request.session.get("project")).counted(self.metric, span)
        return (rows.filter(self.metric.part()) if self.part and self.metric.part else rows).count()


def told(codes: str, name: str, metric: Metric, label: str | Promise = "", *, today: bool = False, **more: Any) -> None:
    """Offer ``metric`` to posts that see nobody by name: the count, and only when it is large enough."""
    of = Told(metric.model, metric=metric, today=today) if metric.is_share else None
    behind = Told(metric.model, metric=metric, part=metric.is_share, today=today)
    number(codes, name, label or metric.name, behind, of=of, **more)


@targets_from
def _aim(request: HttpRequest, measure: str) -> Decimal | None:
    """This month's target, as the cockpit has it; asked for once a page, however many figures have one."""
    aims: Aims | None = getattr(request, "aims", None)
    if aims is None:
        aims = aims_of(Looker.of(request.user, request.session.get("project")), clock.today().replace(day=1)) or {}
        request.aims = aims  # type: ignore[attr-defined]
    return next((aims.get(key) for key, name in BY_TEAMS.items() if name == measure), None)


def figure(codes: str, name: str, metric: Metric, label: str | Promise = "", **more: Any) -> None:
    """Offer ``metric`` to the home pages of these posts, under its own name unless ``label`` says another."""
    of = Counted(metric.model, metric=metric) if metric.is_share else None
    behind = Counted(metric.model, metric=metric, part=metric.is_share)
    number(codes, name, label or metric.name, behind, of=of, **more)


DESKS = "MGR DM"
"""Who begins the day with yesterday, today, this month and its target."""

figure("SR SS DM MGR CS", "visits", catalogue.VISITS, order=20, measure="visits", trend=True, daily=DESKS)
figure("CR", "first_visits", catalogue.FIRST_VISITS, order=24, trend=True)
figure("SR SS DM MGR", "deals", catalogue.NET_RESERVATIONS, order=22, measure="units", trend=True, daily=DESKS)
figure(
    "SR SS DM MGR",
    "deal_amount",
    catalogue.NET_AMOUNT,
    order=24,
    sums="price",
    measure="amount",
    trend=True,
    daily=DESKS,
)
figure(
    "SR SS DM MGR", "money_in", catalogue.COLLECTIONS, order=26, sums="amount", measure="collection", trend=True,
    daily=DESKS,
)  # fmt: skip
figure("FIN", "month_in", catalogue.COLLECTIONS, _("Money in this month"), order=11, sums="amount", trend=True)
figure("LEG", "deals_to_read", catalogue.RESERVATIONS, _("Reservations this month"), order=12, trend=True)
figure("DM MGR", "overdue_signing", catalogue.OVERDUE_SIGNING, order=34, alarm=True)
figure("MGR DM", "sell_through", catalogue.SELL_THROUGH, order=30)
figure("PS PC", "sold", catalogue.SELL_THROUGH, order=22)
figure(
    "FIN", "overdue_money", catalogue.OVERDUE_MONEY, _("Overdue money to record"), order=14, sums="overdue", alarm=True
)
figure("LEG", "files_missing", catalogue.FILES_MISSING, order=14)
figure("CS", "satisfied", catalogue.SATISFIED, order=32)
figure("CR CS", "left_open", catalogue.LEFT_OPEN, order=33, alarm=True)
told("PS", "visits_counted", catalogue.VISITS, order=18, trend=True)
told("PC", "leads_today", catalogue.NEW_CUSTOMERS, _("New customers today"), order=18, today=True)
told("PS PC", "attributed", catalogue.ATTRIBUTED, order=20)
