"""What happens to work nobody does: it is reminded of, then the supervisor hears of it, then the manager."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lintel.platform.directory.models import User, supervisor_of
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.kinds import ESCALATED, OVERDUE
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.people import doers
from lintel.platform.tasks.todo import settle_if_done

REMINDER, SUPERVISOR, MANAGER = 1, 2, 3


@job("tasks.settle", every=timedelta(minutes=10))
def settle_open_tasks() -> int:
    """Close to-dos whose work was done in a way that did not say so; returns how many."""
    rows = Task.objects.filter(done_at=None).select_related("about_type").order_by("pk")
    return sum(settle_if_done(task) for task in rows.iterator(chunk_size=500))


@job("tasks.escalate", every=timedelta(minutes=5))
def escalate_overdue() -> int:
    """Move late work one level up when its time has come; returns how many moved."""
    late = Task.objects.filter(done_at=None, due_at__lte=clock.now(), level__lt=MANAGER).order_by("due_at", "pk")
    return sum(_escalate(task) for task in late)


def _escalate(task: Task) -> bool:
    kind = task.of_kind
    if kind is None or task.due_at is None or settle_if_done(task):
        return False
    passed = sum(clock.now() >= task.due_at + wait for wait in kind.escalates)
    if passed <= task.level:
        return False
    with transaction.atomic():
        if not Task.objects.filter(pk=task.pk, done_at=None, level=task.level).update(level=passed):
            return False
        for level in range(task.level + 1, passed + 1):
            _tell(task, level)
    return True


def _tell(task: Task, level: int) -> None:
    values = {"what": task.said}
    event = f"task:{task.pk}:{task.due_at:%Y%m%d%H%M}:{level}"
    people = doers(task)
    if level == REMINDER:
        notify(people, OVERDUE.code, _("Overdue: %(what)s"), url=task.url, values=values, about=task, event=event)
        return
    above = _above(people, level)
    if above is None:
        return
    Task.objects.filter(pk=task.pk).update(escalated_to=above)
    who = ", ".join(str(p) for p in people) or task.post_title
    notify(
        above,
        ESCALATED.code,
        _("%(who)s has not done: %(what)s"),
        url=task.url,
        values={**values, "who": who},
        about=task,
        event=event,
    )


def _above(people: list[User], level: int) -> User | None:
    if level == MANAGER or not people:
        return User.objects.holding("MGR").order_by("pk").first()
    return supervisor_of(people[0])
