"""What the lists of sales can be narrowed by: periods, and states that several columns tell together."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.platform.workbench.periods import by_period
from lintel.sales.models import Cancellation, LedgerEntry, Quote, Reservation


def _to_pay(rows: QuerySet[Cancellation], name: str, value: bool) -> QuerySet[Cancellation]:
    """Approved, and the money has not been paid back yet."""
    asked = {"decided_at__isnull": False, "settled_at__isnull": True, "refused": False, "to_return__gt": 0}
    return rows.filter(**asked) if value else rows.exclude(**asked)


def _live(rows: QuerySet[Reservation], name: str, value: bool) -> QuerySet[Reservation]:
    return rows.filter(status__in=Reservation.LIVE) if value else rows.exclude(status__in=Reservation.LIVE)


def _special(rows: QuerySet[Quote], name: str, value: bool) -> QuerySet[Quote]:
    return rows.filter(special_discount__gt=0) if value else rows.filter(special_discount=0)


QuoteFilter = by_period(
    Quote, ["status", "scheme", "consultant", "unit", "customer"], "approved_at",
    special=django_filters.BooleanFilter(
        label=_("With a special discount"), method=_special,
    ),
)  # fmt: skip
"""Plans approved between two days."""

ReservationFilter = by_period(
    Reservation, ["status", "deposit_kind", "consultant", "unit", "customer"], "effective_at",
    live=django_filters.BooleanFilter(
        label=_("Binding the unit"), method=_live,
    ),
)  # fmt: skip
"""Reservations that took effect between two days."""

LedgerFilter = by_period(
    LedgerEntry, ["what", "kind", "method", "cashier", "received_on"], "received_on", moment=False,
)  # fmt: skip
"""Money received between two days."""

CancellationFilter = by_period(
    Cancellation, ["cause", "effect"], "decided_at",
    to_pay=django_filters.BooleanFilter(label=_("To be paid back"), method=_to_pay),
)  # fmt: skip
"""Cancellations decided between two days."""
