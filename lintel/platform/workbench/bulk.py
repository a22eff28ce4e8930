"""One deed on many rows: chosen by hand or by condition, each row through the door, each refusal named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action
from lintel.platform.actions.forms import form_for
from lintel.platform.kernel.errors import Refused, not_permitted
from lintel.platform.workbench.answers import done, page, toast
from lintel.platform.workbench.bulk_runs import Result, for_each, start_bulk
from lintel.platform.workbench.listing import listing_of
from lintel.platform.workbench.performing import key_of

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

AT_ONCE = 200
"""Up to here a person waits for it; beyond, the worker does it."""
MOST = 5_000


@require_http_methods(["GET", "POST"])
def bulk_act(request: HttpRequest, resource: Resource, verb: str) -> HttpResponse:
    """Ask for the inputs once, say what will be touched, do it, and show what was refused and why.

    More than ``AT_ONCE`` rows are done by the worker, and the answer is the page where one sees how far it is.
    """
    action = next((a for a in _deeds(request, resource) if a.name == verb), None)
    if action is None:
        raise Http404
    keys = _chosen(request, resource, action)
    form = narrow(form_for(action)(request.POST or None, request.FILES or None), request.user)
    result: Result | None = None
    if request.method == "POST" and form.is_valid():
        if len(keys) > AT_ONCE:
            return _later(request, resource, action, keys)
        rows = list(resource.model._default_manager.filter(pk__in=keys).order_by("pk"))
        result = for_each(request.user, action, rows, form.cleaned_data, key_of(request))
        if request.POST.get("_undo"):
            return _undone(result, rows, len(set(request.GET.getlist("chosen"))))
        if not result.refused:
            words = ngettext("%(deed)s: %(number)s row", "%(deed)s: %(number)s rows", result.done)
            said = words % {"deed": action.label, "number": result.done}
            return done(request, _back(request, resource), said, **way_back(request, resource, action, keys))
    status = 422 if request.method == "POST" and result is None else 200
    return page(
        request,
        "workbench/bulk.html",
        {
            "resource": resource,
            "action": action,
            "form": form,
            "rows": keys,
            "total": len(keys),
            "later": len(keys) > AT_ONCE,
            "result": result,
            "action_url": request.get_full_path(),
            "back": _back(request, resource),
            "sample": resource.rows(request.user).filter(pk__in=keys[:8]).order_by("pk"),
            "rest": max(0, len(keys) - 8),
        },
        status=status,
    )


def _deeds(request: HttpRequest, resource: Resource) -> list[Action]:
    """What may be done to many rows; a deed that only takes another one back, only as such."""
    if not request.POST.get("_undo"):
        return resource.bulk_for(request.user)
    return [back for back in resource.back_by.values() if may(request.user, back.permission)]


def _undone(result: Result, rows: list[Any], asked: int) -> HttpResponse:
    """How many of the rows are as before; those changed since, gone out of reach or taken back already are left alone.

    A single row is named, or it is said why not.
    """
    number = result.done
    if asked == 1:
        if number:
            return toast(HttpResponse(), _("Undone: %(thing)s") % {"thing": rows[0]})
        return _not_undone(result.refusals[0] if result.refusals else not_permitted())
    if not number:
        return toast(HttpResponse(), _("Nothing was undone: it is too late, or it was undone already."), tone="wait")
    if number < asked:
        words = _("Undone for %(done)d of %(all)d rows; the others were changed meanwhile.")
        return toast(HttpResponse(), words % {"done": number, "all": asked}, tone="wait")
    return toast(
        HttpResponse(), ngettext("Undone: %(number)s row", "Undone: %(number)s rows", number) % {"number": number}
    )


def _not_undone(why: Refused) -> HttpResponse:
    """A refusal as a toast: the sentence, what to do next, the clause and the rule of law."""
    said = " ".join(str(words) for words in (why.message, why.remedy) if words)
    rules = " ".join(f"§ {one}" for one in [*why.clause.split(), why.rule] if one)
    return toast(HttpResponse(), f"{said} {rules}".strip(), tone="bad")


def way_back(request: HttpRequest, resource: Resource, action: Action, keys: list[int]) -> dict[str, Any]:
    """What to send where to have it all undone, for the toast that says it was done."""
    back = resource.back_by.get(action)
    if back is None or not may(request.user, back.permission):
        return {}
    url = reverse(resource.route("bulk"), args=[back.name]) + "?" + urlencode({"chosen": keys}, doseq=True)
    fields = {k: v for k, v in request.POST.lists() if k not in {"csrfmiddlewaretoken", "_key", "_stamp", "_refusal"}}
    return {"undo": {"url": url, "fields": {**fields, "_undo": "1"}}}


def _later(request: HttpRequest, resource: Resource, action: Action, keys: list[int]) -> HttpResponse:
    """Hand the rows to the worker. Files cannot wait, so a deed that wants one is done in smaller portions."""
    if request.FILES:
        raise Refused(
            _("A deed with a file is done on at most %(most)s rows at once.") % {"most": AT_ONCE},
            remedy=_("Narrow the list with a filter first."),
        )
    values = {k: v for k, v in request.POST.lists() if k not in {"csrfmiddlewaretoken", "_key", "_stamp"}}
    outcome = start_bulk.once(
        request.user,
        key=key_of(request),
        resource=resource.key,
        deed=action.permission,
        rows=",".join(map(str, keys)),
        values=json.dumps(values, ensure_ascii=False),
        back=_back(request, resource),
    )
    return done(request, reverse("workbench:bulk-run", args=[outcome.row.pk]), _("The worker has begun."), tone="info")


def _chosen(request: HttpRequest, resource: Resource, action: Action) -> list[int]:
    """The keys of the rows to act on: those chosen, or all that meet the conditions, within reach of the action."""
    if request.GET.get("all"):
        rows: QuerySet = listing_of(request, resource, _conditions(request)).rows
    else:
        keys = [int(pk) for pk in request.GET.getlist("chosen") if pk.isdecimal()]
        rows = resource.rows(request.user).filter(pk__in=keys[:MOST])
    reachable = visible(resource.model, request.user, action.permission).values("pk")
    chosen = list(rows.filter(pk__in=reachable).order_by("pk").values_list("pk", flat=True).distinct()[: MOST + 1])
    if len(chosen) > MOST:
        raise Refused(
            _("At most %(most)s rows can be changed at once.") % {"most": f"{MOST:,}"},
            remedy=_("Narrow the list with a filter first."),
        )
    return chosen


def _conditions(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for name in ("all", "chosen", "after", "before"):
        query.pop(name, None)
    return query


def _back(request: HttpRequest, resource: Resource) -> str:
    text = _conditions(request).urlencode()
    return f"{resource.url}?{text}" if text else resource.url
