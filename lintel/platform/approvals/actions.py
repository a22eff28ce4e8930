"""What people do with a request: decide it, pass it on, send it back, take it back, or let somebody stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.actions.door import action
from lintel.platform.approvals.authority import route_for
from lintel.platform.approvals.carrying import carry_out, locked_subject
from lintel.platform.approvals.deciding import (
    close_open,
    decide,
    hand_back,
    lengthen_if_needed,
    may_take_back,
    turn_of,
    unchanged,
)
from lintel.platform.approvals.errors import not_your_own
from lintel.platform.approvals.facts import said_for_the_record
from lintel.platform.approvals.forms import DelegationForm
from lintel.platform.approvals.models import AuthorityLine, Decision, Delegation, Mode, Remark, Request
from lintel.platform.approvals.people import may_act_in, may_take_over, own_post, rank, still_entitled
from lintel.platform.approvals.standing_in import follow_delegation
from lintel.platform.approvals.steps import TAKEN_BACK, climb, complete, lapse_others
from lintel.platform.approvals.telling import (
    ask_again,
    ask_to_decide,
    remind_waiting,
    settle_request,
    tell_asker,
    tell_remark,
)
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused

RUNNING, RETURNED = Request.Status.RUNNING, Request.Status.RETURNED
REMIND_EVERY = timedelta(hours=4)


def _running(request: Request) -> bool:
    return request.status == RUNNING


def _live(request: Request) -> bool:
    return request.live


@action(Request, _("Approve"), when=_running)
def approve(actor: Any, request: Request, *, comment: str = "", seen: str = "") -> None:
    """Agree, as the person waited for; after the last step the area carries it out in this transaction.

    ``seen`` is the fingerprint of the facts the person looked at; without it they must be those it was asked with.
    """
    mine = turn_of(actor, request)
    subject = locked_subject(request)
    decide(mine, Decision.Status.APPROVED, comment, unchanged(request, subject, seen))
    if mine.added_by_id:
        ask_to_decide(hand_back(mine))
    elif complete(request):
        lapse_others(request)
        if request.position == len(request.route):
            lengthen_if_needed(request, subject)
        request.position += 1
        climb(actor, request, subject)
    settle_request(request, actor)


@action(Request, _("Reject"), to=Request.Status.REJECTED)
def refuse(actor: Any, request: Request, *, reason: str) -> None:
    """Say no. The request ends; the asker may ask anew for something else."""
    decide(turn_of(actor, request), Decision.Status.REJECTED, reason)
    request.closed_at = clock.now()
    close_open(request)
    carry_out(actor, request, "refused")
    tell_asker(request, _("Rejected: %(what)s"))
    settle_request(request, actor)


@action(Request, _("Send back"), when=_running)
def return_to(actor: Any, request: Request, *, reason: str, step: int = 0) -> None:
    """Send it back: to the asker (``step=0``), who may change and resubmit it, or to an earlier step."""
    mine = turn_of(actor, request)
    if not 0 <= step < request.position:
        raise Refused(_t("It can only go back to an earlier step."), remedy=_t("Choose a step above your own."))
    decide(mine, Decision.Status.RETURNED, reason)
    close_open(request)
    if step == 0:
        request.lifecycle.move(request, RETURNED)
        carry_out(actor, request, "returned")
        tell_asker(request, _("Sent back: %(what)s"))
        ask_again(request)
    else:
        request.round, request.position = request.round + 1, step
        climb(actor, request)
    settle_request(request, actor)


@action(Request, _("Take the agreement back"), when=_running)
def take_back(actor: Any, request: Request) -> None:
    """Undo one's own agreement while nobody after oneself has acted; the step is asked anew. What was granted stays."""
    mine = may_take_back(actor, request)
    if mine is None:
        raise Refused(
            _t("It cannot be taken back any more: somebody else has acted since, or it is decided."),
            remedy=_t("Write a remark to whoever is waited for now."),
        )
    mine.status, mine.note = Decision.Status.LAPSED, TAKEN_BACK
    mine.save(update_fields=["status", "note", "updated_at"])
    close_open(request)
    request.round, request.position = request.round + 1, mine.position
    climb(actor, request)
    settle_request(request, actor)


@action(Request, _("Withdraw"), to=Request.Status.WITHDRAWN)
def withdraw(actor: Any, request: Request, *, reason: str = "") -> None:
    """Take one's own request back, while nobody has acted on it, or after it was sent back."""
    _own(actor, request)
    if _waits(request) and _somebody_acted(request):
        raise Refused(
            _t("Somebody has already decided on this, so it cannot be withdrawn."),
            remedy=_t("Ask the person waited for to send it back."),
        )
    request.closed_at = clock.now()
    close_open(request)
    carry_out(actor, request, "withdrawn")
    settle_request(request, actor)


@action(Request, _("Submit again"), to=RUNNING)
def resubmit(actor: Any, request: Request, *, reason: str = "") -> None:
    """Send a returned request again with the facts and the ladder as they are now; everybody decides anew."""
    _own(actor, request)
    subject = locked_subject(request)
    said = said_for_the_record(request.at, subject)
    route = route_for(request.at, subject, by=request.asked_by, project_id=request.project_id)
    request.facts, request.facts_hash = said.facts, said.hash
    request.amount = request.at.measures(subject).amount
    if route.steps:
        request.route = [{"post": s.post, "mode": s.mode} for s in route.steps]
    request.reason = reason or request.reason
    request.round, request.position = request.round + 1, 1
    request.due_at = clock.now() + request.at.due_after
    climb(actor, request, subject)
    settle_request(request, actor)


@action(Request, _("Hand on"), when=_running)
def transfer(actor: Any, request: Request, *, to: User, reason: str = "") -> None:
    """Let somebody of the same or a higher post decide in one's place; never the asker."""
    mine = turn_of(actor, request)
    _may_be_asked(to, request, actor)
    if not may_take_over(to, mine.post, request.project_id):
        raise NotPermitted(
            _t("Only somebody of the same or a higher post in this project can take this over."),
            remedy=_t("Choose another person, or ask for their opinion instead."),
        )
    decide(mine, Decision.Status.TRANSFERRED, reason)
    ask_to_decide(_another(mine, to, on_behalf_of=mine.on_behalf_of, added_by=mine.added_by))
    settle_request(request, actor)


@action(Request, _("Ask another person"), when=_running)
def add_sign(actor: Any, request: Request, *, person: User, reason: str = "") -> None:
    """Have somebody else agree first; when they have, it comes back to oneself."""
    mine = turn_of(actor, request)
    _may_be_asked(person, request, actor)
    if not may_act_in(person, request.project_id):
        raise NotPermitted(_t("This person is not a member of the project."), remedy=_t("Choose a member."))
    decide(mine, Decision.Status.ADD_SIGNED, reason)
    ask_to_decide(_another(mine, person, post=own_post(person) or mine.post, added_by=mine))
    settle_request(request, actor)


@action(Request, _("Remind"), when=_running)
def remind(actor: Any, request: Request) -> None:
    """Remind those being waited for, once in four hours."""
    _own(actor, request)
    now = clock.now()
    if request.reminded_at and now - request.reminded_at < REMIND_EVERY:
        raise Refused(
            _t("They were reminded less than four hours ago."),
            remedy=_t("Try again later, or talk to them."),
        )
    request.reminded_at = now
    remind_waiting(request, event=f"approval:{request.pk}:reminded:{now:%Y%m%d%H%M%S}")


@action(Request, _("Remark"), when=_live)
def comment(actor: Any, request: Request, *, comment: str) -> None:
    """Say something about it without deciding."""
    Remark.objects.create(request=request, person=actor, comment=comment)
    tell_remark(request, actor)


@action(Delegation, _("Name a deputy"), clause="2.2.2.1", creates=True, form=DelegationForm, personal=())
def delegate(
    actor: Any, *, deputy: User, starts_on: date, ends_on: date, points: Iterable[str] = (), reason: str = ""
) -> Delegation:
    """From day to day ``deputy`` decides on one's behalf: on these points, or on all when none is named."""
    if deputy.pk == actor.pk:
        raise Refused(_t("Nobody represents themself."), remedy=_t("Choose another person."))
    if ends_on < starts_on or ends_on < clock.today():
        raise Refused(_t("The last day must not lie before the first, nor in the past."))
    if max((rank(code) for code in deputy.codes), default=0) < rank("SS"):
        raise Refused(
            _t("A deputy must be a supervisor or higher."), clause="2.2.2.1", remedy=_t("Choose another person.")
        )
    row = Delegation.objects.create(
        person=actor, deputy=deputy, starts_on=starts_on, ends_on=ends_on, points=list(points), reason=reason
    )
    follow_delegation(row)
    return row


@action(Delegation, _("End the deputy's time"), clause="2.2.2.1", when=lambda d: d.ended_at is None)
def end_delegation(actor: Any, delegation: Delegation) -> None:
    """Decide oneself again from now on; what waits for the deputy comes back."""
    delegation.ended_at = clock.now()
    follow_delegation(delegation)


@action(Request, _("Expire"), to=Request.Status.EXPIRED, button=False)
def expire(actor: Any, request: Request) -> None:
    """Nobody decided in time: it is over, and nothing was allowed."""
    request.closed_at = clock.now()
    close_open(request)
    carry_out(actor, request, "expired")
    tell_asker(request, _("Expired without a decision: %(what)s"))
    settle_request(request, actor)


@action(Request, _("Ask again"), when=_running, button=False)
def ask_anew(actor: Any, request: Request) -> None:
    """Those waited for who left their post, the project or the house are let go; when nobody is left, the step opens again."""
    waiting = list(request.decisions.filter(status=Decision.Status.PENDING).select_related("person", "on_behalf_of"))
    gone = [d for d in waiting if not still_entitled(d)]
    for decision in gone:
        decide(decision, Decision.Status.LAPSED, "")
    if gone and len(gone) == len(waiting):
        climb(actor, request)
    settle_request(request, actor)


@action(AuthorityLine, _("Add an authority line"), creates=True, button=False)
def add_authority_line(
    actor: Any,
    *,
    point: str,
    post: str,
    sequence: int,
    effective_from: date,
    source: str,
    max_amount: Decimal | None = None,
    max_percent: Decimal | None = None,
    max_days: int | None = None,
    mode: Mode = Mode.ANY,
    joins: bool = True,
    kind: str = "",
    project_id: int | None = None,
) -> AuthorityLine:
    """Give a post authority from a day on; ``source`` is the decision that gives it."""
    if effective_from < clock.today():
        raise Refused(_t("Authority is never given for days gone by."), remedy=_t("Choose today or a later day."))
    return AuthorityLine.objects.create(
        point=point,
        post=post,
        sequence=sequence,
        effective_from=effective_from,
        source=source,
        max_amount=max_amount,
        max_percent=max_percent,
        max_days=max_days,
        mode=mode,
        joins=joins,
        kind=kind,
        project_id=project_id,
    )


@action(AuthorityLine, _("End the authority line"), button=False)
def end_authority_line(actor: Any, line: AuthorityLine, *, effective_until: date) -> None:
    """Last day on which this line holds; a changed limit is a new line from the next day on."""
    line.effective_until = effective_until


def approve_many(actor: Any, requests: Iterable[Request]) -> list[tuple[Request, Refused | None]]:
    """Approve requests of one point, each on its own: those that may not be approved stay, with the reason why.

    Raises ``Refused`` when they are of different points. Which must be looked at alone says :func:`alone_because`.
    """
    chosen = list(requests)
    if len({r.point for r in chosen}) > 1:
        raise Refused(
            _t("Only requests of the same kind can be approved together."), remedy=_t("Choose one kind above the list.")
        )
    return [(request, _tried(actor, request)) for request in chosen]


def alone_because(request: Request) -> Refused | None:
    """Why a request must be looked at alone: a warning, facts that changed, or one's word not being the last one."""
    if any(fact.get("warning") for fact in request.facts):
        return Refused(_t("This one carries a warning and must be looked at alone."))
    if request.position < len(request.route):
        return Refused(_t("This one is beyond your own limit: others decide after you."))
    if request.facts_now().hash != request.facts_hash:
        return Refused(_t("The facts have changed since this was asked. Please review them."))
    return None


def _tried(actor: Any, request: Request) -> Refused | None:
    if (alone := alone_because(request)) is not None:
        return alone
    try:
        approve(actor, request)
    except Refused as refused:
        return refused
    return None


def _own(actor: Any, request: Request) -> None:
    if request.asked_by_id != actor.pk:
        raise NotPermitted(_t("Only the person who asked can do this."))


def _waits(request: Request) -> bool:
    """Whether somebody is being waited for; after it was sent back to the asker nobody is."""
    return request.decisions.filter(status=Decision.Status.PENDING).exists()


def _somebody_acted(request: Request) -> bool:
    acted = [s for s in Decision.Status.values if s not in ("pending", "skipped", "delegated", "lapsed")]
    return request.decisions.filter(round=request.round, status__in=acted).exists()


def _may_be_asked(person: User, request: Request, actor: Any) -> None:
    if person.pk == request.asked_by_id:
        raise not_your_own()
    waiting = request.decisions.filter(person=person, status=Decision.Status.PENDING).exists()
    if person.pk == actor.pk or waiting:
        raise Refused(_t("This person is being asked already."), remedy=_t("Choose another person."))


def _another(mine: Decision, person: User, **more: Any) -> Decision:
    said = {"post": mine.post, "opened_at": clock.now(), **more}
    return Decision.objects.create(
        request_id=mine.request_id, round=mine.round, position=mine.position, person=person, **said
    )
