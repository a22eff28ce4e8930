"""A loan for a shop is no loan for a home: whether, how much and how long is lent follows the rules for the kind of unit."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lintel.inventory.models import PresalePermit, Unit
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.sales.actions.quotes import draft_quote
from lintel.sales.actions.terms import enter_lending_rule
from lintel.sales.calculations.loans import Lender
from lintel.sales.lending import bounds_of
from lintel.sales.models import LendingRule, LoanRate, PaymentScheme, Quote
from lintel.sales.pricing import Pricing, Wish, price_it
from lintel.sales.rates import Rates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor"), pytest.mark.clause("3.3.1")]


@pytest.fixture
def shop(unit: Unit) -> Unit:
    unit.kind = Unit.Kind.SHOP
    unit.save()
    return unit


@pytest.fixture
def completed(shop: Unit) -> Unit:
    """A shop sold as completed, not on a presale permit."""
    PresalePermit.objects.update(kind=PresalePermit.Kind.COMPLETED)
    return shop


def _priced(unit: Unit, scheme: PaymentScheme, **more: Any) -> Pricing:
    home = Quote.Home.FIRST if unit.kind == Unit.Kind.RESIDENTIAL else Quote.Home.OTHER
    return price_it(unit, Wish(scheme=scheme, home=home, **more))


def _refusal(unit: Unit, scheme: PaymentScheme, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        _priced(unit, scheme, **more)
    return caught.value


def test_a_shop_on_a_presale_permit_is_not_lent_for_and_the_refusal_names_the_rule(shop, terms):
    refusal = _refusal(shop, terms["mortgage"])
    assert "银发〔2007〕359号" in str(refusal)
    assert refusal.clause == "3.3.1"
    assert refusal.remedy
    assert _priced(shop, terms["at_once"]).net


@pytest.mark.parametrize("kind", [Unit.Kind.SHOP, Unit.Kind.PARKING])
def test_the_provident_fund_lends_for_homes_only(unit, terms, kind):
    unit.kind = kind
    unit.save()
    assert "住房公积金管理条例" in str(_refusal(unit, terms["combined"]))


def test_half_a_completed_shop_is_paid_down_and_the_rest_repaid_in_ten_years(completed, terms):
    priced = _priced(completed, terms["mortgage"], months=120)  # the scheme alone asks for 30 per cent
    assert priced.payment.own_percent >= 50
    assert priced.payment.own_percent < Decimal("50.5")
    assert priced.schedule is not None
    assert [(loan.months, loan.yearly_rate) for loan in priced.schedule.loans] == [(120, Decimal("4.100"))]


def test_a_longer_loan_or_a_smaller_share_for_a_shop_is_refused(completed, terms):
    assert "10" in str(_refusal(completed, terms["mortgage"], months=121))
    assert "50" in str(_refusal(completed, terms["mortgage"], months=120, down_percent=Decimal("49.99")))


def test_a_plan_for_a_shop_keeps_to_it_too(completed, terms, cast, customer):
    asked: dict[str, Any] = {
        "unit": completed,
        "customer": customer,
        "scheme": terms["mortgage"],
        "home": Quote.Home.OTHER,
    }
    with pytest.raises(Refused):
        draft_quote(cast["wang"], **asked)
    assert Quote.objects.count() == 0
    assert draft_quote(cast["wang"], **asked, months=120).pk


def test_for_a_parking_space_no_rate_is_invented(unit, terms):
    unit.kind = Unit.Kind.PARKING
    unit.save()
    refusal = _refusal(unit, terms["mortgage"])
    assert "利率" in str(refusal)
    assert not LoanRate.objects.filter(unit_kind=Unit.Kind.PARKING).exists()


def test_the_stricter_of_scheme_and_rule_holds(unit, terms):
    scheme = terms["mortgage"]
    assert bounds_of(scheme, unit, _rates(unit)).least_down == 30
    PaymentScheme.objects.filter(pk=scheme.pk).update(down_percent=Decimal(10))
    scheme.refresh_from_db()
    assert bounds_of(scheme, unit, _rates(unit)).least_down == 15


def _rates(unit: Unit) -> Rates:
    return Rates(unit.project.city, clock.today())


def _enter(cast: Any, **more: Any) -> LendingRule:
    said: dict[str, Any] = {
        "unit_kind": Unit.Kind.SHOP, "lender": LoanRate.From.COMMERCIAL, "source": "银发〔2026〕某号", "effective_from": date(2026, 11, 1),
        "least_down_percent": Decimal(30), "longest_years": 10,
    }  # fmt: skip
    return enter_lending_rule(cast["zheng"], **{**said, **more})


def test_a_newer_rule_takes_the_place_of_the_older_and_the_citys_own_of_both(shop, terms, cast):
    _enter(cast)
    assert bounds_of(terms["mortgage"], shop, _rates(shop)).least_down == 30
    _enter(cast, city=shop.project.city, least_down_percent=Decimal(40), effective_from=date(2026, 10, 1))
    assert bounds_of(terms["mortgage"], shop, _rates(shop)).least_down == 40
    _enter(cast, city="别处", least_down_percent=Decimal(60))
    assert bounds_of(terms["mortgage"], shop, _rates(shop)).least_down == 40


def test_a_rule_of_tomorrow_does_not_hold_today(shop, terms, cast):
    _enter(cast, effective_from=date(2026, 11, 24))
    with pytest.raises(Refused):
        bounds_of(terms["mortgage"], shop, _rates(shop))


@pytest.mark.parametrize(
    "wrong", [{"least_down_percent": Decimal(100)}, {"least_down_percent": Decimal(0)}, {"longest_years": 0}]
)
def test_a_rule_that_cannot_be_is_not_taken(cast, terms, wrong):
    with pytest.raises(ValidationError):
        _enter(cast, **wrong)


def test_only_planning_and_the_manager_enter_rules(cast, terms):
    with pytest.raises(NotPermitted):
        enter_lending_rule.once(
            cast["wang"], key="rule", unit_kind=Unit.Kind.SHOP, lender=LoanRate.From.COMMERCIAL, source="…",
            effective_from=date(2026, 11, 1),
        )  # fmt: skip


def test_the_sheet_of_a_shop_says_why_there_is_no_loan_and_offers_no_terms(wang: Client, shop, terms):
    answer = wang.get(reverse("sales:price-sheet", args=[shop.pk]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "银发〔2007〕359号" in page
    assert "住房公积金管理条例" in page
    assert 'name="years"' not in page
    assert [way["scheme"].name for way in answer.context["ways"] if not way["refusal"]] == ["一次性付款98折"]


def test_the_sheet_of_a_completed_shop_offers_what_may_be_lent(wang: Client, completed, terms):
    answer = wang.get(reverse("sales:price-sheet", args=[completed.pk]), {"years": "30", "down": "20"})
    page, form = answer.content.decode(), answer.context["form"]
    assert [value for value, _label in form.fields["years"].choices] == [5, 10]
    assert [value for value, _label in form.fields["down"].choices] == ["least", "60"]
    assert (form.asks.years, form.asks.down_percent) == (10, None)
    assert re.search(r'href="[^"]*years=10[^"]*"', page)
    assert "50%" in "".join(one["name"] for one in answer.context["sources"])


def test_what_is_written_from_that_sheet_runs_ten_years(wang: Client, completed, terms, customer):
    sheet = wang.get(reverse("sales:price-sheet", args=[completed.pk]))
    found = next(way["plan_url"] for way in sheet.context["ways"] if way["scheme"] == terms["mortgage"])
    form = wang.get(found).context["form"]
    assert str(form["years"].value()) == "10"


def test_the_form_of_a_plan_takes_the_longest_term_there_is(wang: Client, completed, terms, customer):
    said = {
        "unit": completed.code,
        "customer": customer.pk,
        "scheme": terms["mortgage"].pk,
        "home": "other",
        "years": "30",
        "method": "equal_instalment",
    }
    seen = wang.post(reverse("sales:quote-preview"), said).context["seen"]
    assert seen.pricing.wish.months == 120
    chosen = wang.post(reverse("sales:quote-preview"), {**said, "years": "20"})
    assert "10" in str(chosen.context["refusal"])


def test_the_longest_term_of_a_home_is_what_a_rule_says_too(wang: Client, unit, terms, customer, cast):
    _enter(cast, unit_kind=Unit.Kind.RESIDENTIAL, least_down_percent=Decimal(15), longest_years=25)
    _enter(
        cast, unit_kind=Unit.Kind.RESIDENTIAL, lender=LoanRate.From.PROVIDENT, least_down_percent=None, longest_years=25
    )
    said = {"unit": unit.code, "customer": customer.pk, "scheme": terms["mortgage"].pk, "home": "first", "years": "30"}
    assert wang.post(reverse("sales:quote-preview"), said).context["seen"].pricing.wish.months == 300


def test_every_rule_an_office_begins_with_has_source_and_review(terms):
    assert LendingRule.objects.count() == 4
    assert all(rule.source and rule.review_on for rule in LendingRule.objects.all())
    assert {rule.lender for rule in LendingRule.objects.filter(lends=False)} == {Lender.PROVIDENT}
