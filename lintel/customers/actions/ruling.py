"""Whose customer is it: somebody says the customer should be theirs, and whoever leads decides on the evidence (clause 3.1.1)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers import figures, queries
from lintel.customers.forms import AskRulingForm, RulingForm
from lintel.customers.kinds import RULED, RULING
from lintel.customers.models import Customer, Visit
from lintel.customers.ownership import give_to, keep, locked_by, plan_by_grade
from lintel.platform.access.models import Reach
from lintel.platform.access.scope import reach_of
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User, supervisor_of
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.workingtime import add_working_hours
from lintel.platform.notices.sending import notify
from lintel.platform.privacy.scan import redact
from lintel.platform.tasks.todo import settle, todo

RULE = "customers.rule_on_visit"
WITHIN_HOURS = 4
"""Working hours for a ruling: the customer sits in the hall meanwhile."""


def _disputable(visit: Visit) -> bool:
    return visit.outcome == Visit.Outcome.PROTECTED and visit.customer_id is not None and visit.claimant_id is None


@action(Visit, _("Ask for a ruling"), when=_disputable, clause="3.1.1", form=AskRulingForm)
def ask_for_ruling(actor: User, visit: Visit, *, reason: str, claimant: User | None = None) -> None:
    """Whoever thinks that a protected customer should be theirs, or the desk for them, says why; the owner's supervisor decides."""
    visit.claimant = _who_claims(actor, visit, claimant)
    visit.claim = redact(reason)[:300]
    above = supervisor_of(visit.consultant) if visit.consultant else None
    todo(
        RULING, visit, _("Ruling asked by %(who)s on visit %(number)s: %(reason)s"),
        values={"who": actor, "number": visit.number, "reason": visit.claim[:100]}, assignee=above, role="" if above else "MGR",
        url=reverse("customers:ruling", args=[visit.pk]), due_at=add_working_hours(clock.now(), WITHIN_HOURS),
    )  # fmt: skip


def _who_claims(actor: User, visit: Visit, wanted: User | None) -> User:
    claimant = wanted or (actor if queries.sells(actor, visit.project) else None)
    if claimant is None:
        raise Refused(
            _("Say whose customer it should be."), clause="3.1.1", remedy=_("Choose the consultant who claims them.")
        )
    _able(claimant, visit)
    if claimant.pk == visit.consultant_id:
        raise Refused(
            _("%(person)s already looks after this customer.") % {"person": claimant},
            clause="3.1.1",
            remedy=_("Choose the consultant who claims them."),
        )
    return claimant


def _able(claimant: User, visit: Visit) -> None:
    if not queries.sells(claimant, visit.project):
        raise Refused(
            _("%(person)s is no consultant of this project.") % {"person": claimant},
            clause="3.1.1",
            remedy=_("Choose a consultant of the project."),
        )


@action(
    Visit, _("Rule whose customer it is"), when=lambda v: v.is_disputed, clause="3.1.1", form=RulingForm, button=False
)
def rule_on_visit(actor: User, visit: Visit, *, ruling: Visit.Ruling, reason: str) -> None:
    """Leave the customer with the owner, or give them to whoever claimed them. Both hear of it with the reason."""
    assert visit.customer_id is not None
    assert visit.claimant is not None, "only what somebody claims is ruled on"
    customer = locked_by(visit.customer_id)
    _impartial(actor, visit, customer)
    visit.ruling, visit.ruled_by, visit.ruled_at, visit.ruled_because = ruling, actor, clock.now(), redact(reason)[:200]
    before = customer.owner
    if ruling == Visit.Ruling.CLAIMANT:
        _able(visit.claimant, visit)
        give_to(customer, visit.claimant, figures.PROTECTION_AFTER_VISIT.whole())
        plan_by_grade(customer, _still_to_come(customer), customer.next_action)
        keep(actor, RULE, customer, clause="3.1.1")
    _tell(visit, customer, before)
    settle(visit, actor)


def _tell(visit: Visit, customer: Customer, before: User | None) -> None:
    """Both and the desk hear of it, each with the page they may open."""
    pages = {
        visit.registered_by: visit.get_absolute_url(),
        visit.consultant: visit.get_absolute_url(),
        visit.claimant: "",
    }
    pages |= {before: pages.get(before, ""), customer.owner: customer.get_absolute_url()}
    for person, url in pages.items():
        if person is not None:
            notify(
                person, RULED, _("Ruling on customer %(number)s: %(owner)s looks after them. %(reason)s"),
                values={"number": customer.number, "owner": customer.owner or "—", "reason": visit.ruled_because}, url=url,
                about=customer, event=f"ruling:{visit.pk}",
            )  # fmt: skip


def _still_to_come(customer: Customer) -> datetime | None:
    due = customer.next_action_at
    return due if due and due > clock.now() else None


def _impartial(actor: User, visit: Visit, customer: Customer) -> None:
    """Nobody decides about themselves; of supervisors it is the one of the consultant who has the customer."""
    if actor.pk in (customer.owner_id, visit.claimant_id):
        raise NotPermitted(_("Nobody rules on their own claim."), clause="3.1.1", remedy=_("Ask the deputy manager."))
    theirs = visit.consultant.department_id if visit.consultant else None
    if reach_of(actor, RULE) == Reach.TEAM and actor.department_id != theirs:
        raise NotPermitted(
            _("The supervisor of the customer's consultant decides."),
            clause="3.1.1",
            remedy=_("Ask them, or the deputy manager."),
        )
