"""Money: by the cashier only, into the supervised account, numbered without gaps, never changed afterwards (3.4.2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from lintel.customers.models import Customer
from lintel.inventory.models import Claim, PresalePermit, Project, Unit
from lintel.platform.access.models import Role
from lintel.platform.access.scope import forget
from lintel.platform.approvals.actions import approve, refuse
from lintel.platform.approvals.asking import requests_about
from lintel.platform.approvals.models import Request
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.sales.actions.cancelling import consequence, request_cancellation
from lintel.sales.actions.money import record_receipt, record_refund, reverse_receipt
from lintel.sales.models import Cancellation, LedgerEntry, MoneyKind, Reservation
from lintel.sales.queries import balance, money_by_day
from lintel.sales.tests.conftest import slip

pytestmark = pytest.mark.clause("3.4.2")
Status, Cause, Effect, What = Reservation.Status, Cancellation.Cause, Cancellation.Effect, LedgerEntry.What


def test_nobody_but_the_cashier_records_money(cast, sale):
    reservation = sale.signed()
    for name in ("wang", "zhou", "liu", "chen", "he", "gao"):
        with pytest.raises(NotPermitted):
            record_receipt(cast[name], reservation, **slip(50_000))
    assert not LedgerEntry.objects.exists()


def test_not_even_a_consultant_with_the_cashiers_duty_for_their_own_sale(cast, sale):
    reservation = sale.signed()
    cast["wang"].roles.add(Role.objects.get(code="FIN"))
    forget(cast["wang"])
    with pytest.raises(NotPermitted):
        record_receipt(cast["wang"], reservation, **slip(50_000))
    assert not LedgerEntry.objects.exists()


def test_the_slip_names_the_supervised_account(cast, sale):
    entry = record_receipt(cast["lin"], sale.signed(), **slip(50_000))
    assert (entry.account_name, entry.account_tail, entry.supervised) == (
        "松风置业有限公司预售资金监管专户",
        "1234",
        True,
    )


@pytest.mark.parametrize(
    "wrong",
    [{"method": LedgerEntry.Method.CASH}, {"account_name": "松风置业有限公司", "account_tail": "9999"}],
    ids=["cash", "another account"],
)
def test_presale_money_goes_nowhere_else(cast, sale, wrong):
    reservation = sale.signed()
    with pytest.raises(Refused) as refusal:
        record_receipt(cast["lin"], reservation, **slip(50_000, **wrong))
    assert refusal.value.rule == "G-09"
    assert not LedgerEntry.objects.exists()


def test_without_a_supervised_account_or_permit_no_money_is_taken(cast, sale, project):
    reservation = sale.signed()
    Project.objects.filter(pk=project.pk).update(supervised_account="")
    with pytest.raises(Refused) as refusal:
        record_receipt(cast["lin"], reservation, **slip(50_000))
    assert refusal.value.rule == "G-09"
    PresalePermit.objects.update(status=PresalePermit.Status.REVOKED)
    with pytest.raises(Refused) as refusal:
        record_receipt(cast["lin"], reservation, **slip(50_000))
    assert refusal.value.rule == "G-02"


def test_the_kind_agreed_is_the_kind_received(cast, sale):
    reservation = sale.signed()
    with pytest.raises(Refused) as refusal:
        record_receipt(cast["lin"], reservation, **slip(50_000, kind=MoneyKind.INTENT))
    assert refusal.value.rule == "G-07"
    with pytest.raises(Refused):
        record_receipt(cast["lin"], reservation, **slip(50_000, kind=MoneyKind.PRICE))


def test_more_than_the_deposit_is_price_not_deposit(cast, sale):
    reservation = sale.signed()
    with pytest.raises(Refused) as refusal:
        record_receipt(cast["lin"], reservation, **slip("50000.01"))
    assert refusal.value.rule == "G-06"
    record_receipt(cast["lin"], reservation, **slip(50_000))
    entry = record_receipt(cast["lin"], reservation, **slip(100_000, "CCB2"))
    assert entry.kind == MoneyKind.PRICE
    with pytest.raises(Refused):
        record_receipt(cast["lin"], reservation, **slip(reservation.price, "CCB3"))


def test_the_first_money_secures_the_unit_and_the_last_brings_it_into_effect(cast, sale, unit):
    reservation = sale.signed()
    record_receipt(cast["lin"], reservation, **slip(20_000))
    reservation.refresh_from_db()
    unit.refresh_from_db()
    assert (reservation.status, unit.sale_state) == (Status.SIGNED, Unit.State.RESERVED)
    assert unit.claims.get(live=True).expires_at is None
    record_receipt(cast["lin"], reservation, **slip(30_000, "CCB2"))
    reservation.refresh_from_db()
    assert reservation.status == Status.EFFECTIVE


def test_a_bank_serial_is_entered_once(cast, sale):
    reservation = sale.signed()
    record_receipt(cast["lin"], reservation, **slip(20_000, "CCB 001"))
    with pytest.raises(Refused):
        record_receipt(cast["lin"], reservation, **slip(30_000, "CCB001"))
    assert balance(reservation) == Decimal(20_000)


def test_receipt_numbers_have_no_gaps_even_after_refusals(cast, sale):
    reservation = sale.signed()
    for n in range(1, 4):
        record_receipt(cast["lin"], reservation, **slip(10_000, f"S{n}"))
        with pytest.raises(Refused):
            record_receipt(cast["lin"], reservation, **slip(10_000, f"S{n}"))
    assert list(LedgerEntry.objects.order_by("pk").values_list("receipt_number", flat=True)) == [1, 2, 3]


def test_a_retried_request_records_the_money_once(cast, sale):
    reservation = sale.signed()
    first = record_receipt.once(cast["lin"], reservation, key="press-0004", **slip(50_000))
    again = record_receipt.once(cast["lin"], reservation, key="press-0004", **slip(50_000))
    assert (first.row, again.replayed) == (again.row, True)
    assert balance(reservation) == Decimal(50_000)


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_ledger_cannot_be_changed_or_emptied(cast, sale, how):
    record_receipt(cast["lin"], sale.signed(), **slip(50_000))
    rows = LedgerEntry.objects.all()
    deed = {"update": lambda: rows.update(amount=Decimal(1)), "delete": rows.delete}[how]
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()
    assert LedgerEntry.objects.get().amount == Decimal(50_000)


def test_a_wrong_entry_is_reversed_by_two_people_and_entered_anew(cast, sale):
    reservation = sale.effective()
    entry = reservation.ledger.get()
    reverse_receipt(cast["lin"], entry, reason="金额写错")
    with pytest.raises(Refused):
        approve(cast["lin"], requests_about(entry).get())
    assert balance(reservation) == Decimal(50_000)
    approve(cast["liu"], requests_about(entry).get())
    reservation.refresh_from_db()
    assert (balance(reservation), reservation.status) == (Decimal(0), Status.SIGNED)
    red = LedgerEntry.objects.get(what=What.REVERSAL)
    assert (red.amount, red.reverses, red.receipt_number) == (Decimal(-50_000), entry, 2)
    with pytest.raises(Refused):
        reverse_receipt(cast["lin"], entry, reason="再一次")
    record_receipt(cast["lin"], reservation, **slip(50_000, entry.serial))
    reservation.refresh_from_db()
    assert reservation.status == Status.EFFECTIVE


@pytest.mark.parametrize(
    ("cause", "held", "earnest", "effect", "to_return"),
    [
        (Cause.BUYER, 50, 50, Effect.FORFEIT, 0),
        (Cause.BUYER, 80, 50, Effect.FORFEIT, 30),
        (Cause.SELLER, 50, 50, Effect.DOUBLE, 100),
        (Cause.SELLER, 80, 50, Effect.DOUBLE, 130),
        (Cause.NO_FAULT, 80, 50, Effect.REFUND, 80),
        (Cause.BUYER, 50, 0, Effect.REFUND, 50),
        (Cause.SELLER, 50, 0, Effect.REFUND, 50),
        (Cause.BUYER, 0, 0, Effect.NOTHING, 0),
    ],
)
def test_the_cause_decides_about_the_money(cause, held, earnest, effect, to_return):
    found = consequence(cause, Decimal(held), Decimal(earnest))
    assert (found.effect, found.to_return) == (effect, Decimal(to_return))


def cancelled(cast, reservation, cause):
    request_cancellation(cast["wang"], reservation, cause=cause, reason="说明")
    request = requests_about(reservation).first()
    for name in ("zhou", "liu"):
        approve(cast[name], request)
        request.refresh_from_db()
    reservation.refresh_from_db()
    return reservation


def test_a_buyer_in_default_loses_the_deposit_and_the_unit_is_free(cast, sale, unit):
    reservation = cancelled(cast, sale.effective(), Cause.BUYER)
    unit.refresh_from_db()
    sale.customer.refresh_from_db()
    assert (reservation.status, unit.sale_state) == (Status.CANCELLED, Unit.State.AVAILABLE)
    assert sale.customer.stage == Customer.Stage.INTENT
    assert balance(reservation) == Decimal(50_000)
    assert not Claim.objects.live().exists()


def test_without_fault_the_unit_is_free_only_when_the_money_is_back(cast, sale, unit):
    reservation = cancelled(cast, sale.effective(), Cause.NO_FAULT)
    unit.refresh_from_db()
    assert (reservation.status, unit.sale_state) == (Status.CANCEL_REQUESTED, Unit.State.RESERVED)
    back = {"method": LedgerEntry.Method.TRANSFER, "paid_on": date(2026, 11, 23), "payee": "张三"}
    with pytest.raises(NotPermitted):
        record_refund(cast["wang"], reservation, amount=Decimal(50_000), serial="R1", **back)
    with pytest.raises(Refused):
        record_refund(cast["lin"], reservation, amount=Decimal(50_001), serial="R1", **back)
    record_refund(cast["lin"], reservation, amount=Decimal(20_000), serial="R1", **back)
    record_refund(cast["lin"], reservation, amount=Decimal(30_000), serial="R2", **back)
    reservation.refresh_from_db()
    unit.refresh_from_db()
    assert (reservation.status, unit.sale_state, balance(reservation)) == (
        Status.CANCELLED,
        Unit.State.AVAILABLE,
        Decimal(0),
    )


def test_a_company_in_default_pays_double_and_the_extra_is_a_row_of_its_own(cast, sale):
    reservation = cancelled(cast, sale.effective(), Cause.SELLER)
    record_refund(
        cast["lin"],
        reservation,
        amount=Decimal(100_000),
        method=LedgerEntry.Method.TRANSFER,
        serial="R1",
        paid_on=date(2026, 11, 23),
        payee="张三",
    )
    rows = set(reservation.ledger.exclude(what=What.RECEIPT).values_list("what", "amount"))
    assert rows == {(What.REFUND, Decimal("-50000.00")), (What.COMPENSATION, Decimal("-50000.00"))}
    assert balance(reservation) == 0


def test_a_refused_cancellation_leaves_everything_as_it_was(cast, sale, unit):
    reservation = sale.effective()
    request_cancellation(cast["wang"], reservation, cause=Cause.BUYER, reason="说明")
    refuse(cast["zhou"], requests_about(reservation).get(), reason="再谈谈")
    reservation.refresh_from_db()
    unit.refresh_from_db()
    assert (reservation.status, unit.sale_state) == (Status.EFFECTIVE, Unit.State.RESERVED)
    request_cancellation(cast["wang"], reservation, cause=Cause.NO_FAULT, reason="贷款未批")
    assert Cancellation.objects.get().to_return == Decimal(50_000)


def test_what_is_asked_for_is_found_by_the_money_it_is_about(cast, sale):
    reservation = sale.effective()
    entry = reservation.ledger.get()
    reverse_receipt(cast["lin"], entry, reason="金额写错")
    reversal = requests_about(entry).get()
    refuse(cast["liu"], reversal, reason="没写错")
    request_cancellation(cast["wang"], reservation, cause=Cause.NO_FAULT, reason="贷款未批")
    cancellation = requests_about(reservation).get()
    assert (reversal.amount, cancellation.amount) == (Decimal(50_000), Decimal(50_000))
    Request.objects.update(amount=None)  # as they were asked before
    import_module("lintel.sales.migrations.0003_what_reversals_and_cancellations_come_to").give_amounts(apps, None)
    assert set(Request.objects.values_list("amount", flat=True)) == {Decimal(50_000)}


def test_deposits_and_collections_by_day(cast, sale):
    reservation = sale.effective()
    record_receipt(cast["lin"], reservation, **slip(100_000, "CCB2", received_on=date(2026, 11, 22)))
    days = money_by_day(LedgerEntry.objects.all(), date(2026, 11, 20), date(2026, 11, 23))
    assert [(d.day, d.receipts, d.deposits, d.price, d.net) for d in days] == [
        (date(2026, 11, 23), 1, Decimal(50_000), Decimal(0), Decimal(50_000)),
        (date(2026, 11, 22), 1, Decimal(0), Decimal(100_000), Decimal(100_000)),
    ]


def test_money_of_the_future_or_of_nothing_is_not_entered(cast, sale):
    reservation = sale.signed()
    for wrong in ({"amount": 0}, {"amount": 50_000, "received_on": date(2026, 11, 23) + timedelta(days=1)}):
        with pytest.raises(Refused):
            record_receipt(cast["lin"], reservation, **slip(**wrong))
    assert not LedgerEntry.objects.exists()
