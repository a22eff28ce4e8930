"""What I must do, most urgent first; what is late in my team; what I got done."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import may, require, visible
from lintel.platform.kernel.errors import Refused
from lintel.platform.tasks.actions import (
    finish_task,
    give_task,
    may_reopen,
    postpone_task,
    reopen_task,
    take_back_errand,
    write_errand,
)
from lintel.platform.tasks.forms import PostponeForm, ReasonForm, errand_form_of, giving_form_of
from lintel.platform.tasks.helping import ask_for_help
from lintel.platform.tasks.kinds import kinds
from lintel.platform.tasks.models import Errand, Task
from lintel.platform.tasks.queries import (
    done_by,
    escalated_to,
    given_by,
    later_for,
    latest_about,
    of_colleagues,
    overdue_for,
    today_for,
    todo_count,
)  # fmt: skip

VIEW = "tasks.view_task"
TABS = {
    "today": today_for, "later": later_for, "overdue": overdue_for, "team": escalated_to, "given": given_by,
    "colleagues": of_colleagues, "done": done_by,
}  # fmt: skip
MINE = ("today", "later", "overdue")


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    """One tab of the to-do centre."""
    require(request.user, VIEW)
    may_give = may(request.user, give_task.permission)
    tabs = {name: rows for name, rows in TABS.items() if may_give or name not in ("given", "colleagues")}
    tab = request.GET.get("tab", "today")
    rows = tabs.get(tab, today_for)(request.user).select_related("assignee", "done_by")
    kind = kinds.get(request.GET.get("kind", ""))
    if kind is not None:
        rows = rows.filter(kind=kind.code)
    counts = {name: found(request.user).order_by().count() for name, found in tabs.items() if name != "done"}
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    tab = tab if tab in tabs else "today"
    shown = {
        "tab": tab, "mine": tab in MINE, "counts": counts, "page": page, "kind": kind, "may_give": may_give,
        "undo": _undo(request),
        "may_write": may(request.user, write_errand.permission),
    }  # fmt: skip
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
    task = _visible(request, pk)
    finish_task(request.user, task)
    task.refresh_from_db()
    if may_reopen(request.user, task):
        request.session[UNDO] = task.pk
    else:
        messages.success(request, _t("Done"))
    return _to_list()


UNDO = "tasks_undo"
"""In the session: what one has just ticked off, offered for taking back on the next page of the centre only."""


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It was ticked off by mistake; a second press, or one that comes too late, is answered and changes nothing."""
    reopen_task(request.user, _visible(request, pk))
    messages.success(request, _t("Undone: it is on your list again."))
    return _to_list()


def _undo(request: HttpRequest) -> Task | None:
    """What was ticked off a moment ago, when that can still be taken back."""
    pk = request.session.pop(UNDO, None)
    task = visible(Task, request.user, reopen_task.permission).filter(pk=pk).first() if pk else None
    return task if task is not None and may_reopen(request.user, task) else None


def _to_list() -> HttpResponse:
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
            return _done(request, _t("Postponed."))
        except Refused as refused:
            refusal = refused
    context = {"frame": _frame(request), "task": task, "form": form}
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "tasks/postpone.html", {**context, "refusal": refusal}, status=status)


def _done(request: HttpRequest, message: str) -> HttpResponse:
    to = reverse("tasks:list")
    if request.headers.get("X-Lintel-Frame") == "drawer":
        said = {"url": to, "message": message, "tone": "ok"}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"lintel:done": said})})
    messages.success(request, message)
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Something to be done, by oneself or by a colleague."""
    require(request.user, write_errand.permission)
    form = errand_form_of(request.user, write_errand.permission)(request.POST or None)
    what = {"title": write_errand.label, "submit": _t("Save")}
    return _asked(request, form, what, lambda given: write_errand(request.user, **given), _t("Saved."))


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """To a colleague who could do it as well."""
    task = _visible(request, pk, give_task.permission)
    form = giving_form_of(request.user, task, give_task.permission)(request.POST or None)
    what = {"title": give_task.label, "lead": task.title, "submit": give_task.label}
    return _asked(request, form, what, lambda given: give_task(request.user, task, **given), _t("Given."))


@require_GET
def errand(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody wrote down, and where it stands."""
    row = _errand(request, pk)
    task = latest_about(row)
    still = task is not None and task.done_at is None
    giving = visible(Task, request.user, give_task.permission).filter(pk=task.pk) if task is not None else None
    shown = {
        "row": row, "task": task, "open": still, "mine": still and row.person_id == request.user.pk,
        "may_give": still and giving is not None and giving.exists(),
        "may_take_back": row.given_by_id == request.user.pk != row.person_id,
    }  # fmt: skip
    return render(request, "tasks/errand.html", {"frame": _frame(request), **shown})


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It need not be done any more."""
    row = _errand(request, pk)
    if row.given_by_id != request.user.pk:
        raise Http404
    what = {"title": take_back_errand.label, "lead": row.title, "submit": take_back_errand.label}
    form = ReasonForm(request.POST or None)
    return _asked(request, form, what, lambda given: take_back_errand(request.user, row, **given), _t("Taken back."))


def _asked(
    request: HttpRequest, form: forms.Form, what: dict[str, Any], deed: Callable[[dict[str, Any]], Any], message: str
) -> HttpResponse:
    """The form until it is right and the deed is done, or the refusal above it."""
    refusal = None
    narrow(form, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
            return _done(request, message)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except Refused as refused:
            refusal = refused
    status = refusal.status if refusal else 422 if form.is_bound else 200
    context = {"frame": _frame(request), "form": form, "refusal": refusal, "to": request.get_full_path(), **what}
    return render(request, "tasks/ask.html", context, status=status)


def _frame(request: HttpRequest) -> str:
    return "workbench/drawer.html" if request.headers.get("X-Lintel-Frame") == "drawer" else "workbench/base.html"


def _errand(request: HttpRequest, pk: int) -> Errand:
    row = visible(Errand, request.user).filter(pk=pk).select_related("person", "given_by").first()
    if row is None:
        raise Http404
    return row


def _visible(request: HttpRequest, pk: int, permission: str = "") -> Task:
    row = visible(Task, request.user, permission or VIEW).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
