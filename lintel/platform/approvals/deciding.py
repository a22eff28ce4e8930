"""What the verbs of ``actions`` have in common: whose turn it is, and what a decision leaves behind."""

from __future__ import annotations

from typing import Any

from lintel.platform.approvals.authority import plan
from lintel.platform.approvals.errors import beyond_authority, facts_changed, not_waited_for, not_your_own
from lintel.platform.approvals.facts import fingerprint
from lintel.platform.approvals.models import Decision, Request
from lintel.platform.approvals.people import still_entitled
from lintel.platform.approvals.steps import present
from lintel.platform.kernel import clock

PENDING = Decision.Status.PENDING


def turn_of(actor: Any, request: Request) -> Decision:
    """The decision being waited for from this person. Raises ``NotPermitted`` for the asker and for everybody else."""
    if request.asked_by_id == actor.pk:
        raise not_your_own()
    mine = present(request).filter(person=actor, status=PENDING).select_for_update(of=("self",)).first()
    if mine is None or not still_entitled(mine):
        raise not_waited_for()
    if mine.on_behalf_of_id == request.asked_by_id:
        raise not_your_own()
    return mine


def unchanged(request: Request, subject: Any, seen: str) -> str:
    """The fingerprint of the facts now, when it is the one the person saw. Raises ``FactsChanged``."""
    now = fingerprint(request.at, subject)
    if now != (seen or request.facts_hash):
        raise facts_changed()
    return now


def decide(decision: Decision, status: str, comment: str, facts_hash: str = "") -> None:
    """Write down what was said, when, and on which facts."""
    decision.status, decision.comment, decision.facts_hash = status, comment, facts_hash
    decision.decided_at = clock.now()
    decision.save(update_fields=["status", "comment", "facts_hash", "decided_at", "updated_at"])


def may_take_back(actor: Any, request: Request) -> Decision | None:
    """The agreement this person may still take back: the last thing anybody said in this round. None otherwise."""
    if request.status != Request.Status.RUNNING:
        return None
    silent = [PENDING, Decision.Status.LAPSED, Decision.Status.SKIPPED, Decision.Status.DELEGATED]
    said = Decision.objects.filter(request=request, round=request.round).exclude(status__in=silent)
    last = said.filter(note="").order_by("-decided_at", "-pk").first()
    if last is None or last.person_id != actor.pk or last.status != Decision.Status.APPROVED or last.added_by_id:
        return None
    return last if said.order_by("-decided_at", "-pk").first() == last else None


def close_open(request: Request) -> None:
    """Nobody is waited for any more."""
    Decision.objects.filter(request=request, status=PENDING).update(status=Decision.Status.LAPSED)


def hand_back(decision: Decision) -> Decision:
    """The added person agreed: whoever added them is waited for again."""
    first = decision.added_by
    assert first is not None
    return Decision.objects.create(
        request_id=first.request_id,
        round=first.round,
        position=first.position,
        post=first.post,
        person=first.person,
        on_behalf_of=first.on_behalf_of,
        added_by=first.added_by,
        opened_at=clock.now(),
    )


def lengthen_if_needed(request: Request, subject: Any) -> bool:
    """Look at the authority once more before granting: rungs the case needs by now are added; true when some were."""
    if request.at.route is not None:
        return False
    found = plan(request.at, request.at.measures(subject), by=request.asked_by, project_id=request.project_id)
    if found.beyond:
        raise beyond_authority()
    known = {rung["post"] for rung in request.route}
    more = [{"post": s.post, "mode": s.mode} for s in found.steps if s.post not in known]
    request.route = [*request.route, *more]
    return bool(more)
