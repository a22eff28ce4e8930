"""How much a unit is asked for: counts that the floors above add to, shown as a layer of the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import pgettext_lazy

from lintel.inventory.models import Building, Claim

Counting = Callable[[Iterable[Building]], Mapping[int, int]]


@dataclass(frozen=True)
class Sign:
    """One sign of interest: what it is called on the board, and how often each unit shows it."""

    word: Any
    count: Counting


_signs: list[Sign] = []


def sign_of_interest(word: Any) -> Callable[[Counting], Counting]:
    """Register ``f(buildings) -> {unit key: how often}``; one query, however many units."""

    def register(count: Counting) -> Counting:
        _signs[:] = [s for s in _signs if s.count is not count]
        _signs.append(Sign(word, count))
        return count

    return register


def interest_in(buildings: Iterable[Building]) -> dict[int, list[tuple[Any, int]]]:
    """What speaks for interest in each unit, as ``[(word, how often)]``; units nobody asked for are left out."""
    chosen = list(buildings)
    found: dict[int, list[tuple[Any, int]]] = {}
    for sign in _signs:
        for key, times in sign.count(chosen).items():
            if times:
                found.setdefault(key, []).append((sign.word, times))
    return found


@sign_of_interest(pgettext_lazy("interest on the board", "claims"))
def _claimed(buildings: Iterable[Building]) -> Mapping[int, int]:
    """Every time somebody took the unit, whether or not they kept it."""
    rows = Claim.objects.filter(unit__building__in=[b.pk for b in buildings]).values_list("unit")
    return Counter(dict(rows.annotate(n=Count("pk")).order_by()))
