"""The home page: what to do today comes with the page, figures and tiles after it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.platform.access.scope import may
from lintel.platform.kernel import clock
from lintel.platform.tasks.grouping import grouped
from lintel.platform.tasks.queries import later_for
from lintel.platform.workbench import drafts, widgets
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.numbers import announced, awaited, days_for, numbers_for
from lintel.platform.workbench.standing import suggestion, waiting
from lintel.site.demo.screens import may_leave
from lintel.site.first_steps import checklists
from lintel.site.navigation import shortcuts_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The workbench of this person's post: what to do today first, then actions, figures, and what moves."""
    user: Any = request.user
    context = {
        "greeting": _greeting(user),
        "today": f"{clock.today():%Y-%m-%d} {WEEKDAYS[clock.today().weekday()]}",
        **_todos(request),
        **_cards(user),
        "days": [announced(one) for one in days_for(user)],
        "drafts": list(drafts.mine(user).exclude(url="")[:5]),
        "shortcuts": shortcuts_for(user),
        **_steps(user),
        "numbers": [awaited(one) for one in numbers_for(user)],
        "may_leave_demo": may_leave(user),
    }
    return page(request, "home/home.html", context)


@require_GET
def todos(request: HttpRequest) -> HttpResponse:
    """What to do today by itself, after something was done in a drawer."""
    return render(request, "home/_todos.html", _todos(request))


def _todos(request: HttpRequest) -> dict[str, Any]:
    """Today's kinds of to-dos, rows that wait for the post, how many are due later, and something worth doing when there is
    nothing for today."""
    groups, standing = grouped(request.user), waiting(request)
    return {
        "groups": groups,
        "waiting": standing,
        "total": sum(g.total for g in groups),
        "later": later_for(request.user).order_by().count(),
        "suggestion": None if groups or standing else suggestion(request),
        "more_url": reverse("tasks:list"),
        "may_write": may(request.user, "tasks.write_errand"),
    }


def _cards(user: Any) -> dict[str, Any]:
    """The areas' cards by column: narrow ones at the side, wide ones below the to-dos."""
    found = widgets.widgets_for(user)
    return {"side": [w for w in found if not w.width], "main": [w for w in found if w.width]}


def _steps(user: Any) -> dict[str, Any]:
    """The lists of first steps that are still of use, by what they are for."""
    found = {one.name: one for one in checklists(user)}
    return {"first_steps": found.get("first"), "setup": found.get("setup")}


def _greeting(user: Any) -> str:
    hour = clock.now().hour
    words = {"name": user}
    if hour < 11:
        return _("Good morning, %(name)s") % words
    if hour < 13:
        return _("Good noon, %(name)s") % words
    if hour < 18:
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words
