"""Units for a customer's eyes: a sheet on paper, up to three side by side, and numbered cards for the day the network fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lintel.inventory import board as boards
from lintel.inventory import queries
from lintel.inventory.claims import SEE_PRICE
from lintel.inventory.comparing import MOST, Sheet, compared, sheets_of
from lintel.inventory.models import Unit
from lintel.inventory.models.unit import UnitQuerySet
from lintel.inventory.paper_cards import CARDS, cards_of
from lintel.inventory.screens.asking import VIEW_UNITS, asked_of
from lintel.platform.access.scope import may, require, visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import done, page

IN_SESSION = "compare"


def units_of(user: Any) -> UnitQuerySet:
    """The units this person may see."""
    return cast("UnitQuerySet", visible(Unit, user))


def _chosen(request: HttpRequest, keys: Sequence[Any]) -> list[Unit]:
    found = {u.pk: u for u in units_of(request.user).filter(pk__in=[k for k in keys if str(k).isdigit()]).shown()}
    return [found[int(k)] for k in keys if str(k).isdigit() and int(k) in found]


def _sheets(request: HttpRequest, units: Sequence[Unit]) -> list[Sheet]:
    return sheets_of(units, request.user, may(request.user, SEE_PRICE))


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit on one printable page."""
    units = _chosen(request, [pk])
    if not units:
        raise Http404
    project = units[0].project
    context = {"sheets": _sheets(request, units), "project": project, "facilities": queries.facilities_of(project)}
    return page(request, "inventory/sheet.html", context)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three units side by side; the first is what the others are compared with."""
    require(request.user, VIEW_UNITS)
    keys = request.GET.getlist("unit") or request.session.get(IN_SESSION, [])
    units = _chosen(request, list(dict.fromkeys(str(k) for k in keys))[:MOST])
    sheets = _sheets(request, units)
    project = units[0].project if units else None
    context = {
        "sheets": sheets, "rows": compared(sheets), "columns": str(len(sheets)), "chosen_here": not request.GET.getlist("unit"),
        "facilities": queries.facilities_of(project) if project else [], "at": clock.now(),
    }  # fmt: skip
    return page(request, "inventory/compare.html", context)


@require_POST
def compare_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit on the comparison, or take it off. Kept in the session: it is no business of anybody else."""
    unit = _chosen(request, [pk])
    if not unit:
        raise Http404
    before = request.session.get(IN_SESSION, [])
    keys = [k for k in before if k != pk]
    if added := len(keys) == len(before):
        keys = [*keys, pk][-MOST:]
    request.session[IN_SESSION] = keys
    words = (
        _("%(unit)s is on the comparison (%(count)d of 3).")
        if added
        else _("%(unit)s is off the comparison (%(count)d of 3).")
    )
    to = "/inventory/compare/" if request.POST.get("back") == "compare" else unit[0]
    return done(request, to, words % {"unit": unit[0], "count": len(keys)})


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """Numbered cards with a QR code, one per unit that meets the board's filters: selling goes on when the network does not."""
    asked = asked_of(request)
    if asked is None or not asked.chosen:
        raise Http404
    now = clock.now()
    rows = queries.unit_rows(asked.project, request.user, asked.chosen)
    laid = boards.lay_out(queries.dressed(rows, asked.chosen, now), asked.viewer, asked.wanted, now)
    cells = [c for c in laid.cells if not c.dim]
    context = {
        "asked": asked, "cards": cards_of(cells[:CARDS], request.build_absolute_uri("/")), "left_out": max(0, len(cells) - CARDS),
        "most": CARDS, "at": now, "project": asked.project, "board_url": asked.having(),
    }  # fmt: skip
    return page(request, "inventory/cards.html", context)
