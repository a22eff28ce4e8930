"""What a customer thinks of homes, read for one screen or one board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch
from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext_lazy

from lintel.customers.models import Customer, Interest
from lintel.customers.offering import Offered, offered
from lintel.inventory.interest import sign_of_interest
from lintel.inventory.models import Building, Unit
from lintel.platform.access.scope import visible
from lintel.platform.kernel.words import BETWEEN

Standing = Interest.Standing


@dataclass
class Thought:
    """One home of interest as it stands now, and what may be begun with it."""

    interest: Interest
    deeds: list[Offered] = field(default_factory=list)

    @property
    def unit(self) -> Unit:
        return self.interest.unit


def thoughts(user: Any, customer: Customer) -> list[Thought]:
    """First choices first, those ruled out last; homes nobody has taken come with their deeds. Four statements."""
    rows = visible(Interest, user).filter(customer=customer).prefetch_related(Prefetch("unit", Unit.objects.shown()))
    order = {Standing.FIRST: 0, Standing.SECOND: 1, Standing.OUT: 2}
    found = sorted(rows, key=lambda one: (order[Standing(one.standing)], one.pk))
    return [
        Thought(one, offered(user, customer, one.unit) if _to_be_had(one) else [])
        for one in found
    ]  # fmt: skip


def homes_along(user: Any) -> Prefetch:
    """The homes customers think of, as far as ``user`` may see them, first choices first: for cards, read by ``homes_of``."""
    rows = visible(Interest, user).exclude(standing=Standing.OUT).select_related("unit").order_by("standing", "pk")
    return Prefetch("interests", queryset=rows, to_attr="homes")


def homes_of(customer: Customer) -> str:
    """The codes of those homes, none of them broken over two lines; of more than two, how many more there are."""
    codes = [one.unit.code for one in getattr(customer, "homes", ())]
    named = format_html_join(str(BETWEEN), '<span class="text-nowrap">{}</span>', ((code,) for code in codes[:FEW]))
    return format_html("{} +{}", named, len(codes) - FEW) if len(codes) > FEW else named


FEW = 2
"""Homes a card names."""


def _to_be_had(one: Interest) -> bool:
    return one.standing != Standing.OUT and one.unit.state_now == Unit.State.AVAILABLE


def thought_before(customer: Customer, unit: Unit) -> Interest | None:
    """What was said of this home so far."""
    return Interest.objects.filter(customer=customer, unit=unit).first()


@sign_of_interest(pgettext_lazy("interest on the board", "customers"))
def _thought_of(buildings: Iterable[Building]) -> Mapping[int, int]:
    """Customers who think of the unit now."""
    rows = Interest.objects.filter(unit__building__in=[b.pk for b in buildings]).exclude(standing=Standing.OUT)
    return Counter(dict(rows.values_list("unit").annotate(n=Count("pk")).order_by()))
