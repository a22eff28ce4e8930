"""A simple drawing of a unit type from its facts: how many rooms, halls and baths, and which way it looks.

It is a sketch of how the rooms lie, drawn the same way for every type; never a measured plan, and it says so beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

WIDE, HIGH, BALCONY = 320, 200, 26
"""The drawing in its own units; the balcony hangs below."""
SOUTH_DEEP = 112
"""Depth of the rooms that look out; the rest is for kitchen, baths and what looks back."""


@dataclass(frozen=True)
class Room:
    """A rectangle with its word in the middle. All as whole units of the drawing."""

    word: str
    x: int
    y: int
    wide: int
    high: int
    kind: str = "room"

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.wide // 2, self.y + self.high // 2

    @property
    def small(self) -> bool:
        """The word would touch the walls at the usual size."""
        return sum(16 if ord(letter) > 0x2E00 else 9 for letter in self.word) > self.wide - 6


@dataclass(frozen=True)
class Sketch:
    """The rooms of a type, and what to say about the drawing."""

    rooms: tuple[Room, ...]
    orientation: str
    words: str

    @property
    def box(self) -> str:
        return f"-4 -4 {WIDE + 8} {HIGH + BALCONY + 8}"


def sketch_of(unit_type: Any) -> Sketch | None:
    """The sketch of a type; nothing when it does not say how many bedrooms it has."""
    if unit_type is None or not unit_type.rooms:
        return None
    beds, halls, baths = unit_type.rooms, unit_type.halls or 1, unit_type.baths or 1
    front = beds - beds // 2
    south = [
        (_("Living"), 1.7, "living"),
        *((word, 1.2 if n == 0 else 1.0, "bed") for n, word in enumerate(_beds(front))),
    ]
    north = [(_("Kitchen"), 0.8, "wet"), *((_("Dining"), 1.1, "living") for _n in range(max(0, halls - 1)))]
    north += [(_("Bath"), 0.55, "wet") for _n in range(baths)]
    north += [(word, 1.0, "bed") for word in _beds(beds, front)]
    rows = [*_row(north, 0, HIGH - SOUTH_DEEP), *_row(south, HIGH - SOUTH_DEEP, SOUTH_DEEP)]
    living = next(room for room in rows if room.y and room.kind == "living")
    rows.append(Room(_("Balcony"), living.x, HIGH, living.wide, BALCONY, "balcony"))
    return Sketch(
        tuple(rows),
        unit_type.orientation,
        _("Sketch of type %(name)s: %(layout)s") % {"name": unit_type, "layout": unit_type.layout},
    )


def _beds(upto: int, start: int = 0) -> list[str]:
    """``Main bed``, then ``Bed 2``, ``Bed 3`` …"""
    return [_("Main bed") if n == 0 else _("Bed %(n)d") % {"n": n + 1} for n in range(start, upto)]


def _row(parts: Sequence[tuple[str, float, str]], top: int, high: int) -> list[Room]:
    """Rooms side by side over the whole width, each as wide as its share."""
    total, rooms, left = sum(share for _word, share, _kind in parts), [], 0.0
    for word, share, kind in parts:
        right = left + WIDE * share / total
        rooms.append(Room(word, round(left), top, round(right) - round(left), high, kind))
        left = right
    return rooms
