"""What the demo's large estate looks like on paper: types, buildings, prices, and what lies around."""

# ruff: noqa: E501  (tables of words read better one line each)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

GARAGE = "地下车库"
HEADINGS = (
    "楼栋",
    "单元",
    "楼层",
    "房号",
    "户型",
    "朝向",
    "建筑面积(㎡)",
    "套内面积(㎡)",
    "单价(元/㎡)",
    "总价(元)",
    "底价(元)",
    "备案价(元)",
    "用途",
)

TYPES: tuple[dict[str, Any], ...] = (
    {"name": "A", "rooms": 3, "halls": 2, "baths": 2, "orientation": "南", "gross_area": Decimal("93.87"), "net_area": Decimal("74.81"), "description": "三房两厅，主卧带卫，阳台朝南"},
    {"name": "B", "rooms": 4, "halls": 2, "baths": 2, "orientation": "南北", "gross_area": Decimal("118.40"), "net_area": Decimal("95.60"), "description": "四房两厅，南北通透"},
    {"name": "C", "rooms": 2, "halls": 2, "baths": 1, "orientation": "东南", "gross_area": Decimal("78.25"), "net_area": Decimal("61.90"), "description": "两房两厅，首次置业"},
    {"name": "D", "rooms": 4, "halls": 2, "baths": 3, "orientation": "南北", "gross_area": Decimal("142.60"), "net_area": Decimal("117.30"), "description": "四房两厅三卫，双套房"},
)  # fmt: skip

FACILITIES: tuple[dict[str, Any], ...] = (
    {"name": "平湖实验学校（九年一贯制）", "kind": "school", "stage": "existing", "source": "区教育局公示，学位以当年招生办法为准", "note": ""},
    {"name": "地铁 10 号线平湖站", "kind": "transport", "stage": "existing", "source": "实测步行 900 米", "note": ""},
    {"name": "地铁 18 号线一期", "kind": "transport", "stage": "planned", "source": "市轨道交通规划（规划内容可能调整）", "note": ""},
    {"name": "松风商业街", "kind": "shopping", "stage": "building", "source": "建设工程规划许可证附图", "note": ""},
    {"name": "龙岗区第二人民医院", "kind": "medical", "stage": "existing", "source": "实测车行 3.2 公里", "note": ""},
    {"name": "架空层会所与泳池", "kind": "estate", "stage": "building", "source": "规划总平面图", "note": ""},
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A building on paper. ``types`` by room; ``per_metre`` in yuan for the lowest floor, ``step`` more for each floor."""

    name: str
    sections: int
    first: int
    last: int
    types: str
    per_metre: int
    step: int
    priced: bool = True
    shops: int = 0


BLOCKS = {
    "1": Block("1栋", 1, 2, 31, "ACCA", 43_800, 90, shops=6),
    "2": Block("2栋", 2, 1, 18, "BAB", 45_200, 110),
    "3": Block("3栋", 1, 1, 33, "ABBA", 46_500, 95),
    "5": Block("5栋", 2, 1, 26, "DD", 0, 0, priced=False),
    "6": Block("6栋", 2, 1, 17, "BAAB", 44_600, 100),
    "G": Block(GARAGE, 0, -1, -1, "P" * 72, 188_000, 0),
}
_BY_NAME = {t["name"]: t for t in TYPES}
_FLOOR_SHARE, _FILED_SHARE = Decimal("0.94"), Decimal("1.02")


def rows_of(block: Block) -> Iterator[tuple[Any, ...]]:
    """The lines of the price list for one building, in the order of ``HEADINGS``."""
    if block.name == GARAGE:
        yield from (_space(block, place) for place in range(len(block.types)))
        return
    for place in range(block.shops):
        yield _shop(block, place)
    for section in range(1, block.sections + 1):
        for floor in range(block.first, block.last + 1):
            for place, kind in enumerate(block.types):
                yield _home(block, section, floor, place, _BY_NAME[kind])


def _home(block: Block, section: int, floor: int, place: int, kind: dict[str, Any]) -> tuple[Any, ...]:
    corner = 600 if place in (0, len(block.types) - 1) else 0
    per_metre = Decimal(block.per_metre + block.step * floor + corner)
    here = (block.name, f"{section}单元", floor, f"{place + 1:02d}", kind["name"], kind["orientation"], float(kind["gross_area"]), float(kind["net_area"]))  # fmt: skip
    return (*here, *_prices(per_metre, kind["gross_area"] if block.priced else None), "住宅")


def _shop(block: Block, place: int) -> tuple[Any, ...]:
    area = Decimal("48.60") + Decimal("7.35") * place
    net = (area * Decimal("0.82")).quantize(Decimal("0.01"))
    here = (block.name, "1单元", 1, f"S{place + 1}", "", "", float(area), float(net))
    return (*here, *_prices(Decimal(86_000 + 1_500 * place), area), "商铺")


def _space(block: Block, place: int) -> tuple[Any, ...]:
    """Parking spaces are sold by the piece, so there is no area and no price per ㎡."""
    total = block.per_metre + (12_000 if place % 9 == 0 else 0)
    lowest = float((Decimal(total) * _FLOOR_SHARE).quantize(Decimal(1)))
    return (
        block.name,
        "",
        -1,
        f"{place + 1:03d}",
        "",
        "",
        None,
        None,
        None,
        float(total),
        lowest,
        float(total),
        "车位",
    )


def _prices(per_metre: Decimal, area: Decimal | None) -> tuple[Any, ...]:
    """Unit price, total, floor and filed price; nothing for a building that is not priced yet."""
    if area is None:
        return (None, None, None, None)
    total = (per_metre * area).quantize(Decimal("0.01"))
    filed = (total * _FILED_SHARE).quantize(Decimal("0.01"))
    return (float(per_metre), float(total), float((total * _FLOOR_SHARE).quantize(Decimal("0.01"))), float(filed))
