"""What I must do, most urgent first; what is late in my team; what I got done."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_POST

from lintel.platform.access.scope import require, visible
from lintel.platform.tasks.actions import finish_task
from lintel.platform.tasks.kinds import kinds
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.queries import done_by, escalated_to, open_for, overdue_for, todo_count

TABS = {"open": open_for, "overdue": overdue_for, "team": escalated_to, "done": done_by}


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    """One tab of the to-do centre."""
    require(request.user, "tasks.view_task")
    tab = request.GET.get("tab", "open")
    rows = TABS.get(tab, open_for)(request.user).select_related("assignee", "done_by")
    kind = kinds.get(request.GET.get("kind", ""))
    if kind is not None:
        rows = rows.filter(kind=kind.code)
    counts = {name: TABS[name](request.user).order_by().count() for name in ("open", "overdue", "team")}
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shown = {"tab": tab if tab in TABS else "open", "counts": counts, "page": page, "kind": kind}
    return render(request, "tasks/centre.html", {"frame": "workbench/base.html", **shown})


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number at the badge; empty when there is none."""
    return HttpResponse(todo_count(request.user) or "", content_type="text/plain")


@require_GET
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """To the place where the work is done."""
    return HttpResponseRedirect(_visible(request, pk).url or reverse("tasks:list"))


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick off work that the software cannot see."""
    finish_task(request.user, _visible(request, pk))
    messages.success(request, _t("Done"))
    answer = HttpResponseRedirect(reverse("tasks:list"))
    answer.status_code = 303
    return answer


def _visible(request: HttpRequest, pk: int) -> Task:
    row = visible(Task, request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
