"""Climbing the ladder: who is asked next, and telling them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.platform.approvals.carrying import carry_out
from lintel.platform.approvals.errors import nobody_to_ask
from lintel.platform.approvals.models import Decision, Mode, Request
from lintel.platform.approvals.people import deputy_of, eligible, next_up
from lintel.platform.approvals.telling import ask_to_decide, tell_asker
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock

SAME_PERSON, ASKER_HOLDS_POST, VACANT, TAKEN_BACK = "same person", "own request", "vacant", "taken back"

NOTES = {
    SAME_PERSON: _("agreed at the step before"),
    ASKER_HOLDS_POST: _("the asker holds this post"),
    TAKEN_BACK: _("taken back before anybody else acted"),
    VACANT: _("nobody holds this post: the next level decides"),
}


def climb(actor: Any, request: Request, subject: Any = None) -> None:
    """Open the request's present step; steps that need nobody are passed, and past the last one it is granted.

    Raises ``NobodyToAsk`` when a step finds nobody from its post upwards.
    """
    while request.position <= len(request.route):
        if open_step(request):
            return
        request.position += 1
    request.position = len(request.route)
    grant(actor, request, subject)


def grant(actor: Any, request: Request, subject: Any = None) -> None:
    """Everybody agreed: the area carries it out, and the asker hears of it."""
    request.lifecycle.move(request, Request.Status.APPROVED)
    request.closed_at = clock.now()
    carry_out(actor, request, "granted", subject)
    tell_asker(request, _("Approved: %(what)s"))


def open_step(request: Request) -> bool:
    """Ask the people of the present step; false when it needs nobody (any more)."""
    rung = request.route[request.position - 1]
    people, post = _people(request, rung["post"])
    if not people:
        return False
    before = _agreed_before(request)
    waiting = [d for person in people for d in _seat(request, post, person, before)]
    agreed = [d for d in waiting if d.status == Decision.Status.APPROVED]
    if agreed and (rung["mode"] == Mode.ANY or len(agreed) == len(waiting)):
        lapse_others(request)
        return False
    for decision in waiting:
        if decision.waited_for:
            ask_to_decide(decision)
    return True


def _people(request: Request, asked: str) -> tuple[list[User], str]:
    """Who decides the present step and as which post; each vacant post on the way up is recorded."""
    later = [rung["post"] for rung in request.route[request.position :]]
    post = asked
    while True:
        people = eligible(post, asker=request.asked_by, project_id=request.project_id)
        if people:
            return people, post
        own = post in request.asked_by.codes
        _skipped(request, post, ASKER_HOLDS_POST if own else VACANT)
        up = next_up(post)
        if up in later:
            return [], post
        if up is None:
            if own and _somebody_agreed(request):
                return [], post
            raise nobody_to_ask()
        post = up


def _seat(request: Request, post: str, person: User, before: set[int]) -> list[Decision]:
    """Ask one holder, or the deputy in their place; whoever agreed at the step before is not asked again."""
    deputy = deputy_of(person, request)
    if deputy is not None:
        _make(request, post, person, status=Decision.Status.DELEGATED)
        if _asked_already(request, deputy):
            return []
        return [_ask(request, post, deputy, before, on_behalf_of=person)]
    return [] if _asked_already(request, person) else [_ask(request, post, person, before)]


def _ask(request: Request, post: str, person: User, before: set[int], **more: Any) -> Decision:
    if person.pk not in before:
        return _make(request, post, person, **more)
    return _make(
        request,
        post,
        person,
        status=Decision.Status.APPROVED,
        note=SAME_PERSON,
        decided_at=clock.now(),
        facts_hash=request.facts_hash,
        **more,
    )


def _make(request: Request, post: str, person: User | None, **more: Any) -> Decision:
    return Decision.objects.create(
        request=request,
        round=request.round,
        position=request.position,
        post=post,
        person=person,
        **{"opened_at": clock.now(), **more},
    )


def _skipped(request: Request, post: str, why: str) -> None:
    _make(request, post, None, status=Decision.Status.SKIPPED, note=why, decided_at=clock.now())


def present(request: Request) -> Any:
    """All decisions of the present round and step."""
    return Decision.objects.filter(request=request, round=request.round, position=request.position)


def _asked_already(request: Request, person: User) -> bool:
    return present(request).filter(person=person, status=Decision.Status.PENDING).exists()


def _agreed_before(request: Request) -> set[int]:
    """The people who agreed at this step already, or at the nearest one before it, in this round."""
    here = set(present(request).filter(status=Decision.Status.APPROVED).values_list("person_id", flat=True))
    agreed = Decision.objects.filter(
        request=request, round=request.round, position__lt=request.position, status=Decision.Status.APPROVED
    ).order_by("-position")
    nearest = agreed.values_list("position", flat=True).first()
    return here | (set(agreed.filter(position=nearest).values_list("person_id", flat=True)) if nearest else set())


def _somebody_agreed(request: Request) -> bool:
    return Decision.objects.filter(request=request, round=request.round, status=Decision.Status.APPROVED).exists()


def complete(request: Request) -> bool:
    """Whether the present step has all the agreement it needs, after one person agreed."""
    mode = request.route[request.position - 1]["mode"]
    return mode == Mode.ANY or not present(request).filter(status=Decision.Status.PENDING).exists()


def lapse_others(request: Request) -> None:
    """Nobody else at the present step needs to answer any more."""
    present(request).filter(status=Decision.Status.PENDING).update(status=Decision.Status.LAPSED)
