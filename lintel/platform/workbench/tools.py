"""Deeds offered at the end of a row, and which rows of a page they are offered on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from lintel.platform.access.scope import reach_of, view_permission, visible
from lintel.platform.actions.door import Action

_MARK = "987654321"


@dataclass(frozen=True)
class Tool:
    """A deed offered at the end of every row it is possible for. ``route`` names its own screen, when it has one."""

    action: Action
    route: str = ""
    label: str | Promise = ""
    key: str = ""
    """The key that does it to the row in which the focus is."""

    def address(self) -> Callable[[Any], str]:
        """Where its form is, for many rows."""
        named = self.route or f"{self.action.model._meta.app_label}:{self.action.model._meta.model_name}-act"
        before, _mark, after = reverse(named, args=[_MARK] if self.route else [_MARK, self.action.name]).partition(
            _MARK
        )
        return lambda row: f"{before}{row.pk}{after}"


class Offered:
    """Which deeds this person may do to which rows of a page: reach is asked once per deed, not once per row."""

    def __init__(self, user: Any, actions: Iterable[Action], rows: Sequence[Any]) -> None:
        self.within: dict[str, set[int] | None] = {}
        for action in actions:
            reach = reach_of(user, action.permission)
            if reach is None or not rows:
                self.within[action.permission] = set()
            elif reach == reach_of(user, view_permission(action.model)):
                self.within[action.permission] = None
            else:
                near = visible(action.model, user, action.permission).filter(pk__in=[row.pk for row in rows])
                self.within[action.permission] = set(near.values_list("pk", flat=True))

    def __call__(self, action: Action, row: Any) -> bool:
        within = self.within[action.permission]
        return (within is None or row.pk in within) and action.possible(row)
