"""Giving a customer up, and coming back: A and B customers are not lost on one person's word (clause 5.1.3)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.customers.figures import PROTECTION_AFTER_CALL
from lintel.customers.kinds import CONFIRM_LOSS, LOSS_DECIDED
from lintel.customers.models import Customer, Grade
from lintel.customers.ownership import end_follow_ups, plan_by_grade, protect, settle_for
from lintel.platform.access.scope import may
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User, supervisor_of
from lintel.platform.kernel import clock
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.todo import todo

Stage = Customer.Stage


def _losable(customer: Customer) -> bool:
    return customer.merged_into_id is None and customer.lost_asked_at is None and customer.stage in Customer.TAKEABLE


def _asked(customer: Customer) -> bool:
    return customer.lost_asked_at is not None


@action(Customer, _("Mark as lost"), when=_losable, clause="5.1.3")
def mark_lost(actor: User, customer: Customer, *, reason: str) -> None:
    """Bought elsewhere or gave up. For grades A and B the supervisor is asked, unless a supervisor says so."""
    customer.lost_reason = reason[:200]
    if customer.grade not in (Grade.A, Grade.B) or may(actor, "customers.confirm_lost"):
        _lose(customer)
        return
    customer.lost_asked_at = clock.now()
    above = supervisor_of(actor)
    if above is not None:
        todo(
            CONFIRM_LOSS,
            customer,
            _("Confirm the loss of %(number)s"),
            values={"number": customer.number},
            assignee=above,
            url=customer.get_absolute_url(),
        )


@action(Customer, _("Confirm the loss"), when=_asked, clause="5.1.3")
def confirm_lost(actor: User, customer: Customer) -> None:
    """The supervisor agrees."""
    customer.lost_asked_at = None
    _lose(customer)
    _tell(customer, _("%(number)s: the loss was confirmed"), actor)


@action(Customer, _("Not lost yet"), when=_asked, clause="5.1.3")
def keep_customer(actor: User, customer: Customer, *, reason: str) -> None:
    """The supervisor wants another try, and says what."""
    customer.lost_asked_at, customer.lost_reason = None, ""
    plan_by_grade(customer, None, reason[:120])
    _tell(customer, _("%(number)s: not lost yet, try again"), actor)


@action(Customer, _("Wrong number or not a customer"), to=Stage.INVALID, clause="5.1.1")
def mark_invalid(actor: User, customer: Customer, *, reason: str) -> None:
    """The record is of nobody: a wrong number, a colleague, a salesman."""
    customer.lost_reason = reason[:200]
    end_follow_ups(customer)


@action(
    Customer,
    _("Take up again"),
    when=lambda c: c.stage in (Stage.LOST, Stage.DORMANT) and c.merged_into_id is None,
    clause="3.2.3",
)
def revive(actor: User, customer: Customer) -> None:
    """The customer is interested again."""
    customer.lifecycle.move(customer, Stage.INTENT)
    customer.lost_reason = ""
    if customer.owner_id is None:
        customer.owner = actor
    protect(customer, PROTECTION_AFTER_CALL.whole())
    plan_by_grade(customer)


def _lose(customer: Customer) -> None:
    customer.lifecycle.move(customer, Stage.LOST)
    end_follow_ups(customer)


def _tell(customer: Customer, title: str | Promise, actor: User) -> None:
    if customer.owner and customer.owner != actor:
        notify(
            customer.owner,
            LOSS_DECIDED,
            title,
            values={"number": customer.number},
            url=customer.get_absolute_url(),
            about=customer,
        )
    settle_for(customer, actor)
