"""A unit's price by every payment scheme in force, side by side, reckoned by what a purchase plan is reckoned by; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from lintel.inventory.models import PriceLine, Unit
from lintel.platform.kernel.errors import Refused
from lintel.sales.actions.quotes import valid_until
from lintel.sales.calculations.errors import NoRate
from lintel.sales.calculations.loans import Method, Schedule, combined
from lintel.sales.calculations.taxes import Estimate
from lintel.sales.lending import LENDERS, Bounds, bounds_of
from lintel.sales.models import LendingRule, LoanRate, Offer, PaymentScheme, Quote
from lintel.sales.pricing import Pricing, Wish, deed_tax_on, price_it
from lintel.sales.rates import Rates

OTHER_HOME = {Quote.Home.FIRST: Quote.Home.SECOND, Quote.Home.SECOND: Quote.Home.FIRST}


@dataclass(frozen=True)
class Asked:
    """What may be changed on a sheet: the loans' term and method, the down payment, and which home of the family it is."""

    years: int
    down_percent: Decimal | None = None
    home: str = Quote.Home.FIRST
    method: Method = Method.EQUAL_INSTALMENT


@dataclass(frozen=True)
class Way:
    """One payment scheme: what it comes to, or why it cannot be reckoned for this unit."""

    wish: Wish
    pricing: Pricing | None = None
    refusal: Refused | None = None
    other_deed: Estimate | None = None
    """The deed tax if it were the other home of the family."""


@dataclass(frozen=True)
class Reckoned:
    """A way that could be reckoned, with what it is compared by."""

    wish: Wish
    pricing: Pricing
    other_deed: Estimate | None

    @property
    def first(self) -> tuple[Decimal, date | None]:
        """What the buyer pays first, and by when."""
        line = next(x for x in self.pricing.payment.lines if x.lender is None)
        return line.amount, line.due_on

    @property
    def interest(self) -> Decimal:
        """What the loans cost, by the method asked for."""
        return self.pricing.schedule.total_interest if self.pricing.schedule else Decimal(0)

    @property
    def total(self) -> Decimal:
        """Everything it takes: price, interest, and the taxes and fees that could be estimated."""
        return self.pricing.net + self.interest + self.pricing.charges_total

    @cached_property
    def repaid(self) -> list[tuple[Method, Schedule]]:
        """The loans by each method of repaying; none without a loan."""
        plan = self.pricing.schedule
        if plan is None:
            return []
        return [(method, self._by(method, plan)) for method in Method]

    def _by(self, method: Method, plan: Schedule) -> Schedule:
        if method == self.wish.method:
            return plan
        return combined([replace(loan, method=method) for loan in plan.loans])


@dataclass(frozen=True)
class Sheet:
    """All the ways to pay for a unit, from one price and one reading of the rates."""

    unit: Unit
    line: PriceLine
    asked: Asked
    rates: Rates
    ways: list[Way]

    @property
    def until(self) -> datetime | None:
        """Until when all the figures together hold: the earliest end a plan written now would have."""
        return min((valid_until(way.wish) for way in self.ways), default=None)

    @property
    def borrows(self) -> bool:
        """Whether anything is lent on it."""
        return any(one.wish.scheme.borrows for one in self.reckoned)

    @property
    def is_home(self) -> bool:
        """Whether it matters which home of the family it is."""
        return self.unit.kind == Unit.Kind.RESIDENTIAL

    @cached_property
    def reckoned(self) -> list[Reckoned]:
        """The ways that came to something, in their order."""
        return [Reckoned(way.wish, way.pricing, way.other_deed) for way in self.ways if way.pricing is not None]

    @property
    def cheapest(self) -> set[int]:
        """The keys of the schemes that take least in all; none where all take the same."""
        return _least(self.reckoned, lambda one: one.total)

    @property
    def lightest(self) -> set[int]:
        """The keys of the schemes that begin with the smallest payment; none where all begin alike."""
        return _least(self.reckoned, lambda one: one.first[0])

    def least_down(self, scheme: PaymentScheme) -> Decimal:
        """The buyer's own share in per cent at least, by the scheme and by what may be lent."""
        bounds = _bounds(scheme, self.unit, self.rates)
        return bounds.least_down if bounds else scheme.down_percent or Decimal(0)

    @property
    def rules(self) -> list[LendingRule]:
        """The rules that bind the loans on the sheet."""
        asked = dict.fromkeys(lender for way in self.ways for lender in LENDERS.get(way.wish.scheme.way, ()))
        return [rule for lender in asked if (rule := self.rates.lending(lender, self.unit.kind))]

    @property
    def lenders(self) -> list[LoanRate]:
        """The rates the loans on the sheet are reckoned with."""
        used = {loan.lender for one in self.reckoned if one.pricing.schedule for loan in one.pricing.schedule.loans}
        return [self.rates.loan(lender, self.unit.kind) for lender in sorted(used)]


def _least(ways: Iterable[Reckoned], measure: Callable[[Reckoned], Decimal]) -> set[int]:
    amounts = {one.wish.scheme.pk: measure(one) for one in ways}
    if len(set(amounts.values())) < 2:
        return set()
    least = min(amounts.values())
    return {pk for pk, amount in amounts.items() if amount == least}


def wish_for(unit: Unit, scheme: PaymentScheme, offers: Sequence[Offer], asked: Asked, rates: Rates) -> Wish:
    """What the sheet asks for: taxed as a home only where it is one, never less down nor longer than may be lent."""
    home = asked.home if unit.kind == Unit.Kind.RESIDENTIAL else Quote.Home.OTHER
    months, down = asked.years * 12, asked.down_percent
    if scheme.borrows and (bounds := _bounds(scheme, unit, rates)):
        months = min(months, bounds.longest)
        down = down if down is not None and down > bounds.least_down else None
    return Wish(
        scheme=scheme, offers=tuple(offers), home=home, months=months, method=asked.method,
        down_percent=down if scheme.borrows else None,
    )  # fmt: skip


def _bounds(scheme: PaymentScheme, unit: Unit, rates: Rates) -> Bounds | None:
    """None where such a loan may not be given at all, which whoever reckons it is told."""
    try:
        return bounds_of(scheme, unit, rates)
    except Refused:
        return None


def sheet_of(
    unit: Unit, line: PriceLine, schemes: Sequence[PaymentScheme], offers: Sequence[Offer], asked: Asked, rates: Rates
) -> Sheet:
    """Each scheme with what it comes to from ``line``, in the given order; one that cannot be reckoned does not hide the others."""
    ways = [_way(unit, line, wish_for(unit, scheme, offers, asked, rates), rates) for scheme in schemes]
    return Sheet(unit, line, asked, rates, ways)


def _way(unit: Unit, line: PriceLine, wish: Wish, rates: Rates) -> Way:
    try:
        pricing = price_it(unit, wish, on=rates.on, line=line, rates=rates)
    except Refused as refused:
        return Way(wish, refusal=refused)
    return Way(wish, pricing, other_deed=_other_deed(pricing, rates))


def _other_deed(pricing: Pricing, rates: Rates) -> Estimate | None:
    other = OTHER_HOME.get(Quote.Home(pricing.wish.home))
    if other is None:
        return None
    try:
        return deed_tax_on(pricing.net, pricing.unit, other, rates)
    except NoRate:
        return None
