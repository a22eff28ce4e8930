"""Asking for approval, and saying beforehand who would have to agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _t

from lintel.platform.access.posts import POSTS
from lintel.platform.approvals.authority import Plan, plan, route_for
from lintel.platform.approvals.errors import AlreadyAsked, NobodyToAsk
from lintel.platform.approvals.facts import said_for_the_record
from lintel.platform.approvals.models import AuthorityLine, Decision, Request
from lintel.platform.approvals.people import resolve
from lintel.platform.approvals.points import Measures, Point, Step
from lintel.platform.approvals.steps import climb
from lintel.platform.approvals.telling import tell_copies
from lintel.platform.audit.models import changes_since, record
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.requestid import request_id

LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class PreviewStep:
    """One rung: the post asked, who would decide, and how long such decisions usually take."""

    post: str
    title: str | Promise
    mode: str
    people: list[User]
    median: timedelta | None
    vacant: bool
    """The post itself is held by nobody; ``people`` are those of the next level up."""


@dataclass(frozen=True)
class Preview:
    """Who must agree. ``reason`` says why not, when nobody needs to or nobody can."""

    needed: bool
    steps: list[PreviewStep]
    own_limit: AuthorityLine | None
    reason: str = ""
    possible: bool = True


def ask(point: Point, row: models.Model, *, by: Any, reason: str = "", cc: Iterable[User] = ()) -> Request | None:
    """Ask for approval of ``row`` at ``point``, inside the action that needs it.

    Returns nothing when the asker's own authority is enough: the caller then carries it out. Raises ``AlreadyAsked``,
    ``NobodyToAsk`` or ``BeyondAuthority``, with nothing changed.
    """
    with transaction.atomic():
        project_id = point.project(row)
        route = route_for(point, row, by=by, project_id=project_id)
        if not route.steps:
            if point.route is None and route.own is not None and not point.four_eyes:
                return None
            raise NobodyToAsk(
                _t("No post has authority for this yet."), remedy=_t("Ask the manager to set the authority.")
            )
        request = _written(point, row, by, reason, project_id, route.steps)
        request.copied_to.set(cc)
        climb(by, request)
        request.save()
        record(
            by,
            "approvals.ask",
            request,
            changes_since({}, request),
            {"reason": reason},
            clause=point.clause,
            request_id=request_id(),
        )
        tell_copies(request)
        return request


def _written(
    point: Point, row: models.Model, by: Any, reason: str, project_id: int | None, steps: list[Step]
) -> Request:
    if live_request(point, row) is not None:
        raise _already()
    said, now = said_for_the_record(point, row), clock.now()
    try:
        with transaction.atomic():
            return Request.objects.create(
                point=point.name,
                subject=row,
                project_id=project_id,
                asked_by=by,
                reason=reason,
                route=[{"post": s.post, "mode": s.mode} for s in steps],
                facts=said.facts,
                facts_hash=said.hash,
                amount=point.measures(row).amount,
                due_at=now + point.due_after,
                expires_at=now + point.valid_for if point.valid_for else None,
            )
    except IntegrityError:
        raise _already() from None


def _already() -> AlreadyAsked:
    return AlreadyAsked(
        _t("This is already waiting for approval."), remedy=_t("Wait for the answer, or withdraw the first request.")
    )


def live_request(point: Point, row: models.Model) -> Request | None:
    """The request about this row that is still open at this point, if any."""
    return (
        requests_about(row)
        .filter(point=point.name, status__in=[Request.Status.RUNNING, Request.Status.RETURNED])
        .first()
    )


def requests_about(row: models.Model) -> QuerySet[Request]:
    """Every request there ever was about this row, newest first."""
    return Request.objects.filter(subject_type=ContentType.objects.get_for_model(row), subject_id=row.pk).order_by(
        "-pk"
    )


def preview(
    point: Point, row: Any = None, *, by: User, measures: Measures | None = None, project_id: int | None = None
) -> Preview:
    """Who would have to agree, for a row or for bare measures (while a discount is being typed). Changes nothing."""
    if row is not None and project_id is None:
        project_id = point.project(row)
    found = _plan(point, row, measures, by, project_id)
    if found.beyond:
        return Preview(True, [], found.own, _t("This is beyond what any post here may allow."), possible=False)
    if not found.steps:
        if found.own is None:
            return Preview(True, [], None, _t("No post has authority for this yet."), possible=False)
        return Preview(False, [], found.own, _t("Within your own authority: no approval is needed."))
    steps = _preview_steps(point, found.steps, by, project_id)
    own_post = steps[-1].post in by.codes
    if not any(step.people for step in steps) or not (steps[-1].people or own_post):
        return Preview(
            True, steps, found.own, _t("Nobody in this project holds a post that may decide this."), possible=False
        )
    return Preview(True, [s for s in steps if s.people], found.own)


def _plan(point: Point, row: Any, measures: Measures | None, by: User, project_id: int | None) -> Plan:
    if point.route is not None:
        return Plan(list(point.route(row)))
    size = measures if measures is not None else point.measures(row)
    return plan(point, size, by=by, project_id=project_id)


def _preview_steps(point: Point, steps: list[Step], by: User, project_id: int | None) -> list[PreviewStep]:
    found = resolve([s.post for s in steps], asker=by, project_id=project_id)
    return [
        PreviewStep(
            post=asked,
            title=POSTS[asked].title if asked in POSTS else asked,
            mode=step.mode,
            people=people,
            median=usual_time(point.name, deciding),
            vacant=asked != deciding or not people,
        )
        for step, (asked, deciding, people) in zip(steps, found, strict=True)
    ]


def usual_time(point: str, post: str) -> timedelta | None:
    """The median time from being asked to deciding, at this point and post, over ninety days; nothing without history."""
    rows = Decision.objects.filter(
        request__point=point,
        post=post,
        status__in=[Decision.Status.APPROVED, Decision.Status.REJECTED],
        note="",
        decided_at__gte=clock.now() - LOOK_BACK,
    ).order_by("-decided_at")
    spans = [decided - opened for opened, decided in rows.values_list("opened_at", "decided_at")[:200] if decided]
    return timedelta(seconds=round(median(s.total_seconds() for s in spans))) if spans else None
