"""From list price to net price, payment lines and taxes: every fen is accounted for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lintel.sales.calculations import rates, taxes
from lintel.sales.calculations.discounts import Measure, Offer, rounding_offer, stack
from lintel.sales.calculations.errors import AboveFiledPrice, CannotCalculate, NoRate
from lintel.sales.calculations.loans import Lender
from lintel.sales.calculations.payment_schemes import Kind, LoanTerms, Term, instalments, lump_sum, mortgage
from lintel.sales.calculations.taxes import DeedTaxRate, Home, MaintenanceFundRate

TODAY = date(2026, 11, 23)
prices = st.integers(30_000_000, 2_000_000_000).map(lambda fen: Decimal(fen) / 100)
offers = st.lists(
    st.one_of(
        st.builds(Offer, st.just("percent"), st.just(Measure.PERCENT), st.decimals(0, 10, places=2)),
        st.builds(Offer, st.just("amount"), st.just(Measure.AMOUNT), st.decimals(0, 20_000, places=2)),
        st.builds(Offer, st.just("per m2"), st.just(Measure.PER_SQUARE_METRE), st.decimals(0, 100, places=2)),
    ),
    max_size=5,
)


@pytest.mark.clause("3.3.2")
def test_offers_are_taken_in_order_and_each_step_is_kept() -> None:
    price = stack(
        "5000000.00",
        "115.36",
        [
            Offer("开盘优惠", Measure.PERCENT, Decimal(2)),
            Offer("按时签约", Measure.PERCENT, Decimal(1)),
            Offer("每平方米优惠", Measure.PER_SQUARE_METRE, Decimal("88.88")),
            Offer("特批", Measure.AMOUNT, Decimal(20_000), special=True),
        ],
        filed_price="5000000.00",
        floor_price="4800000",
    )
    assert [step.amount for step in price.steps] == [Decimal(x) for x in ("100000", "49000", "10253.20", "20000")]
    assert [step.rounding for step in price.steps] == [0, 0, Decimal("0.0032"), 0]
    assert price.net == Decimal("4820746.80")
    assert price.public_net == Decimal("4840746.80")
    assert price.special_reduction == Decimal("20000.00")
    assert price.special_percent == Decimal("0.4000")
    assert price.ratio == Decimal("0.9641")
    assert price.margin_to_floor == Decimal("20746.80")
    assert not price.below_floor
    assert price.net_unit_price == Decimal("41788.72")


@given(prices, offers)
def test_no_money_is_lost_between_list_and_net(price: Decimal, chosen: list[Offer]) -> None:
    result = stack(price, "89.52", chosen, filed_price=price)
    assert result.list_price - sum(step.amount for step in result.steps) == result.net
    assert all(step.before - step.amount == step.after for step in result.steps)
    assert all(abs(step.rounding) <= Decimal("0.005") for step in result.steps)
    assert 0 < result.net <= result.list_price <= result.filed_price


@pytest.mark.clause("3.3.1")
def test_a_price_above_the_filed_one_is_refused() -> None:
    with pytest.raises(AboveFiledPrice):
        stack("100.01", "1", [], filed_price="100.00")


@pytest.mark.parametrize(
    "chosen",
    [
        [Offer("surcharge", Measure.AMOUNT, Decimal(-1))],
        [Offer("up", Measure.TO_NET, Decimal(101))],
        [Offer("free", Measure.PERCENT, Decimal(100))],
        [Offer("s", Measure.AMOUNT, Decimal(1), special=True), Offer("p", Measure.AMOUNT, Decimal(1))],
    ],
)
def test_an_offer_only_lowers_a_price_and_the_special_one_comes_last(chosen: list[Offer]) -> None:
    with pytest.raises(CannotCalculate):
        stack("100", "1", chosen, filed_price="100")


def test_a_price_below_the_floor_says_by_how_much() -> None:
    result = stack(
        "100", "1", [Offer("p", Measure.PERCENT, Decimal(10), special=True)], filed_price="100", floor_price="95"
    )
    assert result.below_floor
    assert result.margin_to_floor == Decimal("-5.00")


def test_odd_yuan_may_be_dropped_as_an_offer_of_its_own() -> None:
    offer = rounding_offer("1562318.40", 1000, "抹零")
    assert offer is not None
    assert stack("1562318.40", "89", [offer], filed_price="1562318.40").net == Decimal("1562000.00")
    assert rounding_offer("1562000", 1000, "抹零") is None


@given(prices, st.lists(st.integers(1, 30), min_size=1, max_size=8), st.sampled_from(["0.01", "1", "1000"]))
def test_instalments_sum_to_the_price_to_the_fen(price: Decimal, shares: list[int], step: str) -> None:
    shares = [*shares, max(100 - sum(shares), 0)] if sum(shares) < 100 else [100]
    terms = [Term(f"{n}", Decimal(share), TODAY + timedelta(days=30 * n)) for n, share in enumerate(shares)]
    scheme = instalments(price, terms, step=step)
    assert sum(line.amount for line in scheme.lines) == scheme.total == price
    assert scheme.own_money == price
    assert all(line.amount > 0 for line in scheme.lines)


def test_instalments_that_do_not_make_a_whole_are_refused() -> None:
    with pytest.raises(CannotCalculate):
        instalments("100", [Term("a", Decimal(50), TODAY), Term("b", Decimal(49), TODAY)])
    with pytest.raises(CannotCalculate):
        instalments("100", [Term("a", Decimal(50), TODAY), Term("b", Decimal(50), TODAY - timedelta(days=1))])


def test_a_lump_sum_is_one_line() -> None:
    assert [line.amount for line in lump_sum("1562318.00", TODAY).lines] == [Decimal("1562318.00")]


@given(prices, st.integers(15, 90), st.sampled_from([1000, 10_000]))
def test_a_mortgage_is_a_round_loan_and_pays_down_at_least_the_ratio(price: Decimal, share: int, step: int) -> None:
    terms = LoanTerms(12, Decimal("3.1"))
    scheme = mortgage(price, down_percent=share, down_due_on=TODAY, commercial=terms, step=step)
    assert scheme.own_money + scheme.borrowed == price
    assert scheme.borrowed % step == 0
    assert scheme.own_money >= price * share / 100 - Decimal("0.01")
    assert scheme.own_money < price * share / 100 + step + Decimal("0.01")
    assert scheme.schedule is not None
    assert scheme.schedule.principal == scheme.borrowed


def test_the_provident_fund_lends_first_and_up_to_its_limit() -> None:
    scheme = mortgage(
        "1562318.00",
        down_percent=30,
        down_due_on=TODAY,
        provident=LoanTerms(360, Decimal("2.6"), limit=Decimal(600_000)),
        commercial=LoanTerms(360, Decimal("3.1")),
    )
    assert scheme.kind is Kind.COMBINED
    assert [(line.lender, line.amount) for line in scheme.lines] == [
        (None, Decimal("472318.00")),
        (Lender.PROVIDENT, Decimal("600000.00")),
        (Lender.COMMERCIAL, Decimal("490000.00")),
    ]
    only_fund = mortgage(
        "900000", down_percent=20, down_due_on=TODAY, provident=LoanTerms(360, Decimal("2.6"), limit=Decimal(600_000))
    )
    assert only_fund.kind is Kind.PROVIDENT
    assert only_fund.own_money == Decimal("300000.00")


@pytest.mark.parametrize(
    ("home", "area", "day", "percent"),
    [
        (Home.FIRST, "140", TODAY, "1"),
        (Home.FIRST, "140.01", TODAY, "1.5"),
        (Home.SECOND, "140", TODAY, "1"),
        (Home.SECOND, "140.01", TODAY, "2"),
        (Home.FIRST, "120", date(2024, 11, 30), "1.5"),
        (Home.FIRST, "90", date(2024, 11, 30), "1"),
        (Home.SECOND, "120", date(2024, 11, 30), "2"),
        (Home.FIRST, "120", date(2024, 12, 1), "1"),
        (Home.FURTHER, "90", TODAY, "3"),
    ],
)
def test_deed_tax_uses_the_row_in_force_and_names_its_source(home: Home, area: str, day: date, percent: str) -> None:
    estimate = taxes.deed_tax("2000000", area, home, on=day, rates=rates.DEED_TAX)
    assert estimate.amount == Decimal(2_000_000) * Decimal(percent) / 100
    assert estimate.source
    assert not estimate.needs_review


def test_deed_tax_is_counted_without_vat_when_the_vat_is_known() -> None:
    estimate = taxes.deed_tax("1090000", "100", Home.FIRST, on=TODAY, rates=rates.DEED_TAX, vat_percent=9)
    assert estimate.amount == Decimal("10000.00")
    assert estimate.basis is taxes.Basis.PRICE_WITHOUT_VAT


def test_a_rate_is_never_guessed_and_an_old_one_asks_for_review() -> None:
    with pytest.raises(NoRate):
        taxes.deed_tax("1", "1", Home.FIRST, on=date(2015, 1, 1), rates=rates.DEED_TAX)
    with pytest.raises(NoRate):
        taxes.maintenance_fund("89.52", "with lift", on=TODAY, rates=[])
    old = [DeedTaxRate(date(2020, 1, 1), Home.FIRST, Decimal(1), "x", review_on=date(2026, 1, 1))]
    assert taxes.deed_tax("1", "1", Home.FIRST, on=TODAY, rates=old).needs_review


def test_the_maintenance_fund_is_the_citys_amount_per_square_metre() -> None:
    city = [
        MaintenanceFundRate(date(2010, 1, 1), "with lift", Decimal(90), "old"),
        MaintenanceFundRate(date(2020, 1, 1), "with lift", Decimal("120.50"), "new"),
    ]
    estimate = taxes.maintenance_fund("89.525", "with lift", on=TODAY, rates=city)
    assert (estimate.amount, estimate.source) == (Decimal("10787.76"), "new")
    assert taxes.fixed_fee(taxes.Charge.REGISTRATION_HOME, on=TODAY, rates=rates.FIXED_FEES).amount == Decimal("80.00")
