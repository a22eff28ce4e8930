"""The reservation (认购): drafted from one's own hold and an accepted plan, checked, signed, in effect with the deposit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.claims import extend, live_claim, release
from lintel.inventory.models import Claim, Unit
from lintel.inventory.selling import can_sell
from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import action
from lintel.platform.actions.many import lock, save_many
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused, not_permitted
from lintel.platform.kernel.money import format_yuan
from lintel.platform.kernel.numbering import next_number
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.todo import drop, settle, todo
from lintel.sales import figures
from lintel.sales.actions.disclosing import Before, must_be_told
from lintel.sales.actions.holds import own_hold, tell_waiters
from lintel.sales.actions.quotes import expired
from lintel.sales.actions.words import CHECK, CONTRACT, RESERVATION_MOVED, SIGN, SIGNING_DUE, TAKE_DEPOSIT
from lintel.sales.kept import payment_of
from lintel.sales.models import Buyer, MoneyKind, PlannedPayment, Quote, Reservation
from lintel.sales.papers.wording import payment_name
from lintel.sales.people import Person, checked
from lintel.sales.queries import balance

Status = Reservation.Status
FORM_VERSION = "2026-1"
"""Of the printed reservation form (papers/reservation.typ and its clauses)."""


@action(Unit, gettext_lazy("Reserve"), clause="3.4.1", personal=("buyers", "eligibility_note"), button=False)
@rule("G-06", clause="3.4.1", name="G-06:sales.draft_reservation")
@rule("G-07", clause="3.4.1", name="G-07:sales.draft_reservation")
def draft_reservation(
    actor: User, unit: Unit, *, quote: Quote, buyers: Sequence[Person], deposit_kind: str, deposit_amount: Decimal,
    checked_face_to_face: bool, eligibility_note: str = "", sign_by: date | None = None,
) -> Reservation:  # fmt: skip
    """Write the reservation of a unit one holds, at the price of the accepted plan, and hand it to the supervisor.

    ``deposit_kind`` says what the money is in law and never changes again (G-07); earnest money is at most a fifth of
    the price (G-06). The hold is kept while the paper is being made.
    """
    claim = own_hold(actor, unit)
    plan = _plan_for(actor, unit, quote, claim)
    can_sell(unit, user=actor, purpose="reserve").require()
    _deposit_allowed(plan.net_price, deposit_kind, deposit_amount)
    _gone_through(checked_face_to_face)
    reservation = Reservation(
        project=unit.project, unit=unit, customer=plan.customer, consultant=actor, quote=plan, price=plan.net_price,
        deposit_kind=deposit_kind, deposit_amount=deposit_amount, sign_by=_sign_by(sign_by), eligibility_note=eligibility_note,
        checked_face_to_face=True,
    )  # fmt: skip
    people = checked(buyers)
    reservation.number = f"{unit.project.code}-R{next_number(f'reservation:{unit.project_id}'):05d}"
    reservation.save()
    _write_buyers(reservation, people)
    _plan_payments(reservation, plan)
    plan.lifecycle.move(plan, Quote.Status.USED)
    save_many(actor, "sales.use_quote", [plan], ["status"], {"reservation": reservation.pk}, clause="3.4.1")
    _keep(claim, reservation, clock.now() + timedelta(hours=figures.PAPER_HOURS.whole()))
    _hand_to_supervisor(reservation)
    return reservation


def _plan_for(actor: User, unit: Unit, quote: Quote, claim: Claim) -> Quote:
    """The plan, locked, if a reservation can be made of it."""
    if not visible(Quote, actor).filter(pk=quote.pk).exists():
        raise not_permitted()
    plan = lock(Quote.objects.filter(pk=quote.pk))[0]
    if plan.unit_id != unit.pk:
        raise Refused(
            _("The purchase plan is for another unit."), clause="3.4.1", remedy=_("Choose the plan of this unit.")
        )
    if claim.customer_id != plan.customer_id:
        raise Refused(
            _("The unit is held for another customer than the plan is for."), rule="G-03", clause="3.4.1",
            remedy=_("Release the hold and hold the unit for this customer."),
        )  # fmt: skip
    if plan.status != Quote.Status.ACCEPTED:
        raise Refused(
            _("The purchase plan is “%(state)s”; it must be accepted by the customer.") % {"state": plan.get_status_display()},
            clause="3.4.1", remedy=_("Have the plan accepted first."),
        )  # fmt: skip
    if not plan.is_valid:
        raise expired()
    return plan


def _deposit_allowed(price: Decimal, kind: str, amount: Decimal) -> None:
    if kind not in MoneyKind.values or kind == MoneyKind.PRICE:
        raise Refused(
            _("Say what the money is: earnest deposit, advance payment or intent money."), rule="G-07", clause="3.4.1",
            remedy=_("Choose the kind of deposit; it decides what happens if the contract is not signed."),
        )  # fmt: skip
    if amount <= 0 or amount > price:
        raise Refused(_("The deposit is more than nothing and at most the price."), clause="3.4.1")
    most = figures.deposit_cap(price)
    if kind == MoneyKind.EARNEST and amount > most:
        raise Refused(
            _("An earnest deposit of %(amount)s is more than a fifth of the price; at most %(most)s.")
            % {"amount": format_yuan(amount), "most": format_yuan(most)},
            rule="G-06", clause="3.4.1", remedy=_("Lower the deposit; more than that can be paid as price."),
        )  # fmt: skip


def _gone_through(done: bool) -> None:
    if not done:
        raise Refused(
            _("Go through the form with the customer face to face first."),
            rule="G-05",
            clause="3.4.1",
            remedy=_("Then tick that it was done."),
        )


def _sign_by(wanted: date | None) -> date:
    day = wanted or figures.sign_by_default()
    latest = clock.today() + timedelta(days=figures.SIGN_DAYS.whole())
    if not clock.today() <= day <= latest:
        raise Refused(
            _("The contract is to be signed by %(latest)s at the latest.") % {"latest": latest}, clause="3.4.1",
            remedy=_("The supervisor can extend it later, with a reason."),
        )  # fmt: skip
    return day


def _write_buyers(reservation: Reservation, people: Sequence[Buyer]) -> None:
    for buyer in people:
        buyer.reservation = reservation
        buyer.full_clean(exclude=["reservation"])
        buyer.save()


def _plan_payments(reservation: Reservation, plan: Quote) -> None:
    rows = [
        PlannedPayment(
            reservation=reservation,
            place=place,
            name=payment_name(x),
            amount=x.amount,
            due_on=x.due_on,
            lender=str(x.lender or ""),
        )
        for place, x in enumerate(payment_of(plan).lines, start=1)
    ]
    if sum((row.amount for row in rows), Decimal(0)) != reservation.price:
        raise Refused(
            _("The payments do not sum to the price."), clause="3.4.1", remedy=_("Recalculate the purchase plan.")
        )
    PlannedPayment.objects.bulk_create(rows)


def _keep(claim: Claim, reservation: Reservation, until: datetime) -> None:
    """Keep the hold for the paper; the unit stays “on hold” until money is in."""
    claim.about = reservation
    claim.save(update_fields=["about_type", "about_id", "updated_at"])
    if claim.expires_at is None or claim.expires_at < until:
        extend(claim, until)


def _hand_to_supervisor(reservation: Reservation) -> None:
    todo(
        CHECK, reservation, gettext_lazy("Check reservation %(number)s"), values={"number": reservation.number}, role="SS",
        url=reservation.get_absolute_url(), due_at=clock.now() + timedelta(hours=4),
    )  # fmt: skip


@action(
    Reservation, gettext_lazy("Correct the draft"), clause="3.4.1", personal=("buyers", "eligibility_note"), button=False,
    when=lambda r: r.status == Status.DRAFT,
)  # fmt: skip
def change_reservation(
    actor: User, reservation: Reservation, *, buyers: Sequence[Person], deposit_kind: str, deposit_amount: Decimal,
    eligibility_note: str = "", sign_by: date | None = None,
) -> None:  # fmt: skip
    """Correct buyers, deposit or date of a draft; the price comes from the plan and stays."""
    if actor.pk != reservation.consultant_id:
        raise NotPermitted(_("Only its consultant corrects a draft."), clause="3.4.1")
    _deposit_allowed(reservation.price, deposit_kind, deposit_amount)
    people = checked(buyers)
    reservation.deposit_kind, reservation.deposit_amount = deposit_kind, deposit_amount
    reservation.eligibility_note, reservation.sign_by = eligibility_note, _sign_by(sign_by)
    reservation.buyers.all().delete()
    _write_buyers(reservation, people)
    _hand_to_supervisor(reservation)


def _binding_hold(reservation: Reservation) -> Claim:
    """The live claim this reservation rests on. Raises ``Refused`` when it has run out."""
    claim = live_claim(reservation.unit)
    if claim is None or claim.about_id != reservation.pk:
        raise Refused(
            _("The hold on %(unit)s has run out.") % {"unit": reservation.unit}, rule="G-03", clause="3.4.1",
            remedy=_("Void this reservation, hold the unit again and write a new one."),
        )  # fmt: skip
    return claim


@action(Reservation, gettext_lazy("Pass the check"), clause="3.4.1", to=Status.CHECKED)
def check_reservation(actor: User, reservation: Reservation) -> None:
    """The supervisor compared form, documents and plan. Nobody checks their own."""
    if actor.pk == reservation.consultant_id:
        raise NotPermitted(
            _("Nobody checks their own reservation."),
            clause="2.2.1.5",
            remedy=_("Another supervisor or the deputy manager checks it."),
        )
    _binding_hold(reservation)
    if not reservation.checked_face_to_face:
        _gone_through(False)
    reservation.checked_by = actor
    settle(reservation, actor)
    todo(
        SIGN, reservation, gettext_lazy("Sign reservation %(number)s"), values={"number": reservation.number}, role="MGR",
        url=reservation.get_absolute_url(), due_at=clock.now() + timedelta(hours=4),
    )  # fmt: skip


@action(Reservation, gettext_lazy("Send back for correction"), clause="3.4.1", to=Status.DRAFT)
def send_back_reservation(actor: User, reservation: Reservation, *, reason: str) -> None:
    """What was checked is not right after all; its consultant corrects it."""
    reservation.checked_by = None
    drop(reservation, SIGN)
    _tell_consultant(
        reservation, gettext_lazy("Reservation %(number)s was sent back: %(reason)s"), "sent_back", reason=reason
    )


@action(
    Reservation,
    gettext_lazy("Signed by all"),
    clause="3.4.1",
    to=Status.SIGNED,
    when=lambda r: r.status == Status.CHECKED,
)
@rule("G-17", clause="3.3.2", name="G-17:sales.sign_reservation")
def sign_reservation(actor: User, reservation: Reservation) -> None:
    """Customer and company have signed. Refused while something the buyer must be told is unconfirmed (G-05, G-17)."""
    if actor.pk in (reservation.consultant_id, reservation.checked_by_id):
        raise NotPermitted(_("Whoever wrote or checked it does not sign it."), clause="2.2.1.5")
    claim = _binding_hold(reservation)
    must_be_told(reservation.quote, Before.ACCEPTING, Before.SIGNING)
    reservation.signed_at, reservation.form_version = clock.now(), FORM_VERSION
    due = end_of_day(clock.today() + timedelta(days=figures.DEPOSIT_DAYS.whole()))
    if claim.kind == Claim.Kind.HOLD and (claim.expires_at is None or claim.expires_at < due):
        extend(claim, due)
    settle(reservation, actor)
    todo(
        TAKE_DEPOSIT, reservation, gettext_lazy("Deposit for reservation %(number)s"), values={"number": reservation.number},
        role="FIN", url=reservation.get_absolute_url(), due_at=due,
    )  # fmt: skip
    _tell_consultant(reservation, gettext_lazy("Reservation %(number)s is signed; the deposit is due"), "signed")


def end_of_day(day: date) -> datetime:
    """The last second of a day in the office's zone."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=clock.SHANGHAI)


def in_effect(actor: User, reservation: Reservation) -> None:
    """The deposit is complete: called by the cashier's deed, which holds the reservation's lock."""
    reservation.lifecycle.move(reservation, Status.EFFECTIVE)
    reservation.effective_at = clock.now()
    settle(reservation, actor)
    todo(
        CONTRACT, reservation, gettext_lazy("Contract for reservation %(number)s"), values={"number": reservation.number},
        assignee=reservation.consultant, url=reservation.get_absolute_url(), due_at=end_of_day(reservation.sign_by),
    )  # fmt: skip


@action(Reservation, gettext_lazy("Void"), clause="3.4.1", to=Status.VOID)
@rule("G-03", clause="3.4.1", name="G-03:sales.void_reservation")
def void_reservation(actor: User, reservation: Reservation, *, reason: str) -> None:
    """An error found before money came in: the reservation is void and the unit free in the same moment."""
    if balance(reservation) != 0:
        raise Refused(
            _("Money has been taken for this reservation."), rule="G-07", clause="3.4.1",
            remedy=_("Ask for a cancellation; its cause decides about the money."),
        )  # fmt: skip
    free_unit(actor, reservation, reason)
    drop(reservation)
    if actor.pk != reservation.consultant_id:
        _tell_consultant(
            reservation, gettext_lazy("Reservation %(number)s was voided: %(reason)s"), "void", reason=reason
        )


def free_unit(actor: User, reservation: Reservation, reason: str) -> None:
    """Give the unit back, if this reservation still has it, and tell the queue."""
    claim = live_claim(reservation.unit)
    if claim is None or claim.about_id != reservation.pk:
        return
    release(claim, reason=reason, actor=actor)
    tell_waiters(reservation.unit)


@action(
    Reservation, gettext_lazy("Extend signing"), clause="3.4.1", when=lambda r: r.status in Reservation.IN_EFFECT,
    labels={"until": gettext_lazy("New last day for signing")},
)  # fmt: skip
def extend_signing(actor: User, reservation: Reservation, *, until: date, reason: str) -> None:
    """Give the buyers longer to sign: the supervisor within limits, the manager within wider ones."""
    wide = may(actor, "sales.extend_signing_widely")
    most = (figures.EXTENSION_MOST_DAYS if wide else figures.EXTENSION_DAYS).whole()
    latest = max(reservation.sign_by, clock.today()) + timedelta(days=most)
    if not wide and reservation.extended >= figures.EXTENSION_TIMES.whole():
        raise Refused(_("It has been extended already."), clause="3.4.1", remedy=_("The manager may extend it again."))
    if until <= max(reservation.sign_by, clock.today() - timedelta(days=1)):
        raise Refused(_("The new day lies after the present one."), clause="3.4.1")
    if until > latest:
        raise Refused(
            _("You may extend it until %(latest)s at most.") % {"latest": latest}, clause="3.4.1",
            remedy=_("Choose an earlier day, or ask the manager."),
        )  # fmt: skip
    reservation.sign_by, reservation.extended = until, reservation.extended + 1
    if reservation.status == Status.OVERDUE:
        reservation.lifecycle.move(reservation, Status.EFFECTIVE)
    todo(
        CONTRACT, reservation, gettext_lazy("Contract for reservation %(number)s"), values={"number": reservation.number},
        assignee=reservation.consultant, url=reservation.get_absolute_url(), due_at=end_of_day(until),
    )  # fmt: skip


@action(
    Reservation, gettext_lazy("Print the reservation form"), clause="3.4.1", button=False,
    when=lambda r: r.status not in (Status.DRAFT, Status.VOID),
)  # fmt: skip
def print_reservation(actor: User, reservation: Reservation) -> None:
    """The form names the buyers and their documents in full, so that it was printed stands in the trail."""


@action(Reservation, gettext_lazy("Remind of signing"), button=False, when=lambda r: r.status == Status.EFFECTIVE)
def remind_of_signing(actor: User, reservation: Reservation) -> None:
    """Tell the consultant some days before; done by the daily job, once per last day."""
    _tell_consultant(
        reservation, gettext_lazy("Reservation %(number)s is to be signed by %(day)s"), f"remind:{reservation.sign_by}",
        kind=SIGNING_DUE, day=str(reservation.sign_by),
    )  # fmt: skip


@action(Reservation, gettext_lazy("Mark as overdue"), button=False, to=Status.OVERDUE)
def mark_overdue(actor: User, reservation: Reservation) -> None:
    """The last day for signing is over; done by the daily job. The to-do escalates to supervisor and manager by itself."""
    if reservation.sign_by >= clock.today():
        raise Refused(_("It is not overdue yet."), clause="3.4.1")
    _tell_consultant(
        reservation,
        gettext_lazy("Signing of reservation %(number)s is overdue"),
        f"overdue:{reservation.sign_by}",
        kind=SIGNING_DUE,
    )


def _tell_consultant(
    reservation: Reservation, title: Any, event: str, *, kind: str = RESERVATION_MOVED, **values: Any
) -> None:
    notify(
        reservation.consultant, kind, title, url=reservation.get_absolute_url(), values={"number": reservation.number, **values},
        about=reservation, event=f"reservation:{reservation.pk}:{event}" if kind == SIGNING_DUE else "",
    )  # fmt: skip
