"""Time passes: requests nobody decided expire, and deputies' days begin and end. Nothing is ever approved by time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from lintel.platform.approvals.actions import ask_anew, expire
from lintel.platform.approvals.models import Decision, Delegation, Request
from lintel.platform.approvals.people import still_entitled
from lintel.platform.approvals.standing_in import follow_delegation
from lintel.platform.directory.models import system_user
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused


@job("approvals.expire", every=timedelta(minutes=5))
def expire_requests() -> int:
    """End what was not decided within its time; returns how many."""
    live = [Request.Status.RUNNING, Request.Status.RETURNED]
    return sum(_expired(r) for r in Request.objects.filter(status__in=live, expires_at__lte=clock.now()))


def _expired(request: Request) -> bool:
    try:
        expire(system_user(), request)
    except Refused:
        return False
    return True


@job("approvals.ask_anew", every=timedelta(minutes=30))
def ask_anew_where_people_left() -> int:
    """Ask the successors of people who left their post while something waited for them; returns how many requests."""
    waiting = Decision.objects.filter(status=Decision.Status.PENDING, request__status=Request.Status.RUNNING)
    rows = waiting.select_related("request", "person", "on_behalf_of").order_by("pk")
    left = {d.request_id: d.request for d in rows if not still_entitled(d)}
    return sum(_asked_anew(request) for request in left.values())


def _asked_anew(request: Request) -> bool:
    try:
        ask_anew(system_user(), request)
    except Refused:
        return False
    return True


@job("approvals.follow_delegations", every=timedelta(minutes=30))
def follow_delegations() -> int:
    """Hand over what waits when a deputy's days begin, and take it back after the last one."""
    day = clock.today()
    near = Delegation.objects.filter(starts_on__lte=day).filter(
        Q(ended_at=None, ends_on__gte=day - timedelta(days=31)) | Q(ended_at__gte=clock.now() - timedelta(days=31))
    )
    return sum(follow_delegation(row) for row in near)
