"""Customers we have not met: who called in, who was met outside. The phone is looked for before anything is written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures, queries
from lintel.customers.forms import CallForm, LeadForm
from lintel.customers.kinds import NEW_CUSTOMER
from lintel.customers.models import Basis, Channel, Customer, Visit
from lintel.customers.ownership import (
    entrust,
    give_to,
    keep,
    locked,
    open_record,
    plan_by_grade,
    protect,
    wait_for_owner,
)
from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.models import rewrite
from lintel.platform.notices.sending import notify

OWN_CHANNELS = (
    Channel.OUTREACH,
    Channel.REFERRAL,
    Channel.ONLINE,
    Channel.EVENT,
    Channel.PARTNER,
    Channel.MEDIA,
    Channel.OTHER,
)


@action(Project, _("Register a call"), clause="3.1.3", personal=("phone", "name"), form=CallForm, button=False)
def register_call(
    actor: User,
    project: Project,
    *,
    phone: str,
    name: str,
    title: str = "",
    channel: Channel = Channel.CALL,
    note: str = "",
) -> Customer:
    """A stranger called in. The owner gets a known customer; a new one goes to the next on the duty list, not to a favourite."""
    known = queries.customer_with_phone(project, phone)
    found = queries.arrival_of(actor, project, known)
    if known is not None:
        customer = locked(known)
        if found.outcome == Visit.Outcome.POOL:
            _begin_again(customer, found.consultant)
        customer.last_contact_at = clock.now()
        if customer.owner_id is not None:
            protect(customer, figures.PROTECTION_AFTER_CALL.whole())
            plan_by_grade(customer)
        keep(actor, "customers.register_call", customer, clause="3.1.3")
        _tell(actor, customer)
        return customer
    turn = queries.next_turn(project)
    owner = found.consultant
    customer = _new(actor, "customers.register_call", project, owner, phone, name, title, channel, Basis.ENQUIRY, note)
    if turn is not None:
        turn.last_turn_at = clock.now()
        rewrite(turn, ["last_turn_at", "updated_at"])
    return customer


@action(Project, _("Add a lead"), clause="2.2.4.1", personal=("phone", "name"), form=LeadForm, button=False)
def add_lead(
    actor: User,
    project: Project,
    *,
    phone: str,
    name: str,
    title: str = "",
    channel: Channel = Channel.OUTREACH,
    basis: Basis = Basis.SPOKEN,
    basis_note: str,
) -> Customer:
    """A lead of one's own. Source and lawful basis are recorded; a number already registered is refused, without saying whose.

    What somebody brings who does not sell (a manager) goes to whoever's turn it is.
    """
    if channel not in OWN_CHANNELS:
        raise Refused(
            _("Walk-ins and calls are registered at the desk."),
            clause="2.2.4.1",
            remedy=_("Use reception or “Register a call”."),
        )
    if not basis_note.strip():
        raise Refused(
            _("Say where the number comes from and that its owner agreed."),
            rule="G-31",
            clause="2.2.4.1",
            remedy=_("For example: agreed at the community fair, 21 November."),
        )
    known = queries.customer_with_phone(project, phone)
    found = queries.arrival_of(actor, project, known)
    owner = actor if queries.sells(actor, project) else found.consultant
    if known is None:
        return _new(actor, "customers.add_lead", project, owner, phone, name, title, channel, basis, basis_note)
    refuse_known(found)
    customer = locked(known)
    _begin_again(customer, owner)
    customer.last_contact_at = clock.now()
    plan_by_grade(customer)
    keep(actor, "customers.add_lead", customer, clause="2.2.4.1")
    return customer


def _begin_again(customer: Customer, owner: User | None) -> None:
    """Out of the pool into somebody's hands, when there is somebody."""
    if owner is None:
        wait_for_owner(customer)
    else:
        give_to(customer, owner, figures.PROTECTION_AFTER_CALL.whole())


def refuse_known(found: queries.Arrival) -> None:
    """A known number is only taken up again out of the pool."""
    if found.outcome == Visit.Outcome.MINE:
        raise Refused(_("This is already your customer."), clause="2.2.4.1", remedy=_("Write a follow-up instead."))
    if found.outcome in (Visit.Outcome.PROTECTED, Visit.Outcome.OWNER):
        raise Refused(
            _("This number is already registered and protected."),
            clause="2.2.4.1",
            remedy=_("Tell your supervisor if you think it should be yours."),
        )


def _new(
    actor: User,
    deed: str,
    project: Project,
    owner: User | None,
    phone: str,
    name: str,
    title: str,
    channel: Any,
    basis: Any,
    note: str,
) -> Customer:
    customer = open_record(
        actor,
        deed,
        project,
        owner=owner,
        name=name.strip(),
        title=title,
        phone=phone,
        channel=channel,
        stage=Customer.Stage.LEAD,
        basis=basis,
        basis_note=note.strip()[:200],
        clause="2.2.4.1",
    )
    entrust(customer, figures.PROTECTION_AFTER_CALL.whole())
    keep(actor, deed, customer, clause="2.2.4.1")
    _tell(actor, customer)
    return customer


def _tell(actor: User, customer: Customer) -> None:
    if customer.owner and customer.owner != actor:
        notify(
            customer.owner,
            NEW_CUSTOMER,
            _("Customer %(number)s called: yours to follow up"),
            values={"number": customer.number},
            url=customer.get_absolute_url(),
            about=customer,
        )
