"""Deputies: when a delegation begins, what waits for a person goes to the deputy, and back again when it ends."""

from __future__ import annotations

from typing import Any

from lintel.platform.approvals.models import Decision, Delegation, Request
from lintel.platform.approvals.people import deputy_of
from lintel.platform.approvals.telling import ask_to_decide, settle_request
from lintel.platform.kernel import clock

PENDING, DELEGATED = Decision.Status.PENDING, Decision.Status.DELEGATED


def follow_delegation(row: Delegation) -> int:
    """Bring what waits for the person, or for their deputy, in line with today's delegations; returns how many moved."""
    waiting = Decision.objects.filter(status=PENDING, request__status=Request.Status.RUNNING).select_related("request")
    to_deputy = [d for d in waiting.filter(person=row.person, on_behalf_of=None) if _to_deputy(d, row)]
    back = [d for d in waiting.filter(person=row.deputy, on_behalf_of=row.person) if _back(d, row)]
    return len(to_deputy) + len(back)


def _to_deputy(decision: Decision, row: Delegation) -> bool:
    assert decision.person is not None
    deputy = deputy_of(decision.person, decision.request, ended=_ended(row))
    if deputy is None:
        return False
    _mark(decision, DELEGATED)
    _ask_instead(decision, person=deputy, on_behalf_of=decision.person)
    return True


def _back(decision: Decision, row: Delegation) -> bool:
    assert decision.on_behalf_of is not None
    if deputy_of(decision.on_behalf_of, decision.request, ended=_ended(row)) == decision.person:
        return False
    _mark(decision, Decision.Status.LAPSED)
    _ask_instead(decision, person=decision.on_behalf_of, on_behalf_of=None)
    return True


def _ended(row: Delegation) -> Delegation | None:
    return row if row.ended_at else None


def _mark(decision: Decision, status: str) -> None:
    Decision.objects.filter(pk=decision.pk, status=PENDING).update(status=status, updated_at=clock.now())


def _ask_instead(decision: Decision, **whom: Any) -> None:
    request = decision.request
    if not request.decisions.filter(
        round=decision.round, position=decision.position, person=whom["person"], status=PENDING
    ).exists():
        ask_to_decide(
            Decision.objects.create(
                request=request,
                round=decision.round,
                position=decision.position,
                post=decision.post,
                added_by=decision.added_by,
                opened_at=clock.now(),
                **whom,
            )
        )
    settle_request(request, None)
