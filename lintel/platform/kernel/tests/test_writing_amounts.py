"""Amounts are exact, and are written the way a bank and a buyer expect."""

from decimal import Decimal

import cn2an
import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lintel.platform.kernel import money

fen = st.integers(min_value=0, max_value=99_999_999_999_999)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("1562318", "人民币壹佰伍拾陆万贰仟叁佰壹拾捌元整"),
        ("100000000", "人民币壹亿元整"),
        ("100000010", "人民币壹亿零壹拾元整"),
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角"),
        ("-20.00", "人民币负贰拾元整"),
        ("2134261656.44", "人民币贰拾壹亿叁仟肆佰贰拾陆万壹仟陆佰伍拾陆元肆角肆分"),
    ],
)
def test_an_amount_in_capital_characters_follows_the_bank_rules(amount: str, text: str) -> None:
    assert money.uppercase(amount) == text


@given(fen)
def test_every_amount_agrees_with_an_independent_writer(cents: int) -> None:
    amount = money.from_fen(cents)
    assert money.uppercase(amount) == "人民币" + cn2an.an2cn(str(amount), "rmb")


@given(fen, fen)
def test_no_two_amounts_are_written_alike(one: int, other: int) -> None:
    alike = money.uppercase(money.from_fen(one)) == money.uppercase(money.from_fen(other))
    assert alike == (one == other)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_fen_and_yuan_are_the_same_money(cents: int) -> None:
    assert money.to_fen(money.from_fen(cents)) == cents


def test_half_a_fen_is_rounded_up_and_never_to_even() -> None:
    assert [money.yuan(x) for x in ("0.005", "0.015", "0.025", "-0.005")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("0.03"),
        Decimal("-0.01"),
    ]
    assert money.times("46948.26", "89.525") == Decimal("4203042.98")
    assert money.percent_of("1562318.00", "2") == Decimal("31246.36")


@pytest.mark.parametrize("bad", [0.1, None, b"1"])
def test_a_float_is_never_money(bad: object) -> None:
    with pytest.raises(TypeError):
        money.yuan(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["", "abc", "NaN", "Infinity"])
def test_text_that_is_no_number_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="Not a number"):
        money.yuan(bad)


def test_loans_round_down_and_down_payments_round_up_to_whole_thousands() -> None:
    assert money.down_to("1093622.60", 1000) == Decimal("1093000.00")
    assert money.up_to("468695.40", 10_000) == Decimal("470000.00")
    assert money.up_to("470000", 10_000) == Decimal("470000.00")


def test_amounts_are_shown_in_yuan_and_in_ten_thousands() -> None:
    assert money.format_yuan("1234567") == "¥1,234,567.00"
    assert money.format_yuan("-10") == "-¥10.00"
    assert money.format_yuan("-0.001") == "¥0.00"
    with translation.override("zh-hans"):
        assert money.format_wan("1234567") == "123.46"
        assert money.format_wan("1234567", unit=True) == "123.46 万元"
        assert money.format_wan("123000000") == "1.23 亿"
        assert money.format_wan("123000000", unit=True) == "1.23 亿元"
    with translation.override("en"):
        assert money.format_wan("123000000", unit=True) == "¥123.00 M"
        assert money.format_wan("123000000") == "¥123.00 M"
        assert money.format_wan("2900000", unit=True) == "¥2.90 M"
        assert money.format_wan("-86000", unit=True) == "-¥86,000"
        assert money.format_wan("2900000") == "290.00"


@pytest.mark.parametrize(
    ("ratio", "chinese", "english"),
    [
        ("0.98", "98 折", "98% of list price"),
        ("0.9", "9 折", "90% of list price"),
        ("0.975", "97.5 折", "97.5% of list price"),
        ("0.9312", "93.12 折", "93.12% of list price"),
    ],
)
def test_a_price_level_is_said_as_zhe(ratio: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert money.format_zhe(ratio) == chinese
    with translation.override("en"):
        assert money.format_zhe(ratio) == english


def test_a_discount_is_written_both_ways() -> None:
    with translation.override("zh-hans"):
        assert money.format_discount("0.98") == "98 折 (-2%)"
        assert money.format_discount("1") == "无折扣"


def test_filters_write_amounts_and_leave_a_dash_for_nothing() -> None:
    page = Template(
        "{% load money %}{{ a|money }} {{ a|wan }} {{ a|uppercase_amount }} {{ s|area }} {{ r|percent }} {{ n|money }}"
    )
    with translation.override("zh-hans"):
        text = page.render(Context({"a": Decimal("1409.50"), "s": "89.525", "r": "3.10", "n": None}))
    assert text == "¥1,409.50 0.14 人民币壹仟肆佰零玖元伍角 89.53 ㎡ 3.1% —"
