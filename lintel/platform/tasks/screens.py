"""What I must do, most urgent first; what is late in my team; what I got done."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.platform.access.scope import require, visible
from lintel.platform.kernel.errors import Refused
from lintel.platform.tasks.actions import finish_task, postpone_task
from lintel.platform.tasks.forms import PostponeForm
from lintel.platform.tasks.helping import ask_for_help
from lintel.platform.tasks.kinds import kinds
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.queries import done_by, escalated_to, later_for, overdue_for, today_for, todo_count

VIEW = "tasks.view_task"
TABS = {"today": today_for, "later": later_for, "overdue": overdue_for, "team": escalated_to, "done": done_by}


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    """One tab of the to-do centre."""
    require(request.user, VIEW)
    tab = request.GET.get("tab", "today")
    rows = TABS.get(tab, today_for)(request.user).select_related("assignee", "done_by")
    kind = kinds.get(request.GET.get("kind", ""))
    if kind is not None:
        rows = rows.filter(kind=kind.code)
    counts = {name: TABS[name](request.user).order_by().count() for name in ("today", "later", "overdue", "team")}
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shown = {"tab": tab if tab in TABS else "today", "counts": counts, "page": page, "kind": kind}
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


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """From the page that was not there: why one needs it. The answer is the same for whatever address."""
    key = request.POST.get("_key", "")
    if not 8 <= len(key) <= 64:
        raise Refused(_t("This form is incomplete."), remedy=_t("Open the page again and enter it anew."))
    asked = {name: request.POST.get(name, "") for name in ("address", "reason")}
    ask_for_help.once(request.user, key=key, **asked)
    messages.success(request, _t("Your supervisor has been asked."))
    answer = HttpResponseRedirect("/")
    answer.status_code = 303
    return answer


@require_http_methods(["GET", "POST"])
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """A later due moment, with a reason."""
    task = _visible(request, pk, postpone_task.permission)
    form = PostponeForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            postpone_task(request.user, task, **form.cleaned_data)
            return _postponed(request, task)
        except Refused as refused:
            refusal = refused
    in_drawer = request.headers.get("X-Lintel-Frame") == "drawer"
    context = {"frame": "workbench/drawer.html" if in_drawer else "workbench/base.html", "task": task, "form": form}
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "tasks/postpone.html", {**context, "refusal": refusal}, status=status)


def _postponed(request: HttpRequest, task: Task) -> HttpResponse:
    to = reverse("tasks:list")
    if request.headers.get("X-Lintel-Frame") == "drawer":
        said = {"url": to, "message": _t("Postponed."), "tone": "ok"}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"lintel:done": said})})
    messages.success(request, _t("Postponed."))
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer


def _visible(request: HttpRequest, pk: int, permission: str = "") -> Task:
    row = visible(Task, request.user, permission or VIEW).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
