"""The rich screens of units: the board, its polls, bulk deeds with preview, unit sheets and comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.inventory import board as boards
from lintel.inventory import queries
from lintel.inventory.actions.prices import draft_repricing
from lintel.inventory.actions.units import Preview, preview_release, preview_withhold, release_units, withhold_units
from lintel.inventory.claims import SEE_PRICE
from lintel.inventory.forms import ReasonForm, RepriceForm
from lintel.inventory.models import Building, Project, Unit, UnitType
from lintel.inventory.models.unit import UnitQuerySet
from lintel.inventory.selling import can_sell
from lintel.platform.access.scope import may, require, visible
from lintel.platform.actions.door import Action, actions_on
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import done, page
from lintel.platform.workbench.performing import perform

WAN = Decimal(10_000)
VIEW_UNITS = "inventory.view_unit"
MOST_COMPARED = 3


@dataclass
class Asked:
    """What a board page was asked for."""

    project: Project
    buildings: list[Building]
    chosen: list[Building]
    wanted: boards.Wanted
    viewer: boards.Viewer
    as_list: bool
    wall: bool
    query: str

    @property
    def filters(self) -> str:
        return self.query


def _asked(request: HttpRequest) -> Asked | None:
    require(request.user, VIEW_UNITS)
    said = request.GET
    project = queries.project_of(request.user, said.get("project"), request.session.get("project"))
    if project is None:
        return None
    wall = said.get("wall") == "1"
    buildings = queries.buildings_of(project, request.user)
    wanted_building = said.get("building", "all" if wall else "")
    chosen = [b for b in buildings if str(b.pk) == wanted_building] or (
        buildings if wanted_building == "all" else buildings[:1]
    )
    viewer = boards.Viewer.of(request.user, wall=wall, prices=said.get("prices") == "1")
    query = said.copy()
    for name in ("since", "every"):
        query.pop(name, None)
    query["project"], query["building"] = str(project.pk), wanted_building or (str(chosen[0].pk) if chosen else "")
    return Asked(project, buildings, chosen, _wanted(said), viewer, said.get("view") == "list", wall, query.urlencode())


def _with(query: str, **changes: str) -> str:
    said = QueryDict(query, mutable=True)
    for name, value in changes.items():
        said[name] = value
    return said.urlencode()


def _wanted(said: Any) -> boards.Wanted:
    try:
        most = Decimal(said.get("most", "")) * WAN if said.get("most") else None
    except InvalidOperation:
        most = None
    kind = said.get("type", "")
    return boards.Wanted(said.get("state", ""), int(kind) if kind.isdigit() else None, said.get("kind", ""), most)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The unit control board: plan or list, desk, phone, wall or paper."""
    asked = _asked(request)
    if asked is None or not asked.buildings:
        return page(
            request,
            "inventory/board_empty.html",
            {"project": asked.project if asked else None, "may_import": may(request.user, "inventory.import_units")},
        )
    now = clock.now()
    rows = queries.unit_rows(asked.project, request.user, asked.chosen)
    laid = boards.lay_out(queries.dressed(rows, asked.chosen, now), asked.viewer, asked.wanted, now)
    context = {
        "asked": asked, "board": laid, "looks": boards.LOOKS.values(), "legend": boards.LOOKS.values(),
        "since": now.isoformat(), "etag": boards.fingerprint(asked.chosen, asked.viewer, asked.filters, now),
        "every": str(_every(asked, now)), "types": visible(UnitType, request.user).filter(project=asked.project).order_by("name"),
        "plan_query": _with(asked.query, view="plan"), "list_query": _with(asked.query, view="list"),
        "kinds": Unit.Kind.choices, "bulk": _bulk_for(request.user), "hold": _hold_for(request.user),
        "compared": len(request.session.get("compare", [])), "cells_url": reverse("inventory:board-cells"),
    }  # fmt: skip
    return (
        render(request, "inventory/wall.html", context)
        if asked.wall
        else page(request, "inventory/board.html", context)
    )


@require_GET
def board_cells(request: HttpRequest) -> HttpResponse:
    """The cells that changed since the moment the browser names; 304 when nothing did."""
    asked = _asked(request)
    if asked is None:
        raise Http404
    now = clock.now()
    etag = f'"{boards.fingerprint(asked.chosen, asked.viewer, asked.filters, now)}"'
    every = str(_every(asked, now))
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        rows = queries.unit_rows(asked.project, request.user, asked.chosen)
        units = queries.dressed(rows, asked.chosen, now)
        changed = set(boards.changed_since(rows, _since(request), now).values_list("pk", flat=True))
        laid = boards.lay_out(units, asked.viewer, asked.wanted, now)
        cells = [c for c in laid.cells if c.unit.pk in changed]
        answer = render(request, "inventory/_board_changes.html", {"asked": asked, "board": laid, "cells": cells})
        answer["X-Board-Since"] = now.isoformat()
    answer["ETag"], answer["X-Board-Every"], answer["Cache-Control"] = etag, every, "no-store"
    return answer


def _since(request: HttpRequest) -> datetime:
    try:
        return clock.local(datetime.fromisoformat(request.GET.get("since", "")))
    except ValueError:
        return datetime.min.replace(year=2000, tzinfo=clock.SHANGHAI)


def _every(asked: Asked, now: datetime) -> int:
    """Seconds between polls: two while things are moving, ten otherwise."""
    return 2 if boards.lively(asked.chosen, now) else 10


def _units(user: Any) -> UnitQuerySet:
    return cast("UnitQuerySet", visible(Unit, user))


def _hold_for(user: Any) -> str:
    """The address pattern of the deed that holds a unit, with 0 for its key; sales registers it from above."""
    hold = next((a for a in actions_on(Unit) if a.name == "hold_unit"), None)
    return reverse("inventory:unit-act", args=[0, hold.name]) if hold and may(user, hold.permission) else ""


# Bulk deeds


@dataclass(frozen=True)
class Bulk:
    """A deed on many units: what it is called, how it is previewed, what it asks."""

    name: str
    action: Action
    preview: Callable[[Sequence[Unit], Any], Preview]
    form: type[ReasonForm]
    explained: Any


def _all_priced(units: Sequence[Unit], user: Any = None) -> Preview:
    return Preview(
        [u for u in units if u.price], [(u, _("No price is in force for this unit.")) for u in units if not u.price]
    )


BULK = {
    b.name: b
    for b in (
        Bulk("release", release_units, preview_release, ReasonForm, gettext_lazy("Each unit is checked: permit, price, state, freeze.")),
        Bulk(
            "withhold", withhold_units, preview_withhold, ReasonForm,
            gettext_lazy("Units somebody has are left out. Withholding released units without need is forbidden (G-11)."),
        ),
        Bulk(
            "reprice", draft_repricing, _all_priced, RepriceForm,
            gettext_lazy("This drafts a price scheme. It comes into force after approval and filing."),
        ),
    )
}  # fmt: skip


def _bulk_for(user: Any) -> list[Bulk]:
    return [b for b in BULK.values() if may(user, b.action.permission)]


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, deed: str) -> HttpResponse:
    """Preview a deed on the chosen units - how many, what they are worth, which are left out and why - and do it."""
    chosen = BULK.get(deed)
    if chosen is None or not may(request.user, chosen.action.permission):
        raise Http404
    keys = {int(k) for k in request.GET.get("units", "").split(",") if k.isdigit()}
    units = list(_units(request.user).filter(pk__in=keys).shown().order_by("pk"))
    if not units or len({u.project_id for u in units}) != 1:
        raise Http404
    project = visible(Project, request.user).get(pk=units[0].project_id)
    preview = chosen.preview(units, request.user)
    worth = sum((u.price.list_price for u in preview.can if u.price), Decimal(0))
    return perform(
        request, chosen.action, project, template="inventory/bulk.html", form_class=chosen.form, extra={"units": preview.can},
        context={"bulk": chosen, "preview": preview, "worth": worth, "action_url": request.get_full_path(), "project": project},
        then=lambda result: _after_bulk(project, result),
    )  # fmt: skip


def _after_bulk(project: Project, result: Any) -> str:
    if getattr(result, "_meta", None) is not None and result._meta.model_name == "pricescheme":
        return str(result.get_absolute_url())
    return f"{reverse('inventory:board')}?project={project.pk}"


# Sheets and comparison


def _sheet(unit: Unit, user: Any) -> dict[str, Any]:
    """What may be printed for a customer: no floor price, and the list price only when the unit can be sold."""
    answer = can_sell(unit, user=user)
    permitted = answer.facts.permit(unit)
    price = unit.price if permitted and may(user, SEE_PRICE) else None
    return {"unit": unit, "price": price, "permit": permitted, "sellable": answer.yes, "notes": answer.warnings}


def _chosen_units(request: HttpRequest, keys: Sequence[Any]) -> list[Unit]:
    found = {u.pk: u for u in _units(request.user).filter(pk__in=[k for k in keys if str(k).isdigit()]).shown()}
    return [found[int(k)] for k in keys if str(k).isdigit() and int(k) in found]


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit on one printable page."""
    units = _chosen_units(request, [pk])
    if not units:
        raise Http404
    project = units[0].project
    context = {
        "sheets": [_sheet(units[0], request.user)],
        "project": project,
        "facilities": queries.facilities_of(project),
    }
    return page(request, "inventory/sheet.html", context)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three units side by side; the first is what the others are compared with."""
    require(request.user, "inventory.view_unit")
    keys = request.GET.getlist("unit") or request.session.get("compare", [])
    units = _chosen_units(request, keys[:MOST_COMPARED])
    project = units[0].project if units else None
    sheets = [_sheet(u, request.user) for u in units]
    return page(
        request,
        "inventory/compare.html",
        {"sheets": sheets, "facilities": queries.facilities_of(project) if project else []},
    )


@require_POST
def compare_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit on the comparison, or take it off. Kept in the session: it is no business of anybody else."""
    unit = _chosen_units(request, [pk])
    if not unit:
        raise Http404
    keys = [k for k in request.session.get("compare", []) if k != pk]
    added = len(keys) == len(request.session.get("compare", []))
    if added:
        keys = [*keys, pk][-MOST_COMPARED:]
    request.session["compare"] = keys
    words = (
        _("%(unit)s is on the comparison (%(count)d of 3).")
        if added
        else _("%(unit)s is off the comparison (%(count)d of 3).")
    )
    return done(request, unit[0], words % {"unit": unit[0], "count": len(keys)})
