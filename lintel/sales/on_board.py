"""What this floor adds to the unit control board: signs of interest, and the place where one queues for a taken unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from lintel.inventory.claims import queue_at
from lintel.inventory.interest import sign_of_interest
from lintel.inventory.models import Building, Unit
from lintel.platform.access.scope import may
from lintel.sales.actions.holds import queue_for_unit
from lintel.sales.models import Quote, UnitWaiter


@sign_of_interest(pgettext_lazy("interest on the board", "plans"))
def _planned(buildings: Iterable[Building]) -> Mapping[int, int]:
    """Purchase plans written for the unit."""
    rows = Quote.objects.filter(unit__building__in=[b.pk for b in buildings]).values_list("unit")
    return Counter(dict(rows.annotate(n=Count("pk")).order_by()))


@sign_of_interest(pgettext_lazy("interest on the board", "waiting"))
def _waited_for(buildings: Iterable[Building]) -> Mapping[int, int]:
    """Everybody who ever queued for it."""
    rows = UnitWaiter.objects.filter(unit__building__in=[b.pk for b in buildings]).values_list("unit")
    return Counter(dict(rows.annotate(n=Count("pk")).order_by()))


@queue_at
def queue_address(unit: Unit, user: Any) -> str:
    """Where this person queues; nothing when queueing is not theirs, or they wait already."""
    if not may(user, queue_for_unit.permission):
        return ""
    if UnitWaiter.objects.filter(unit=unit, consultant=user, told_at__isnull=True).exists():
        return ""
    return reverse("sales:queue", args=[unit.pk])
