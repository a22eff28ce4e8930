"""Figures of the home pages that have a definition in the catalogue: what a post reads there, the cockpit says too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.insight import catalogue
from lintel.insight.looking import PARAMETER, Looker, told_as
from lintel.insight.metrics import Metric
from lintel.platform.kernel.spans import Span
from lintel.platform.workbench.behind import Behind, Window
from lintel.platform.workbench.numbers import number


@dataclass(frozen=True)
class Counted(Behind):
    """The rows a figure of the catalogue counts, of those the post answers for: own ones, the team's, or the projects'."""

    metric: Metric = field(kw_only=True)
    part: bool = field(default=False, kw_only=True)

    def _said(self, user: Any, window: Window | None) -> str:
        at = window or Window.now()
        told = told_as(self.metric, Span(at.month, at.until), Looker.of(user).slices, part=self.part)
        return f"{PARAMETER}={quote(told, safe='~.-')}"


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
