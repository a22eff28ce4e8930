"""What we write opens everywhere and runs nowhere."""

import csv
import datetime
import io
import unicodedata
from decimal import Decimal

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st

from lintel.platform.exchange.reading.text import escape_cell, unescape_cell
from lintel.platform.exchange.writing import (
    BadRow,
    OutColumn,
    csv_lines,
    safe_text,
    write_error_workbook,
    write_workbook,
)

DANGEROUS = "=+-@|%"
hostile = st.text(st.sampled_from("=+-@|%＝＋－＠｜％ \t\r\n\x00\u200b\u200e\u202e\ufeff\u3000'a1张"), max_size=8)


def bare(text: str) -> str:
    """The text as the most obliging spreadsheet sees it."""
    folded = unicodedata.normalize("NFKC", text)
    return folded.lstrip("".join(c for c in folded if unicodedata.category(c)[0] in "ZC"))


@given(st.one_of(st.text(max_size=60), hostile))
@example("\u200b=1+1")
@example("＝cmd|' /C calc'!A0")
@example("\t+86")
@example("\ufeff\u3000@SUM(A1)")
def test_no_text_can_become_a_formula(text: str) -> None:
    escaped = escape_cell(text)
    assert escaped.startswith("'") or bare(escaped)[:1] not in DANGEROUS or not bare(escaped)
    assert bare(safe_text(text))[:1] not in DANGEROUS or not bare(safe_text(text))


@given(hostile.filter(lambda text: not text.startswith("'")))
def test_what_was_escaped_reads_back_as_it_was(text: str) -> None:
    assert unescape_cell(escape_cell(text)) == text


def test_a_mainland_mobile_stays_usable() -> None:
    assert escape_cell("+8613812345678") == "13812345678"
    assert escape_cell("+85291234567") == "'+85291234567"


def test_values_keep_their_kind_in_a_workbook() -> None:
    target = io.BytesIO()
    columns = [OutColumn("名称"), OutColumn("价格", "money"), OutColumn("日期", "date"), OutColumn("身份证号")]
    rows = [["=1+1", Decimal("1234567.89"), datetime.date(2026, 11, 3), "110101199003070029"], [None, 0, None, 5]]
    assert write_workbook(target, "价目[表]/2026", columns, rows, notes=["=note"]) == 2
    sheet = openpyxl.load_workbook(target).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[1] == ["'=1+1", 1234567.89, datetime.datetime(2026, 11, 3), "110101199003070029"]
    assert values[2] == [None, 0, None, "5"]
    assert values[-1][0] == "'=note"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_csv_is_escaped_and_carries_the_mark_excel_needs() -> None:
    data = b"".join(csv_lines([OutColumn("a"), OutColumn("b")], [["@x", Decimal("1E+3")], ["-5", -5]]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [["a", "b"], ["'@x", "1000"], ["'-5", "-5"]]


def test_the_error_workbook_shows_reason_line_and_red_cells() -> None:
    target = io.BytesIO()
    bad = BadRow(line=7, cells=["3栋", "=HYPERLINK(1)", 5.0], reasons="价格:不是数字", columns=frozenset({1}))
    assert write_error_workbook(target, "错误", ["楼栋", "价格", "面积"], [bad]) == 1
    sheet = openpyxl.load_workbook(target).active
    assert [c.value for c in sheet[2]] == ["价格:不是数字", 7, "3栋", "'=HYPERLINK(1)", 5]
    assert sheet["D2"].fill.bgColor.rgb == "FFF8D0CE" or sheet["D2"].fill.fgColor.rgb == "FFF8D0CE"
    assert sheet["C2"].fill.fill_type is None
