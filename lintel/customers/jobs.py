"""What time does to customers: protection ends, silence makes dormant, owners are visited again. Each run may be repeated."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.actions.appointments import miss_appointment
from lintel.customers.kinds import EXPIRING, POOLED
from lintel.customers.models import Appointment, Customer, FollowUp
from lintel.customers.ownership import end_follow_ups, plan_by_grade, remind_of, to_pool
from lintel.platform.actions.door import Action, action
from lintel.platform.directory.models import User, supervisor_of, system_user
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.sending import notify

Stage = Customer.Stage
AT_A_TIME = 500


def _unprotected(customer: Customer) -> bool:
    return (
        customer.owner_id is not None
        and not customer.is_protected
        and customer.stage in Customer.TAKEABLE
        and customer.merged_into_id is None
    )


def _silent(customer: Customer) -> bool:
    return customer.stage in Customer.OPEN and _last_contact(customer) < clock.now() - timedelta(
        days=figures.DORMANT_AFTER_DAYS.whole()
    )


def _last_contact(customer: Customer) -> datetime:
    return customer.last_contact_at or customer.created_at


@action(Customer, _("Return to the pool"), when=_unprotected, clause="3.2.1", button=False)
def return_to_pool(actor: User, customer: Customer) -> None:
    """Protection has ended without a valid contact: anybody may take the customer now."""
    owner = [customer.owner] if customer.owner else []
    to_pool(customer)
    notify(
        owner,
        POOLED,
        _("%(number)s went to the pool: protection ended"),
        values={"number": customer.number},
        about=customer,
    )


@action(Customer, _("Put to rest"), when=_silent, clause="3.2.3", button=False)
def make_dormant(actor: User, customer: Customer) -> None:
    """Nobody has spoken with the customer for very long."""
    customer.lifecycle.move(customer, Stage.DORMANT)
    end_follow_ups(customer)


@action(Customer, _("Plan a contact"), clause="3.2.3", button=False)
def plan_forgotten(actor: User, customer: Customer) -> None:
    """An imported customer or an owner without anything due gets a next contact, with its to-do."""
    due = customer.followups.filter(status=FollowUp.Status.DUE).first()
    if due is not None:
        remind_of(customer, due.due_at)
        return
    plan_by_grade(customer, customer.next_action_at, customer.next_action)


@job("customers.protection", every=timedelta(minutes=10))
def protection_ends() -> int:
    """Warn owners three days before, and move to the pool what nobody renewed; returns how many moved."""
    _warn()
    over = Customer.objects.filter(
        protected_until__lt=clock.now(), owner__isnull=False, merged_into__isnull=True, stage__in=Customer.TAKEABLE
    )
    return _each(over, return_to_pool)


def _warn() -> None:
    until = clock.now() + timedelta(days=figures.EXPIRING_DAYS.whole())
    soon = (
        Customer.objects.open()
        .filter(owner__isnull=False, protected_until__range=(clock.now(), until))
        .select_related("owner")
    )
    above: dict[Any, User | None] = {}
    for customer in soon.order_by("protected_until")[:AT_A_TIME]:
        if customer.owner not in above and customer.owner:
            above[customer.owner] = supervisor_of(customer.owner)
        people = [p for p in (customer.owner, above.get(customer.owner)) if p]
        notify(
            people,
            EXPIRING,
            _("Protection of %(number)s ends on %(day)s"),
            values={"number": customer.number, "day": f"{clock.local(customer.protected_until):%m-%d %H:%M}"},  # type: ignore[arg-type]
            url=customer.get_absolute_url(),
            about=customer,
            event=f"expiring:{customer.pk}:{customer.protected_until:%Y%m%d}",
        )


@job("customers.dormancy", every=timedelta(hours=6))
def silence() -> int:
    """Customers nobody has spoken with for very long go to rest; returns how many."""
    limit = clock.now() - timedelta(days=figures.DORMANT_AFTER_DAYS.whole())
    return _each(Customer.objects.open().filter(last_contact_at__lt=limit), make_dormant)


@job("customers.return_visits", every=timedelta(hours=6))
def return_visits() -> int:
    """Buyers and owners without a planned contact, and imported customers whose time has come, get one with its to-do."""
    signed = Customer.objects.filter(
        stage__in=(Stage.BUYER, Stage.OWNER), owner__isnull=False, merged_into__isnull=True
    )
    count = _each(signed.exclude(followups__status=FollowUp.Status.DUE), plan_forgotten)
    tomorrow = clock.now() + timedelta(days=1)
    forgotten = Customer.objects.open().filter(owner__isnull=False, next_action_at__lt=tomorrow)
    return count + _each(forgotten.exclude(followups__status=FollowUp.Status.DUE), plan_forgotten)


@job("customers.no_shows", every=timedelta(hours=1))
def no_shows() -> int:
    """Appointments of yesterday that nobody confirmed count as missed; returns how many."""
    late = Appointment.objects.filter(status=Appointment.Status.BOOKED, ends_at__lt=clock.now() - timedelta(hours=12))
    return _each(late, miss_appointment)


def _each(rows: QuerySet[Any], deed: Action) -> int:
    done = 0
    for row in rows.order_by("pk")[:AT_A_TIME]:
        try:
            deed(system_user(), row)
        except Refused:
            continue
        done += 1
    return done
