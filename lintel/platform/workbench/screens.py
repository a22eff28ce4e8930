"""The screens every resource gets besides its list: detail, create, act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from lintel.platform.access.scope import may, reached
from lintel.platform.actions.door import Action, actions_on
from lintel.platform.workbench import trail
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.bulk import way_back
from lintel.platform.workbench.drawing import Table
from lintel.platform.workbench.listing import listing_of
from lintel.platform.workbench.paging import neighbours, position
from lintel.platform.workbench.performing import perform
from lintel.platform.workbench.registry import Panel, resource_of

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource


@require_GET
def detail(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """One row: its facts in groups, what can be done, panels of other areas, and its trail."""
    row = found(request, resource, pk)
    return page(request, resource.detail_template, detail_context(request, resource, row))


def found(request: HttpRequest, resource: Resource, pk: int) -> Any:
    """The row with everything its columns need, or 404 when it is not there for this person."""
    row = resource.rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def detail_context(request: HttpRequest, resource: Resource, row: Model) -> dict[str, Any]:
    """What ``workbench/detail.html`` shows; hand-written detail views add to it."""
    user = request.user
    return {
        "resource": resource,
        "row": row,
        "groups": [(title, [c for c in columns if c.shown_to(user)]) for title, columns in resource.groups],
        "actions": [(a, act_url(resource, row, a.name)) for a in resource.actions(user, row)],
        "panels": panels_of(resource, user, row),
        "trail": trail_of(user, row) if resource.trail else [],
        "steps": steps_from(request, resource, row),
        "watermark": resource.watermark,
    }


def panels_of(resource: Resource, user: Any, row: Model) -> list[dict[str, Any]]:
    """The panels other areas put on the page of ``row``, as ``workbench/_panel.html`` shows them."""
    return [shown for panel in resource.panels() if (shown := drawn(panel, user, row))]


def trail_of(user: Any, row: Model) -> list[trail.Told]:
    """The trail of ``row`` in words, without what ``user`` may not see of it."""
    resource = resource_of(type(row))
    return trail.told(row, hidden_fields(resource, user) if resource is not None else frozenset())


def hidden_fields(resource: Resource, user: Any) -> frozenset[str]:
    """Names of columns this person may not see: the trail must not tell them either."""
    every = {c.name: c for _title, columns in resource.groups for c in columns} | {c.name: c for c in resource.shown}
    return frozenset(name for name, c in every.items() if not c.shown_to(user))


def act_url(resource: Resource, row: Model, verb: str) -> str:
    return reverse(resource.route("act"), args=[row.pk, verb])


def drawn(panel: Panel, user: Any, row: Model) -> dict[str, Any] | None:
    """A panel ready for the template, or None when this person has nothing to see there."""
    if panel.permission and not may(user, panel.permission):
        return None
    context = panel.context(user, row) if panel.context else {}
    if context is None:
        return None
    if panel.model is None:
        return {"panel": panel, "context": {**context, "row": row, "user": user}}
    other = resource_of(panel.model)
    if other is None or not may(user, other.view_permission):
        return None
    rows = list(other.default_order.applied(other.rows(user).filter(**{panel.by: row}))[: panel.limit + 1])
    columns = [c for c in other.columns_for(user) if c.name != panel.by]
    more = f"{other.url}?{urlencode({panel.by: row.pk})}" if len(rows) > panel.limit else ""
    shown = Table(columns, other.addresses()).rows(rows[: panel.limit]) if rows else ""
    return {"panel": panel, "resource": other, "drawn": shown, "columns": columns, "more": more}


def steps_from(request: HttpRequest, resource: Resource, row: Model) -> dict[str, Any] | None:
    """Previous and next in the list this page was opened from (``?list=<its conditions>``)."""
    said = request.GET.get("list")
    if said is None:
        return None
    listing = listing_of(request, resource, QueryDict(said))
    previous, following = neighbours(listing.rows, listing.order, row)
    suffix = "?" + urlencode({"list": said})
    return {
        "previous": resource.url_of(previous) + suffix if previous else "",
        "next": resource.url_of(following) + suffix if following else "",
        "position": position(listing.rows, listing.order, row),
        "back": f"{resource.url}?{said}" if said else resource.url,
    }


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The form of the resource's ``create`` action."""
    if not resource.may_create(request.user) or resource.create is None:
        raise Http404
    initial = {name: value for name, value in request.GET.items() if value}
    return perform(
        request, resource.create, initial=initial, context={"resource": resource, "action_url": request.get_full_path()}
    )


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, resource: Resource, pk: int, verb: str) -> HttpResponse:
    """The form of one deed on one row. A deed that is not possible now is explained, not hidden behind 404."""
    row = reached(resource.model, request.user, pk)
    chosen = next((a for a in actions_on(resource.model) if a.name == verb and a.button), None)
    if row is None or chosen is None or not may(request.user, chosen.permission):
        raise Http404
    context = {"resource": resource, "action_url": request.get_full_path()}
    return perform(request, chosen, row, context=context, way_back=lambda: _way_back(request, resource, chosen, row))


def _way_back(request: HttpRequest, resource: Resource, deed: Action, row: Model) -> dict[str, Any]:
    """The same as for many rows, as long as the row is still within reach of the deed that takes it back."""
    back = resource.back_by.get(deed)
    if back is None or reached(resource.model, request.user, row.pk, back.permission) is None:
        return {}
    return way_back(request, resource, deed, [row.pk])
