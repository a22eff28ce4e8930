"""How a price is paid: at once, by instalments, or with a mortgage. The lines always sum to the price to the fen.

With a mortgage the down payment is the ratio rounded *up* so that the loan is a round number (usually whole 10,000
yuan), because banks lend round sums: 1,562,318.00 at 30 % down gives a loan of 1,090,000.00, 472,318.00 down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lintel.platform.kernel.money import Number, decimal, down_to, percent_of, rounded, yuan
from lintel.sales.calculations.errors import CannotCalculate
from lintel.sales.calculations.loans import SMALLEST_LOAN, Lender, Loan, Method, Schedule, combined

HUNDRED = Decimal(100)


class Kind(StrEnum):
    """The five ways a home is paid for."""

    LUMP_SUM = "lump_sum"
    INSTALMENTS = "instalments"
    COMMERCIAL = "commercial"
    PROVIDENT = "provident"
    COMBINED = "combined"


class Part(StrEnum):
    """Which part of the price a payment is. ``papers.wording`` has the printed names."""

    WHOLE = "whole"
    INSTALMENT = "instalment"
    DOWN_PAYMENT = "down_payment"
    LOAN = "loan"


@dataclass(frozen=True)
class Term:
    """One agreed instalment before it has an amount: its name, its share in per cent, and when it is due."""

    name: str
    percent: Decimal
    due_on: date


@dataclass(frozen=True)
class Line:
    """One payment of the scheme. ``lender`` says that a loan pays it; ``name`` is the office's own for an instalment."""

    part: Part
    amount: Decimal
    due_on: date | None
    lender: Lender | None = None
    name: str = ""


@dataclass(frozen=True)
class LoanTerms:
    """What a lender offers: months, yearly rate in per cent, method; ``limit`` is the most it lends, in yuan."""

    months: int
    yearly_rate: Decimal
    method: Method = Method.EQUAL_INSTALMENT
    limit: Decimal | None = None


@dataclass(frozen=True)
class Scheme:
    """A payment scheme with amounts; ``schedule`` is there when something is borrowed."""

    kind: Kind
    total: Decimal
    lines: tuple[Line, ...]
    schedule: Schedule | None = None

    @property
    def own_money(self) -> Decimal:
        """What the buyers pay themselves."""
        return sum((line.amount for line in self.lines if line.lender is None), Decimal(0))

    @property
    def borrowed(self) -> Decimal:
        """What lenders pay."""
        return self.total - self.own_money

    @property
    def own_percent(self) -> Decimal:
        """The buyers' own money in per cent of the price, to two places."""
        return rounded(self.own_money / self.total * HUNDRED)


def lump_sum(total: Number, due_on: date) -> Scheme:
    """Everything on one day."""
    price = _price(total)
    return Scheme(Kind.LUMP_SUM, price, (Line(Part.WHOLE, price, due_on),))


def instalments(total: Number, terms: Sequence[Term], *, step: Number = "0.01") -> Scheme:
    """Share ``total`` by percentages that sum to 100; every line is a multiple of ``step``, the last takes the rest.

    Raises ``CannotCalculate`` when shares do not sum to 100, dates run backwards, or a line would be nothing.
    """
    price = _price(total)
    if sum((decimal(term.percent) for term in terms), Decimal(0)) != HUNDRED:
        raise CannotCalculate("The shares of the instalments must sum to 100 per cent.")
    days = [term.due_on for term in terms]
    if days != sorted(days):
        raise CannotCalculate("Instalments fall due one after another.")
    amounts = [down_to(percent_of(price, term.percent), step) for term in terms[:-1]]
    amounts.append(price - sum(amounts, Decimal(0)))
    if min(amounts) <= 0:
        raise CannotCalculate("Every instalment must be something.")
    lines = tuple(
        Line(Part.INSTALMENT, amount, term.due_on, name=term.name) for term, amount in zip(terms, amounts, strict=True)
    )
    return Scheme(Kind.INSTALMENTS, price, lines)


def mortgage(
    total: Number,
    *,
    down_percent: Number,
    down_due_on: date,
    commercial: LoanTerms | None = None,
    provident: LoanTerms | None = None,
    loan_due_on: date | None = None,
    step: Number = 10_000,
) -> Scheme:
    """Down payment of at least ``down_percent``, the rest borrowed; the provident fund lends first, up to its limit.

    The loan of each lender is a multiple of ``step`` yuan; whatever rounding or limits leave is paid down by the buyer.
    """
    price, share = _price(total), decimal(down_percent)
    if not 0 < share < HUNDRED:
        raise CannotCalculate("A down payment is more than nothing and less than everything.")
    wanted = down_to(price - percent_of(price, share), step)
    loans, left = [], wanted
    for lender, terms in ((Lender.PROVIDENT, provident), (Lender.COMMERCIAL, commercial)):
        if terms is None:
            continue
        lent = left if terms.limit is None else down_to(min(left, terms.limit), step)
        if lent >= SMALLEST_LOAN:
            loans.append(Loan(lent, terms.months, terms.yearly_rate, terms.method, lender))
            left -= lent
    if not loans:
        raise CannotCalculate("Nothing would be borrowed: choose another scheme.")
    lines = [Line(Part.DOWN_PAYMENT, price - sum((loan.principal for loan in loans), Decimal(0)), down_due_on)]
    lines += [Line(Part.LOAN, loan.principal, loan_due_on, loan.lender) for loan in loans]
    return Scheme(_kind(loans), price, tuple(lines), combined(loans))


def _kind(loans: Sequence[Loan]) -> Kind:
    if len(loans) > 1:
        return Kind.COMBINED
    return Kind.PROVIDENT if loans[0].lender is Lender.PROVIDENT else Kind.COMMERCIAL


def _price(total: Number) -> Decimal:
    price = yuan(total)
    if price <= 0:
        raise CannotCalculate("A price is more than nothing.")
    return price
