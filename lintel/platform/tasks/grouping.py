"""The to-dos of one person for today as the home page shows them: by kind where a kind is many, what matters most first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.functional import Promise

from lintel.platform.kernel import clock
from lintel.platform.tasks.kinds import Told, kinds
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.queries import today_for

ALONE = 4
"""So many to-dos of one kind are still shown one by one."""
FIRST = 3
"""So many of a larger group are shown; the rest is a number with a link."""
WEIGHED = 60
"""Among so many of the most urgent ones of a group the weightiest are looked for."""


@dataclass
class Row:
    """One to-do with what to know about it."""

    task: Task
    told: Told


@dataclass
class Group:
    """To-dos shown together: all of a kind that is many (``folded``, the first few in ``rows``), or a single one."""

    code: str
    label: str | Promise
    total: int
    overdue: int
    soonest: datetime | None
    rows: list[Row] = field(default_factory=list)

    @property
    def folded(self) -> bool:
        return self.total > len(self.rows)


def grouped(user: Any) -> list[Group]:
    """Today's to-dos of this person in the order of their due moments; a kind that is many stands where its soonest would.

    A few queries per kind, however many there are.
    """
    now = clock.now()
    counted = (
        today_for(user)
        .order_by()
        .values("kind")
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), soonest=Min("due_at"))
    )
    blocks: list[Group] = []
    for c in counted:
        known = kinds.get(c["kind"])
        group = Group(c["kind"], known.label if known else c["kind"], c["total"], c["late"], c["soonest"])
        blocks += _blocks(group, _rows(user, group.code))
    return sorted(blocks, key=lambda g: (g.soonest is None, g.soonest or now, g.rows[0].task.pk))


def _rows(user: Any, code: str) -> list[Row]:
    tasks = list(today_for(user).filter(kind=code).select_related("about_type")[:WEIGHED])
    known = kinds.get(code)
    told = known.tell(tasks) if known and known.tell else {}
    return [Row(task, told.get(task.pk, Told())) for task in tasks]


def _blocks(group: Group, rows: list[Row]) -> list[Group]:
    """One block with the weightiest few of many, or a block for each of a few."""
    if group.total > ALONE:
        group.rows = sorted(rows, key=lambda r: -r.told.weight)[:FIRST]
        return [group]
    return [Group(group.code, group.label, 1, int(r.task.overdue), r.task.due_at, [r]) for r in rows]
