"""What a cell of the board says besides its state: price, price per ㎡, days on sale, interest - and how strong its ground is.

A layer never takes the state away, and the ground only repeats a number that stands in the cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lintel.inventory.interest import interest_in
from lintel.inventory.models import Building, Claim
from lintel.inventory.models.unit import SOLD, SaleState
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import grouped

if TYPE_CHECKING:
    from lintel.inventory.board import Cell, Viewer

STEPS = 5
STATE, PRICE, DAYS, INTEREST = "state", "price", "days", "interest"
WORDS: dict[str, Any] = {
    STATE: pgettext_lazy("layer of the board", "State"),
    PRICE: pgettext_lazy("layer of the board", "Unit price"),
    DAYS: pgettext_lazy("layer of the board", "Days on sale"),
    INTEREST: pgettext_lazy("layer of the board", "Interest"),
}
UNITS: dict[str, Any] = {
    PRICE: gettext_lazy("yuan/㎡"),
    DAYS: gettext_lazy("days"),
    INTEREST: pgettext_lazy("of interest", "times"),
}


@dataclass(frozen=True)
class Step:
    """One strength of the ground and the figures it stands for."""

    number: int
    low: Decimal
    high: Decimal

    @property
    def words(self) -> str:
        low, high = grouped(self.low, 0), grouped(self.high, 0)
        return low if low == high else f"{low}–{high}"


def layers_for(viewer: Viewer) -> list[tuple[str, Any]]:
    """The layers this person may switch to. Interest is for those who may know who has a unit; a wall shows states alone."""
    allowed = {STATE: True, PRICE: viewer.price, DAYS: not viewer.wall, INTEREST: viewer.holder}
    return [(name, word) for name, word in WORDS.items() if allowed[name]]


def put_on(cells: Sequence[Cell], layer: str, buildings: Iterable[Building], at: datetime) -> list[Step]:
    """Write the layer's figure into every cell and give it its strength; returns the scale for the legend."""
    figures = {PRICE: _prices, DAYS: _days, INTEREST: _interest}.get(layer)
    if figures is None:
        return []
    found = figures(cells, buildings, at)
    scale = _scale(sorted(set(found.values())))
    lows = [step.low for step in scale]
    for cell in cells:
        if cell.unit.pk in found:
            cell.heat = bisect_right(lows, found[cell.unit.pk])
    return scale


def _prices(cells: Sequence[Cell], buildings: Iterable[Building], at: datetime) -> dict[int, Decimal]:
    found = {c.unit.pk: c.unit_price for c in cells if c.unit_price}
    for cell in cells:
        cell.corner, cell.more = (
            (grouped(cell.unit_price, 0), cell.wan) if cell.unit_price else (cell.wan or cell.corner, "")
        )
    return found


def _days(cells: Sequence[Cell], buildings: Iterable[Building], at: datetime) -> dict[int, Decimal]:
    """Whole days since the first release, up to the claim that keeps a unit; units never released have none."""
    found: dict[int, Decimal] = {}
    for cell in cells:
        released = cell.unit.released_at
        cell.corner = ""
        if released is None or released > at or cell.unit.sale_state in (SaleState.DRAFT, SaleState.NOT_FOR_SALE):
            continue
        claim = cell.unit.claim
        taken = claim is not None and claim.kind != Claim.Kind.HOLD and cell.unit.sale_state in SOLD
        until = claim.since if taken and claim else at
        days = max(0, (clock.local(until).date() - clock.local(released).date()).days)
        found[cell.unit.pk] = Decimal(days)
        cell.corner = _("%(n)d d") % {"n": days}
    return found


def _interest(cells: Sequence[Cell], buildings: Iterable[Building], at: datetime) -> dict[int, Decimal]:
    signs = interest_in(buildings)
    found: dict[int, Decimal] = {}
    for cell in cells:
        shown = signs.get(cell.unit.pk, [])
        total = sum(n for _word, n in shown)
        cell.corner = _("%(n)d ×") % {"n": total} if total else ""
        cell.more = " ".join(f"{word} {n}" for word, n in shown)
        if total:
            found[cell.unit.pk] = Decimal(total)
    return found


def _scale(values: Sequence[Decimal]) -> list[Step]:
    """At most ``STEPS`` steps, each with about as many different values."""
    count = min(STEPS, len(values))
    parts = [values[n * len(values) // count : (n + 1) * len(values) // count] for n in range(count)]
    return [Step(n, part[0], part[-1]) for n, part in enumerate(parts, start=1)]
