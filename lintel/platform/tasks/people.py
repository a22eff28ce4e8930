"""Who a to-do is for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from lintel.platform.access.models import Reach
from lintel.platform.access.scope import everywhere, project_ids, reach_of
from lintel.platform.directory.models import User
from lintel.platform.tasks.models import Task


def doers(task: Task) -> list[User]:
    """The person named, or everybody who holds the post in the task's project."""
    if task.assignee is not None:
        return [task.assignee]
    return holders(task.role, task.project_id)


def holders(code: str, project_id: int | None) -> list[User]:
    """Active people with this post or duty, members of the project when there is one, in order of joining."""
    people = User.objects.holding(code).order_by("pk")
    return [p for p in people if project_id is None or project_id in project_ids(p)]


def colleagues(user: Any, permission: str) -> QuerySet[User]:
    """Active people whom this person may give work by ``permission``: oneself, one's team, or whoever shares a project."""
    people, reach = User.objects.people().order_by("pinyin", "pk"), reach_of(user, permission)
    if reach is None:
        return people.none()
    if everywhere(user):
        return people
    if reach == Reach.OWN:
        return people.filter(pk=user.pk)
    if reach == Reach.TEAM:
        return people.filter(department=user.department_id or 0)
    return people.filter(project_memberships__project_id__in=project_ids(user)).distinct()


def takers(user: Any, task: Task, permission: str) -> QuerySet[User]:
    """Those of one's colleagues who could do this to-do: holders of the post it was asked of, in its project."""
    others = colleagues(user, permission).exclude(pk=task.assignee_id or 0)
    post = task.role or task.of_post
    return others.filter(pk__in=[p.pk for p in holders(post, task.project_id)]) if post else others
