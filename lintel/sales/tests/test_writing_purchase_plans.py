"""A purchase plan: reckoned on the server, approved where it must be, never changed once issued (3.3.1, 3.3.2, 3.3.3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lintel.inventory.models import Building, PresalePermit, PriceLine
from lintel.platform.actions.door import actions_on
from lintel.platform.approvals.actions import approve, refuse, return_to, withdraw
from lintel.platform.approvals.asking import requests_about
from lintel.platform.approvals.errors import BeyondAuthority
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.sales.actions.disclosing import confirm_disclosures
from lintel.sales.actions.discounts import ask_special_discount, outlook
from lintel.sales.actions.quotes import accept_quote, change_quote, draft_quote, issue_quote, void_quote, wish_of
from lintel.sales.actions.terms import approve_offer, draft_offer, draft_payment_scheme
from lintel.sales.calculations import taxes
from lintel.sales.jobs import expire_quotes
from lintel.sales.kept import charges_of, payment_of, stack_of
from lintel.sales.models import Offer, PaymentScheme, Quote, TaxRate
from lintel.sales.pricing import Wish, price_it
from lintel.sales.queries import disclosures_due
from lintel.sales.tests.conftest import NOW, PRICE, tell_everything

SPECIAL = {"special_ground": Quote.Ground.FULL_PAYMENT}


@pytest.mark.clause("3.3.1")
def test_every_step_from_list_price_to_net_is_kept(cast, sale, offer, terms):
    quote = sale.plan(offers=[offer])
    assert [(s["name"], s["amount"], s["after"]) for s in quote.steps] == [
        ("按时签约优惠", "45000.00", "4455000.00"),
        ("一次性付款98折", "89100.00", "4365900.00"),
    ]
    assert quote.net_price == quote.public_price == Decimal("4365900.00")
    assert stack_of(quote).net == quote.net_price
    assert sum(x.amount for x in payment_of(quote).lines) == quote.net_price


@pytest.mark.clause("3.3.1")
def test_a_mortgage_is_kept_with_every_month(cast, sale, terms):
    sale.scheme = terms["combined"]
    quote = sale.plan(months=240, method="equal_principal", down_percent=Decimal(30))
    paid = payment_of(quote)
    assert paid.borrowed == Decimal(3_150_000)
    assert [str(x.lender) for x in paid.schedule.loans] == ["provident", "commercial"]
    assert len(paid.schedule.rows) == 240
    assert paid.schedule.principal == Decimal(3_150_000)
    assert price_it(sale.unit, wish_of(quote)).payment == paid


@pytest.mark.clause("3.3.1")
def test_taxes_name_the_row_they_came_from(cast, sale, project):
    TaxRate.objects.create(
        kind=TaxRate.Kind.FUND, city=project.city, name="住宅专项维修资金", building_kind="有电梯", amount=Decimal("129.60"),
        effective_from=date(2020, 1, 1), source="深圳市物业专项维修资金管理规定",
    )  # fmt: skip
    charges = {c.charge: c for c in charges_of(sale.plan())}
    assert charges[taxes.Charge.DEED_TAX].amount == Decimal("44100.00")  # 1 % of 4.41 million, up to 140 ㎡
    assert "2024年第16号" in charges[taxes.Charge.DEED_TAX].source
    assert charges[taxes.Charge.MAINTENANCE_FUND].amount == Decimal("12165.55")
    assert charges[taxes.Charge.REGISTRATION_HOME].amount == Decimal(80)


@pytest.mark.clause("3.3.1")
def test_what_nobody_entered_a_rate_for_is_named_not_guessed(unit, terms):
    found = price_it(unit, Wish(scheme=terms["at_once"]))
    assert found.missing == [taxes.Charge.MAINTENANCE_FUND]


@pytest.mark.clause("3.3.1")
def test_only_offers_in_force_can_be_used(cast, sale, project, offer):
    draft = draft_offer(
        cast["zheng"],
        project=project,
        name="内部价",
        conditions="—",
        by=Offer.By.AMOUNT,
        value=Decimal(1000),
        starts_on=date(2026, 1, 1),
    )
    for wrong in (draft, _ended(offer)):
        with pytest.raises(Refused) as refusal:
            sale.plan(offers=[wrong])
        assert refusal.value.rule == "G-12"
    assert not Quote.objects.exists()


def _ended(offer: Offer) -> Offer:
    Offer.objects.filter(pk=offer.pk).update(ends_on=date(2026, 11, 22))
    offer.refresh_from_db()
    return offer


@pytest.mark.clause("3.3.1")
def test_a_plan_outlives_neither_its_time_nor_its_offers(cast, sale, offer):
    assert sale.plan().valid_until == NOW + timedelta(hours=72)
    Offer.objects.filter(pk=offer.pk).update(ends_on=date(2026, 11, 24))
    offer.refresh_from_db()
    quote = sale.plan(offers=[offer])
    assert clock.local(quote.valid_until).date() == date(2026, 11, 24)
    issue_quote(cast["wang"], quote)
    with clock.at(NOW + timedelta(days=2)):
        quote.refresh_from_db()
        with pytest.raises(Refused):
            accept_quote(cast["wang"], quote)
        expire_quotes()
    quote.refresh_from_db()
    assert quote.status == Quote.Status.EXPIRED


@pytest.mark.clause("3.3.1")
def test_an_issued_plan_keeps_its_price_and_cannot_be_changed(cast, sale, unit):
    quote = sale.plan()
    issue_quote(cast["wang"], quote)
    PriceLine.objects.filter(unit=unit).update(current=False)
    with pytest.raises(Refused):
        change_quote(cast["wang"], quote, scheme=sale.scheme, special_discount=Decimal(1), **SPECIAL)
    quote.refresh_from_db()
    tell_everything(cast["wang"], quote)
    accept_quote(cast["wang"], quote)
    quote.refresh_from_db()
    assert (quote.status, quote.net_price) == (Quote.Status.ACCEPTED, Decimal("4410000.00"))
    assert {a.name for a in actions_on(Quote)} == {
        "change_quote", "issue_quote", "accept_quote", "void_quote", "expire_quote", "ask_special_discount", "confirm_disclosures",
    }  # fmt: skip


@pytest.mark.clause("3.3.1")
def test_a_plan_made_before_the_price_changed_is_not_issued(cast, sale, unit):
    quote = sale.plan()
    PriceLine.objects.filter(unit=unit).update(current=False)
    with pytest.raises(Refused) as refusal:
        issue_quote(cast["wang"], quote)
    assert refusal.value.rule == "G-10"


@pytest.mark.clause("3.3.1")
def test_nothing_is_issued_without_a_permit(cast, sale):
    quote = sale.plan()
    PresalePermit.objects.update(status=PresalePermit.Status.REVOKED)
    with pytest.raises(Refused) as refusal:
        issue_quote(cast["wang"], quote)
    assert refusal.value.rule == "G-01"


@pytest.mark.clause("3.3.1")
def test_the_database_refuses_a_price_above_the_filed_one(sale):
    quote = sale.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(net_price=PRICE + Decimal("0.01"))


@pytest.mark.clause("3.3.3")
def test_a_special_discount_needs_an_objective_ground(sale):
    with pytest.raises(Refused) as refusal:
        sale.plan(special_discount=Decimal(10_000))
    assert refusal.value.rule == "G-14"
    with pytest.raises(Refused):
        sale.plan(special_discount=Decimal(-1), **SPECIAL)


@pytest.mark.clause("3.3.3")
@pytest.mark.parametrize(
    ("amount", "asked"),
    [(22_500, []), (22_600, ["SS"]), (90_000, ["SS"]), (90_100, ["SS", "DM"]), (180_100, ["SS", "DM", "MGR"])],
)
def test_who_must_agree_follows_from_the_amount(cast, sale, terms, amount, asked):
    """0.5 % own authority, 2 % supervisor, 4 % deputy, then the manager; the floor lies at 95 %."""
    sale.scheme = terms["combined"]
    quote = sale.plan(special_discount=Decimal(amount), **SPECIAL)
    ask_special_discount(cast["wang"], quote)
    quote.refresh_from_db()
    request = requests_about(quote).first()
    assert ([step["post"] for step in request.route] if request else []) == asked
    assert quote.status == (Quote.Status.NEEDS_APPROVAL if asked else Quote.Status.APPROVED)


@pytest.mark.clause("3.3.3")
def test_below_the_floor_only_the_manager_allows_it(cast, sale):
    """2 % public and 3.5 % special leave 94.5 % of the list price; the floor is 95 %."""
    quote = sale.plan(special_discount=Decimal(157_500), **SPECIAL)
    assert quote.below_floor
    with pytest.raises(Refused):
        issue_quote(cast["wang"], quote)
    ask_special_discount(cast["wang"], quote)
    request = requests_about(quote).get()
    assert [step["post"] for step in request.route] == ["SS", "DM", "MGR"]
    assert "4275000" not in str(request.facts).replace(",", "")
    for name in ("zhou", "chen", "liu"):
        approve(cast[name], request)
        request.refresh_from_db()
    quote.refresh_from_db()
    issue_quote(cast["wang"], quote)


@pytest.mark.clause("3.3.3")
def test_beyond_the_manager_the_company_signs(cast, sale, terms):
    sale.scheme = terms["combined"]
    quote = sale.plan(special_discount=Decimal(400_000), **SPECIAL)
    with pytest.raises(Refused, match=r"公司|company"):
        ask_special_discount(cast["wang"], quote)
    quote.refresh_from_db()
    assert quote.status == Quote.Status.DRAFT


@pytest.mark.clause("3.3.3")
def test_a_refused_returned_or_withdrawn_discount_leaves_no_plan_to_issue(cast, sale):
    for deed, left in (
        (refuse, Quote.Status.REJECTED),
        (return_to, Quote.Status.RETURNED),
        (withdraw, Quote.Status.DRAFT),
    ):
        quote = sale.plan(special_discount=Decimal(45_000), **SPECIAL)
        ask_special_discount(cast["wang"], quote)
        deed(cast["wang" if deed is withdraw else "zhou"], requests_about(quote).get(), reason="不合适")
        quote.refresh_from_db()
        assert quote.status == left
        with pytest.raises(Refused):
            issue_quote(cast["wang"], quote)


@pytest.mark.clause("3.3.3")
def test_a_returned_plan_is_recalculated_and_asked_for_again(cast, sale):
    quote = sale.plan(special_discount=Decimal(60_000), **SPECIAL)
    ask_special_discount(cast["wang"], quote)
    return_to(cast["zhou"], requests_about(quote).get(), reason="太多")
    change_quote(cast["wang"], quote, scheme=sale.scheme, special_discount=Decimal(30_000), **SPECIAL)
    ask_special_discount(cast["wang"], quote)
    approve(cast["zhou"], requests_about(quote).get())
    quote.refresh_from_db()
    assert (quote.status, quote.net_price) == (Quote.Status.APPROVED, Decimal("4380000.00"))


@pytest.mark.clause("3.3.3")
def test_while_typing_one_sees_who_decides_and_two_ways_without_asking(cast, unit, terms):
    seen = outlook(cast["wang"], unit, Wish(scheme=terms["mortgage"], special=Decimal(60_000)))
    assert seen.needed
    assert [(s.post, [p.username for p in s.people]) for s in seen.approval.steps] == [("SS", ["zhou"])]
    assert [w.title for w in seen.alternatives] == ["一次性付款98折", seen.alternatives[1].title]
    assert all(w.net >= Decimal("4275000") for w in seen.alternatives)
    assert seen.margin is None
    assert outlook(cast["liu"], unit, Wish(scheme=terms["mortgage"], special=Decimal(60_000))).margin == Decimal(
        "120000.00"
    )
    assert not Quote.objects.exists()


@pytest.mark.clause("3.3.2")
def test_a_plan_is_accepted_only_after_the_customer_was_told(cast, sale):
    quote = sale.plan()
    issue_quote(cast["wang"], quote)
    with pytest.raises(Refused) as refusal:
        accept_quote(cast["wang"], quote)
    assert refusal.value.clause == "3.3.2"
    confirm_disclosures(cast["wang"], quote, items=list(disclosures_due(quote, "accepting")))
    accept_quote(cast["wang"], quote)
    told = quote.disclosed.first()
    assert (told.told_by, told.at) == (cast["wang"], NOW)


@pytest.mark.clause("3.3.2")
def test_buyers_in_a_mortgaged_building_are_told_of_it(cast, sale):
    quote = sale.plan()
    before = disclosures_due(quote).count()
    Building.objects.update(mortgaged=True, mortgage_note="抵押给某银行")
    quote.refresh_from_db()
    assert disclosures_due(quote).count() == before + 1


@pytest.mark.clause("3.3.1")
def test_plans_are_ones_own_and_ones_teams(cast, sale):
    quote = sale.plan()
    for name in ("zhao", "sun", "lin", "xu"):
        with pytest.raises(NotPermitted):
            issue_quote(cast[name], quote)
    issue_quote(cast["zhou"], quote)
    void_quote(cast["wang"], quote, reason="客户改主意")


@pytest.mark.clause("3.3.1")
def test_offers_are_approved_by_another_and_lawful(cast, project):
    values = {
        "project": project,
        "conditions": "—",
        "by": Offer.By.PERCENT,
        "value": Decimal(1),
        "starts_on": date(2026, 11, 1),
    }
    with pytest.raises(Refused) as refusal:
        draft_offer(cast["zheng"], name="售后包租五年", **values)
    assert refusal.value.rule == "G-16"
    with pytest.raises(Refused):
        draft_payment_scheme(
            cast["zheng"], project=project, name="首付贷", way=PaymentScheme.Way.LUMP_SUM, starts_on=date(2026, 11, 1)
        )
    offer = draft_offer(cast["zheng"], name="开盘优惠", **values)
    Offer.objects.filter(pk=offer.pk).update(author=cast["liu"])
    with pytest.raises(NotPermitted):
        approve_offer(cast["liu"], offer)


@pytest.mark.clause("3.3.1")
def test_the_same_press_twice_is_one_plan(cast, sale):
    values = {"unit": sale.unit, "customer": sale.customer, "scheme": sale.scheme}
    first = draft_quote.once(cast["wang"], key="press-0002", **values)
    again = draft_quote.once(cast["wang"], key="press-0002", **values)
    assert first.row == again.row
    assert Quote.objects.count() == 1


def test_authority_ends_where_the_matrix_says_so(cast, sale, terms):
    from lintel.platform.approvals.models import AuthorityLine

    AuthorityLine.objects.filter(point="sales.special_discount", post="MGR").delete()
    sale.scheme = terms["combined"]
    quote = sale.plan(special_discount=Decimal(200_000), **SPECIAL)
    with pytest.raises(BeyondAuthority):
        ask_special_discount(cast["wang"], quote)
