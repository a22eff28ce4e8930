"""At the door: a person came, and within half a minute we know who receives them and why (clause 3.1.1)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures, queries
from lintel.customers.models import Channel, Consent, Customer, DutyTurn, FollowUp, Grade, NoticeVersion, Visit
from lintel.customers.ownership import due_first_follow_up, open_record, plan, protect
from lintel.inventory.models import Project
from lintel.platform.access.scope import may
from lintel.platform.actions.door import action
from lintel.platform.actions.many import lock
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.numbering import next_number
from lintel.platform.notices.sending import notify

Outcome, Stage = Visit.Outcome, Customer.Stage


@action(Project, _("Register an arrival"), clause="3.1.1", personal=("phone", "name"), button=False)
def check_in(
    actor: User, project: Project, *, channel: Channel, phone: str = "", name: str = "", title: str = "",
    party: int = 1, agreed: bool = False, marketing: bool = False, how: str = Consent.How.SIGNED,
    introduced_by: Customer | None = None, consultant: User | None = None, reason: str = "",
) -> Visit:
    """Register one arrival. Without consent nothing about the person is kept: the visit is counted and that is all.

    The project's row is locked, so two desks entering one number at the same moment make one customer.
    ``consultant`` overrides the turn and then needs a ``reason``; both people see it.
    """
    if not (agreed and phone):
        return _arrive(actor, project, None, _next(project, consultant), Outcome.ANONYMOUS, channel, party, [])
    found = queries.arrival(actor, project, phone)
    receiver = _receiver(actor, project, found, consultant, reason)
    customer = queries.customer_with_phone(project, phone)
    is_new = customer is None
    if customer is None:
        if not name:
            raise Refused(_("A name is needed for a new customer."), clause="3.1.3", remedy=_("Ask how to address them."))
        customer = open_record(
            project, owner=receiver, name=name, title=title, phone=phone, channel=channel, stage=Stage.LEAD,
            introduced_by=introduced_by,
        )
    _consent(actor, customer, marketing, how)
    _came(customer, receiver, found.outcome)
    if is_new:
        due_first_follow_up(customer)
    customer.save()
    why = [*found.reasons, *([reason] if reason else [])]
    return _arrive(actor, project, customer, receiver, found.outcome, channel, party, why)


def _receiver(actor: User, project: Project, found: queries.Arrival, wanted: User | None, reason: str) -> User:
    receiver = found.consultant or actor
    if wanted is None or wanted == receiver:
        return receiver
    if not reason:
        raise Refused(_("Another consultant than the rule gives needs a reason."), clause="3.1.1", remedy=_("Write the reason."))
    if found.outcome in (Outcome.PROTECTED, Outcome.MINE) and not may(actor, "customers.hand_over_customer"):
        raise Refused(
            _("The customer is protected for a colleague."), clause="3.1.1", remedy=_("Ask the supervisor for a ruling.")
        )
    notify(receiver, "customers.turn_overridden", _("A turn was given to a colleague: %(reason)s"), values={"reason": reason})
    return wanted


def _came(customer: Customer, receiver: User, outcome: str) -> None:
    if outcome == Outcome.POOL or customer.owner_id is None:
        customer.owner = receiver
    if customer.lifecycle.allows(customer, Stage.VISITOR):
        customer.lifecycle.move(customer, Stage.VISITOR)
    customer.last_contact_at = clock.now()
    protect(customer, figures.PROTECTION_AFTER_VISIT.whole())


def _consent(actor: User, customer: Customer, marketing: bool, how: str) -> None:
    notice = NoticeVersion.objects.filter(effective_on__lte=clock.today()).order_by("-version").first()
    if notice is None:
        raise Refused(
            _("No privacy notice is in force, so no personal data may be taken."), rule="G-32",
            remedy=_("Register an anonymous visit, and ask the manager to publish a notice."),
        )
    wanted = [Consent.Purpose.SERVICE, *([Consent.Purpose.MARKETING] if marketing else [])]
    standing = set(customer.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True))
    for purpose in wanted:
        if purpose not in standing:
            Consent.objects.create(customer=customer, purpose=purpose, notice=notice, how=how, witness=actor)


def _next(project: Project, wanted: User | None) -> User | None:
    turn = queries.next_turn(project)
    return wanted or (turn.consultant if turn else None)


def _arrive(
    actor: User, project: Project, customer: Customer | None, receiver: User | None, outcome: str, channel: str,
    party: int, why: list[str],
) -> Visit:
    today = clock.today()
    number = f"V{today:%m%d}-{next_number(f'visit:{project.pk}:{today:%Y%m%d}'):02d}"
    receiver = receiver or actor
    visit = Visit.objects.create(
        project=project, number=f"{today:%y}{number}", customer=customer, consultant=receiver, registered_by=actor,
        outcome=outcome, channel=channel, party=party, explanation=why, arrived_at=clock.now(),
        is_first=customer is None or not customer.visits.exists(),
    )
    if outcome in (Outcome.NEW, Outcome.POOL, Outcome.ANONYMOUS):
        _use_turn(project, receiver)
    if receiver != actor:
        notify(
            receiver, "customers.visitor_waiting", _("Visitor %(number)s is waiting for you"),
            values={"number": visit.number}, url=visit.get_absolute_url(), about=visit, event=f"visit:{visit.pk}",
        )
    return visit


def _use_turn(project: Project, receiver: User) -> None:
    for turn in lock(DutyTurn.objects.filter(project=project, day=clock.today(), consultant=receiver)):
        turn.receptions += 1
        turn.last_turn_at, turn.status = clock.now(), DutyTurn.Status.RECEIVING
        turn.save()


@action(Visit, _("Close the reception"), to=Visit.Status.CLOSED, clause="3.1.3")
def close_visit(
    actor: User, visit: Visit, *, summary: str, toured: bool = False, grade: Grade | None = None,
    next_at: str = "", next_action: str = "",
) -> None:
    """What came of the visit: outcome in words, grade and next action. The consultant is free for the next turn."""
    visit.summary, visit.toured, visit.closed_at = summary, toured, clock.now()
    for turn in lock(DutyTurn.objects.filter(project=visit.project, day=clock.today(), consultant=visit.consultant)):
        turn.status = DutyTurn.Status.QUEUED
        turn.save()
    if visit.customer is None:
        return
    customer = lock(Customer.objects.filter(pk=visit.customer_id))[0]
    if grade:
        grade_it(customer, grade)
    plan_by_grade(customer, next_at, next_action)
    customer.save()


def grade_it(customer: Customer, grade: str) -> None:
    """Set the intent grade; a graded visitor is a prospect."""
    customer.grade = grade
    if customer.stage != Stage.INTENT and customer.lifecycle.allows(customer, Stage.INTENT) and customer.stage not in Customer.BY_DEAL:
        customer.lifecycle.move(customer, Stage.INTENT)


def plan_by_grade(customer: Customer, next_at: Any, next_action: str) -> FollowUp | None:
    """Plan the next contact: at the chosen moment, else after the cadence of the grade. None for closed customers."""
    if not customer.is_open or customer.owner is None:
        return None
    first = customer.followups.filter(status=FollowUp.Status.DUE, is_first=True).first()
    if first and not next_at:
        return first
    moment = next_at or clock.now() + figures.days_for(customer.grade)
    return plan(customer, moment, next_action or _("Follow-up"))
