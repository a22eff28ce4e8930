"""What sales tells people: kinds of to-dos, notices and files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.platform.attachments.kinds import attachment_kind
from lintel.platform.audit.deeds import name_deed
from lintel.platform.kernel.money import format_wan
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.tasks.kinds import Told, task_kind
from lintel.sales.models import Reservation

Status = Reservation.Status

HOLD_EXPIRING, HOLD_ENDED, UNIT_FREE = "sales.hold_expiring", "sales.hold_ended", "sales.unit_free"
DISCOUNT_DECIDED, RESERVATION_MOVED, MONEY_IN = "sales.discount_decided", "sales.reservation_moved", "sales.money_in"
SIGNING_DUE = "sales.signing_due"
notice_kind(HOLD_EXPIRING, _("A hold is about to run out"), tab=Tab.BUSINESS)
notice_kind(HOLD_ENDED, _("A hold has ended"), tab=Tab.BUSINESS)
notice_kind(UNIT_FREE, _("A unit you wait for is free"), tab=Tab.BUSINESS)
notice_kind(DISCOUNT_DECIDED, _("A special discount was decided"), tab=Tab.APPROVAL)
notice_kind(RESERVATION_MOVED, _("A reservation went one step on"), tab=Tab.BUSINESS)
notice_kind(MONEY_IN, _("Money has been recorded"), tab=Tab.BUSINESS)
notice_kind(SIGNING_DUE, _("Signing is due soon or overdue"), tab=Tab.BUSINESS)

CHECK, SIGN, TAKE_DEPOSIT, CONTRACT, PAY_BACK = (
    "sales.check_reservation", "sales.sign_reservation", "sales.take_deposit", "sales.prepare_contract", "sales.pay_back"
)  # fmt: skip


def _about(tasks: list[Any]) -> dict[int, Told]:
    """Which home, whose deal, and for how much; the dearest first."""
    rows = Reservation.objects.filter(pk__in=[t.about_id for t in tasks])
    known = {r.pk: r for r in rows.select_related("unit", "consultant")}
    return {t.pk: _told(known[t.about_id]) for t in tasks if t.about_id in known}


def _told(row: Reservation) -> Told:
    return Told(f"{row.unit} · {row.consultant} · {format_wan(row.price, unit=True)}", int(row.price))


task_kind(
    CHECK, _("Check a reservation"), done_when=lambda r, task: r.status != Status.DRAFT, tell=_about, waited_for=True
)
task_kind(
    SIGN, _("Sign a reservation"), done_when=lambda r, task: r.status != Status.CHECKED, tell=_about, waited_for=True
)
task_kind(
    TAKE_DEPOSIT, _("Record the deposit"), done_when=lambda r, task: r.status != Status.SIGNED, tell=_about,
    waited_for=True,
)  # fmt: skip
task_kind(
    CONTRACT,
    _("Prepare and sign the contract"),
    done_when=lambda r, task: r.status not in Reservation.IN_EFFECT,
    tell=_about,
)
task_kind(PAY_BACK, _("Pay money back"), done_when=lambda r, task: r.status != Status.CANCEL_REQUESTED, tell=_about)

COMPANY_CONSENT, ID_SCAN, SIGNED_FORM, BANK_SLIP = (
    "sales.company_consent", "sales.id_scan", "sales.signed_form", "sales.bank_slip"
)  # fmt: skip
attachment_kind(COMPANY_CONSENT, _("Consent of the company, signed"), permission="sales.ask_special_discount")
attachment_kind(ID_SCAN, _("Identity document of a buyer"), permission="sales.see_buyer_papers")
attachment_kind(SIGNED_FORM, _("Signed reservation form"), permission="sales.see_buyer_papers")
attachment_kind(BANK_SLIP, _("Bank slip"), permission="sales.see_buyer_papers")

name_deed("sales.use_quote", _("Used for a reservation"))
name_deed("sales.secure_unit", _("Unit kept until signing"))
name_deed("sales.lapse_reservation", _("Reservation lapsed"))
name_deed("sales.execute_cancellation", _("Cancellation carried out"))
