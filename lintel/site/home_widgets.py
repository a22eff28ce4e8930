"""What every home page begins with: the to-dos, and what waits for one's decision."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.posts import POSTS
from lintel.platform.approvals import queries as approvals
from lintel.platform.tasks.queries import my_todos, todo_count
from lintel.platform.workbench.widgets import widget

EVERYBODY = " ".join(POSTS)
SHOWN = 8


def todos(user: Any) -> dict[str, Any]:
    """The most urgent to-dos; the card is there even when all is done, and says so."""
    rows = my_todos(user, SHOWN)
    return {
        "tasks": rows,
        "total": todo_count(user) if len(rows) == SHOWN else len(rows),
        "more_url": reverse("tasks:list"),
    }


def decisions(user: Any) -> dict[str, Any] | None:
    """Requests that wait for this person; no card for whoever decides nothing."""
    rows = list(approvals.inbox(user, approvals.WAITING)[:5])
    return {"requests": rows, "more_url": reverse("approvals:inbox")} if rows else None


widget(
    EVERYBODY, name="todos", title=_("What to do today"), template="home/_todos.html", context=todos, order=1, wide=True
)
widget(EVERYBODY, name="decisions", title=_("To decide"), template="home/_decisions.html", context=decisions, order=5)
