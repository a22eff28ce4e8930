"""Where the rows of a background export come from. Upper floors declare sources; the worker asks them again by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from lintel.platform.exchange.exporting import ExportColumn


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A list as its reader sees it now: masked columns, rows within reach, and the conditions in words."""

    title: Any
    columns: Sequence[ExportColumn]
    rows: QuerySet[Any]
    permission: str
    """Needed to see the list at all."""
    secrets: Mapping[int, str] = field(default_factory=dict)
    """Place of a column to the encrypted field it shows."""
    filters: Sequence[str] = ()
    """For the file itself: with the words that were searched for."""
    filters_on_record: Sequence[str] = ()
    """For the trail: without them."""
    project_id: int | None = None


Build = Callable[[Any, dict[str, Any]], Outgoing]
_sources: dict[str, Build] = {}


def register_source(name: str, build: Build) -> None:
    """Make a source known: ``build(actor, spec)`` answers the list as that person may see it at this moment."""
    _sources[name] = build


def outgoing(name: str, actor: Any, spec: dict[str, Any]) -> Outgoing:
    """The list; ``LookupError`` for an unknown source, ``NotPermitted`` when the actor may not see it."""
    return _sources[name](actor, spec)
