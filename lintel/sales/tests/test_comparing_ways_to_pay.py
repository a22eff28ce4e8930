"""The price sheet compares: which home it is, how it is repaid, what it costs in all; it says what nobody entered and invents nothing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lintel.inventory.models import PriceLine
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import format_yuan
from lintel.sales.actions.terms import enter_tax_rate
from lintel.sales.calculations.loans import Method
from lintel.sales.kept import charges_of, payment_of
from lintel.sales.models import LoanRate, PaymentScheme, Quote, TaxRate
from lintel.sales.price_sheet import Asked, sheet_of
from lintel.sales.queries import schemes_in_force
from lintel.sales.rates import Rates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor"), pytest.mark.clause("3.3.1")]


@pytest.fixture
def large(unit):
    """A home of more than 140 m²: first and second home are taxed differently."""
    unit.gross_area = Decimal("150.00")
    unit.save()
    return unit


def _shown(client: Client, unit: Any, **said: Any) -> Any:
    return client.get(reverse("sales:price-sheet", args=[unit.pk]), said)


def _text(answer: Any) -> str:
    return answer.content.decode()


def _cards(answer: Any) -> list[str]:
    return re.findall(r'<section class="card way".*?</section>', _text(answer), re.DOTALL)


@pytest.mark.clause("3.2.2")
@pytest.mark.parametrize("home", [Quote.Home.FIRST, Quote.Home.SECOND])
def test_each_home_is_taxed_as_a_plan_for_it_is(wang, sale, large, terms, home):
    cards = _cards(_shown(wang, large, home=home))
    for scheme, card in zip(terms.values(), cards, strict=True):
        sale.scheme = scheme
        charges = charges_of(sale.plan(home=home))
        assert [c.charge for c in charges if format_yuan(c.amount) not in card] == []


def test_the_other_home_stands_beside_the_tax_of_this_one(wang, sale, large, terms):
    first, second = (_cards(_shown(wang, large, home=home))[0] for home in ("first", "second"))
    assert "1.5%" in first
    assert "二套：2%，¥88,200.00" in first
    assert "首次置业：1.5%，¥66,150.00" in second
    assert "二套：相同" not in first


def test_where_both_homes_are_taxed_alike_it_says_so(wang, unit, terms):
    assert "二套：相同，1%" in _cards(_shown(wang, unit))[0]


def test_what_a_second_home_does_not_change_is_said_and_not_invented(wang, large, terms):
    page = _text(_shown(wang, large, home="second"))
    assert page.count("二套未另行录入") == 2
    strip = re.search(r"sheet-homes.*?</section>", page, re.DOTALL)
    assert strip
    assert "首次置业 1.5%" in strip[0]
    assert "二套 2%" in strip[0]
    assert "20%" in strip[0]
    assert "30%" in strip[0]


@pytest.mark.clause("3.2.2")
@pytest.mark.parametrize("method", list(Method))
def test_both_ways_of_repaying_are_those_of_plans(wang, sale, unit, terms, method):
    cards = _cards(_shown(wang, unit, method=method))
    for name, card in (("mortgage", cards[1]), ("combined", cards[2])):
        sale.scheme = terms[name]
        for each in Method:
            plan = payment_of(sale.plan(method=each)).schedule
            assert format_yuan(plan.first_payment) in card
            assert f"利息合计 {format_yuan(plan.total_interest)}" in card
            if each is Method.EQUAL_PRINCIPAL:
                assert f"此后每月约递减 {format_yuan(plan.monthly_decrease)}" in card


def test_what_is_bought_at_once_is_not_repaid(wang, unit, terms):
    assert "等额本金" not in _cards(_shown(wang, unit))[0]


def test_home_and_method_go_along_into_the_plan(wang, unit, terms):
    card = _cards(_shown(wang, unit, home="second", method="equal_principal"))[1]
    found = re.search(r'href="(/sales/plan/[^"]*)"', card)
    assert found
    form = wang.get(found[1].replace("&amp;", "&")).context["form"]
    assert [str(form[name].value()) for name in ("home", "method")] == ["second", "equal_principal"]


def test_a_shop_is_taxed_as_other_and_asks_for_no_home(wang, unit, terms):
    unit.kind = unit.Kind.SHOP
    unit.save()
    answer = _shown(wang, unit, home="second")
    assert 'name="home"' not in _text(answer)
    assert "3%" in _cards(answer)[0]
    assert "home=" not in _cards(answer)[0]


def test_nonsense_in_one_choice_leaves_the_others(wang, unit, terms):
    form = _shown(wang, unit, years="20", home="palace").context["form"]
    assert (form.asks.years, form.asks.home) == (20, Quote.Home.FIRST)


def _sheet(unit: Any, **asked: Any) -> Any:
    line = PriceLine.objects.in_force().get(unit=unit)
    rates = Rates(unit.project.city, clock.today())
    return sheet_of(unit, line, list(schemes_in_force(unit.project_id)), [], Asked(30, **asked), rates)


def test_the_total_is_price_interest_taxes_and_fees(unit, terms):
    sheet = _sheet(unit)
    for one in sheet.reckoned:
        lent = one.pricing.schedule.total_interest if one.pricing.schedule else 0
        assert one.total == one.pricing.net + lent + sum(c.amount for c in one.pricing.charges)
    assert sheet.cheapest == {terms["at_once"].pk}
    assert sheet.lightest == {terms["combined"].pk}


def test_the_method_changes_what_is_cheapest_in_all_only_through_interest(unit, terms):
    level, falling = _sheet(unit), _sheet(unit, method=Method.EQUAL_PRINCIPAL)
    assert (
        level.reckoned[1].total - falling.reckoned[1].total
        == level.reckoned[1].interest - falling.reckoned[1].interest
        > 0
    )


def test_the_cheapest_and_the_lightest_are_marked_in_words(wang, unit, terms):
    answer = _shown(wang, unit)
    at_once, mortgage, combined = _cards(answer)
    assert [("合计最省" in c, "首笔付款最低" in c) for c in (at_once, mortgage, combined)] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip
    table = re.search(r"sheet-compared.*?</section>", _text(answer), re.DOTALL)
    assert table
    assert (table[0].count("合计最省"), table[0].count("首笔付款最低")) == (1, 1)


def test_a_single_way_is_neither_cheapest_nor_lightest(wang, unit, terms):
    PaymentScheme.objects.exclude(pk=terms["mortgage"].pk).update(approved=False)
    page = _text(_shown(wang, unit))
    assert "合计最省" not in page
    assert "并排比较" not in page


@pytest.mark.clause("2.2.5.5")
def test_the_conditions_of_an_offer_stand_in_the_card_it_belongs_to(wang, unit, terms, offer):
    assert all("认购后 7 天内签约" in card for card in _cards(_shown(wang, unit)))


def test_what_nobody_entered_a_rate_for_is_named_and_left_out(wang, unit, terms):
    page = _shown(wang, unit)
    assert all("未录入标准" in card for card in _cards(page))
    assert "不含维修资金，因未录入标准" in _text(page)


def test_rates_come_with_source_and_review_date(wang, cast, unit, terms):
    enter_tax_rate(
        cast["zheng"], kind=TaxRate.Kind.FUND, name="住宅专项维修资金", city=unit.project.city, building_kind="高层",
        amount=Decimal(100), source="市住建局公告", effective_from=date(2026, 1, 1),
    )  # fmt: skip
    page = _shown(wang, unit)
    assert "未录入标准" not in _text(page)
    assert "¥9,387.00" in _cards(page)[0]
    for words in (
        "市住建局公告",
        "2026-01-01 起",
        "未录入复核日",
        "财政部 税务总局",
        "下次复核 2027-06-30",
        "商业银行",
    ):
        assert words in _text(page), words


def test_a_review_that_is_due_is_said(wang, unit, terms):
    LoanRate.objects.update(review_on=date(2026, 11, 1))
    assert "自 2026-11-01 起待复核" in _text(_shown(wang, unit))


def test_a_way_without_a_rate_does_not_hide_the_others(wang, unit, terms):
    LoanRate.objects.filter(lender=LoanRate.From.PROVIDENT).delete()
    answer = _shown(wang, unit)
    _at_once, mortgage = _cards(answer)
    assert "月供" in mortgage
    refused = _text(answer).partition("sheet-refused")[2].partition("</section>")[0]
    assert "组合贷款" in refused
    assert "录入" in refused
    assert "/sales/plan/" not in refused


def test_without_a_scheme_it_says_the_rule_the_clause_and_what_to_do(wang, unit, terms):
    PaymentScheme.objects.update(approved=False)
    answer = _shown(wang, unit)
    assert answer.status_code == 409
    for words in ("本项目没有生效的付款方式", "G-12", "3.3.1", "请策划主管拟订付款方式，经理批准后生效"):
        assert words in _text(answer), words
    assert reverse("inventory:board") in _text(answer)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "本价格测算仅供参考"),
        ("zh-hant", "本價格測算僅供參考"),
        ("en", "This price sheet is for information"),
    ],
)
def test_the_disclaimer_speaks_of_this_sheet_in_the_language_of_the_page(wang, unit, terms, language, words):
    page = wang.get(
        reverse("sales:price-sheet", args=[unit.pk]), headers={"accept-language": language}
    ).content.decode()
    assert words in page
    assert "本计划书" not in page
