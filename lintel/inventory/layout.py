"""Laying out a building from a grid: which floors, which rooms, which types - before anything is written."""

# msg: ok - Chinese punctuation separates what people type
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lintel.platform.kernel.errors import Refused

LARGEST = 3_000
"""Units one deed may create."""


@dataclass(frozen=True)
class Place:
    """Where one unit will stand: index of the section (0 when there are none), floor, room, position of its type."""

    section: int
    floor: int
    room: str
    position: int


@dataclass(frozen=True)
class Grid:
    """Sections × floors × rooms. ``types`` are names of unit types by room position, repeated as needed."""

    floors: range
    rooms: int
    sections: int = 0
    skipped: frozenset[int] = frozenset()
    types: tuple[str, ...] = field(default=())

    def places(self) -> Iterator[Place]:
        """Every place, floor by floor. Raises ``Refused`` when the grid is empty or too large."""
        floors = [f for f in self.floors if f and f not in self.skipped]
        count = max(self.sections, 1) * len(floors) * self.rooms
        if not 0 < count <= LARGEST:
            raise Refused(
                _("This grid has %(count)d units; one deed creates between 1 and %(most)d.")
                % {"count": count, "most": LARGEST},
                clause="3.1.2",
            )
        for section in range(max(self.sections, 1)):
            for floor in floors:
                for position in range(self.rooms):
                    yield Place(section, floor, f"{position + 1:02d}", position)

    def type_at(self, position: int) -> str:
        """The name of the unit type at this position of a floor; empty when none were given."""
        return self.types[position % len(self.types)] if self.types else ""


def numbers_in(text: str) -> frozenset[int]:
    """``"4, 14 24"`` → {4, 14, 24}. Raises ``Refused`` for anything else."""
    words = [w for w in re.split(r"[\s,，、;；]+", text.strip()) if w]
    if not all(re.fullmatch(r"-?\d{1,3}", w) for w in words):
        raise Refused(_("Write the floors as numbers, for example 4, 14."))
    return frozenset(int(w) for w in words)


def words_in(text: str) -> tuple[str, ...]:
    """``"A B B A"`` or ``"A,B,B,A"`` → the names in order."""
    return tuple(w for w in re.split(r"[\s,，、;；]+", text.strip()) if w)


def position_of(room: str, floor: int) -> str:
    """The room as a position on its floor: ``1503`` on floor 15 → ``03``, ``3`` → ``03``, ``A1`` → ``A1``."""
    said = room.strip()
    prefix = str(floor)
    if said.isdigit() and floor > 0 and said.startswith(prefix) and len(said) == len(prefix) + 2:
        return said[len(prefix) :]
    return said.zfill(2) if said.isdigit() else said


def chosen_codes(text: str) -> Sequence[str]:
    """Unit names typed one after another: ``3-1-1503 3-1-1504``."""
    return list(dict.fromkeys(words_in(text)))
