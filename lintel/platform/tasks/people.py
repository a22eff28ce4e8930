"""Who a to-do is for."""

from __future__ import annotations

from lintel.platform.access.scope import project_ids
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
