"""What areas have declared: resources, panels on one another's pages, and nothing that needs a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

resources: dict[type[models.Model], Resource] = {}
_panels: dict[type[models.Model], list[Panel]] = defaultdict(list)


@dataclass(kw_only=True)
class Panel:
    """A part of a row's page: rows of another entity (``model`` and ``by``), or a template of one's own.

    ``context(user, row)`` answers the template's context, or None when there is nothing to show this person.
    """

    title: str | Promise
    model: type[models.Model] | None = None
    by: str = ""
    template: str = ""
    context: Callable[[Any, Any], dict[str, Any] | None] | None = None
    order: int = 50
    permission: str = ""
    limit: int = 20


def panel_on(model: type[models.Model], panel: Panel) -> None:
    """Let a higher floor add to a lower floor's page without the lower floor knowing."""
    _panels[model].append(panel)


def panels_on(model: type[models.Model]) -> list[Panel]:
    return sorted(_panels[model], key=lambda panel: panel.order)


def resource_of(model: type[models.Model]) -> Resource | None:
    return resources.get(model)
