"""The kinds of work people are asked to do, and how the software sees that it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from lintel.platform.notices.kinds import Tab, notice_kind

#: After the due moment: a reminder of one's own, then the supervisor hears of it, then the manager.
ESCALATES = (timedelta(0), timedelta(hours=4), timedelta(hours=24))

OVERDUE = notice_kind("tasks.overdue", _("Overdue work"), tab=Tab.BUSINESS, mail=True)
ESCALATED = notice_kind("tasks.escalated", _("Overdue work of your team"), tab=Tab.BUSINESS, mail=True)
GIVEN = notice_kind("tasks.given", _("Work given to you"), tab=Tab.BUSINESS, mail=True)
ANSWERED = notice_kind("tasks.answered", _("What became of work you gave"), tab=Tab.BUSINESS, mail=False)
TOLD = (OVERDUE.code, ESCALATED.code, GIVEN.code)
"""What people are told about work that waits; over when it is done."""

OWN, ERRAND = "tasks.own", "tasks.errand"
"""Work that people write down themselves: one's own, which is nobody else's business, and what was given to a colleague."""
BY_PEOPLE = (OWN, ERRAND)

DoneWhen = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Told:
    """What to know about one to-do before opening it: a line of words, and how much it matters among its kind."""

    words: str | Promise = ""
    weight: int = 0
    call: str = ""
    """Where pressing a receiver beside the to-do leads, when it is about somebody to be called."""


#: ``{key of the task: what to know}`` for many to-dos of one kind at once, in as many queries whatever their number.
Tell = Callable[[list[Any]], dict[int, Told]]


#: ``(row, task)``: what follows when the work is ticked off.
Finished = Callable[[Any, Any], None]


@dataclass(frozen=True)
class TaskKind:
    """``done_when(row, task)`` looks at the row the work is about; without it a person ticks the work off.

    ``tell`` says more about many to-dos at once, ``finished`` is called when somebody has ticked one off. ``waited_for``:
    somebody cannot go on before it is done, so it is today's work even when it becomes late only tomorrow.
    """

    code: str
    label: str | Promise
    done_when: DoneWhen | None
    escalates: tuple[timedelta, ...]
    tell: Tell | None = None
    waited_for: bool = False
    finished: Finished | None = None


kinds: dict[str, TaskKind] = {}


def task_kind(
    code: str,
    label: str | Promise,
    *,
    done_when: DoneWhen | None = None,
    escalates: tuple[timedelta, ...] = ESCALATES,
    tell: Tell | None = None,
    waited_for: bool = False,
    finished: Finished | None = None,
) -> TaskKind:
    """Declare a kind of to-do. ``escalates`` are the waits after the due moment, at most three; empty means never."""
    if len(escalates) > len(ESCALATES):
        raise ValueError("Escalation has three steps at most: own reminder, supervisor, manager")
    kinds[code] = TaskKind(code, label, done_when, tuple(escalates), tell, waited_for, finished)
    return kinds[code]


def _from_whom(tasks: list[Any]) -> dict[int, Told]:
    """Who gave it, and the beginning of what they wrote."""
    said = {}
    for task in tasks:
        errand = task.about
        words = [str(errand.given_by)] if errand.given_by_id != task.assignee_id else []
        said[task.pk] = Told(" · ".join([*words, Truncator(errand.text).chars(60)]) if errand.text else "".join(words))
    return said


#: One's own work is nobody else's business, so only oneself is reminded; the supervisor hears of given work a day late.
task_kind(OWN, _("My own to-dos"), escalates=(timedelta(0),), tell=_from_whom)
task_kind(ERRAND, _("Given work"), escalates=(timedelta(0), timedelta(hours=24)), tell=_from_whom)
