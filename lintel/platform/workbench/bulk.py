"""One deed on many rows: chosen by hand or by condition, each row through the door, each refusal named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import visible
from lintel.platform.actions.door import Action
from lintel.platform.actions.forms import form_for
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import done, page
from lintel.platform.workbench.listing import listing_of
from lintel.platform.workbench.performing import key_of

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

MOST = 500


@dataclass
class Result:
    """What became of the rows: ``refused`` holds each refused row with the sentence."""

    done: int = 0
    refused: list[tuple[Any, str]] = field(default_factory=list)


def for_each(actor: Any, action: Action, rows: list[Any], inputs: dict[str, Any], key: str) -> Result:
    """Do ``action`` to each row in its own transaction, at most once per ``key``; go on after a refusal."""
    result = Result()
    for row in sorted(rows, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                action.once(actor, row, key=f"{key[:40]}:{row.pk}", **inputs)
        except Refused as refused:
            result.refused.append((row, str(refused)))
        except ValidationError as wrong:
            result.refused.append((row, " ".join(wrong.messages)))
        else:
            result.done += 1
    return result


@require_http_methods(["GET", "POST"])
def bulk_act(request: HttpRequest, resource: Resource, verb: str) -> HttpResponse:
    """Ask for the inputs once, say what will be touched, do it, and show what was refused and why."""
    action = next((a for a in resource.bulk_for(request.user) if a.name == verb), None)
    if action is None:
        raise Http404
    rows, total = _chosen(request, resource, action)
    form = narrow(form_for(action)(request.POST or None, request.FILES or None), request.user)
    result: Result | None = None
    if request.method == "POST" and form.is_valid():
        result = for_each(request.user, action, rows, form.cleaned_data, key_of(request))
        if not result.refused:
            words = ngettext("%(deed)s: %(number)s row", "%(deed)s: %(number)s rows", result.done)
            return done(request, _back(request, resource), words % {"deed": action.label, "number": result.done})
    status = 422 if request.method == "POST" and result is None else 200
    return page(
        request,
        "workbench/bulk.html",
        {
            "resource": resource,
            "action": action,
            "form": form,
            "rows": rows,
            "total": total,
            "result": result,
            "most": MOST,
            "action_url": request.get_full_path(),
            "back": _back(request, resource),
            "sample": rows[:8],
            "rest": max(0, len(rows) - 8),
        },
        status=status,
    )


def _chosen(request: HttpRequest, resource: Resource, action: Action) -> tuple[list[Any], int]:
    """The rows to act on, within reach of the action, and how many were chosen."""
    if request.GET.get("all"):
        rows: QuerySet = listing_of(request, resource, _conditions(request)).rows
    else:
        rows = resource.rows(request.user).filter(
            pk__in=[pk for pk in request.GET.getlist("chosen") if pk.isdigit()][:MOST]
        )
    reachable = visible(resource.model, request.user, action.permission).values("pk")
    chosen = list(rows.filter(pk__in=reachable).order_by("pk")[: MOST + 1])
    if len(chosen) > MOST:
        raise Refused(
            _("At most %(most)s rows can be changed at once.") % {"most": MOST},
            remedy=_("Narrow the list with a filter first."),
        )
    return chosen, len(chosen)


def _conditions(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for name in ("all", "chosen", "after", "before"):
        query.pop(name, None)
    return query


def _back(request: HttpRequest, resource: Resource) -> str:
    text = _conditions(request).urlencode()
    return f"{resource.url}?{text}" if text else resource.url
