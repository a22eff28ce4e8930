"""Changing hands: to a colleague by a supervisor's decision, or out of the pool within limits (clause 5.1.1)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.forms import HandOverForm
from lintel.customers.models import Customer
from lintel.customers.ownership import due_first_follow_up, give_to, plan_by_grade, told_of_hand_over
from lintel.platform.access.scope import project_ids
from lintel.platform.actions.door import action
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

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
    before, due = customer.owner, customer.next_action_at
    give_to(customer, to, figures.PROTECTION_AFTER_CALL.whole())
    plan_by_grade(customer, due if due and due > clock.now() else None, customer.next_action)
    told_of_hand_over(customer, before, reason)


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
