"""Cells as offices write them become values, or a sentence about what to mend."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lintel.platform.exchange.reading import dates, units, values
from lintel.platform.exchange.reading.cells import BadValue, Column, ErrorCell, Noted, Parse
from lintel.platform.exchange.reading.text import clean, heading_key

ANY = Column()
WAN = Column("总价(万元)", factor=Decimal(10_000))


def code(parse: Parse, cell: Any, column: Column = ANY) -> str:
    with pytest.raises(BadValue) as caught:
        parse(cell, column)
    assert str(caught.value.message)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("52229.87", "52229.87"), (52229.87, "52229.87"), (2087.0249999999996, "2087.03"), ("1,234.50", "1234.50"),
        ("¥1,234", "1234.00"), ("￥120万元", "1200000.00"), ("120万", "1200000.00"), ("１２３４．５", "1234.50"), ("1e6", "1000000.00"),
        ("人民币100元整", "100.00"), ("1.2亿", "120000000.00"), (" 5 ", "5.00"), ("'12", "12.00"),
    ],
)  # fmt: skip
def test_money_is_understood_to_the_fen(cell: Any, yuan: str) -> None:
    value = values.money()(cell, ANY)
    assert (value.value if isinstance(value, Noted) else value) == Decimal(yuan)


@pytest.mark.parametrize("cell", [None, "", "--", "－－", "—", "/", "　"])
def test_what_says_nothing_is_empty(cell: Any) -> None:
    for parse in (
        values.money(),
        values.text(),
        values.integer(),
        values.phone(),
        values.id_number(),
        dates.date(),
        values.floor(),
    ):
        assert parse(cell, ANY) is None


def test_a_heading_in_ten_thousands_multiplies_unless_the_cell_names_its_own_unit() -> None:
    assert values.money()("123.45", WAN) == Decimal("1234500.00")
    assert values.money()("1234500元", WAN) == Decimal("1234500.00")
    assert values.area()("89.52", WAN) == Decimal("89.52")


def test_rounding_is_said() -> None:
    noted = values.area()("89.525㎡", ANY)
    assert (noted.value, noted.reason.code) == (Decimal("89.53"), "rounded")


@pytest.mark.parametrize("cell", ["12,34", "1.2.3", "abc", True, datetime.date(2026, 1, 1), "1e", "NaN", "∞"])
def test_what_is_no_number_is_refused(cell: Any) -> None:
    assert code(values.money(), cell) == "not_a_number"


def test_negative_too_large_and_error_cells_are_refused() -> None:
    assert code(values.money(), "-5") == "too_small"
    assert code(values.money(), "1e99") == "too_large"
    assert code(values.area(), 0) == "too_small"
    assert code(values.money(), ErrorCell("#N/A")) == "error_cell"
    assert code(values.integer(), 3.5) == "not_whole"
    assert code(values.text(3), "四个字符") == "too_long"


@pytest.mark.parametrize(
    "cell",
    ["2026/11/3", "2026-11-03", "2026年11月3日", "26.11.3", "20261103", 20261103.0, "2026-11-03 10:20:30", "２０２６．１１．０３", 46329,
     datetime.date(2026, 11, 3), datetime.datetime(2026, 11, 3, 12)],
)  # fmt: skip
def test_dates_in_every_office_spelling(cell: Any) -> None:
    assert dates.date()(cell, ANY) == datetime.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("cell", "why"),
    [("农历九月廿四", "lunar_date"), ("2026-02-30", "no_such_day"), ("11/3/2026", "not_a_date"), ("明天", "not_a_date"),
     ("2026-11-03T10:00:00+08:00", "zoned_date"), (datetime.date(1899, 12, 31), "date_out_of_range"), (True, "not_a_date")],
)  # fmt: skip
def test_what_is_no_certain_day_is_refused(cell: Any, why: str) -> None:
    assert code(dates.date(), cell) == why


def test_serial_days_follow_the_books_calendar() -> None:
    assert dates.from_serial(1) == datetime.date(1900, 1, 1)
    assert dates.from_serial(59) == datetime.date(1900, 2, 28)
    assert dates.from_serial(61) == datetime.date(1900, 3, 1)
    assert dates.from_serial(1, epoch_1904=True) == datetime.date(1904, 1, 2)


@pytest.mark.parametrize(
    "cell",
    [
        "13812345678",
        "138-1234-5678",
        "＋８６ １３８ １２３４ ５６７８",
        "+86 13812345678",
        "0086-138 1234 5678",
        13812345678.0,
    ],
)
def test_phones_become_one_spelling(cell: Any) -> None:
    assert values.phone()(cell, ANY) == "+8613812345678"


def test_landlines_and_foreign_numbers_too() -> None:
    assert values.phone()("021-6234 5678", ANY) == "+862162345678"
    assert values.phone()("+852 9123 4567", ANY) == "+85291234567"
    assert values.phone()("02162345678转801", ANY).reason.code == "extension_dropped"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1.38E+10", "digits_lost"),
        ("123", "not_a_phone"),
        ("13812345678/13912345678", "several_phones"),
        ("张三", "not_a_phone"),
    ],
)
def test_phones_that_cannot_be_right_are_refused(cell: Any, why: str) -> None:
    assert code(values.phone(), cell) == why
    assert code(values.phone(mobile=True), "021-62345678") == "not_a_mobile"


@pytest.mark.parametrize(
    "cell", ["11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"]
)
def test_id_numbers_are_checked_to_the_last_digit(cell: str) -> None:
    assert values.id_number()(cell, ANY) == "11010519491231002X"


@pytest.mark.parametrize(
    ("cell", "why"),
    [(1.10105194912310e17, "digits_lost"), ("1.10105E+17", "digits_lost"), ("110105194912310021", "wrong_check_digit"),
     ("110105491231002", "old_id_number"), ("E12345678", "not_an_id_number"), ("110105194902300028", "wrong_check_digit")],
)  # fmt: skip
def test_id_numbers_that_cannot_be_right_are_refused(cell: Any, why: str) -> None:
    assert code(values.id_number(), cell) == why


@pytest.mark.parametrize(
    ("said", "parts"),
    [("3号楼-2单元-1503", ("3", "2", "1503")), ("3-2-1503", ("3", "2", "1503")), ("3 2 1503", ("3", "2", "1503")),
     ("321503", ("3", "2", "1503")),
     ("3栋1503室", ("3", "", "1503")), ("松风3栋1单元3101", ("松风3", "1", "3101")), ("３－２－１５０３", ("3", "2", "1503"))],
)  # fmt: skip
def test_homes_are_known_by_every_spelling_of_their_name(said: str, parts: tuple[str, str, str]) -> None:
    found = units.split_unit_name(said)
    assert (found.building, found.section, found.room) == parts


@pytest.mark.parametrize(
    ("cell", "level"),
    [("31层", 31), ("B1", -1), ("负一层", -1), ("地下二层", -2), (3.0, 3), ("十二层", 12), ("12F", 12), (-1.0, -1)],
)
def test_floors_are_numbers(cell: Any, level: int) -> None:
    assert values.floor()(cell, ANY) == level


def test_invisible_marks_do_not_survive() -> None:
    assert clean("张\u200b三\u202e\u0000\ufeff　李") == "张三 李"
    assert values.text()("'=SUM(A1)", ANY) == "=SUM(A1)"


def test_headings_compare_without_units_stars_and_width() -> None:
    assert heading_key("*预售单价（元/㎡）") == heading_key("预售 单价") == "预售单价"


@given(
    st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes())
)
def test_no_cell_breaks_a_parser(cell: Any) -> None:
    parsers = (values.money(), values.area(), values.integer(), values.text(), values.phone(), values.id_number(), dates.date(),
               values.floor(), values.yes_no(), units.unit_name())  # fmt: skip
    for parse in parsers:
        try:
            parse(cell, ANY)
        except BadValue as refusal:
            assert str(refusal.message)
