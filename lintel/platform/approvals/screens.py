"""The approvals centre: what waits for me, what I asked, what was copied to me, what I decided."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import require, visible
from lintel.platform.approvals import actions
from lintel.platform.approvals.deciding import may_take_back
from lintel.platform.approvals.display import detail_context
from lintel.platform.approvals.forms import VERB_FORMS, DelegationForm
from lintel.platform.approvals.models import Delegation, Request
from lintel.platform.approvals.narrowing import PERIODS, URGENCIES, Narrowed
from lintel.platform.approvals.points import points
from lintel.platform.approvals.queries import ASKED, TABS, WAITING, counts, delegations_of, inbox, waiting_count
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.money import format_yuan

PER_PAGE = 30


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    """One tab of the centre; the first request is open beside the list."""
    return _show(request, _tab(request), None)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number at the badge; empty when there is none."""
    return HttpResponse(waiting_count(request.user) or "", content_type="text/plain")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: in a drawer, or as the centre with it open."""
    row = _visible(request, pk)
    if _in_drawer(request):
        return render(request, "approvals/request.html", {**_panel(request, row), "frame": "workbench/drawer.html"})
    return _show(request, _tab(request, row), row)


@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One deed on one request; refusals come back beside the request, with its facts as they are now."""
    row = _visible(request, pk)
    if verb not in VERB_FORMS:
        raise Http404
    form = VERB_FORMS[verb](request.POST, user=request.user, row=row)  # type: ignore[arg-type]
    if not form.is_valid():
        return _show(request, _tab(request, row), row, problem=form, status=422)
    next_one = _next_after(request, row) if verb in ENDS_MY_TURN else None
    try:
        key = request.POST.get("_key") or str(uuid.uuid4())
        getattr(actions, verb).once(request.user, row, key=key[:64], **form.cleaned_data)
    except Refused as refused:
        return _show(request, _tab(request, row), _visible(request, pk), refusal=refused, status=refused.status)
    to = row.get_absolute_url()
    if verb in ENDS_MY_TURN:
        to = _onward(Narrowed.from_address(request.GET), next_one)
    if verb == "approve":
        request.session[UNDO] = row.pk
    return _done(request, to, _t("%(deed)s: %(thing)s") % {"deed": getattr(actions, verb).label, "thing": row})


UNDO = "approvals_undo"
"""In the session: the request one has just agreed to, offered for taking back on the next page only."""


def _next_after(request: HttpRequest, row: Request) -> Request | None:
    """The request that waits behind this one among those one looks at, or the first when it was the last."""
    rows = Narrowed.from_address(request.GET).of(inbox(request.user, WAITING))
    waiting = [r for r in rows[: PER_PAGE * 4] if r.pk != row.pk]
    later = [r for r in waiting if (r.due_at or row.due_at, r.pk) > (row.due_at, row.pk)] if row.due_at else []
    return next(iter(later or waiting), None)


def _onward(narrowed: Narrowed, row: Request | None) -> str:
    """The address of what comes next, narrowed as before."""
    if row is None:
        return reverse("approvals:inbox") + (f"?tab={WAITING}{narrowed.address}" if narrowed.address else "")
    return f"{row.get_absolute_url()}?tab={WAITING}{narrowed.address}&focus=1"


def _undo(request: HttpRequest) -> Request | None:
    """What was agreed to a moment ago, when it can still be taken back."""
    pk = request.session.pop(UNDO, None)
    row = visible(Request, request.user).filter(pk=pk).select_related("asked_by").first() if pk else None
    return row if row is not None and may_take_back(request.user, row) else None


ENDS_MY_TURN = ("approve", "refuse", "return_to", "transfer", "add_sign")


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """First show what approving the chosen ones of one kind comes to; then do it. Those to be looked at alone stay."""
    require(request.user, actions.approve.permission)
    chosen = inbox(request.user, WAITING).filter(
        pk__in=[int(n) for n in request.POST.getlist("pk") if n.isdecimal()][:100]
    )
    if "sure" not in request.POST:
        return _before_batch(request, list(chosen))
    results = actions.approve_many(request.user, chosen)
    agreed = sum(1 for _row, refused in results if refused is None)
    for row, refused in results:
        if refused is not None:
            messages.warning(request, f"{row}: {refused}")
    return _done(
        request, _onward(Narrowed.from_address(request.GET), None), _t("%(count)s approved") % {"count": agreed}
    )


def _before_batch(request: HttpRequest, chosen: list[Request]) -> HttpResponse:
    """The total effect, and which of them stay."""
    refusal = None
    if len({row.point for row in chosen}) > 1:
        refusal = Refused(_t("Only requests of the same kind can be approved together."))
    judged = [(row, actions.alone_because(row)) for row in chosen]
    fit = [row for row, alone in judged if alone is None]
    total = sum((row.amount for row in fit if row.amount is not None), Decimal(0))
    context = {
        "frame": "workbench/base.html",
        "fit": [] if refusal else fit,
        "alone": [(row, alone) for row, alone in judged if alone is not None],
        "total": format_yuan(total) if total else "",
        "kind": chosen[0].point if chosen else "",
        "refusal": refusal,
        "back": _onward(Narrowed.from_address(request.GET), None),
    }
    return render(request, "approvals/batch.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, and the form to name somebody."""
    require(request.user, actions.delegate.permission)
    form = narrow(DelegationForm(request.POST or None), request.user)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.delegate(request.user, **form.cleaned_data)
            return _done(request, reverse("approvals:deputies"), _t("The deputy is named."))
        except Refused as refused:
            refusal = refused
    context = {"form": form, "refusal": refusal, "rows": delegations_of(request.user), "points": points}
    status = 409 if refusal else 422 if request.method == "POST" else 200
    return render(request, "approvals/deputies.html", {**context, "frame": _frame(request)}, status=status)


@require_POST
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide oneself again from now on."""
    row = visible(Delegation, request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    actions.end_delegation(request.user, row)
    return _done(request, reverse("approvals:deputies"), _t("You decide yourself again."))


def _show(request: HttpRequest, tab: str, row: Request | None, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole centre, or only the panel when that is all the browser asked for."""
    if row is not None and _in_drawer(request):
        context = {**_panel(request, row), **more, "frame": "workbench/drawer.html"}
        return render(request, "approvals/request.html", context, status=status)
    require(request.user, "approvals.view_request")
    narrowed = Narrowed.from_address(request.GET)
    page = Paginator(narrowed.of(inbox(request.user, tab)), PER_PAGE).get_page(request.GET.get("page"))
    chosen = row or next(iter(page.object_list), None)
    context = {
        "frame": "workbench/base.html",
        "tab": tab,
        "tabs": TABS,
        "counts": counts(request.user),
        "page": page,
        "kinds": _kinds(request, tab),
        "narrowed": narrowed,
        "periods": PERIODS,
        "urgencies": URGENCIES,
        "focus": "focus" in request.GET,
        "undo": _undo(request) if request.method == "GET" else None,
        **more,
    }
    context |= _panel(request, chosen) if chosen is not None else {"shown": None}
    return render(request, "approvals/centre.html", context, status=status)


def _panel(request: HttpRequest, row: Request) -> dict[str, Any]:
    return {**detail_context(row, request.user), "key": str(uuid.uuid4())}  # type: ignore[arg-type]


def _kinds(request: HttpRequest, tab: str) -> list[tuple[str, Any]]:
    """The kinds present in this tab, for the filter; batches are of one kind."""
    present = inbox(request.user, tab).order_by().values_list("point", flat=True).distinct()
    return [(name, points[name].title) for name in sorted(present) if name in points]


def _tab(request: HttpRequest, row: Request | None = None) -> str:
    asked = request.GET.get("tab", "")
    if asked in TABS:
        return asked
    if row is not None and row.asked_by_id == request.user.pk:
        return ASKED
    return WAITING


def _visible(request: HttpRequest, pk: int) -> Request:
    row = visible(Request, request.user).filter(pk=pk).select_related("asked_by").first()
    if row is None:
        raise Http404
    return row


def _in_drawer(request: HttpRequest) -> bool:
    return request.headers.get("X-Lintel-Frame") == "drawer"


def _frame(request: HttpRequest) -> str:
    return "workbench/drawer.html" if _in_drawer(request) else "workbench/base.html"


def _done(request: HttpRequest, to: str, message: str) -> HttpResponse:
    """303 for a page, an event for a drawer; the same contract as every other screen's."""
    if _in_drawer(request):
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"lintel:done": {"url": to, "message": message, "tone": "ok"}})
        return response
    messages.success(request, message)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer
