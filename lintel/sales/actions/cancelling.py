"""Ending a reservation in which money lies: the cause decides what becomes of it (rules G-07, G-08)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Customer
from lintel.customers.staging import deal_moved
from lintel.platform.actions.door import action
from lintel.platform.approvals.actions import resubmit
from lintel.platform.approvals.asking import ask, live_request
from lintel.platform.approvals.points import Fact, Measures, Point, Step
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.money import format_yuan, yuan
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.todo import drop, settle, todo
from lintel.sales.actions.reservations import free_unit
from lintel.sales.actions.words import PAY_BACK, RESERVATION_MOVED
from lintel.sales.models import Cancellation, MoneyKind, Reservation
from lintel.sales.queries import balance

Status, Cause, Effect = Reservation.Status, Cancellation.Cause, Cancellation.Effect


@dataclass(frozen=True)
class Consequence:
    """What becomes of the money: ``to_return`` yuan go to the buyer, of which ``beyond`` were never the buyer's."""

    effect: Cancellation.Effect
    money_in: Decimal
    to_return: Decimal
    beyond: Decimal = Decimal(0)


@rule("G-07", clause="3.4.2", name="G-07:sales.consequence")
@rule("G-08", clause="3.4.2", name="G-08:sales.consequence")
def consequence(cause: str, held: Decimal, earnest: Decimal) -> Consequence:
    """The law on deposits: ``held`` yuan in all, of which ``earnest`` is earnest money (定金).

    Earnest money is lost by a buyer in default and doubled by a company in default; all other money, and everything
    when nobody is at fault, goes back as it came.
    """
    if held <= 0:
        return Consequence(Effect.NOTHING, Decimal(0), Decimal(0))
    if earnest > 0 and cause == Cause.BUYER:
        return Consequence(Effect.FORFEIT, held, held - earnest)
    if earnest > 0 and cause == Cause.SELLER:
        return Consequence(Effect.DOUBLE, held, held + earnest, earnest)
    return Consequence(Effect.REFUND, held, held)


def consequence_for(reservation: Reservation, cause: str) -> Consequence:
    """The same for a reservation and what lies in it now."""
    return consequence(cause, balance(reservation), balance(reservation, kind=MoneyKind.EARNEST))


def _facts(reservation: Reservation) -> list[Fact]:
    one = reservation.cancellation
    return [
        Fact(gettext_lazy("To be returned"), format_yuan(one.to_return), emphasised=True),
        Fact(gettext_lazy("Effect on the money"), one.get_effect_display(), warning=one.effect == Effect.DOUBLE),
        Fact(gettext_lazy("Cause"), one.get_cause_display()),
        Fact(gettext_lazy("Money received"), format_yuan(one.money_in)),
        Fact(gettext_lazy("Kind of deposit"), reservation.get_deposit_kind_display()),
        Fact(gettext_lazy("Reservation"), reservation.number, on_card=True),
        Fact(gettext_lazy("Unit"), str(reservation.unit), on_card=True),
        Fact(gettext_lazy("Price"), format_yuan(reservation.price)),
        Fact(gettext_lazy("Reason"), one.reason),
    ]


def _granted(actor: User, reservation: Reservation, request: Any) -> None:
    one = reservation.cancellation
    one.decided_at = clock.now()
    one.save(update_fields=["decided_at", "updated_at"])
    drop(reservation)
    if one.to_return == 0:
        execute(actor, reservation)
        return
    todo(
        PAY_BACK, reservation, gettext_lazy("Pay back %(amount)s for reservation %(number)s"), role="FIN",
        values={"number": reservation.number, "amount": format_yuan(one.to_return)}, url=reservation.get_absolute_url(),
    )  # fmt: skip


def _not_granted(actor: User, reservation: Reservation, request: Any) -> None:
    """The reservation stands again as it was."""
    one = reservation.cancellation
    one.refused = True
    one.save(update_fields=["refused", "updated_at"])
    if reservation.status == Status.CANCEL_REQUESTED:
        reservation.lifecycle.move(reservation, reservation.before_cancel)


CANCELLATION = Point(
    name="sales.cancellation", model=Reservation, title=gettext_lazy("Cancellation of a reservation"), clause="3.4.2",
    facts=_facts, route=lambda r: [Step("SS"), Step("MGR")], four_eyes=True,
    measures=lambda reservation: Measures(amount=yuan(reservation.cancellation.to_return)),
    granted=_granted, refused=_not_granted, withdrawn=_not_granted, expired=_not_granted,
)  # fmt: skip


def _may_end(reservation: Reservation) -> bool:
    return reservation.status in (*Reservation.IN_EFFECT, Status.SIGNED)


@action(
    Reservation, gettext_lazy("Ask for cancellation"), clause="3.4.2", to=Status.CANCEL_REQUESTED, when=_may_end,
    labels={"cause": gettext_lazy("Who is the cause")},
)  # fmt: skip
@rule("G-07", clause="3.4.2", name="G-07:sales.request_cancellation")
def request_cancellation(actor: User, reservation: Reservation, *, cause: Cancellation.Cause, reason: str) -> None:
    """Ask supervisor and manager to end the reservation. The cause, not anybody's wish, decides about the money."""
    what = consequence_for(reservation, cause)
    if reservation.signed_at and what.effect == Effect.NOTHING:
        raise Refused(_("No money has been taken."), clause="3.4.1", remedy=_("Void the reservation instead."))
    reservation.before_cancel = _before(reservation)
    one = Cancellation.objects.filter(reservation=reservation).first() or Cancellation(
        reservation=reservation, project=reservation.project
    )
    one.cause, one.reason, one.effect, one.asked_by = cause, reason, what.effect, actor
    one.money_in, one.to_return, one.refused, one.decided_at = what.money_in, what.to_return, False, None
    one.full_clean()
    one.save()
    reservation.cancellation = one
    if returned := live_request(CANCELLATION, reservation):
        resubmit(actor, returned, reason=reason)
    else:
        ask(CANCELLATION, reservation, by=actor, reason=reason)


def _before(reservation: Reservation) -> str:
    """The door has moved the status already; what it was is still in the database."""
    return Reservation.objects.values_list("status", flat=True).get(pk=reservation.pk)


@rule("G-03", clause="3.4.2", name="G-03:sales.execute")
def execute(actor: User, reservation: Reservation) -> None:
    """Everything at once: the reservation ends, the unit goes free, the customer is a prospect again.

    Called when there is nothing to pay back, or by the cashier's deed that paid the last of it.
    """
    one = reservation.cancellation
    one.settled_at = clock.now()
    one.save(update_fields=["settled_at", "updated_at"])
    reservation.lifecycle.move(reservation, Status.CANCELLED)
    free_unit(actor, reservation, _("Reservation %(number)s was cancelled") % {"number": reservation.number})
    others = Reservation.objects.live().filter(customer=reservation.customer_id).exclude(pk=reservation.pk)
    if not others.exclude(status__in=Reservation.BEFORE_MONEY).exists():
        deal_moved(
            actor, reservation.customer, Customer.Stage.INTENT, deed="sales.execute_cancellation", clause="3.4.2"
        )
    settle(reservation, actor)
    notify(
        reservation.consultant, RESERVATION_MOVED, gettext_lazy("Reservation %(number)s is cancelled; %(unit)s is free"),
        values={"number": reservation.number, "unit": str(reservation.unit)}, url=reservation.get_absolute_url(), about=reservation,
        event=f"reservation:{reservation.pk}:cancelled",
    )  # fmt: skip
