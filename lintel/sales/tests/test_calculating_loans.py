"""A repayment schedule adds up to the fen and agrees with the textbook."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lintel.sales.calculations.errors import CannotCalculate
from lintel.sales.calculations.loans import Lender, Loan, Method, Row, combined, schedule

loans = st.builds(
    Loan,
    principal=st.integers(100_000, 2_000_000_000).map(lambda fen: Decimal(fen) / 100),
    months=st.integers(1, 360),
    yearly_rate=st.integers(0, 2400).map(lambda hundredths: Decimal(hundredths) / 100),
    method=st.sampled_from(Method),
    lender=st.sampled_from(Lender),
)


@given(loans)
@settings(max_examples=60, deadline=None)
def test_principal_rows_sum_to_the_loan_and_the_balance_ends_at_nothing(loan: Loan) -> None:
    plan = schedule(loan)
    assert len(plan.rows) == loan.months
    assert plan.principal == loan.principal
    assert plan.rows[-1].balance == 0
    assert plan.total_paid == plan.principal + plan.total_interest


@given(loans)
@settings(max_examples=60, deadline=None)
def test_every_row_adds_up_and_the_debt_never_grows(loan: Loan) -> None:
    balance = loan.principal
    for row in schedule(loan).rows:
        assert row.payment == row.interest + row.principal
        assert row.balance == balance - row.principal
        assert 0 <= row.balance <= balance
        assert row.interest >= 0
        assert row.payment == row.payment.quantize(Decimal("0.01"))
        balance = row.balance


@given(loans)
@settings(max_examples=60, deadline=None)
def test_the_printed_interest_is_near_the_theory_as_rounding_allows(loan: Loan) -> None:
    """Each of n payments is off by at most half a fen, and that error itself bears interest until the end."""
    growth = (1 + loan.monthly_rate) ** loan.months
    carried = (growth - 1) / loan.monthly_rate if loan.monthly_rate else loan.months
    plan = schedule(loan)
    assert abs(plan.total_interest - plan.theoretical_interest) <= Decimal("0.02") * carried + Decimal("0.02")


def test_a_million_over_thirty_years_gives_the_figures_of_the_banks() -> None:
    level = schedule(Loan(Decimal(1_000_000), 360, Decimal("3.1")))
    assert level.first_payment == Decimal("4270.16")
    assert level.theoretical_interest == Decimal("537259.04")
    assert level.rows[0] == Row(1, Decimal("4270.16"), Decimal("2583.33"), Decimal("1686.83"), Decimal("998313.17"))
    assert {row.payment for row in level.rows[:-1]} == {level.first_payment}
    assert abs(level.rows[-1].payment - level.first_payment) < 5

    falling = schedule(Loan(Decimal(1_000_000), 360, Decimal("3.1"), Method.EQUAL_PRINCIPAL))
    assert falling.first_payment == Decimal("5361.11")
    assert falling.monthly_decrease == Decimal("7.17")
    assert falling.theoretical_interest == Decimal("466291.67")
    assert falling.total_interest < level.total_interest


def test_equal_principal_costs_less_each_month() -> None:
    rows = schedule(Loan(Decimal("1093000"), 240, Decimal("3.5"), Method.EQUAL_PRINCIPAL)).rows
    assert all(later.payment <= earlier.payment for earlier, later in pairwise(rows[:-1]))


def test_a_loan_without_interest_is_only_divided() -> None:
    plan = schedule(Loan(Decimal("1000.00"), 3, Decimal(0)))
    assert [row.payment for row in plan.rows] == [Decimal("333.33"), Decimal("333.33"), Decimal("333.34")]
    assert plan.total_interest == 0


def test_a_combined_loan_is_the_sum_of_its_parts_month_by_month() -> None:
    fund = Loan(Decimal(600_000), 240, Decimal("2.6"), lender=Lender.PROVIDENT)
    bank = Loan(Decimal(490_000), 360, Decimal("3.1"))
    plan = combined([fund, bank])
    assert len(plan.rows) == 360
    assert plan.first_payment == schedule(fund).first_payment + schedule(bank).first_payment
    assert plan.rows[300].payment == schedule(bank).rows[300].payment
    assert plan.principal == Decimal(1_090_000)
    assert plan.total_interest == schedule(fund).total_interest + schedule(bank).total_interest


def test_years_add_up_to_the_whole() -> None:
    plan = schedule(Loan(Decimal("1093000"), 250, Decimal("3.1")))
    years = plan.years()
    assert len(years) == 21
    assert sum(year.payment for year in years) == plan.total_paid
    assert years[-1].balance == 0


@pytest.mark.parametrize(
    ("principal", "months", "rate"),
    [
        ("999", 12, "3"),
        ("1000", 361, "3"),
        ("1000", 12, "25"),
        ("1000.005", 12, "3"),
        ("1000", 0, "3"),
        ("1000", 12, "-1"),
    ],
)
def test_an_impossible_loan_is_refused(principal: str, months: int, rate: str) -> None:
    with pytest.raises(CannotCalculate):
        Loan(Decimal(principal), months, Decimal(rate))
