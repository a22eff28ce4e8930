"""Whose customer it is, and for how long: the small moves that several deeds share. Called inside actions only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.models import Customer, FollowUp, NameGram
from lintel.inventory.models import Project
from lintel.platform.kernel import clock
from lintel.platform.kernel.numbering import next_number
from lintel.platform.kernel.workingtime import add_working_hours
from lintel.platform.tasks.todo import todo


def open_record(project: Project, *, owner: Any, **values: Any) -> Customer:
    """A new customer of ``project`` with its number and the index of its name. The caller has looked for the phone."""
    customer = Customer(project=project, owner=owner, first_contact_at=clock.now(), last_contact_at=clock.now(), **values)
    customer.number = f"{project.code}-{next_number(f'customer:{project.pk}'):05d}"
    customer.save()
    index_name(customer)
    return customer


def index_name(customer: Customer) -> None:
    """Write the character pairs the name is found by."""
    NameGram.objects.filter(customer=customer).delete()
    NameGram.objects.bulk_create(NameGram(customer=customer, gram=g) for g in sorted(NameGram.of(customer.name)))


def protect(customer: Customer, days: int) -> None:
    """Protection counts from the last recorded contact and never gets shorter by one."""
    until = clock.now() + timedelta(days=days)
    if customer.protected_until is None or customer.protected_until < until:
        customer.protected_until = until


def due_first_follow_up(customer: Customer) -> FollowUp:
    """The first follow-up, due in working hours after registration (clause 3.2.1), with its to-do."""
    due = add_working_hours(clock.now(), figures.FIRST_FOLLOW_UP_HOURS.whole())
    return plan(customer, due, _("First follow-up"), is_first=True)


def plan(customer: Customer, due_at: Any, purpose: Any, *, is_first: bool = False) -> FollowUp:
    """Replace the customer's open follow-up, if any, by one due at ``due_at``; every open customer has a next action."""
    customer.followups.filter(status=FollowUp.Status.DUE).update(status=FollowUp.Status.CANCELLED)
    followup = FollowUp.objects.create(
        customer=customer, consultant=customer.owner, due_at=due_at, purpose=str(purpose), is_first=is_first
    )
    customer.next_action_at, customer.next_action = due_at, str(purpose)
    todo(
        "customers.follow_up", customer, _("Follow up %(number)s"), values={"number": customer.number},
        assignee=customer.owner, url=customer.get_absolute_url(), due_at=due_at,
    )
    return followup
