"""What waits for a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from lintel.platform.access.scope import project_ids, visible
from lintel.platform.kernel import clock
from lintel.platform.tasks.kinds import BY_PEOPLE, ERRAND, kinds
from lintel.platform.tasks.models import Errand, Task

GIVE = "tasks.give_task"


def open_for(user: Any) -> QuerySet[Task]:
    """Open to-dos this person must do: theirs by name, or waiting for a post they hold in one of their projects."""
    in_project = Q(project_id=None) | Q(project_id__in=project_ids(user))
    mine = Q(assignee=user) | Q(assignee=None, role__in=user.codes) & in_project
    rows = Task.objects.filter(mine, done_at=None)
    return rows.order_by(F("due_at").asc(nulls_last=True), "-priority", "pk")


def my_todos(user: Any, limit: int = 10) -> list[Task]:
    """The most urgent ``limit`` to-dos of this person, for the home page."""
    return list(open_for(user)[:limit])


def tonight() -> datetime:
    """The last moment of today: what is due by then is today's work."""
    return clock.midnight(clock.today() + timedelta(days=1)) - timedelta(microseconds=1)


def today_for(user: Any) -> QuerySet[Task]:
    """Those of :func:`open_for` that are to be done today: late, due by tonight, waited for by somebody, or without a date -
    nobody said they may wait. The home page, the badge and the first tab of the centre all count these."""
    return open_for(user).exclude(_may_wait())


def later_for(user: Any) -> QuerySet[Task]:
    """The rest of :func:`open_for`: due after tonight, and nobody waits."""
    return open_for(user).filter(_may_wait())


def _may_wait() -> Q:
    return Q(due_at__isnull=False, due_at__gt=tonight()) & ~Q(kind__in=[k.code for k in kinds.values() if k.waited_for])


def todo_count(user: Any) -> int:
    """How many to-dos this person has today: the number at the badge."""
    return today_for(user).order_by().count()


def overdue_for(user: Any) -> QuerySet[Task]:
    """Those of :func:`open_for` that are late."""
    return open_for(user).filter(due_at__lt=clock.now())


def escalated_to(user: Any) -> QuerySet[Task]:
    """Late work of others that has come up to this person."""
    return Task.objects.filter(escalated_to=user, done_at=None).order_by("due_at", "pk")


def given_by(user: Any) -> QuerySet[Task]:
    """Open work this person gave to others."""
    given = Errand.objects.filter(given_by=user).exclude(person=user).values("pk")
    rows = Task.objects.filter(kind=ERRAND, about_id__in=given, done_at=None)
    return rows.order_by(F("due_at").asc(nulls_last=True), "-priority", "pk")


def of_colleagues(user: Any) -> QuerySet[Task]:
    """Open work of those whom this person leads; their own is elsewhere."""
    rows = visible(Task, user, GIVE).filter(done_at=None).exclude(pk__in=open_for(user).order_by().values("pk"))
    return rows.order_by(F("due_at").asc(nulls_last=True), "-priority", "pk")


def latest_about(errand: Errand) -> Task | None:
    """The to-do of something written down, open or done."""
    rows = Task.objects.filter(kind__in=BY_PEOPLE, about_id=errand.pk).select_related("assignee", "done_by")
    return rows.order_by("-pk").first()


def done_by(user: Any) -> QuerySet[Task]:
    """What this person got done, newest first."""
    mine = Q(done_by=user) | Q(assignee=user)
    return Task.objects.filter(mine, done_at__isnull=False, dropped=False).order_by("-done_at", "-pk")
