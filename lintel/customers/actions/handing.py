"""Changing hands: to a colleague by a supervisor's decision, or out of the pool within limits (clause 5.1.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.forms import HandOverForm
from lintel.customers.kinds import FOLLOW_UP
from lintel.customers.models import Customer, FollowUp, due_with
from lintel.customers.ownership import (
    due_first_follow_up,
    end_follow_ups,
    give_to,
    plan,
    plan_by_grade,
    remind_of,
    told_of_hand_over,
    told_of_taking_back,
    wait_for_owner,
)
from lintel.platform.access.scope import project_ids
from lintel.platform.actions.door import action
from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.tasks.todo import drop

Stage = Customer.Stage


def _transferable(customer: Customer) -> bool:
    return customer.merged_into_id is None and customer.stage not in (Stage.ANONYMISED, Stage.INVALID)


@action(Customer, _("Hand over"), when=_transferable, clause="5.1.1", form=HandOverForm)
def hand_over_customer(actor: User, customer: Customer, *, to: User, reason: str) -> None:
    """Another consultant takes the customer over, with everything that is due. Both hear of it with the reason."""
    if customer.project_id not in project_ids(to) or not to.codes & {"SR", "SS"}:
        raise Refused(
            _("%(person)s is no consultant of this project.") % {"person": to},
            clause="5.1.1",
            remedy=_("Choose a consultant of the project."),
        )
    if to == customer.owner:
        raise Refused(_("%(person)s already looks after this customer.") % {"person": to}, clause="5.1.1")
    before, due = customer.owner, due_with(customer)
    give_to(customer, to, figures.PROTECTION_AFTER_CALL.whole())
    _due_with_the_new_one(customer, first=due is not None and due.is_first)
    told_of_hand_over(customer, before, reason)


def _due_with_the_new_one(customer: Customer, *, first: bool) -> None:
    """What was due stays due at its moment; what was late is due anew, a first follow-up within its hours (clause 3.2.1)."""
    due = customer.next_action_at
    later = due if due and due > clock.now() else None
    if not first:
        plan_by_grade(customer, later, customer.next_action)
    elif later is None:
        due_first_follow_up(customer)
    else:
        plan(customer, later, customer.next_action, is_first=True)


HELD = {"owner_id", "previous_owner_id", "protected_until", "pooled_at", "next_action_at", "next_action"}
"""What a hand-over changes of a record."""


@action(Customer, _("Take the hand-over back"), when=_transferable, clause="5.1.1", form=HandOverForm, button=False)
def take_back_hand_over(actor: User, customer: Customer, *, to: User, reason: str = "") -> None:
    """Undo one's own hand-over to ``to``: consultant, protection and what is due are as before. Both consultants hear of it.

    Nothing is taken back once anybody has changed the record since.
    """
    was = _before_hand_over(actor, customer, to)
    drop(customer, FOLLOW_UP, assignee=to)
    for field in Customer._meta.concrete_fields:
        if field.attname in HELD & was.keys():
            setattr(customer, field.attname, field.to_python(was[field.attname]))  # the trail keeps moments as text
    _due_as_before(customer)
    told_of_taking_back(customer, to)


def _before_hand_over(actor: User, customer: Customer, to: User) -> dict[str, Any]:
    """What the hand-over changed, as it was. Raises ``Refused`` when the last change of the record is anything else."""
    about = {"subject_type": ContentType.objects.get_for_model(customer), "subject_id": customer.pk}
    last = Entry.objects.filter(**about).exclude(changes={}).order_by("-pk").first()
    mine = last is not None and last.deed == hand_over_customer.permission and last.actor_id == actor.pk
    if last is None or not mine or customer.owner_id != to.pk or last.changes["owner_id"][1] != to.pk:
        raise Refused(
            _("The record was changed since, or the hand-over was taken back already."), clause="5.1.1",
            remedy=_("Look at whose customer it is now; if need be, hand it over again."),
        )  # fmt: skip
    if clock.now() - last.at > UNDONE_WITHIN:
        raise Refused(
            _("This hand-over is too old to be taken back."), clause="5.1.1", remedy=_("Hand the customer over again.")
        )
    return {name: before for name, (before, _after) in last.changes.items()}


def _due_as_before(customer: Customer) -> None:
    """The next contact as it stood with the former consultant; in the pool nothing is due."""
    due = due_with(customer)
    if customer.owner is None:
        if customer.previous_owner_id is None:
            wait_for_owner(customer)  # it was on somebody's list to find a consultant
        else:
            end_follow_ups(customer)
    elif due is not None and due.consultant_id == customer.owner_id:
        remind_of(customer, due.due_at)
    elif customer.next_action_at is None:
        end_follow_ups(customer)
    elif due is not None:
        ended = customer.followups.filter(status=FollowUp.Status.CANCELLED, consultant=customer.owner)
        replaced = ended.order_by("-pk").first()
        first = replaced is not None and replaced.is_first
        plan(customer, customer.next_action_at, customer.next_action, is_first=first)


def in_pool(customer: Customer) -> bool:
    """Whether anybody may take it: no deal, not closed, and nobody's protection standing."""
    return customer.merged_into_id is None and customer.stage in Customer.TAKEABLE and not customer.is_protected


@action(Customer, _("Take from the pool"), when=in_pool, clause="5.1.1", button=False)
def take_from_pool(actor: User, customer: Customer) -> None:
    """Mine from now on: within the daily limit and one's capacity, and not straight back to whoever let it go."""
    _within_limits(actor, customer)
    give_to(customer, actor, figures.PROTECTION_AFTER_CALL.whole())
    if customer.stage == Stage.DORMANT:
        customer.lifecycle.move(customer, Stage.INTENT)
    due_first_follow_up(customer)


def _within_limits(actor: User, customer: Customer) -> None:
    limit = figures.POOL_PICKS_PER_DAY.whole()
    if Entry.objects.filter(actor=actor, deed="customers.take_from_pool", at__gte=clock.midnight()).count() >= limit:
        raise Refused(
            _("You have taken %(limit)d customers from the pool today.") % {"limit": limit},
            clause="5.1.1",
            remedy=_("Come back tomorrow."),
        )
    if Customer.objects.open().filter(owner=actor, project_id=customer.project_id).count() >= figures.CAPACITY.whole():
        raise Refused(
            _("You look after as many open customers as one person can."),
            clause="5.1.1",
            remedy=_("Close or hand over some first."),
        )
    wait = timedelta(days=figures.POOL_RETURN_DAYS.whole())
    if customer.previous_owner_id == actor.pk and customer.pooled_at and customer.pooled_at + wait > clock.now():
        raise Refused(
            _("You had this customer until recently; a colleague gets the chance first."),
            clause="5.1.1",
            remedy=_("You may take it back after %(day)s.")
            % {"day": f"{clock.local(customer.pooled_at + wait):%Y-%m-%d}"},
        )
