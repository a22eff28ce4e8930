"""Arithmetic of price lists: totals from areas, and a new price from an old one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lintel.inventory.models import PriceLine, PriceScheme
from lintel.platform.kernel import money
from lintel.platform.kernel.errors import Refused

CLOSE = Decimal("1.00")
"""Yuan by which a total on a list may miss price × area, because lists are passed round rounded to the yuan."""


@dataclass(frozen=True)
class Change:
    """A change of price: ``percent`` (+2 means two per cent dearer) or ``per_metre`` yuan on the unit price."""

    percent: Decimal | None = None
    per_metre: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.per_metre is None):
            raise Refused(_("Say by how many per cent, or by how many yuan per ㎡."), clause="3.1.2")


@dataclass(frozen=True)
class Total:
    """The list price of a unit in yuan, and by which area it was reckoned."""

    price: Decimal
    basis: PriceLine.Basis
    rounded_on_list: bool = False


def total_of(
    unit_price: Decimal | None, gross: Decimal | None, net: Decimal | None, stated: Decimal | None
) -> Total | None:
    """The total of one unit from what a list says; None when it says neither total nor unit price.

    Unit price × gross area, rounded to the fen, is the total. A stated total within one yuan of it is the same
    total rounded; one that fits the net area instead tells that the unit price is by net area. Raises ``ValueError``
    with both figures when they contradict each other.
    """
    if unit_price is None:
        return Total(stated, PriceLine.Basis.UNIT) if stated is not None else None
    by_area = [
        (basis, money.times(unit_price, area))
        for basis, area in ((PriceLine.Basis.GROSS, gross), (PriceLine.Basis.NET, net))
        if area
    ]
    if not by_area:
        return Total(stated, PriceLine.Basis.UNIT) if stated is not None else None
    if stated is None:
        return Total(by_area[0][1], by_area[0][0])
    for basis, reckoned in by_area:
        if abs(reckoned - stated) < CLOSE:
            return Total(reckoned, basis, rounded_on_list=reckoned != stated)
    raise ValueError(f"{stated} ≠ {by_area[0][1]}")


def priced(line: PriceLine, change: Change, scheme: PriceScheme) -> PriceLine:
    """An unsaved line of ``scheme`` with the changed price. The floor keeps its distance in proportion; the filed price
    only ever rises to cover the list price, because lowering a filing is a separate matter."""
    unit_price, list_price = _changed(line, change)
    if list_price <= 0:
        raise Refused(_("The new price of %(unit)s would not be above zero.") % {"unit": line.unit}, clause="3.1.2")
    floor = line.floor_price
    if floor is not None:
        floor = min(money.yuan(floor * list_price / line.list_price), list_price)
    return PriceLine(
        scheme=scheme, unit=line.unit, basis=line.basis, unit_price=unit_price, list_price=list_price, floor_price=floor,
        filed_price=max(line.filed_price, list_price),
    )  # fmt: skip


def _changed(line: PriceLine, change: Change) -> tuple[Decimal | None, Decimal]:
    """New unit price and new total; with an area the total is reckoned from the rounded unit price, as it is filed."""
    area = {PriceLine.Basis.GROSS: line.unit.gross_area, PriceLine.Basis.NET: line.unit.net_area}.get(
        PriceLine.Basis(line.basis)
    )
    if line.unit_price is None or not area:
        if change.percent is None:
            raise Refused(
                _("%(unit)s is not priced by area.") % {"unit": line.unit}, remedy=_("Change it by a percentage.")
            )
        return line.unit_price, money.yuan(line.list_price + money.percent_of(line.list_price, change.percent))
    step = change.per_metre if change.percent is None else money.percent_of(line.unit_price, change.percent)
    unit_price = money.yuan(line.unit_price + (step or Decimal(0)))
    return unit_price, money.times(unit_price, area)
