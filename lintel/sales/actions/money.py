"""The cashier's deeds: receipts, reversals, refunds. Rows are only ever added to the ledger (clause 3.4.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Customer
from lintel.customers.staging import deal_moved
from lintel.inventory.claims import convert, live_claim
from lintel.inventory.models import Claim, PresalePermit, Unit
from lintel.inventory.selling import Facts
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.approvals.asking import ask
from lintel.platform.approvals.points import Fact, Measures, Point, Step
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.money import format_yuan, yuan
from lintel.platform.kernel.numbering import next_number
from lintel.platform.notices.sending import notify
from lintel.sales import figures
from lintel.sales.actions.cancelling import execute
from lintel.sales.actions.reservations import _binding_hold, in_effect
from lintel.sales.actions.words import MONEY_IN
from lintel.sales.models import LedgerEntry, MoneyKind, Reservation
from lintel.sales.queries import balance, deposit_outstanding

Status, What, Method = Reservation.Status, LedgerEntry.What, LedgerEntry.Method


@action(
    Reservation, gettext_lazy("Record a receipt"), clause="3.4.2", personal=("payer",), button=False,
    when=lambda r: r.status in Reservation.OPEN_TO_MONEY,
)  # fmt: skip
@rule("G-02", clause="3.4.2", name="G-02:sales.record_receipt")
@rule("G-09", clause="3.4.2", name="G-09:sales.record_receipt")
def record_receipt(
    actor: User, reservation: Reservation, *, amount: Decimal, method: LedgerEntry.Method, serial: str, received_on: date, payer: str,
    kind: MoneyKind | None = None, account_name: str = "", account_tail: str = "", note: str = "",
) -> LedgerEntry:  # fmt: skip
    """Enter money that reached the account, in yuan, and give the receipt its number.

    The kind is the reservation's kind of deposit until that is complete; further money is price. Without
    ``account_name`` it is the project's supervised account, and in a presale it must be (G-09). The bank's serial
    number can be entered once. With the last of the deposit the reservation is in effect and the unit reserved, in
    this same transaction.
    """
    amount = yuan(amount)
    _not_the_consultant(actor, reservation)
    _within_bounds(reservation, amount, received_on)
    kind = MoneyKind(_kind_of(reservation, amount, kind))
    account = _account(reservation, method, account_name, account_tail)
    _secure_unit(actor, reservation)
    if (
        reservation.status == Status.SIGNED
        and kind == reservation.deposit_kind
        and amount == deposit_outstanding(reservation)
    ):
        in_effect(actor, reservation)
        deal_moved(actor, reservation.customer, Customer.Stage.RESERVED, deed="sales.record_receipt", clause="3.4.2")
    entry = _enter(
        reservation, what=What.RECEIPT, kind=kind, amount=amount, method=method, serial=serial, received_on=received_on,
        payer=payer, cashier=actor, note=note, **account,
    )  # fmt: skip
    notify(
        reservation.consultant, MONEY_IN, gettext_lazy("%(amount)s recorded for reservation %(number)s"),
        values={"amount": format_yuan(amount), "number": reservation.number}, url=reservation.get_absolute_url(),
        about=reservation, event=f"receipt:{entry.pk}",
    )  # fmt: skip
    return entry


def _not_the_consultant(actor: User, reservation: Reservation) -> None:
    if actor.pk == reservation.consultant_id:
        raise NotPermitted(
            _("Whoever sells does not touch the money."), clause="3.4.2", remedy=_("Another cashier records it.")
        )


def _within_bounds(reservation: Reservation, amount: Decimal, received_on: date) -> None:
    if amount <= 0:
        raise Refused(_("The amount is more than nothing."), clause="3.4.2")
    if received_on > clock.today():
        raise Refused(
            _("Money cannot have been received in the future."),
            clause="3.4.2",
            remedy=_("Take the day from the bank slip."),
        )
    if balance(reservation) + amount > reservation.price:
        raise Refused(
            _("That would be more than the whole price."),
            rule="G-10",
            clause="3.4.2",
            remedy=_("Check the amount on the slip."),
        )
    facts = Facts([reservation.unit])
    if facts.permit(reservation.unit) is None:
        raise Refused(
            _("No valid permit covers this unit, so no money of any kind may be taken."), rule="G-02", clause="3.4.2",
            remedy=_("Return the money, and record the permit first."),
        )  # fmt: skip


def _kind_of(reservation: Reservation, amount: Decimal, wanted: str | None) -> str:
    """What the money is. Earnest money beyond the agreed deposit does not exist: the rest is price (G-06, G-07)."""
    missing = deposit_outstanding(reservation)
    kind = wanted or (reservation.deposit_kind if missing else MoneyKind.PRICE)
    if kind not in (reservation.deposit_kind, MoneyKind.PRICE):
        raise Refused(
            _("The deposit of this reservation is “%(kind)s”; that does not change.") % {"kind": reservation.get_deposit_kind_display()},
            rule="G-07", clause="3.4.2", remedy=_("Record it as the kind that was agreed."),
        )  # fmt: skip
    if kind == MoneyKind.PRICE and missing:
        raise Refused(
            _("The deposit comes first; %(missing)s are still missing.") % {"missing": format_yuan(missing)}, rule="G-08", clause="3.4.2",
            remedy=_("Record the deposit, then the rest as price."),
        )  # fmt: skip
    if kind == reservation.deposit_kind and amount > missing:
        rule_number = "G-06" if kind == MoneyKind.EARNEST else "G-07"
        raise Refused(
            _("Of the deposit only %(missing)s are missing.") % {"missing": format_yuan(missing)}, rule=rule_number, clause="3.4.2",
            remedy=_("Record that much as deposit, and the rest as price."),
        )  # fmt: skip
    return kind


def _account(reservation: Reservation, method: str, name: str, tail: str) -> dict[str, Any]:
    """The account the money is in; in a presale the supervised one and no other, and never cash (G-09)."""
    project = reservation.project
    permit = Facts([reservation.unit]).permit(reservation.unit)
    presale = permit is not None and permit.kind == PresalePermit.Kind.PRESALE
    if presale and method == Method.CASH and not figures.CASH_FOR_PRESALE.whole():
        raise Refused(
            _("Presale money is not taken in cash."), rule="G-09", clause="3.4.2",
            remedy=_("The buyer pays into the supervised account by transfer, card or cheque."),
        )  # fmt: skip
    supervised = {
        "account_name": project.supervised_name,
        "account_tail": _tail(project.supervised_account),
        "supervised": True,
    }
    if presale and not project.has_supervised_account:
        raise Refused(
            _("The project has no supervised account on record."),
            rule="G-09",
            clause="3.4.2",
            remedy=_("Record the supervised account first."),
        )
    own = {"account_name": name.strip(), "account_tail": _tail(tail), "supervised": False}
    if not name.strip():
        if project.has_supervised_account:
            return supervised
        raise Refused(_("Say which account the money is in."), clause="3.4.2")
    if (own["account_name"], own["account_tail"]) == (supervised["account_name"], supervised["account_tail"]):
        return supervised
    if presale:
        raise Refused(
            _("Presale money belongs in the supervised account %(account)s.") % {"account": project.supervised_tail}, rule="G-09",
            clause="3.4.2", remedy=_("Have the buyer pay it there."),
        )  # fmt: skip
    return own


def _tail(number: str) -> str:
    return "".join(c for c in number if c.isdigit())[-4:]


def _secure_unit(actor: User, reservation: Reservation) -> None:
    """With the first money the unit can no longer be lost: its hold becomes a reservation."""
    claim = live_claim(reservation.unit)
    if claim is not None and claim.kind == Claim.Kind.RESERVATION and claim.about_id == reservation.pk:
        return
    claim = _binding_hold(reservation)
    unit = lock(Unit.objects.filter(pk=reservation.unit_id))[0]
    convert(claim, Claim.Kind.RESERVATION, unit=unit, about=reservation)
    unit.version += 1
    save_many(
        actor, "sales.secure_unit", [unit], ["sale_state", "version"], {"reservation": reservation.pk}, clause="3.4.2"
    )


def _enter(reservation: Reservation, *, serial: str, what: str, **values: Any) -> LedgerEntry:
    """Add one row. Its number comes last, because the counter stays locked until the transaction ends."""
    serial = "".join(serial.split())
    if not serial:
        raise Refused(_("The bank's serial number is needed."), clause="3.4.2", remedy=_("Take it from the bank slip."))
    same = LedgerEntry.objects.filter(project=reservation.project_id, serial=serial, what=what)
    if same.filter(reversed_by__isnull=True).exists():
        raise _serial_used(serial)
    entry = LedgerEntry(
        project=reservation.project,
        reservation=reservation,
        serial=serial,
        what=what,
        serial_turn=same.count() + 1,
        at=clock.now(),
        **values,
    )
    entry.receipt_number = next_number(f"receipt:{reservation.project_id}")
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        if same.exists():
            raise _serial_used(serial) from None
        raise
    return entry


def _serial_used(serial: str) -> Refused:
    return Refused(
        _("The bank serial number %(serial)s has already been entered.") % {"serial": serial}, clause="3.4.2",
        remedy=_("Look whether this slip is recorded; reverse a wrong entry before entering it anew."),
    )  # fmt: skip


def _facts(entry: LedgerEntry) -> list[Fact]:
    return [
        Fact(gettext_lazy("Amount to be reversed"), format_yuan(entry.amount), emphasised=True),
        Fact(gettext_lazy("Receipt"), str(entry), on_card=True),
        Fact(gettext_lazy("Kind of money"), entry.get_kind_display()),
        Fact(gettext_lazy("Bank serial number"), entry.serial),
        Fact(gettext_lazy("Reservation"), entry.reservation.number, on_card=True),
        Fact(gettext_lazy("Cashier"), str(entry.cashier)),
    ]


def _reversed(actor: User, entry: LedgerEntry, request: Any) -> None:
    """Red entry: the original stays as it is."""
    reservation = lock(Reservation.objects.filter(pk=entry.reservation_id))[0]
    _still_reversible(entry, reservation)
    made = _enter(
        reservation, what=What.REVERSAL, kind=entry.kind, amount=-entry.amount, method=entry.method, serial=entry.serial,
        account_name=entry.account_name, account_tail=entry.account_tail, supervised=entry.supervised,
        payer=entry.payer.reveal() if entry.payer else None, received_on=entry.received_on, cashier=request.asked_by, reverses=entry,
        note=request.reason[:200],
    )  # fmt: skip
    created_many(actor, "sales.reverse_receipt", [made], {"receipt": entry.pk}, clause="3.4.2")
    if reservation.status in Reservation.IN_EFFECT and deposit_outstanding(reservation) > 0:
        reservation.lifecycle.move(reservation, Status.SIGNED)
        reservation.effective_at = None
        save_many(
            actor,
            "sales.deposit_incomplete",
            [reservation],
            ["status", "effective_at"],
            {"receipt": entry.pk},
            clause="3.4.2",
        )


def _still_reversible(entry: LedgerEntry, reservation: Reservation) -> None:
    if entry.what != What.RECEIPT or LedgerEntry.objects.filter(reverses=entry).exists():
        raise Refused(_("This entry is reversed already, or is no receipt."), clause="3.4.2")
    if reservation.status not in Reservation.OPEN_TO_MONEY:
        raise Refused(_("The reservation is closed or being cancelled."), clause="3.4.2", remedy=_("Use a refund."))
    if balance(reservation) < entry.amount:
        raise Refused(_("Part of this money has been returned already."), clause="3.4.2")


@action(
    LedgerEntry, gettext_lazy("Print the receipt"), clause="3.4.2", button=False, when=lambda e: e.what == What.RECEIPT
)
def print_receipt(actor: User, entry: LedgerEntry) -> None:
    """The receipt names who paid, so that it was printed stands in the trail."""


REVERSAL = Point(
    name="sales.reversal", model=LedgerEntry, title=gettext_lazy("Reversal of a receipt"), clause="3.4.2", facts=_facts,
    measures=lambda entry: Measures(amount=yuan(entry.amount)),
    route=lambda entry: [Step("MGR")], four_eyes=True, granted=_reversed,
)  # fmt: skip


@action(
    LedgerEntry, gettext_lazy("Ask for reversal"), clause="3.4.2", when=lambda e: e.what == What.RECEIPT and not hasattr(e, "reversed_by"),
)  # fmt: skip
def reverse_receipt(actor: User, entry: LedgerEntry, *, reason: str) -> None:
    """A receipt was entered wrongly: the manager agrees, then a red entry takes it back and both stay for ever."""
    _still_reversible(entry, entry.reservation)
    ask(REVERSAL, entry, by=actor, reason=reason)


@action(
    Reservation, gettext_lazy("Record money paid back"), clause="3.4.2", personal=("payee",), button=False,
    when=lambda r: r.status == Status.CANCEL_REQUESTED,
)  # fmt: skip
@rule("G-08", clause="3.4.2", name="G-08:sales.record_refund")
def record_refund(
    actor: User, reservation: Reservation, *, amount: Decimal, method: LedgerEntry.Method, serial: str, paid_on: date, payee: str,
    note: str = "",
) -> LedgerEntry:  # fmt: skip
    """Enter money paid back after an approved cancellation, in yuan; with the last of it the cancellation is carried out.

    What goes beyond the money received (double return) is entered as compensation, a row of its own.
    """
    _not_the_consultant(actor, reservation)
    one = reservation.cancellation
    if one.decided_at is None:
        raise Refused(
            _("The cancellation is not approved yet."), clause="3.4.2", remedy=_("Wait for the manager's decision.")
        )
    amount, missing = yuan(amount), to_pay_back(reservation)
    if not 0 < amount <= missing:
        raise Refused(
            _("%(missing)s are to be paid back.") % {"missing": format_yuan(missing)}, rule="G-08", clause="3.4.2"
        )
    held = balance(reservation)
    forfeited = max(one.money_in - one.to_return, Decimal(0))
    own = min(amount, held - forfeited)
    parts = [(What.REFUND, own), (What.COMPENSATION, amount - own)]
    entries = [
        _enter(
            reservation, what=what, kind=reservation.deposit_kind, amount=-part, method=method, serial=serial, received_on=paid_on,
            payer=payee, cashier=actor, note=note, account_name=reservation.project.supervised_name,
            account_tail=_tail(reservation.project.supervised_account), supervised=True,
        )
        for what, part in parts
        if part > 0
    ]  # fmt: skip
    created_many(actor, "sales.record_refund", entries[1:], {"reservation": reservation.pk}, clause="3.4.2")
    if amount == missing:
        execute(actor, reservation)
    return entries[0]


def to_pay_back(reservation: Reservation) -> Decimal:
    """What of an approved cancellation has not been paid yet, in yuan."""
    out = reservation.ledger.filter(what__in=(What.REFUND, What.COMPENSATION))
    return reservation.cancellation.to_return + sum((e.amount for e in out), Decimal(0))
