"""The unit control board on a desk, a phone, a wall and paper, and the polls that keep it current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from lintel.inventory import board as boards
from lintel.inventory import figures, history, layers, queries
from lintel.inventory.models import Unit
from lintel.inventory.screens.asking import FACADE, LIST, PLAN, Asked, asked_of
from lintel.inventory.screens.bulk import bulk_for
from lintel.inventory.screens.units import IN_SESSION
from lintel.platform.access.scope import may
from lintel.platform.actions.door import actions_on
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import page

MOST_TOLD = 60
"""Changes told in words beside the board; the cells themselves are all marked."""


@dataclass
class Drawn:
    """A board with its layer and what changed."""

    board: boards.Board
    scale: list[layers.Step]
    changes: list[history.Difference] = field(default_factory=list)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The unit control board: plan, elevation or list; now or at a past moment; desk, phone, wall or paper."""
    asked = asked_of(request)
    if asked is None or not asked.buildings:
        nothing = {
            "project": asked.project if asked else None,
            "may_import": may(request.user, "inventory.import_units"),
        }
        return page(request, "inventory/board_empty.html", nothing)
    now = clock.now()
    drawn = _draw(request, asked, now)
    context = {
        "asked": asked, "board": drawn.board, "scale": drawn.scale, "legend": boards.LEGEND,
        "since": now.isoformat(), "etag": boards.fingerprint(asked.chosen, asked.viewer, asked.query, now),
        "every": str(_every(asked, now)), "cells_url": reverse("inventory:board-cells"),
    }  # fmt: skip
    if asked.wall:
        return render(request, "inventory/wall.html", {**context, "seconds": str(figures.WALL_SECONDS.whole())})
    return page(request, "inventory/board.html", {**context, **_furniture(request, asked, drawn)})


def _draw(request: HttpRequest, asked: Asked, now: datetime) -> Drawn:
    moment = asked.at or now
    laid = _laid(request, asked, asked.at, now)
    scale = layers.put_on(laid.cells, asked.layer, asked.chosen, moment)
    changes: list[history.Difference] = []
    if asked.compared_with:
        before = _laid(request, asked, asked.compared_with, now)
        changes = history.differences(before.cells, laid.cells, asked.compared_with, moment, asked.viewer)
    return Drawn(laid, scale, changes)


def _laid(request: HttpRequest, asked: Asked, at: datetime | None, now: datetime) -> boards.Board:
    """The board now, or as it was at ``at``."""
    rows = queries.unit_rows(asked.project, request.user, asked.chosen)
    if at is None:
        return boards.lay_out(queries.dressed(rows, asked.chosen, now), asked.viewer, asked.wanted, now)
    units = history.dressed_at(rows, asked.chosen, at)
    return boards.lay_out(units, asked.viewer, asked.wanted, at, history.facts_at(units, asked.viewer, at))


def _furniture(request: HttpRequest, asked: Asked, drawn: Drawn) -> dict[str, Any]:
    """What stands around the cells."""
    still = asked.at is not None
    return {
        **_ways(asked, drawn.board), **_told(asked, drawn), "still": still,
        "bulk": [] if still else bulk_for(request.user), "hold": "" if still else _hold_for(request.user),
        "compared": len(request.session.get(IN_SESSION, [])),
    }  # fmt: skip


def _ways(asked: Asked, board: boards.Board) -> dict[str, Any]:
    """The addresses of other views, layers and filters of the same board."""
    cells = board.cells
    named = layers.layers_for(asked.viewer)
    return {
        "views": [(asked.having(view=view), view) for view in (PLAN, FACADE, LIST)],
        "layers": [(asked.having(layer="" if name == layers.STATE else name), name, word) for name, word in named],
        "layer_word": layers.WORDS[asked.layer],
        "layer_unit": layers.UNITS.get(asked.layer, ""),
        "states": _states(asked, board),
        "facings": sorted({c.unit.orientation for c in cells if c.unit.orientation}),
        "kinds": [kind for kind in Unit.Kind.choices if any(c.unit.kind == kind[0] for c in cells)],
        "unfiltered": asked.having(state="", type="", kind="", most="", facing=""),
        "since_links": [(asked.having(at="", **{"from": name}), name) for name in ("meeting", "morning", "week")],
        "uncompared": asked.having(**{"from": ""}),
        "present": asked.having(at="", **{"from": ""}),
        "paper": asked.having(view="", layer="", at="", **{"from": ""}),
    }


def _states(asked: Asked, board: boards.Board) -> list[tuple[str, boards.Look, int]]:
    """The totals as filters: pressed once they dim the rest, pressed again they let go."""
    chosen = asked.wanted.state
    return [(asked.having(state="" if look.code == chosen else look.code), look, n) for look, n in board.totals]


def _told(asked: Asked, drawn: Drawn) -> dict[str, Any]:
    """The changes in words."""
    changes = drawn.changes
    return {
        "changes": changes[:MOST_TOLD],
        "more_changes": max(0, len(changes) - MOST_TOLD),
        "sums": _sums(changes),
    }


def _sums(changes: Sequence[history.Difference]) -> list[tuple[boards.Look, boards.Look, int]]:
    """``(was, is, how many)`` for every step of state that happened, most frequent first."""
    found: dict[tuple[str, str], int] = {}
    for one in changes:
        if one.state_changed and one.was:
            step = (one.was.code, one.cell.look.code)
            found[step] = found.get(step, 0) + 1
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return [(boards.LOOKS[was], boards.LOOKS[now], n) for (was, now), n in ordered]


@require_GET
def board_cells(request: HttpRequest) -> HttpResponse:
    """The cells that changed since the moment the browser names; 304 when nothing did."""
    asked = asked_of(request)
    if asked is None:
        raise Http404
    now = clock.now()
    asked.at = None  # the past does not change
    etag = f'"{boards.fingerprint(asked.chosen, asked.viewer, asked.query, now)}"'
    every = str(_every(asked, now))
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        rows = queries.unit_rows(asked.project, request.user, asked.chosen)
        changed = set(boards.changed_since(rows, _since(request), now).values_list("pk", flat=True))
        drawn = _draw(request, asked, now)
        cells = [c for c in drawn.board.cells if c.unit.pk in changed]
        context = {
            "asked": asked,
            "board": drawn.board,
            "cells": cells,
            "states": [] if asked.wall else _states(asked, drawn.board),
        }
        answer = render(request, "inventory/_board_changes.html", context)
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


def _hold_for(user: Any) -> str:
    """The address pattern of the deed that holds a unit, with 0 for its key; sales registers it from above."""
    hold = next((a for a in actions_on(Unit) if a.name == "hold_unit"), None)
    return reverse("inventory:unit-act", args=[0, hold.name]) if hold and may(user, hold.permission) else ""
