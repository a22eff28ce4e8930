"""The whole calculation of a purchase plan from what is in force today: price steps, payments, loans, taxes and fees.

``price_it`` reads the price in force, rates and nothing else, changes nothing, and is what the preview, the draft and
the printed plan all use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lintel.inventory.models import PriceLine, Unit
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.sales.calculations import discounts, payment_schemes, taxes
from lintel.sales.calculations.errors import AboveFiledPrice, CannotCalculate, NoRate
from lintel.sales.calculations.loans import LONGEST_TERM, Lender, Method, Schedule
from lintel.sales.calculations.payment_schemes import LoanTerms, Term
from lintel.sales.lending import LENDERS, bounds_of, must_not_run_longer
from lintel.sales.models import Offer, PaymentScheme, Quote, TaxRate
from lintel.sales.papers import wording
from lintel.sales.rates import Rates

SPECIAL = "特批优惠"  # msg: ok - printed on papers, which are always in 简体
Way, Home = PaymentScheme.Way, Quote.Home

DEED_HOMES = {
    TaxRate.Kind.DEED_FIRST: taxes.Home.FIRST,
    TaxRate.Kind.DEED_SECOND: taxes.Home.SECOND,
    TaxRate.Kind.DEED_OTHER: taxes.Home.OTHER,
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the customer wants: how to pay, which offers apply, what discount was asked for (yuan), and loan terms."""

    scheme: PaymentScheme
    offers: Sequence[Offer] = ()
    home: str = Home.FIRST
    special: Decimal = Decimal(0)
    months: int = LONGEST_TERM
    method: Method = Method.EQUAL_INSTALMENT
    down_percent: Decimal | None = None
    """The buyer's own share in per cent; None means the least that the scheme and the lenders' rules allow."""

    @property
    def rows(self) -> list[Offer | PaymentScheme]:
        """What must be in force for the plan to hold."""
        return [*self.offers, self.scheme]

    @property
    def until(self) -> date | None:
        """The last day on which every offer and the payment scheme used here hold; None when they have no end."""
        ends = [row.ends_on for row in self.rows if row.ends_on]
        return min(ends, default=None)

    @property
    def terms(self) -> dict[str, Any]:
        """The loan terms as kept with the plan, so that every month can be printed again."""
        down = None if self.down_percent is None else str(self.down_percent)
        return {"months": self.months, "method": str(self.method), "down_percent": down}


@dataclass(frozen=True)
class Pricing:
    """The answer to a wish on a day. ``missing`` names what could not be estimated because nobody entered a rate."""

    unit: Unit
    line: PriceLine
    wish: Wish
    on: date
    stack: discounts.Stack
    payment: payment_schemes.Scheme
    charges: list[taxes.Estimate] = field(default_factory=list)
    missing: list[taxes.Charge] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        return self.stack.net

    @property
    def schedule(self) -> Schedule | None:
        return self.payment.schedule

    @property
    def charges_total(self) -> Decimal:
        return sum((c.amount for c in self.charges), Decimal(0))

    @property
    def below_floor(self) -> bool:
        """Under the floor price; where none is set, whatever public offers leave is allowed."""
        return self.stack.below_floor

    @property
    def needs_approval(self) -> bool:
        return self.stack.special_reduction > 0 or self.below_floor


def price_it(
    unit: Unit, wish: Wish, *, on: date | None = None, line: PriceLine | None = None, rates: Rates | None = None
) -> Pricing:
    """Calculate ``wish`` for ``unit`` on a day (today). ``line`` is the price to start from; the one in force otherwise.

    Whoever reckons several wishes hands in the ``rates`` of that day, so that they are read once.

    Raises ``Refused`` in the words of the counter: no price in force, an offer of yesterday, a price above the filed
    one (G-10), a discount larger than the price, a down payment under the least, a loan that may not be given for such a unit.
    """
    day = on or clock.today()
    found = line or PriceLine.objects.in_force().filter(unit=unit).select_related("scheme").first()
    if found is None:
        raise Refused(
            _("%(unit)s has no price in force.") % {"unit": unit},
            rule="G-10",
            clause="3.3.1",
            remedy=_("Choose another unit."),
        )
    _must_hold(unit, wish, day)
    rates = rates or Rates(unit.project.city, day)
    try:
        stacked = discounts.stack(
            found.list_price,
            unit.gross_area or Decimal(1),
            _steps(wish),
            filed_price=found.filed_price,
            floor_price=found.floor_price,
        )
        paid = _payment(stacked.net, unit, wish, day, rates)
    except AboveFiledPrice as error:
        raise Refused(
            _("The price would be above the filed price."),
            rule="G-10",
            clause="3.3.1",
            remedy=_("No one may sell above the filed price."),
        ) from error
    except NoRate as error:
        raise Refused(
            _("No interest rate is entered for this loan."),
            clause="3.3.1",
            remedy=_("Ask the planning supervisor to enter the rate."),
        ) from error
    except CannotCalculate as error:
        raise Refused(
            _("This purchase plan cannot be calculated."), clause="3.3.1",
            remedy=_("Check the discount, the down payment and the term of the loan."),
        ) from error  # fmt: skip
    charges, missing = charges_on(stacked.net, unit, wish.home, rates)
    return Pricing(unit, found, wish, day, stacked, paid, charges, missing)


def _must_hold(unit: Unit, wish: Wish, day: date) -> None:
    """Only what is published, approved and in force may be used (G-12)."""
    for row in wish.rows:
        ended = row.ends_on is not None and row.ends_on < day
        if row.project_id != unit.project_id or not row.approved or row.starts_on > day or ended:
            raise Refused(
                _("“%(name)s” is not in force.") % {"name": row}, rule="G-12", clause="3.3.1",
                remedy=_("Choose among the offers and payment schemes in force."),
            )  # fmt: skip
    for offer in wish.offers:
        if not offer.is_for(unit):
            raise Refused(
                _("“%(name)s” is not given for a %(kind)s.") % {"name": offer, "kind": unit.get_kind_display().lower()}, rule="G-12",
                clause="3.3.1", remedy=_("Leave the offer out."),
            )  # fmt: skip
    if wish.special < 0:
        raise Refused(_("A discount lowers the price."), rule="G-10", clause="3.3.3")
    if unit.kind != Unit.Kind.RESIDENTIAL and wish.home != Home.OTHER:
        raise Refused(_("Shops and parking spaces are taxed as “other”."), clause="3.3.1", remedy=_("Choose “other”."))


def _steps(wish: Wish) -> list[discounts.Offer]:
    """Public offers in their order, then what the payment scheme gives, then the special discount."""
    ordered = sorted(wish.offers, key=lambda o: (o.place, o.pk))
    steps = [discounts.Offer(o.name, discounts.Measure(o.by), o.value, reference=o.conditions) for o in ordered]
    if wish.scheme.discount_percent:
        steps.append(discounts.Offer(wish.scheme.name, discounts.Measure.PERCENT, wish.scheme.discount_percent))
    if wish.special:
        steps.append(discounts.Offer(SPECIAL, discounts.Measure.AMOUNT, wish.special, special=True))
    return steps


def _payment(net: Decimal, unit: Unit, wish: Wish, day: date, rates: Rates) -> payment_schemes.Scheme:
    scheme = wish.scheme
    first = day + timedelta(days=scheme.due_days)
    if scheme.way == Way.LUMP_SUM:
        return payment_schemes.lump_sum(net, first)
    if scheme.way == Way.INSTALMENTS:
        terms = [
            Term(t["name"], Decimal(str(t["percent"])), day + timedelta(days=int(t["days"]))) for t in scheme.terms
        ]
        return payment_schemes.instalments(net, terms)
    bounds = bounds_of(scheme, unit, rates)
    must_not_run_longer(wish.months, bounds, unit)
    lent = {lender: _loan_terms(lender, unit, wish, rates) for lender in LENDERS[scheme.way]}
    return payment_schemes.mortgage(
        net,
        down_percent=bounds.down(wish.down_percent),
        down_due_on=first,
        commercial=lent.get(Lender.COMMERCIAL),
        provident=lent.get(Lender.PROVIDENT),
    )


def _loan_terms(lender: Lender, unit: Unit, wish: Wish, rates: Rates) -> LoanTerms:
    limit = wish.scheme.provident_limit if lender == Lender.PROVIDENT else None
    return LoanTerms(wish.months, rates.loan(lender, unit.kind).yearly_rate, Method(wish.method), limit=limit)


def charges_on(net: Decimal, unit: Unit, home: str, rates: Rates) -> tuple[list[taxes.Estimate], list[taxes.Charge]]:
    """Taxes and fees on a price, and which of them nobody entered a rate for."""
    found: list[taxes.Estimate] = []
    missing: list[taxes.Charge] = []
    estimates: list[tuple[taxes.Charge, Callable[[], taxes.Estimate]]] = [
        (taxes.Charge.DEED_TAX, lambda: deed_tax_on(net, unit, home, rates)),
        (registration_of(unit), lambda: _fee(unit, rates)),
    ]
    if unit.kind != Unit.Kind.PARKING and unit.gross_area:
        estimates.insert(1, (taxes.Charge.MAINTENANCE_FUND, lambda: _fund(unit, rates)))
    for charge, estimate in estimates:
        try:
            found.append(estimate())
        except NoRate:
            missing.append(charge)
    return found, missing


def deed_tax_on(net: Decimal, unit: Unit, home: str, rates: Rates) -> taxes.Estimate:
    """The deed tax on a price for a first, a second or another home. Raises ``NoRate``."""
    rows = [
        taxes.DeedTaxRate(
            r.effective_from, DEED_HOMES[TaxRate.Kind(r.kind)], r.percent, r.source, above_area=r.above_area, up_to_area=r.up_to_area,
            until=r.until, review_on=r.review_on,
        )
        for r in rates.own_first(DEED_HOMES)
        if r.percent is not None
    ]  # fmt: skip
    return taxes.deed_tax(net, unit.gross_area or Decimal(1), taxes.Home(home), on=rates.on, rates=rows)


def _fund(unit: Unit, rates: Rates) -> taxes.Estimate:
    """By the dearest row of the city that may apply: a little too much, never too little."""
    rows = [
        taxes.MaintenanceFundRate(r.effective_from, r.building_kind, r.amount, r.source, r.review_on)
        for r in rates.own_first([TaxRate.Kind.FUND])
        if r.amount is not None
    ]
    kinds = {r.building_kind for r in rows}
    if not kinds:
        raise NoRate("No rate of the maintenance fund is entered.")
    area = unit.gross_area or Decimal(0)
    estimates = [taxes.maintenance_fund(area, kind, on=rates.on, rates=rows) for kind in sorted(kinds)]
    return max(estimates, key=lambda e: e.amount)


def registration_of(unit: Unit) -> taxes.Charge:
    """The registration fee that applies to this unit."""
    return taxes.Charge.REGISTRATION_HOME if unit.kind == Unit.Kind.RESIDENTIAL else taxes.Charge.REGISTRATION_OTHER


def _fee(unit: Unit, rates: Rates) -> taxes.Estimate:
    charge = registration_of(unit)
    fees = [
        taxes.FixedFee(r.effective_from, charge, r.amount, r.source, r.review_on)
        for r in rates.taxes
        if r.kind == TaxRate.Kind.FEE and r.amount is not None and r.name == wording.CHARGES[charge]
    ]
    return taxes.fixed_fee(charge, on=rates.on, rates=fees)
