"""Which requests concern a person."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from lintel.platform.approvals.models import Decision, Delegation, Request
from lintel.platform.kernel import clock

WAITING, ASKED, COPIED, DECIDED = "waiting", "asked", "copied", "decided"
TABS = (WAITING, ASKED, COPIED, DECIDED)


def inbox(user: Any, tab: str) -> QuerySet[Request]:
    """The requests of one tab of the approvals centre, those most in a hurry first, else newest first."""
    rows = Request.objects.select_related("asked_by", "subject_type").prefetch_related(
        Prefetch("decisions", Decision.objects.select_related("person", "on_behalf_of"))
    )
    if tab == WAITING:
        return _waiting_for(rows, user).order_by("due_at", "pk")
    if tab == ASKED:
        return rows.filter(asked_by=user).order_by("-pk")
    if tab == COPIED:
        return rows.filter(copied_to=user).order_by("-pk")
    said = [Decision.Status.APPROVED, Decision.Status.REJECTED, Decision.Status.RETURNED, Decision.Status.TRANSFERRED]
    mine = Decision.objects.filter(person=user, status__in=said)
    return rows.filter(pk__in=mine.values("request")).order_by("-updated_at", "-pk")


def _waiting_for(rows: QuerySet[Request], user: Any) -> QuerySet[Request]:
    """Own requests never wait for oneself."""
    mine = Decision.objects.filter(person=user, status=Decision.Status.PENDING)
    return rows.filter(status=Request.Status.RUNNING, pk__in=mine.values("request")).exclude(asked_by=user)


def waiting_count(user: Any) -> int:
    """How many requests wait for this person: the number at the badge."""
    return _waiting_for(Request.objects.all(), user).count()


def counts(user: Any) -> dict[str, int]:
    """How many requests stand in the tabs that show a number."""
    live = [Request.Status.RUNNING, Request.Status.RETURNED]
    return {WAITING: waiting_count(user), ASKED: Request.objects.filter(asked_by=user, status__in=live).count()}


def requests_this_month(point: str, user: Any) -> int:
    """How often this person asked for this since the first of the month, withdrawn ones left out."""
    first = clock.today().replace(day=1)
    rows = Request.objects.filter(point=point, asked_by=user, created_at__date__gte=first)
    return rows.exclude(status=Request.Status.WITHDRAWN).count()


def my_decision(request: Request, user: Any) -> Decision | None:
    """What is waited for from this person on this request, if anything."""
    if request.status != Request.Status.RUNNING or request.asked_by_id == user.pk:
        return None
    return next((d for d in request.now_at() if d.person_id == user.pk), None)


def delegations_of(user: Any) -> QuerySet[Delegation]:
    """This person's deputies, present and to come."""
    rows = Delegation.objects.filter(person=user, ended_at=None, ends_on__gte=clock.today())
    return rows.select_related("deputy").order_by("starts_on", "pk")
