"""The heading is found among titles, its columns are known by their many names, and totals are no records."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from lintel.platform.exchange.reading import matrix
from lintel.platform.exchange.reading.headers import (
    Heading,
    factor_of,
    find_header,
    is_footer,
    match_columns,
    repeats_heading,
)
from lintel.platform.exchange.reading.table import best_table
from lintel.platform.exchange.reading.workbook import read_workbook


@dataclass(frozen=True)
class Wanted:
    name: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = True


WANTED = [
    Wanted("building", "楼栋", ("楼号", "幢号")), Wanted("section", "单元", (), False), Wanted("floor", "楼层"),
    Wanted("room", "房号", ("室号",)),
    Wanted("price", "预售单价", ("单价",)), Wanted("area", "建筑面积"), Wanted("inner", "套内面积", ("户内面积",), False),
    Wanted("total", "总价", (), False),
]  # fmt: skip


def numbered(*rows: list[Any]) -> list[tuple[int, list[Any]]]:
    return [(line, row) for line, row in enumerate(rows, start=1) if row]


def test_titles_above_the_heading_are_passed_over() -> None:
    rows = numbered(
        ["XX项目一房一价表"] * 4,
        [],
        ["日期", "2026-11-01"],
        ["楼栋", "楼层", "房号", "预售单价（元/㎡）", "建筑面积"],
        ["3栋", 1.0],
    )
    heading = find_header(rows, WANTED)
    assert heading is not None
    assert (heading.last_line, heading.score) == (4, 5)


def test_a_heading_of_two_rows_is_joined() -> None:
    rows = numbered(
        ["楼栋", "楼层", "房号", "面积", None, "价格", None],
        [None, None, None, "建筑面积", "套内面积", "单价", "总价"],
        ["3栋", 1.0, "01"],
    )
    heading = find_header(rows, WANTED)
    assert heading is not None
    assert (heading.first_line, heading.last_line) == (1, 2)
    assert heading.names[3:] == ["面积 建筑面积", "面积 套内面积", "价格 单价", "价格 总价"]
    matching = match_columns(heading.names, WANTED)
    assert {name: match.column for name, match in matching.fields.items()} == {
        "building": 0, "floor": 1, "room": 2, "area": 3, "inner": 4, "price": 5, "total": 6,
    }  # fmt: skip


def test_columns_are_known_by_alias_whatever_their_order() -> None:
    matching = match_columns(["备注", "*室号", "幢号", "所在 楼层", "单 价", "建筑面积(平方米)"], WANTED)
    assert {name: match.column for name, match in matching.fields.items()} == {
        "room": 1,
        "building": 2,
        "floor": 3,
        "price": 4,
        "area": 5,
    }
    assert matching.fields["floor"].confidence < 1
    assert (matching.missing, matching.unmapped) == ([], [0])


def test_what_was_remembered_wins_and_what_is_missing_is_said() -> None:
    matching = match_columns(["栋", "房号", "房号"], WANTED, {"栋": "building"})
    assert matching.fields["building"].column == 0
    assert matching.doubled == {"room": [1, 2]}
    assert set(matching.missing) == {"floor", "price", "area"}


def test_the_same_headings_have_the_same_fingerprint() -> None:
    assert Heading(1, 1, ["楼栋", "单价（元）"], 2).fingerprint == Heading(5, 6, [" 楼栋*", "单价"], 0).fingerprint


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("总价(万元)", 10_000),
        ("总价 万元", 10_000),
        ("单价(元/㎡)", 1),
        ("单价(万元/㎡)", 1),
        ("总价（元）", 1),
        ("万科城", 1),
    ],
)
def test_units_of_money_in_a_heading(name: str, factor: int) -> None:
    assert factor_of(name) == factor


@pytest.mark.parametrize(
    ("cells", "footer"),
    [(["合计", None, None, None, 1.0], True), (["合  计：", 5.0], True), (["总计416套"], True), (["备注：以上价格含税"], True),
     (["制表人：张三", None, "审核"], True),
     (["3栋", 1.0, "01"], False), ([None, 1.0, "01"], False), (["注水楼", 1.0, "01", 5.0], False), ([], True)],
)  # fmt: skip
def test_totals_and_notes_are_no_records(cells: list[Any], footer: bool) -> None:
    assert is_footer(cells, [0, 1, 2]) is footer


def test_a_heading_printed_again_is_no_record() -> None:
    heading = Heading(1, 1, ["楼栋", "房号"], 2)
    assert repeats_heading(["楼 栋", "房号"], heading)
    assert not repeats_heading(["3栋", "01"], heading)


def fen(amounts: Iterator[Decimal]) -> Decimal:
    return sum((amount.quantize(Decimal("0.01"), ROUND_HALF_UP) for amount in amounts), Decimal(0))


def flat_list(sample_data: Path) -> dict[tuple[str, str, str, str], tuple[Decimal, Decimal]]:
    with read_workbook(sample_data / "units" / "sz_songfeng_mingyue_416_project.xls") as book:
        table = best_table(book, WANTED)
        assert table is not None
        assert all(record for _line, _cells, record in table.records([0, 2, 3]))
        return {tuple(c[:4]): (Decimal(c[4]), Decimal(c[5])) for _line, c in table.rows()}


@pytest.mark.clause("3.1.2")
def test_the_real_price_list_adds_up_to_the_fen(sample_data: Path) -> None:
    homes = flat_list(sample_data)
    assert len(homes) == 416
    assert fen(price * area for price, area in homes.values()) == Decimal("2134261656.44")
    assert sum(area for _price, area in homes.values()) == Decimal("42455.80")


@pytest.mark.clause("3.1.2")
def test_its_matrix_form_is_the_same_416_homes(sample_data: Path) -> None:
    homes = flat_list(sample_data)
    with read_workbook(sample_data / "units" / "sz_songfeng_mingyue_matrix_result.xlsx") as book:
        table = matrix.unfold(book)
        assert table is not None
        assert table.heading.names == ["楼栋", "单元", "楼层", "房号", "总价", "单价", "建筑面积"]
        unfolded = {tuple(c[:4]): c for _line, c in table.rows()}
    assert unfolded.keys() == homes.keys()
    assert all(unfolded[at][6] == area for at, (_price, area) in homes.items())


def test_an_ordinary_list_is_no_matrix(sample_data: Path) -> None:
    with read_workbook(sample_data / "units" / "sz_songfeng_mingyue_416_project.xls") as book:
        assert matrix.unfold(book) is None
