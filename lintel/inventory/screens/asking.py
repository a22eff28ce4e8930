"""What a board page was asked for, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, QueryDict

from lintel.inventory import board as boards
from lintel.inventory import history, layers, queries
from lintel.inventory.models import Building, Project
from lintel.platform.access.scope import require
from lintel.platform.kernel import clock

WAN = Decimal(10_000)
VIEW_UNITS = "inventory.view_unit"
PLAN, FACADE, LIST = "plan", "facade", "list"
OF_THE_POLL = ("since", "every")
"""Words of a poll's address that are no part of what is shown."""


@dataclass
class Asked:
    """What a board page was asked for."""

    project: Project
    buildings: list[Building]
    chosen: list[Building]
    wanted: boards.Wanted
    viewer: boards.Viewer
    view: str
    layer: str
    query: str
    at: datetime | None = None
    """A past moment to look back at; the present when there is none."""
    compared_with: datetime | None = None
    """Cells that say something else than at this moment are marked."""
    unreadable: bool = False
    """A moment was given that is no moment of the past."""

    @property
    def wall(self) -> bool:
        return self.viewer.wall

    @property
    def as_list(self) -> bool:
        return self.view == LIST

    @property
    def facade(self) -> bool:
        return self.view == FACADE

    def having(self, **changes: str) -> str:
        """The address of the same board with some words changed; an empty word is left out."""
        said = QueryDict(self.query, mutable=True)
        for name, value in changes.items():
            if value:
                said[name] = value
            else:
                said.pop(name, None)
        return f"?{said.urlencode()}"


def asked_of(request: HttpRequest) -> Asked | None:
    """What was asked for; nothing when this person is in no project."""
    require(request.user, VIEW_UNITS)
    said = request.GET
    project = queries.project_of(request.user, said.get("project"), request.session.get("project"))
    if project is None:
        return None
    viewer = boards.Viewer.of(request.user, wall=said.get("wall") == "1")
    view = said.get("view", PLAN)
    named = said.get("building", "all" if viewer.wall or view == FACADE else "")
    buildings = queries.buildings_of(project, request.user)
    chosen = _chosen(buildings, named)
    query = said.copy()
    for name in OF_THE_POLL:
        query.pop(name, None)
    query["project"], query["building"] = (
        str(project.pk),
        "all" if len(chosen) > 1 else str(chosen[0].pk) if chosen else "",
    )
    at, against = _moment(said.get("at", "")), _moment(said.get("from", ""))
    return Asked(
        project, buildings, chosen, _wanted(said, viewer), viewer, view if view in (PLAN, FACADE, LIST) else PLAN,
        _layer(said.get("layer", ""), viewer), query.urlencode(), at,
        against if against and (at is None or against < at) else None,
        unreadable=bool((said.get("at") and not at) or (said.get("from") and not against)),
    )  # fmt: skip


def _chosen(buildings: list[Building], named: str) -> list[Building]:
    if named == "all":
        return buildings
    return [b for b in buildings if str(b.pk) == named] or buildings[:1]


def _moment(said: str) -> datetime | None:
    return history.moment_of(said, clock.now()) if said else None


def _layer(said: str, viewer: boards.Viewer) -> str:
    return said if said in {name for name, _word in layers.layers_for(viewer)} else layers.STATE


def _wanted(said: Any, viewer: boards.Viewer) -> boards.Wanted:
    """The filters; a price can be asked only by whoever sees prices, or the answers would tell them."""
    try:
        most = Decimal(said.get("most", "")) * WAN if said.get("most") and viewer.price else None
    except InvalidOperation:
        most = None
    kind = said.get("type", "")
    return boards.Wanted(
        said.get("state", ""), int(kind) if kind.isdigit() else None, said.get("kind", ""),
        most if most and most.is_finite() else None, said.get("facing", "")[:20],
    )  # fmt: skip
