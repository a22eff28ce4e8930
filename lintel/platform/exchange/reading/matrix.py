"""The price list as a floor-by-room matrix, made flat: one row per home.

Each sheet is one measure (总价分布, 单价分布, …): the first columns name building and floor, the further headings are room numbers,
and a cell is the home's total price, unit price or area. Sheets over the same homes are joined.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lintel.platform.exchange.reading.cells import BadValue, ErrorCell
from lintel.platform.exchange.reading.headers import Heading
from lintel.platform.exchange.reading.table import Table
from lintel.platform.exchange.reading.text import folded, heading_key
from lintel.platform.exchange.reading.values import number_of
from lintel.platform.exchange.reading.workbook import Sheet, Workbook

BUILDING, SECTION, FLOOR, ROOM = "楼栋", "单元", "楼层", "房号"
TOTAL, PRICE, AREA, INNER, STATUS = "总价", "单价", "建筑面积", "套内面积", "状态"
_MEASURES = (
    (INNER, ("套内", "户内", "内面积")), (AREA, ("建筑面积", "建面", "面积")), (PRICE, ("单价", "均价")), (TOTAL, ("总价", "价格", "价")),
    (STATUS, ("状态", "销控")),
)  # fmt: skip
_BUILDINGS = {"楼栋", "楼号", "幢号", "栋号", "楼幢", "楼座", "building"}
_FLOORS = {"楼层", "层", "层数", "所在层", "floor"}
_ROOM = re.compile(r"[A-Za-z]?\d{1,4}[A-Za-z]?(室|号|房|户)?")
_PLACE = re.compile(r"(?P<building>.*?(?:号楼|号栋|栋|幢|座|楼))[\s\-]*(?P<section>[^\s\-]*?单元)?")


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a sheet keeps building, floor and rooms."""

    sheet: Sheet
    measure: str
    line: int
    building: int | None
    floor: int
    rooms: dict[int, str]


def unfold(book: Workbook) -> Table | None:
    """The matrix in the book as a flat table of 楼栋, 单元, 楼层, 房号 and its measures; None when the book is no matrix.

    Total and area without unit price leave it to the importer; total and unit price give the area they imply, as ``建筑面积``.
    """
    shapes = [shape for sheet in book.visible_sheets if (shape := _shape_of(sheet)) is not None]
    if not shapes:
        return None
    measures: dict[str, _Shape] = {}
    for shape in shapes:
        measures.setdefault(shape.measure, shape)
    derived = TOTAL in measures and PRICE in measures and AREA not in measures
    names = [BUILDING, SECTION, FLOOR, ROOM, *measures, *([AREA] if derived else [])]
    first = shapes[0]

    def rows() -> Iterator[tuple[int, list[Any]]]:
        values = {measure: dict(_cells(shape)) for measure, shape in measures.items()}
        lines = {at: line for shape in reversed(shapes) for at, line in _lines(shape)}
        for at in dict.fromkeys(at for found in values.values() for at in found):
            cells = [found.get(at) for found in values.values()]
            if derived:
                cells.append(_area(values[TOTAL].get(at), values[PRICE].get(at)))
            yield lines[at], [*at, *cells]

    heading = Heading(first.line, first.line, names, len(names))
    table = Table(first.sheet.name, heading, rows, reshaped=True)
    table.notes = ["matrix"] + (["area_from_total_and_price"] if derived else [])
    return table


def _shape_of(sheet: Sheet) -> _Shape | None:
    for line, cells in sheet.head(20):
        keys = [heading_key(cell) if isinstance(cell, str) else "" for cell in cells]
        floor = next((place for place, key in enumerate(keys) if key in _FLOORS), None)
        if floor is None:
            continue
        rooms = {place: name for place, cell in enumerate(cells) if place > floor and (name := _room(cell))}
        others = [key for place, key in enumerate(keys) if place > floor and key and place not in rooms]
        if len(rooms) >= 2 and not others:
            building = next((place for place, key in enumerate(keys) if key in _BUILDINGS), None)
            return _Shape(sheet, _measure(sheet.name, sheet.head(line)), line, building, floor, rooms)
    return None


def _room(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and 0 < cell < 10_000:
        return f"{int(cell):02d}"
    if isinstance(cell, str) and _ROOM.fullmatch(folded(cell)):
        return re.sub(r"(室|号|房|户)$", "", folded(cell))
    return ""


def _measure(name: str, head: list[tuple[int, list[Any]]]) -> str:
    said = name + " ".join(str(cells[0]) for _line, cells in head[:2] if cells)
    return next((measure for measure, words in _MEASURES if any(word in said for word in words)), TOTAL)


def _places(shape: _Shape) -> Iterator[tuple[int, str, str, Any, list[Any]]]:
    building = ""
    for line, cells in shape.sheet.rows():
        if line <= shape.line or shape.floor >= len(cells):
            continue
        if shape.building is not None and cells[shape.building] not in (None, ""):
            building = folded(str(cells[shape.building]))
        floor = cells[shape.floor]
        if (
            floor in (None, "")
            or isinstance(floor, ErrorCell)
            or not re.search(r"\d|[一二三四五六七八九十]", str(floor))
        ):
            continue
        name, section = _split(building or shape.sheet.name)
        yield line, name, section, floor, cells


def _split(place: str) -> tuple[str, str]:
    """``松风明月花园3栋1单元`` as building and section; ``--`` where there is no section."""
    if match := _PLACE.fullmatch(place):
        return match["building"], match["section"] or "--"
    return place, "--"


def _cells(shape: _Shape) -> Iterator[tuple[tuple[str, str, str, str], Any]]:
    for _line, building, section, floor, cells in _places(shape):
        for place, room in shape.rooms.items():
            value = cells[place] if place < len(cells) else None
            if value not in (None, "", "-", "--", "/"):
                yield (building, section, _plain(floor), room), value


def _lines(shape: _Shape) -> Iterator[tuple[tuple[str, str, str, str], int]]:
    for line, building, section, floor, _row in _places(shape):
        for room in shape.rooms.values():
            yield (building, section, _plain(floor), room), line


def _plain(floor: Any) -> str:
    return str(int(floor)) if isinstance(floor, float) and floor.is_integer() else folded(str(floor))


def _area(total: Any, price: Any) -> Decimal | None:
    """Square metres to two places that a rounded total and a unit price imply; None when they imply none."""
    try:
        area = (number_of(total)[0] / number_of(price)[0]).quantize(Decimal("0.01"))
    except (BadValue, InvalidOperation, ZeroDivisionError):
        return None
    return area if area > 0 else None
