"""Keeping in touch: what was done, what came of it, and what comes next (clauses 3.2.1, 3.2.3, 2.2.4.4)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.forms import FollowUpForm
from lintel.customers.models import Customer, FollowUp, Grade, NextStep
from lintel.customers.ownership import complete_due, grade_it, plan, plan_by_grade, protect, settle_for
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.models import rewrite

Method = FollowUp.Method
Result = FollowUp.Result
Stage = Customer.Stage


def _reachable(customer: Customer) -> bool:
    """Owned, in use, and not given up."""
    closed = (Stage.LOST, Stage.INVALID, Stage.ANONYMISED)
    return customer.owner_id is not None and customer.merged_into_id is None and customer.stage not in closed


@action(Customer, _("Write a follow-up"), when=_reachable, clause="3.2.1", form=FollowUpForm, personal=("text",))
def record_follow_up(
    actor: User,
    customer: Customer,
    *,
    method: FollowUp.Method,
    result: FollowUp.Result = Result.REACHED,
    text: str = "",
    grade: Grade | None = None,
    next_at: datetime | None = None,
    next_action: str = "",
    satisfaction: int | None = None,
    marketing: bool = False,
) -> FollowUp:
    """Write down one contact; it completes the follow-up that was due and plans the next.

    Only a contact in which the customer was reached renews protection. ``marketing`` says the words were advertising:
    refused to whoever said no to that (G-34).
    """
    if marketing and customer.marketing_refused:
        raise Refused(
            _("This customer refuses marketing messages."),
            rule="G-34",
            clause="3.2.1",
            remedy=_("Write about the customer's own business only."),
        )
    if next_at is not None and next_at <= clock.now():
        raise Refused(_("The next contact must lie in the future."), clause="2.2.4.4", remedy=_("Choose a later time."))
    if customer.owner_id == actor.pk:
        customer.owner = actor  # nobody else needs to be read
    followup = _done(actor, customer, method, result, text, grade or "", satisfaction)
    if result == Result.REACHED:
        _renew(customer, method)
    if grade and customer.stage not in Customer.BY_DEAL:
        grade_it(customer, grade)
    plan_by_grade(customer, next_at, next_action)
    settle_for(customer, actor)
    return followup


#: What is written of a follow-up when it is done.
_DONE = ("status", "consultant", "done_at", "method", "result", "text", "grade", "satisfaction", "updated_at")


def _done(
    actor: User, customer: Customer, method: str, result: str, text: str, grade: str, satisfaction: int | None
) -> FollowUp:
    due = complete_due(customer) or FollowUp(customer=customer, due_at=clock.now())
    due.lifecycle.move(due, FollowUp.Status.DONE)
    due.consultant, due.done_at, due.method, due.result = actor, clock.now(), method, result
    due.text, due.grade, due.satisfaction = text.strip() or None, grade, satisfaction
    if due.pk:
        rewrite(due, _DONE)
    else:
        insert_one(due)
    return due


def _renew(customer: Customer, method: str) -> None:
    customer.last_contact_at = clock.now()
    if customer.stage == Stage.DORMANT:
        customer.lifecycle.move(customer, Stage.INTENT)
    after = figures.PROTECTION_AFTER_VISIT if method == Method.VISIT else figures.PROTECTION_AFTER_CALL
    protect(customer, after.whole())


@action(Customer, _("Plan the next contact"), when=_reachable, clause="2.2.4.4")
def plan_follow_up(actor: User, customer: Customer, *, next_at: datetime, next_action: str = "") -> FollowUp:
    """Promise a contact at a moment; it replaces the one that was planned."""
    if next_at <= clock.now():
        raise Refused(_("The next contact must lie in the future."), clause="2.2.4.4", remedy=_("Choose a later time."))
    first = complete_due(customer)
    if first is not None and first.is_first and next_at > first.due_at:
        raise Refused(
            _("The first follow-up is due by %(moment)s and cannot be put off.")
            % {"moment": f"{clock.local(first.due_at):%m-%d %H:%M}"},
            clause="3.2.1",
            remedy=_("Contact the customer, then plan the next time."),
        )
    return plan(customer, next_at, next_action or NextStep.AGAIN, is_first=bool(first and first.is_first))
