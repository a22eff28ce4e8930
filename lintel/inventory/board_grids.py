"""How cells come to lie on a board: blocks of a building's section, with its shops below its homes and long rows wrapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lintel.inventory.board import Cell
    from lintel.inventory.models import Unit

WIDEST = 12
"""Positions a floor may have before it is wrapped."""
WRAPPED = 8
"""Positions in a wrapped row: a garage of 72 spaces is nine rows instead of a page one has to push sideways."""
TALLEST = 60
"""Floors that the styles know the height of."""


@dataclass
class Column:
    """A position on the floors of a grid, headed by what most of its units are."""

    room: str
    heading: str


@dataclass
class Grid:
    """Floors from the top down, cells by position; ``None`` where there is no unit."""

    key: str
    title: str
    columns: list[Column]
    floors: list[tuple[str, list[Cell | None]]]

    @property
    def width(self) -> str:
        """The number of positions, as text for a class name."""
        return str(len(self.columns))

    @property
    def height(self) -> str:
        """The number of floors in steps of five, as text for a class name: the room kept before it is drawn."""
        return str(min(TALLEST, -(-len(self.floors) // 5) * 5))


@dataclass
class Block:
    """One section of a building: its homes and, below them, its shops."""

    key: str
    title: str
    grids: list[Grid]

    @property
    def width(self) -> str:
        return str(max(len(grid.columns) for grid in self.grids))


def blocks_of(cells: Sequence[Cell]) -> list[Block]:
    """By section; shops under the homes they stand below, so that they add no columns to every floor above."""
    by_section: dict[tuple[int, int], tuple[list[Cell], list[Cell]]] = {}
    for cell in cells:
        homes, shops = by_section.setdefault((cell.unit.building_id, cell.unit.section_id or 0), ([], []))
        (shops if cell.unit.kind == cell.unit.Kind.SHOP else homes).append(cell)
    return [_block(key, [part for part in parts if part]) for key, parts in by_section.items()]


def _block(key: tuple[int, int], parts: Sequence[Sequence[Cell]]) -> Block:
    name, unit = f"{key[0]}-{key[1]}", parts[0][0].unit
    title = f"{unit.building.name} {unit.section.name}" if unit.section else unit.building.name
    grids = [_grid(f"{name}-{n}" if n else name, title, part) for n, part in enumerate(parts)]
    return Block(name, title, grids)


def _grid(key: str, title: str, cells: Sequence[Cell]) -> Grid:
    first = cells[0].unit
    if first.kind == first.Kind.SHOP:
        title = f"{title} {first.get_kind_display()}"
    rooms = sorted({c.unit.room for c in cells}, key=lambda r: (len(r), r))
    if len(rooms) > WIDEST:
        return Grid(key, title, [Column("", "") for _place in range(WRAPPED)], _wrapped(cells))
    place = {room: n for n, room in enumerate(rooms)}
    floors: dict[int, list[Cell | None]] = {}
    labels: dict[int, str] = {}
    units: dict[str, list[Unit]] = {}
    for cell in cells:
        row = floors.setdefault(cell.unit.floor, [None] * len(rooms))
        row[place[cell.unit.room]] = cell
        labels[cell.unit.floor] = cell.unit.floor_word
        units.setdefault(cell.unit.room, []).append(cell.unit)
    columns = [Column(room, _heading(units[room])) for room in rooms]
    return Grid(key, title, columns, [(labels[f], floors[f]) for f in sorted(floors, reverse=True)])


def _wrapped(cells: Sequence[Cell]) -> list[tuple[str, list[Cell | None]]]:
    """A very long floor as several rows of ``WRAPPED``."""
    floors: dict[int, list[Cell]] = {}
    for cell in cells:
        floors.setdefault(cell.unit.floor, []).append(cell)
    rows: list[tuple[str, list[Cell | None]]] = []
    for floor in sorted(floors, reverse=True):
        ordered = sorted(floors[floor], key=lambda c: (len(c.unit.room), c.unit.room))
        for start in range(0, len(ordered), WRAPPED):
            part: list[Cell | None] = [*ordered[start : start + WRAPPED]]
            rows.append((ordered[0].unit.floor_word, part + [None] * (WRAPPED - len(part))))
    return rows


def _heading(units: Iterable[Unit]) -> str:
    """``A 94㎡ 南``: what most of these units are."""
    words = Counter(
        " ".join(filter(None, [
            unit.unit_type.name if unit.unit_type else "", f"{unit.gross_area:.0f}㎡" if unit.gross_area else "", unit.orientation,
        ]))
        for unit in units
    )  # fmt: skip
    return words.most_common(1)[0][0] if words else ""
