"""What the lists of homes and permits can be narrowed by: states that several columns tell together."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import PresalePermit, Unit
from lintel.inventory.models.unit import OFFERED, SOLD


class UnitFilter(django_filters.FilterSet):
    """Filters of the list of homes; ``sold`` counts everything from reserved to title issued."""

    sold = django_filters.BooleanFilter(label=_("Sold"), method="by_sold")
    offered = django_filters.BooleanFilter(label=_("For sale or sold"), method="by_offered")

    class Meta:
        model = Unit
        fields = ["building", "sale_state", "unit_type", "kind", "frozen"]

    def by_sold(self, rows: QuerySet[Unit], name: str, value: bool) -> QuerySet[Unit]:
        return rows.filter(sale_state__in=SOLD) if value else rows.exclude(sale_state__in=SOLD)

    def by_offered(self, rows: QuerySet[Unit], name: str, value: bool) -> QuerySet[Unit]:
        return rows.filter(sale_state__in=OFFERED) if value else rows.exclude(sale_state__in=OFFERED)


class PermitFilter(django_filters.FilterSet):
    """Filters of the permits; ``unpublished`` finds approved ones whose units are not published yet (G-11)."""

    unpublished = django_filters.BooleanFilter(label=_("Not published yet"), method="by_publication")

    class Meta:
        model = PresalePermit
        fields = ["status", "kind"]

    def by_publication(self, rows: QuerySet[PresalePermit], name: str, value: bool) -> QuerySet[PresalePermit]:
        waiting = {"status": PresalePermit.Status.APPROVED, "published_on__isnull": True}
        return rows.filter(**waiting) if value else rows.exclude(**waiting)
