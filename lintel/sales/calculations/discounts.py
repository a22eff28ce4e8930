"""From list price to net price: public offers in their order, then the special discount, each step on paper.

A percentage is taken from the price the step before left, and is rounded half up to the fen; the rounding of every
step is kept. Offers only ever lower a price, and no price may be above the filed one (价格法 13, rule G-10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lintel.platform.kernel.money import Number, decimal, down_to, format_yuan, rounded, yuan
from lintel.sales.calculations.errors import AboveFiledPrice, CannotCalculate

RATIO = Decimal("0.0001")


class Measure(StrEnum):
    """How an offer is expressed."""

    PERCENT = "percent"
    """``value`` per cent off the price so far: 2 means 98 折."""
    AMOUNT = "amount"
    """``value`` yuan off."""
    PER_SQUARE_METRE = "per_m2"
    """``value`` yuan off for each m² of building area."""
    TO_NET = "to_net"
    """Down to a price of ``value`` yuan."""


@dataclass(frozen=True)
class Offer:
    """A reduction with a name that can be printed; ``special`` ones need a second person."""

    name: str
    measure: Measure
    value: Decimal
    special: bool = False
    reference: str = ""


@dataclass(frozen=True)
class Step:
    """What one offer did: ``before - amount = after``; ``rounding`` is amount minus the exact reduction."""

    offer: Offer
    before: Decimal
    amount: Decimal
    after: Decimal
    rounding: Decimal


@dataclass(frozen=True)
class Stack:
    """The way from list price to net price. ``area`` is the building area in m²."""

    list_price: Decimal
    area: Decimal
    steps: tuple[Step, ...]
    filed_price: Decimal
    floor_price: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """The price after the last step."""
        return self.steps[-1].after if self.steps else self.list_price

    @property
    def public_net(self) -> Decimal:
        """The price before the special discount: what any buyer may have."""
        return next((step.before for step in self.steps if step.offer.special), self.net)

    @property
    def reduction(self) -> Decimal:
        """List price minus net price."""
        return self.list_price - self.net

    @property
    def special_reduction(self) -> Decimal:
        """How much of the reduction needs a second person."""
        return self.public_net - self.net

    @property
    def special_percent(self) -> Decimal:
        """The special reduction in per cent of the list price, to four places: what authority is measured by."""
        return rounded(self.special_reduction / self.list_price * 100, RATIO)

    @property
    def ratio(self) -> Decimal:
        """Net over list price to four places: 0.9310 is 93.1 折."""
        return rounded(self.net / self.list_price, RATIO)

    @property
    def net_unit_price(self) -> Decimal:
        """Net price per m² of building area, to the fen. For reading: the total is the price, not this."""
        return yuan(self.net / self.area)

    @property
    def margin_to_floor(self) -> Decimal | None:
        """Net minus floor price; negative below the floor, nothing where no floor is set."""
        return None if self.floor_price is None else self.net - self.floor_price

    @property
    def below_floor(self) -> bool:
        """Whether somebody must approve a price under the floor."""
        return self.floor_price is not None and self.net < self.floor_price


def stack(
    list_price: Number,
    area: Number,
    offers: Sequence[Offer],
    *,
    filed_price: Number,
    floor_price: Number | None = None,
) -> Stack:
    """Apply ``offers`` in order, public ones before special ones, and keep every step.

    Raises ``AboveFiledPrice`` when even the list price is above the filed price, ``CannotCalculate`` for a negative
    offer, a special offer before a public one, or a price that would reach zero.
    """
    price, filed = yuan(list_price), yuan(filed_price)
    surface = decimal(area)
    if price <= 0 or surface <= 0:
        raise CannotCalculate("A unit has a price and an area.")
    if price > filed:
        raise AboveFiledPrice(f"{format_yuan(price)} is above the filed price of {format_yuan(filed)}.")
    kinds = [offer.special for offer in offers]
    if kinds != sorted(kinds):
        raise CannotCalculate("The special discount comes after the public offers.")
    steps = []
    for offer in offers:
        step = _apply(offer, price, surface)
        steps.append(step)
        price = step.after
    floor = None if floor_price is None else yuan(floor_price)
    return Stack(yuan(list_price), surface, tuple(steps), filed, floor)


def rounding_offer(price: Number, step: Number, name: str) -> Offer | None:
    """Return the offer that drops ``price`` to a whole multiple of ``step`` yuan (抹零), or nothing if it is one."""
    target = down_to(price, step)
    return None if target == yuan(price) else Offer(name, Measure.TO_NET, target)


def _apply(offer: Offer, before: Decimal, area: Decimal) -> Step:
    value = decimal(offer.value)
    if value < 0:
        raise CannotCalculate(f"{offer.name}: an offer lowers the price.")
    exact = {
        Measure.PERCENT: before * value / 100,
        Measure.AMOUNT: value,
        Measure.PER_SQUARE_METRE: value * area,
        Measure.TO_NET: before - value,
    }[offer.measure]
    amount = yuan(exact)
    if amount < 0:
        raise CannotCalculate(f"{offer.name}: an offer lowers the price.")
    if amount >= before:
        raise CannotCalculate(f"{offer.name}: an offer cannot take the whole price.")
    return Step(offer, before, amount, before - amount, amount - exact)
