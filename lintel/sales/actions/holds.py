"""Holding a unit for a customer while they make up their mind (锁房), and queueing for one that is taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Customer
from lintel.inventory.claims import extend, live_claim, on_run_out, release, standing_claim, take_after, taken
from lintel.inventory.models import Claim, Unit
from lintel.inventory.selling import can_sell
from lintel.platform.access.scope import reached, visible
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.directory.models import User, system_user
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.errors import NotPermitted, Refused, not_permitted
from lintel.platform.notices.sending import notify
from lintel.sales import figures
from lintel.sales.actions.words import HOLD_ENDED, HOLD_EXPIRING, UNIT_FREE
from lintel.sales.choosing import CLOSED, CustomerField
from lintel.sales.models import Reservation, UnitWaiter

WARN_BEFORE = timedelta(minutes=5)


class HoldForm(forms.Form):
    """For whom a unit is held."""

    customer = CustomerField(
        empty_label=None, help_text=gettext_lazy("Only your own customers; the unit is kept for this one.")
    )

    def about(self, unit: Unit) -> None:
        """The unit is known."""
        cast(CustomerField, self.fields["customer"]).buys(unit)


class QueueForm(forms.Form):
    """For whom one waits, when it is for somebody."""

    customer = CustomerField(required=False, empty_label=gettext_lazy("For nobody in particular"))

    def about(self, unit: Unit) -> None:
        """The unit is known."""
        cast(CustomerField, self.fields["customer"]).buys(unit)


def _on_sale(unit: Unit) -> bool:
    """Released, whoever has it now: somebody who is a second late must hear who was faster, and what else is free.
    A page that has just seen a claim on it does not offer the deed."""
    if getattr(unit, "live_claims", None):
        return False
    return unit.sale_state not in (Unit.State.DRAFT, Unit.State.WITHHELD, Unit.State.NOT_FOR_SALE)


@action(Unit, gettext_lazy("Hold"), clause="3.3.1", form=HoldForm, when=_on_sale, judges_itself=True)
def hold_unit(actor: User, unit: Unit, *, customer: Customer) -> None:
    """Keep ``unit`` for ``customer`` for the time of a hold. The unit's row is locked until we are done.

    Raises ``UnitTaken`` with alternatives when somebody has it, ``Refused`` when it may not be sold, the customer is
    not one's own, or the quota is used up.
    """
    standing = standing_claim(unit)
    if standing is not None and standing.binds():  # first, because on opening day most people are second
        raise taken(unit, standing, actor)
    _must_be_mine(actor, customer)
    of_one_project(unit, customer)
    can_sell(unit, user=actor, purpose="hold", unclaimed=True).require()
    _within_quota(actor, customer)
    claim = take_after(standing, unit, Claim.Kind.HOLD, actor, expires_at=hold_until(), customer_id=customer.pk)
    created_many(actor, "sales.hold_unit", [claim], {"customer": customer.pk}, clause="3.3.1")
    if waits := _WAITS(unit.pk, actor.pk):
        UnitWaiter.objects.filter(pk__in=[pk for (pk,) in waits]).update(told_at=clock.now())


def hold_until() -> datetime:
    """When a hold taken now runs out."""
    return clock.now() + timedelta(minutes=figures.HOLD_MINUTES.whole())


def _must_be_mine(actor: User, customer: Customer) -> None:
    """The customer's row as it is now, within the actor's reach, is locked without blocking those who only refer to it."""
    found: Customer | None = reached(Customer, actor, customer.pk, lock="weak")
    if found is None:
        raise not_permitted()
    customer = found
    if customer.stage in CLOSED or customer.merged_into_id:
        raise Refused(
            _("Customer %(number)s is closed.") % {"number": customer.number}, clause="3.3.1",
            remedy=_("Revive the record first, or choose another customer."),
        )  # fmt: skip


def of_one_project(unit: Unit, customer: Customer) -> None:
    """A record belongs to the project whose desk took it down. Raises ``Refused`` for a home of another."""
    if unit.project_id != customer.project_id:
        raise Refused(
            _("The unit and the customer belong to different projects."), clause="3.3.1",
            remedy=_("Register the customer with the unit's project first."),
        )  # fmt: skip


def _within_quota(actor: User, customer: Customer) -> None:
    """Rows of customer and consultant are locked, so two holds at the same moment cannot both be the last of the quota."""
    if connection.features.has_select_for_update:  # SQLite has one writer, and that is us
        _CONSULTANT(actor.pk)
    holds = _HOLDS(actor.pk, customer.pk, clock.now())
    most = figures.HOLDS_PER_CONSULTANT.whole()
    if sum(holder == actor.pk for holder, _customer in holds) >= most:
        raise Refused(
            _("You already hold %(count)d units, as many as allowed.") % {"count": most}, clause="3.3.1",
            remedy=_("Release a hold you no longer need."),
        )  # fmt: skip
    if sum(of == customer.pk for _holder, of in holds) >= figures.HOLDS_PER_CUSTOMER.whole():
        raise Refused(
            _("Another unit is already held for this customer."), clause="3.3.1", remedy=_("Release that hold first.")
        )


_CONSULTANT = Prepared(lambda pk: User.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
_HOLDS = Prepared(
    lambda holder, customer, at: (
        Claim.objects.live(at)
        .filter(Q(holder=holder) | Q(customer_id=customer), kind=Claim.Kind.HOLD)
        .values_list("holder_id", "customer_id")
    )
)
_WAITS = Prepared(
    lambda unit, consultant: UnitWaiter.objects.filter(
        unit=unit, consultant=consultant, told_at__isnull=True
    ).values_list("pk")
)


def own_hold(actor: User, unit: Unit) -> Claim:
    """The actor's live hold on ``unit``. Raises ``Refused`` when there is none, ``NotPermitted`` when it is another's."""
    claim = live_claim(unit)
    if claim is None or claim.kind != Claim.Kind.HOLD:
        raise Refused(
            _("There is no hold on %(unit)s.") % {"unit": unit},
            rule="G-03",
            clause="3.3.1",
            remedy=_("Hold the unit again."),
        )
    if claim.holder_id != actor.pk:
        raise NotPermitted(
            _("%(unit)s is held by a colleague.") % {"unit": unit},
            clause="3.3.1",
            remedy=_("Choose another unit, or queue for it."),
        )
    return claim


@action(Unit, gettext_lazy("Extend the hold"), clause="3.3.1", button=False)
def extend_hold(actor: User, unit: Unit, *, reason: str) -> None:
    """Give one's own hold more time, once, with a reason."""
    claim = own_hold(actor, unit)
    if claim.expires_at is None or claim.about_id:
        raise Refused(_("A reservation is being made; its hold is kept by itself."), clause="3.3.1")
    longest = claim.since + timedelta(minutes=figures.HOLD_MINUTES.whole() + figures.HOLD_EXTENSION_MINUTES.whole())
    until = min(claim.expires_at + timedelta(minutes=figures.HOLD_EXTENSION_MINUTES.whole()), longest)
    if until <= claim.expires_at:
        raise Refused(
            _("The hold was already extended once."),
            clause="3.3.1",
            remedy=_("Accept the plan and reserve, or let the unit go."),
        )
    extend(claim, until)


@action(Unit, gettext_lazy("Release the hold"), clause="3.3.1", button=False)
def release_hold(actor: User, unit: Unit, *, reason: str = "") -> None:
    """Let a held unit go: one's own hold, or, with the wider permission, that of somebody in one's team."""
    claim = live_claim(unit)
    if claim is None or claim.kind != Claim.Kind.HOLD:
        raise Refused(_("There is no hold on %(unit)s.") % {"unit": unit}, clause="3.3.1")
    if claim.holder_id != actor.pk:
        _may_release_anothers(actor, claim, reason)
    if claim.about_id:
        raise Refused(
            _("A reservation is being made from this hold."),
            clause="3.3.1",
            remedy=_("Void the reservation; the unit goes free with it."),
        )
    release(claim, reason=reason or _("Released by %(who)s") % {"who": actor}, actor=actor, unit=unit)
    if claim.holder_id != actor.pk:
        notify(
            claim.holder, HOLD_ENDED, gettext_lazy("The hold on %(unit)s was released: %(reason)s"), url=unit.get_absolute_url(),
            values={"unit": str(unit), "reason": reason}, about=unit, event=f"hold:{claim.pk}:ended",
        )  # fmt: skip
    tell_waiters(unit)


def _may_release_anothers(actor: User, claim: Claim, reason: str) -> None:
    if not visible(User, actor, "sales.release_anothers_hold").filter(pk=claim.holder_id).exists():
        raise NotPermitted(
            _("%(unit)s is held by a colleague.") % {"unit": claim.unit},
            clause="3.3.1",
            remedy=_("Ask the supervisor."),
        )
    if not reason:
        raise Refused(_("Releasing a colleague's hold needs a reason."), clause="3.3.1", remedy=_("Write the reason."))


@action(Unit, gettext_lazy("Queue for it"), clause="3.3.1", form=QueueForm, button=False)
def queue_for_unit(actor: User, unit: Unit, *, customer: Customer | None = None) -> None:
    """Ask to be told when a taken unit is free again. It gives no claim: whoever holds it first has it."""
    if customer is not None:
        _must_be_mine(actor, customer)
        of_one_project(unit, customer)
    if live_claim(unit) is None:
        raise Refused(_("%(unit)s is free now.") % {"unit": unit}, clause="3.3.1", remedy=_("Hold it at once."))
    waiter = UnitWaiter(project=unit.project, unit=unit, consultant=actor, customer=customer)
    if UnitWaiter.objects.filter(unit=unit, consultant=actor, told_at__isnull=True).exists():
        raise Refused(_("You are already waiting for this unit."), clause="3.3.1")
    waiter.save()
    created_many(actor, "sales.queue_for_unit", [waiter], {"unit": unit.pk}, clause="3.3.1")


def tell_waiters(unit: Unit) -> None:
    """Everybody in the queue hears at the same moment that the unit is free."""
    waiting = list(UnitWaiter.objects.filter(unit=unit, told_at__isnull=True).select_related("consultant"))
    for waiter in waiting:
        notify(
            waiter.consultant, UNIT_FREE, gettext_lazy("%(unit)s is free again"), url=unit.get_absolute_url(),
            values={"unit": str(unit)}, about=unit, event=f"waiter:{waiter.pk}",
        )  # fmt: skip
    UnitWaiter.objects.filter(pk__in=[w.pk for w in waiting]).update(told_at=clock.now())


@on_run_out
def hold_ran_out(actor: Any, claim: Claim) -> None:
    """A hold lapsed: a reservation that rested on it and has no money is void, the holder and the queue are told.

    The caller has the unit's lock; everybody else locks the reservation first. So this does not wait for one that is
    being dealt with at this moment, but gives up, and the unit stays taken.
    """
    if claim.about_id:
        _void_with(actor, claim, claim.about_id)
    notify(
        claim.holder, HOLD_ENDED, gettext_lazy("The hold on %(unit)s has run out"), url=claim.unit.get_absolute_url(),
        values={"unit": str(claim.unit)}, about=claim.unit, event=f"hold:{claim.pk}:ended",
    )  # fmt: skip
    tell_waiters(claim.unit)


def _void_with(actor: Any, claim: Claim, reservation_id: int) -> None:
    if not Reservation.objects.filter(pk=reservation_id, status__in=Reservation.BEFORE_MONEY).exists():
        return
    rows = Reservation.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=reservation_id)
    if not rows.exists():
        raise Refused(
            _("%(unit)s is being reserved at this moment.") % {"unit": claim.unit}, rule="G-03", clause="3.3.1"
        )
    reservations = lock(Reservation.objects.filter(pk=reservation_id, status__in=Reservation.BEFORE_MONEY))
    for one in reservations:
        one.lifecycle.move(one, Reservation.Status.VOID)
    save_many(
        actor or system_user(), "sales.lapse_reservation", reservations, ["status"], {"claim": claim.pk}, clause="3.4.1"
    )


@action(Unit, gettext_lazy("Warn of a hold that is about to end"), button=False)
def warn_of_hold(actor: User, unit: Unit) -> None:
    """Tell the holder shortly before the time is over; once per hold and end."""
    claim = live_claim(unit)
    if claim is None or claim.expires_at is None or claim.expires_at > clock.now() + WARN_BEFORE:
        return
    notify(
        claim.holder, HOLD_EXPIRING, gettext_lazy("The hold on %(unit)s ends at %(time)s"), url=unit.get_absolute_url(),
        values={"unit": str(unit), "time": f"{clock.local(claim.expires_at):%H:%M}"}, about=unit,
        event=f"hold:{claim.pk}:{claim.expires_at:%d%H%M}",
    )  # fmt: skip
