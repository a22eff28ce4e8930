"""The whole way, as four people: plan, special discount, hold, reservation, deposit (clauses 3.3.1 to 3.4.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lintel.customers.models import Customer
from lintel.inventory.claims import UnitTaken
from lintel.inventory.models import Claim, Unit
from lintel.platform.approvals.actions import approve
from lintel.platform.approvals.asking import requests_about
from lintel.platform.approvals.facts import history_of
from lintel.sales.actions.discounts import ask_special_discount
from lintel.sales.actions.holds import hold_unit
from lintel.sales.actions.money import record_receipt
from lintel.sales.actions.quotes import accept_quote, issue_quote
from lintel.sales.actions.reservations import check_reservation, draft_reservation, sign_reservation
from lintel.sales.models import LedgerEntry, MoneyKind, Quote, Reservation
from lintel.sales.queries import balance, usual_price
from lintel.sales.tests.conftest import BUYERS, Sale, slip, tell_everything


@pytest.mark.clause("3.3.1", "3.3.3", "3.4.1", "3.4.2")
def test_from_the_plan_to_the_deposit(cast, sale, unit, make_customer):
    wang, zhou, liu, lin = cast["wang"], cast["zhou"], cast["liu"], cast["lin"]

    # a plan with a discount the supervisor may allow: 1 % of 4.5 million
    quote = sale.plan(special_discount=Decimal(45_000), special_ground=Quote.Ground.FULL_PAYMENT)
    assert quote.public_price == Decimal("4410000.00")
    assert quote.net_price == Decimal("4365000.00")
    ask_special_discount(wang, quote, reason="当天全款")
    quote.refresh_from_db()
    assert quote.status == Quote.Status.NEEDS_APPROVAL
    approve(zhou, requests_about(quote).get())
    quote.refresh_from_db()
    assert quote.status == Quote.Status.APPROVED
    issue_quote(wang, quote)
    quote.refresh_from_db()

    # the hold; a second consultant is refused and shown alternatives
    hold_unit(wang, unit, customer=sale.customer)
    others = make_customer(cast["zhao"], "李四", "13900139000")
    with pytest.raises(UnitTaken) as refusal:
        hold_unit(cast["zhao"], unit, customer=others)
    assert len(refusal.value.facts["alternatives"]) == 3
    tell_everything(wang, quote)
    accept_quote(wang, quote)
    quote.refresh_from_db()

    # the reservation: written, checked by another, signed by the manager
    reservation = draft_reservation(
        wang,
        unit,
        quote=quote,
        buyers=BUYERS,
        deposit_kind=MoneyKind.EARNEST,
        deposit_amount=Decimal(100_000),
        checked_face_to_face=True,
    )
    check_reservation(zhou, reservation)
    sign_reservation(liu, reservation)
    unit.refresh_from_db()
    assert unit.sale_state == Unit.State.HELD

    # the cashier records the deposit, and everything follows at once
    entry = record_receipt(lin, reservation, **slip(100_000))
    reservation.refresh_from_db()
    unit.refresh_from_db()
    sale.customer.refresh_from_db()
    assert entry.receipt_number == 1
    assert reservation.status == Reservation.Status.EFFECTIVE
    assert unit.sale_state == Unit.State.RESERVED
    assert unit.claims.get(live=True).kind == Claim.Kind.RESERVATION
    assert sale.customer.stage == Customer.Stage.RESERVED
    assert balance(reservation) == Decimal("100000.00")
    assert sum(p.amount for p in reservation.planned.all()) == reservation.price == Decimal("4365000.00")
    assert LedgerEntry.objects.count() == 1


@pytest.mark.clause("3.3.3")
def test_whoever_decides_a_discount_sees_what_was_usual(cast, sale):
    quote = sale.plan(special_discount=Decimal(45_000), special_ground=Quote.Ground.FULL_PAYMENT)
    ask_special_discount(cast["wang"], quote, reason="当天全款")
    request = requests_about(quote).get()
    assert str(quote.unit) in request.card
    assert [f["value"] for f in history_of(request.at, quote, request)] == ["1"]
    assert usual_price(quote.unit, days=30) == (None, 0)


@pytest.mark.clause("3.3.3")
def test_an_average_of_few_deals_is_not_shown_because_it_would_be_somebody_s_deal(
    cast, units, make_customer, terms, disclosures
):
    scheme = next(iter(terms.values()))
    seen = []
    for place, home in enumerate(units[:3]):
        who = make_customer(cast["wang"], name=f"客户{place}", phone=f"1380013800{place}")
        Sale(cast, home, who, scheme).signed()
        seen.append(usual_price(units[3], days=30))
    assert [deals for _price, deals in seen] == [1, 2, 3]
    assert [price is None for price, _deals in seen] == [True, True, False]
