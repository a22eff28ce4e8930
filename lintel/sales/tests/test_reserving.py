"""A reservation: from one's own hold, checked by another, signed, in effect with the deposit (clause 3.4.1)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lintel.inventory.claims import live_claim
from lintel.inventory.jobs import lapse_holds
from lintel.inventory.models import Building, Unit
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.queries import my_todos
from lintel.sales.actions.disclosing import confirm_disclosures
from lintel.sales.actions.holds import hold_unit, release_hold
from lintel.sales.actions.money import record_receipt
from lintel.sales.actions.quotes import accept_quote, issue_quote
from lintel.sales.actions.reservations import (
    change_reservation,
    check_reservation,
    draft_reservation,
    extend_signing,
    send_back_reservation,
    sign_reservation,
    void_reservation,
)
from lintel.sales.jobs import signing_falls_due
from lintel.sales.models import MoneyKind, Quote, Reservation
from lintel.sales.people import Person
from lintel.sales.queries import disclosures_due
from lintel.sales.tests.conftest import BUYERS, LI_ID, NOW, ZHANG_ID, slip

pytestmark = pytest.mark.clause("3.4.1")
CHILD_ID = "110101201506071235"
Status = Reservation.Status


def test_it_needs_ones_own_hold_for_the_same_customer(cast, sale, unit, make_customer):
    values = {
        "quote": sale.accepted(),
        "buyers": BUYERS,
        "deposit_kind": "earnest",
        "deposit_amount": Decimal(1000),
        "checked_face_to_face": True,
    }
    with pytest.raises(Refused):
        draft_reservation(cast["wang"], unit, **values)
    hold_unit(cast["wang"], unit, customer=make_customer(cast["wang"], "李四", "13900139000"))
    with pytest.raises(Refused):
        draft_reservation(cast["wang"], unit, **values)
    with pytest.raises(NotPermitted):
        draft_reservation(cast["zhou"], unit, **values)
    assert not Reservation.objects.exists()


def test_it_needs_an_accepted_plan_and_uses_it_up(cast, sale, unit):
    hold_unit(cast["wang"], unit, customer=sale.customer)
    quote = sale.plan()
    values = {
        "buyers": BUYERS,
        "deposit_kind": "earnest",
        "deposit_amount": Decimal(1000),
        "checked_face_to_face": True,
    }
    with pytest.raises(Refused):
        draft_reservation(cast["wang"], unit, quote=quote, **values)
    issue_quote(cast["wang"], quote)
    confirm_disclosures(cast["wang"], quote, items=list(disclosures_due(quote)))
    accept_quote(cast["wang"], quote)
    reservation = draft_reservation(cast["wang"], unit, quote=quote, **values)
    quote.refresh_from_db()
    assert (quote.status, reservation.price) == (Quote.Status.USED, quote.net_price)
    assert sum(p.amount for p in reservation.planned.all()) == reservation.price


@pytest.mark.parametrize("kind", [MoneyKind.EARNEST, MoneyKind.ADVANCE])
def test_earnest_money_is_at_most_a_fifth_of_the_price(sale, kind):
    """882,000 is 20 % of 4.41 million; other money knows no such limit (G-06)."""
    too_much = Decimal("882000.01")
    if kind == MoneyKind.EARNEST:
        with pytest.raises(Refused) as refusal:
            sale.drafted(deposit_kind=kind, deposit_amount=too_much)
        assert refusal.value.rule == "G-06"
        assert not Reservation.objects.exists()
    else:
        assert sale.drafted(deposit_kind=kind, deposit_amount=too_much).deposit_amount == too_much


def test_exactly_a_fifth_is_allowed(sale):
    assert sale.drafted(deposit_amount=Decimal(882_000)).deposit_amount == Decimal(882_000)


@pytest.mark.parametrize("kind", ["", "price", "deposit"])
def test_the_kind_of_deposit_must_be_said(sale, kind):
    with pytest.raises(Refused) as refusal:
        sale.drafted(deposit_kind=kind)
    assert refusal.value.rule == "G-07"


def person(**more):
    return Person(**{"name": "张三", "id_number": ZHANG_ID, **more})


@pytest.mark.parametrize(
    "buyers",
    [
        [],
        [person(share=Decimal(60))],
        [person(share=Decimal(50)), person(name="李四", share=Decimal(50))],
        [person(share=Decimal(20), id_number=f"P{n}00000") for n in range(5)],
        [person(id_number="110101199003070380")],
        [person(id_number=CHILD_ID, name="张小三")],
    ],
    ids=["none", "60 %", "the same twice", "five", "check digit", "a child alone"],
)
def test_buyers_that_cannot_be_are_refused(sale, buyers):
    with pytest.raises((Refused, ValidationError)):
        sale.drafted(buyers=buyers)
    assert not Reservation.objects.exists()


def test_two_buyers_and_a_child_with_guardian(sale):
    buyers = [
        person(share=Decimal("33.33")),
        person(name="李四", id_number=LI_ID, share=Decimal("33.33")),
        person(name="张小三", id_number=CHILD_ID, share=Decimal("33.34"), guardian="张三"),
    ]
    reservation = sale.drafted(buyers=buyers)
    assert [(b.minor, b.share) for b in reservation.buyers.order_by("place")] == [
        (False, Decimal("33.33")), (False, Decimal("33.33")), (True, Decimal("33.34")),
    ]  # fmt: skip


def test_buyers_are_masked_in_rows_and_absent_from_the_trail(sale):
    reservation = sale.drafted()
    buyer = reservation.buyers.get()
    assert str(buyer.id_number) == "110***********0388"
    said = str(list(Entry.objects.values_list("inputs", "changes")))
    assert ZHANG_ID not in said
    assert "13800138000" not in said
    assert "张三" not in said


def test_nobody_checks_or_signs_their_own(cast, sale):
    reservation = sale.drafted()
    with pytest.raises(NotPermitted):
        check_reservation(cast["wang"], reservation)
    with pytest.raises(NotPermitted):
        check_reservation(cast["wu"], reservation)  # the other team's supervisor
    check_reservation(cast["zhou"], reservation)
    for name in ("wang", "zhou", "chen", "lin"):
        with pytest.raises(NotPermitted):
            sign_reservation(cast[name], reservation)
    sign_reservation(cast["liu"], reservation)


def test_the_work_appears_with_whoever_has_to_do_it(cast, sale):
    def kinds(name):
        return [t.kind for t in my_todos(cast[name])]

    reservation = sale.drafted()
    assert kinds("zhou") == ["sales.check_reservation"]
    check_reservation(cast["zhou"], reservation)
    assert (kinds("zhou"), kinds("liu")) == ([], ["sales.sign_reservation"])
    sign_reservation(cast["liu"], reservation)
    assert (kinds("liu"), kinds("lin")) == ([], ["sales.take_deposit"])
    record_receipt(cast["lin"], reservation, **slip(50_000))
    assert (kinds("lin"), kinds("wang")) == ([], ["sales.prepare_contract"])


@pytest.mark.clause("3.3.2")
def test_nothing_is_signed_before_the_buyer_was_told(cast, sale):
    Building.objects.update(mortgaged=True, mortgage_note="抵押给某银行")
    reservation = sale.drafted()
    reservation.quote.disclosed.filter(item__for_mortgaged=True).delete()
    check_reservation(cast["zhou"], reservation)
    with pytest.raises(Refused) as refusal:
        sign_reservation(cast["liu"], reservation)
    assert (refusal.value.rule, refusal.value.clause) == ("G-17", "3.3.2")


def test_what_was_sent_back_is_corrected_and_checked_again(cast, sale):
    reservation = sale.drafted()
    check_reservation(cast["zhou"], reservation)
    send_back_reservation(cast["zhou"], reservation, reason="证件号不清楚")
    change_reservation(
        cast["wang"], reservation, deposit_kind="earnest", deposit_amount=Decimal(60_000),
        buyers=[person(share=Decimal(50)), person(name="李四", id_number=LI_ID, share=Decimal(50))],
    )  # fmt: skip
    reservation.refresh_from_db()
    assert (reservation.status, reservation.deposit_amount, reservation.buyers.count()) == (
        Status.DRAFT,
        Decimal(60_000),
        2,
    )
    check_reservation(cast["zhou"], reservation)


def test_the_unit_is_kept_while_the_paper_is_made_and_until_the_deposit_is_due(cast, sale, unit):
    reservation = sale.drafted()
    assert live_claim(unit).expires_at == NOW + timedelta(hours=24)
    check_reservation(cast["zhou"], reservation)
    sign_reservation(cast["liu"], reservation)
    assert clock.local(live_claim(unit).expires_at).date() == date(2026, 11, 26)
    unit.refresh_from_db()
    assert unit.sale_state == Unit.State.HELD


def test_without_the_deposit_in_time_it_is_void_and_the_unit_free(cast, sale, unit):
    reservation = sale.signed()
    with clock.at(NOW + timedelta(days=4)):
        lapse_holds()
    reservation.refresh_from_db()
    unit.refresh_from_db()
    assert (reservation.status, unit.sale_state) == (Status.VOID, Unit.State.AVAILABLE)


def test_a_late_deposit_does_not_bring_it_back(cast, sale, unit):
    reservation = sale.signed()
    with clock.at(NOW + timedelta(days=4)), pytest.raises(Refused) as refusal:
        record_receipt(cast["lin"], reservation, **slip(50_000))
    assert refusal.value.rule == "G-03"
    assert not reservation.ledger.exists()


def test_void_before_money_frees_the_unit_at_once(cast, sale, unit):
    reservation = sale.signed()
    with pytest.raises(Refused):
        release_hold(cast["wang"], unit)
    void_reservation(cast["liu"], reservation, reason="楼层写错")
    unit.refresh_from_db()
    assert unit.sale_state == Unit.State.AVAILABLE
    hold_unit(cast["wang"], unit, customer=sale.customer)


def test_with_money_it_is_cancelled_not_voided(cast, sale):
    reservation = sale.signed()
    record_receipt(cast["lin"], reservation, **slip(20_000))
    with pytest.raises(Refused) as refusal:
        void_reservation(cast["liu"], reservation, reason="算了")
    assert refusal.value.rule == "G-07"


@pytest.mark.clause("2.2.4.3")
def test_signing_is_due_in_seven_days_reminded_of_and_overdue(cast, sale):
    reservation = sale.effective()
    assert reservation.sign_by == date(2026, 11, 30)
    for day, kinds in ((4, 0), (5, 1), (7, 1), (8, 2)):
        with clock.at(NOW + timedelta(days=day)):
            signing_falls_due()
        assert Notice.objects.filter(receiver=cast["wang"], kind="sales.signing_due").count() == kinds, day
    reservation.refresh_from_db()
    assert reservation.status == Status.OVERDUE


@pytest.mark.clause("2.2.4.3")
def test_the_supervisor_extends_once_and_the_manager_further(cast, sale):
    reservation = sale.effective()
    with pytest.raises(NotPermitted):
        extend_signing(cast["wang"], reservation, until=date(2026, 12, 3), reason="客户出差")
    with pytest.raises(Refused):
        extend_signing(cast["zhou"], reservation, until=date(2026, 12, 8), reason="太久")
    extend_signing(cast["zhou"], reservation, until=date(2026, 12, 7), reason="客户出差")
    with pytest.raises(Refused):
        extend_signing(cast["zhou"], reservation, until=date(2026, 12, 8), reason="再一次")
    with clock.at(NOW + timedelta(days=20)):
        signing_falls_due()
        extend_signing(cast["liu"], reservation, until=date(2026, 12, 30), reason="公司同意")
    reservation.refresh_from_db()
    assert (reservation.status, reservation.sign_by, reservation.extended) == (Status.EFFECTIVE, date(2026, 12, 30), 2)


def test_the_database_knows_one_live_reservation_per_unit(sale):
    one = sale.drafted()
    twin = Reservation.objects.get(pk=one.pk)
    quote = sale.plan()
    twin.pk, twin.number, twin.quote = None, "SFMY-R99999", quote
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_same_press_twice_is_one_reservation(cast, sale, unit):
    hold_unit(cast["wang"], unit, customer=sale.customer)
    values = {
        "quote": sale.accepted(), "buyers": BUYERS, "deposit_kind": "earnest", "deposit_amount": Decimal(1000),
        "checked_face_to_face": True,
    }  # fmt: skip
    first = draft_reservation.once(cast["wang"], unit, key="press-0003", **values)
    again = draft_reservation.once(cast["wang"], unit, key="press-0003", **values)
    assert first.row == again.row
    assert Reservation.objects.count() == 1
