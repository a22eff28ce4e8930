"""State machines, written as the table you would draw on a whiteboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lintel.platform.kernel.errors import WrongState


class Lifecycle:
    """Which state may follow which.

    Declared on the model, next to the states themselves:

        lifecycle = Lifecycle("status", {Status.OPEN: [Status.CLOSED]})

    The field is only ever moved by ``move``; actions name the target in ``to=``.
    """

    def __init__(self, field: str, moves: Mapping[Any, Iterable[Any]]) -> None:
        self.field = field
        self.moves = {str(source): tuple(str(t) for t in targets) for source, targets in moves.items()}

    def allows(self, row: Any, target: str) -> bool:
        return str(target) in self.moves.get(str(getattr(row, self.field)), ())

    def reaches(self, target: str) -> list[str]:
        """The states from which ``target`` can follow directly."""
        return [source for source, targets in self.moves.items() if str(target) in targets]

    def move(self, row: Any, target: str) -> None:
        """Set the state. Raises ``WrongState`` when the table does not allow it."""
        if not self.allows(row, target):
            label = dict(row._meta.get_field(self.field).choices)
            raise WrongState(
                _("This is “%(now)s”; it cannot become “%(wanted)s”.")
                % {"now": label.get(getattr(row, self.field), ""), "wanted": label.get(str(target), target)},
                remedy=_("Open it again to see its present state."),
            )
        setattr(row, self.field, str(target))
