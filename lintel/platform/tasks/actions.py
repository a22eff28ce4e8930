"""The two things a person does with a to-do itself; the rest happens on the row it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.actions.door import action
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.sending import over
from lintel.platform.tasks.kinds import TOLD
from lintel.platform.tasks.models import Task


def _open_and_by_hand(task: Task) -> bool:
    return task.done_at is None and task.by_hand


def _open(task: Task) -> bool:
    return task.done_at is None


@action(Task, _("Done"), when=_open_and_by_hand)
def finish_task(actor: Any, task: Task, *, note: str = "") -> None:
    """Tick off work that the software cannot see."""
    task.done_at, task.done_by = clock.now(), actor
    over(task, *TOLD)
    if task.of_kind is not None and task.of_kind.finished is not None:
        task.of_kind.finished(task.about, task)


@action(Task, _("Postpone"), when=_open)
def postpone_task(actor: Any, task: Task, *, until: datetime, reason: str) -> None:
    """A later due moment, with a reason that stays in the trail. Not once it was reported as late."""
    if task.level:
        raise Refused(
            _t("This is overdue and has been reported; it can only be done now."),
            remedy=_t("Do it, or talk to your supervisor."),
        )
    if until <= clock.now():
        raise Refused(_t("The new moment must lie in the future."))
    task.due_at = until
