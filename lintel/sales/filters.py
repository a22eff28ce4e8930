"""What the lists of sales can be narrowed by besides periods: states that several columns tell together."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.sales.models import Cancellation, Quote, Reservation


def _to_pay(rows: QuerySet[Cancellation], name: str, value: bool) -> QuerySet[Cancellation]:
    """Approved, and the money has not been paid back yet."""
    asked = {"decided_at__isnull": False, "settled_at__isnull": True, "refused": False, "to_return__gt": 0}
    return rows.filter(**asked) if value else rows.exclude(**asked)


def _live(rows: QuerySet[Reservation], name: str, value: bool) -> QuerySet[Reservation]:
    return rows.filter(status__in=Reservation.LIVE) if value else rows.exclude(status__in=Reservation.LIVE)


def _special(rows: QuerySet[Quote], name: str, value: bool) -> QuerySet[Quote]:
    return rows.filter(special_discount__gt=0) if value else rows.filter(special_discount=0)


class QuoteFilter(django_filters.FilterSet):
    """Filters of the purchase plans."""

    special = django_filters.BooleanFilter(label=_("With a special discount"), method=_special)

    class Meta:
        model = Quote
        fields = ["status", "scheme", "consultant", "unit", "customer"]


class ReservationFilter(django_filters.FilterSet):
    """Filters of the reservations; ``live`` finds those that bind their unit."""

    live = django_filters.BooleanFilter(label=_("Binding the unit"), method=_live)

    class Meta:
        model = Reservation
        fields = ["status", "deposit_kind", "consultant", "unit", "customer"]


class CancellationFilter(django_filters.FilterSet):
    """Filters of the cancellations; ``to_pay`` finds money that has still to go back."""

    to_pay = django_filters.BooleanFilter(label=_("To be paid back"), method=_to_pay)

    class Meta:
        model = Cancellation
        fields = ["cause", "effect"]
