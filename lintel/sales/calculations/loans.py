"""Repayment schedules to the fen: 等额本息, 等额本金, and two loans side by side.

**Rounding convention.** Each month's interest is the balance times the yearly rate / 12, rounded half up to the fen;
the level payment (or level principal) is rounded half up to the fen; the last payment takes whatever rounding left
over, so that the balance ends at exactly zero. Total interest is the sum of the printed rows. Because banks differ in
the last fen, ``theoretical_interest`` also gives the textbook figure without monthly rounding, rounded once.
Interest is counted by whole months and the rate stays what it is on the day of the quote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lintel.platform.kernel.money import FEN, yuan
from lintel.sales.calculations.errors import CannotCalculate

# msg: ok - the convention is printed on papers, whose wording is always 简体
CONVENTION = (
    "每月还款额、利息均四舍五入至分，末期还款额含此前舍入差额；利息总额为表列各期利息之和。"
    "另列未按月舍入的理论利息总额供核对。按签署日利率测算，利率调整后以银行还款计划为准。"
)
"""The rounding convention as papers print it; papers are always in 简体."""

LONGEST_TERM = 360
LARGEST_RATE = Decimal(24)
SMALLEST_LOAN = Decimal(1_000)


class Method(StrEnum):
    """How a loan is repaid."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"


class Lender(StrEnum):
    """Who lends: a bank, or the housing provident fund."""

    COMMERCIAL = "commercial"
    PROVIDENT = "provident"


@dataclass(frozen=True)
class Loan:
    """What is borrowed: yuan, months, and the yearly rate in per cent (3.1 means 3.1 %)."""

    principal: Decimal
    months: int
    yearly_rate: Decimal
    method: Method = Method.EQUAL_INSTALMENT
    lender: Lender = Lender.COMMERCIAL

    def __post_init__(self) -> None:
        if self.principal < SMALLEST_LOAN or self.principal != yuan(self.principal):
            raise CannotCalculate(f"A loan is at least {SMALLEST_LOAN} yuan, in whole fen.")
        if not 1 <= self.months <= LONGEST_TERM:
            raise CannotCalculate(f"A loan runs from 1 to {LONGEST_TERM} months.")
        if not 0 <= self.yearly_rate <= LARGEST_RATE:
            raise CannotCalculate(f"A yearly rate is from 0 to {LARGEST_RATE} per cent.")

    @property
    def monthly_rate(self) -> Decimal:
        """The rate of one month as a fraction, unrounded."""
        return self.yearly_rate / 1200


@dataclass(frozen=True)
class Row:
    """One month: ``payment = interest + principal``; ``balance`` is what is owed afterwards."""

    period: int
    payment: Decimal
    interest: Decimal
    principal: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Year:
    """Twelve rows added up, for the one-page summary."""

    year: int
    payment: Decimal
    interest: Decimal
    principal: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Schedule:
    """All rows of one or several loans, with totals that are sums of the printed rows."""

    loans: tuple[Loan, ...]
    rows: tuple[Row, ...]
    theoretical_interest: Decimal
    convention: str = CONVENTION

    @property
    def principal(self) -> Decimal:
        """What was borrowed."""
        return sum((row.principal for row in self.rows), Decimal(0))

    @property
    def total_interest(self) -> Decimal:
        """The sum of the printed interest."""
        return sum((row.interest for row in self.rows), Decimal(0))

    @property
    def total_paid(self) -> Decimal:
        """The sum of the printed payments."""
        return sum((row.payment for row in self.rows), Decimal(0))

    @property
    def first_payment(self) -> Decimal:
        """The payment of the first month: the level one, or the highest one of equal principal."""
        return self.rows[0].payment

    @property
    def monthly_decrease(self) -> Decimal:
        """By how much the second payment is lower than the first; zero for a level payment."""
        return self.rows[0].payment - self.rows[1].payment if len(self.rows) > 1 else Decimal(0)

    def years(self) -> tuple[Year, ...]:
        """The rows added up by twelve."""
        return tuple(
            _year(number + 1, self.rows[start : start + 12])
            for number, start in enumerate(range(0, len(self.rows), 12))
        )


def schedule(loan: Loan) -> Schedule:
    """Return the schedule of one loan, by its own method."""
    if loan.method is Method.EQUAL_PRINCIPAL:
        return Schedule((loan,), _equal_principal(loan), _theory_of_equal_principal(loan))
    return Schedule((loan,), _equal_instalment(loan), _theory_of_equal_instalment(loan))


def combined(loans: Sequence[Loan]) -> Schedule:
    """Return one schedule for several loans paid side by side (组合贷款), month by month; terms may differ."""
    if not loans:
        raise CannotCalculate("A combined loan needs at least one loan.")
    parts = [schedule(loan) for loan in loans]
    longest = max(loan.months for loan in loans)
    return Schedule(
        loans=tuple(loans),
        rows=tuple(_together(month, parts) for month in range(longest)),
        theoretical_interest=sum((part.theoretical_interest for part in parts), Decimal(0)),
    )


def _equal_instalment(loan: Loan) -> tuple[Row, ...]:
    payment, balance, rows = yuan(_level_payment(loan)), loan.principal, []
    for period in range(1, loan.months + 1):
        interest = yuan(balance * loan.monthly_rate)
        principal = balance if period == loan.months else min(payment - interest, balance)
        balance -= principal
        rows.append(Row(period, interest + principal, interest, principal, balance))
    return tuple(rows)


def _equal_principal(loan: Loan) -> tuple[Row, ...]:
    level, balance, rows = yuan(loan.principal / loan.months), loan.principal, []
    for period in range(1, loan.months + 1):
        interest = yuan(balance * loan.monthly_rate)
        principal = balance if period == loan.months else min(level, balance)
        balance -= principal
        rows.append(Row(period, interest + principal, interest, principal, balance))
    return tuple(rows)


def _level_payment(loan: Loan) -> Decimal:
    """Return the unrounded level payment: P·i·(1+i)ⁿ / ((1+i)ⁿ − 1)."""
    if not loan.monthly_rate:
        return loan.principal / loan.months
    growth = (1 + loan.monthly_rate) ** loan.months
    return loan.principal * loan.monthly_rate * growth / (growth - 1)


def _theory_of_equal_instalment(loan: Loan) -> Decimal:
    return yuan(_level_payment(loan) * loan.months - loan.principal)


def _theory_of_equal_principal(loan: Loan) -> Decimal:
    return yuan(loan.principal * loan.monthly_rate * (loan.months + 1) / 2)


def _together(month: int, parts: Sequence[Schedule]) -> Row:
    rows = [part.rows[month] for part in parts if month < len(part.rows)]
    return Row(
        month + 1,
        sum((row.payment for row in rows), Decimal(0)),
        sum((row.interest for row in rows), Decimal(0)),
        sum((row.principal for row in rows), Decimal(0)),
        sum((row.balance for row in rows), Decimal(0)),
    )


def _year(number: int, rows: Sequence[Row]) -> Year:
    return Year(
        number,
        sum((row.payment for row in rows), Decimal(0)),
        sum((row.interest for row in rows), Decimal(0)),
        sum((row.principal for row in rows), Decimal(0)),
        rows[-1].balance.quantize(FEN),
    )
