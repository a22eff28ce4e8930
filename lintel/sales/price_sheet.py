"""A unit's price by every payment scheme in force, side by side, reckoned by what a purchase plan is reckoned by; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lintel.inventory.models import PriceLine, Unit
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.sales.actions.quotes import valid_until
from lintel.sales.models import Offer, PaymentScheme, Quote
from lintel.sales.pricing import Pricing, Wish, price_it
from lintel.sales.rates import Rates


@dataclass(frozen=True)
class Way:
    """One payment scheme: what it comes to, or why it cannot be reckoned for this unit."""

    wish: Wish
    pricing: Pricing | None = None
    refusal: Refused | None = None


def wish_for(
    unit: Unit, scheme: PaymentScheme, offers: Sequence[Offer], *, years: int, down_percent: Decimal | None
) -> Wish:
    """What the sheet asks for: a first home where it is one, and never less down than the scheme's least."""
    home = Quote.Home.FIRST if unit.kind == Unit.Kind.RESIDENTIAL else Quote.Home.OTHER
    least = scheme.down_percent or Decimal(0)
    down = down_percent if scheme.borrows and down_percent is not None and down_percent > least else None
    return Wish(scheme=scheme, offers=tuple(offers), home=home, months=years * 12, down_percent=down)


def ways_to_pay(
    unit: Unit, line: PriceLine, schemes: Sequence[PaymentScheme], offers: Sequence[Offer], *, years: int, down_percent: Decimal | None
) -> list[Way]:  # fmt: skip
    """Each scheme with what it comes to from ``line``, in the given order; one that cannot be reckoned does not hide the others."""
    rates, found = Rates(unit.project.city, clock.today()), []
    for scheme in schemes:
        wish = wish_for(unit, scheme, offers, years=years, down_percent=down_percent)
        try:
            found.append(Way(wish, price_it(unit, wish, line=line, rates=rates)))
        except Refused as refused:
            found.append(Way(wish, refusal=refused))
    return found


def holds_until(ways: Sequence[Way]) -> datetime | None:
    """Until when all the figures together hold: the earliest end a plan written now would have."""
    return min((valid_until(way.wish) for way in ways), default=None)
