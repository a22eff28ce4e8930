"""Asking people to do something, and seeing that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q, QuerySet

from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.db.prepared import Prepared, PreparedUpdate
from lintel.platform.kernel.models import rewrite
from lintel.platform.kernel.words import Words, kept
from lintel.platform.notices.sending import over
from lintel.platform.tasks.kinds import TOLD, kinds
from lintel.platform.tasks.models import Priority, Task


def todo(
    kind: str,
    about: models.Model,
    title: Words,
    *,
    values: Mapping[str, Any] | None = None,
    assignee: Any = None,
    role: str = "",
    project_id: int | None = None,
    url: str = "",
    due_at: datetime | None = None,
    priority: int = Priority.NORMAL,
) -> Task:
    """Ask ``assignee``, or whoever holds ``role`` in the project, to deal with ``about``.

    Asking again while it is open changes what was asked (title, link, due moment, priority) and starts escalation
    anew. The title is kept as a message with its ``values`` and read in each reader's language. Raises ``LookupError``
    for an undeclared kind.
    """
    if kind not in kinds:
        raise LookupError(f"There is no kind of to-do {kind!r}")
    if (assignee is None) == (not role):
        raise ValueError("A to-do is for a person or for a post")
    if project_id is None:
        project_id = getattr(about, "project_id", None)
    said = {
        "said": kept(title, values),
        "url": url,
        "due_at": due_at,
        "priority": priority,
        "project_id": project_id,
        "level": 0,
        "escalated_to": None,
    }
    with transaction.atomic(savepoint=False):
        asked = _asked_already(kind, about, assignee, role)
        if asked is None:
            new = Task(kind=kind, **_about(about), assignee=assignee, role=role, **said)
            if insert_one(new, unless_there=True):
                return new
            asked = _asked_already(kind, about, assignee, role)  # somebody asked at this very moment
            assert asked is not None, "a unique constraint forbade the to-do, so there is one"
        for name, value in said.items():
            setattr(asked, name, value)
        rewrite(asked, [*said, "updated_at"])
        return asked


def _asked_already(kind: str, about: models.Model, assignee: Any, role: str) -> Task | None:
    """The open to-do of this kind about the row for that person or post, under a row lock; one a post was asked for and
    somebody was then given by name is still the post's."""
    place = _about(about)
    about_type, about_id = place["about_type"].pk, place["about_id"]
    question, whom = (_OF_POST, role) if assignee is None else (_OF_PERSON, assignee.pk)
    found = question(kind, about_type, about_id, whom)
    return found[0] if found else None


_OF_PERSON = Prepared(
    lambda kind, about_type, about, person: Task.objects.select_for_update(of=("self",)).filter(
        kind=kind, about_type=about_type, about_id=about, assignee=person, done_at=None
    )
)
_OF_POST = Prepared(
    lambda kind, about_type, about, role: Task.objects.select_for_update(of=("self",)).filter(
        Q(assignee=None, role=role) | Q(of_post=role), kind=kind, about_type=about_type, about_id=about, done_at=None
    )
)
_OPEN = Prepared(lambda about_type, about: Task.objects.filter(about_type=about_type, about_id=about, done_at=None))


def settle(about: models.Model, actor: Any = None) -> int:
    """Close every open to-do about this row that is done by now; returns how many. Call it after any deed on it."""
    place = _about(about)
    tasks = _OPEN(place["about_type"].pk, place["about_id"])
    return sum(_closed_if_done(task, about, actor) for task in tasks)


def drop(about: models.Model, kind: str = "", *, assignee: Any = None) -> int:
    """Close open to-dos about this row without anybody having done them; returns how many."""
    rows = open_about(about)
    if kind:
        rows = rows.filter(kind=kind)
    if assignee is not None:
        rows = rows.filter(assignee=assignee)
    found = list(rows)
    if not found:
        return 0
    over(found, *TOLD)
    return rows.update(done_at=clock.now(), dropped=True)


def still_asked(task: Task) -> bool:
    """Whether the same is waiting for the same person or post again, in another to-do."""
    same = Task.objects.filter(kind=task.kind, about_type=task.about_type_id, about_id=task.about_id, done_at=None)
    return same.filter(assignee=task.assignee_id, role=task.role).exclude(pk=task.pk).exists()


def open_about(about: models.Model) -> QuerySet[Task]:
    """The open to-dos about this row."""
    return Task.objects.filter(**_about(about), done_at=None)


def settle_if_done(task: Task) -> bool:
    """Look at one to-do again; true when it is closed now. A row that is gone needs nobody any more."""
    about = task.about
    if about is None:
        Task.objects.filter(pk=task.pk, done_at=None).update(done_at=clock.now(), dropped=True)
        return True
    return _closed_if_done(task, about, None)


def _closed_if_done(task: Task, about: models.Model, actor: Any) -> bool:
    kind = task.of_kind
    if kind is None or kind.done_when is None or not kind.done_when(about, task):
        return False
    if not _close(task.pk, actor):
        return False
    over(task, *TOLD)
    return True


def _close(pk: int, actor: Any) -> int:
    if actor is None:
        return Task.objects.filter(pk=pk, done_at=None).update(done_at=clock.now(), done_by=None)
    return _DONE_BY(pk, clock.now(), actor.pk)


_DONE_BY = PreparedUpdate(
    lambda pk, now, actor: Task.objects.filter(pk=pk, done_at=None),
    lambda pk, now, actor: {"done_at": now, "done_by": actor},
)


def _about(row: models.Model) -> dict[str, Any]:
    return {"about_type": ContentType.objects.get_for_model(row), "about_id": row.pk}
