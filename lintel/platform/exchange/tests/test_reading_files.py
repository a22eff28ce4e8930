"""Whatever file comes, the answer is a table or a sentence that says what to do; never a crash, never a process left behind."""

import codecs
import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from lintel.platform.exchange.reading.cells import ErrorCell
from lintel.platform.exchange.reading.errors import SENTENCES, Unreadable
from lintel.platform.exchange.reading.limits import Limits
from lintel.platform.exchange.reading.workbook import Sheet, read_workbook

Save = Callable[[bytes], Path]
HEAD = ["楼栋", "房号", "价格"]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(data: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return path

    return write


def workbook(*rows: list[object], **options: object) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    return target.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """The same package with some parts replaced, dropped (None) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = changes.get(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return target.getvalue()


def refused(path: Path, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_workbook(path, limits=limits)
    assert caught.value.sentence
    assert caught.value.remedy
    assert "%(" not in caught.value.sentence
    return caught.value


def cells(sheet: Sheet) -> list[list[object]]:
    return [row for _line, row in sheet.rows()]


def test_every_odd_workbook_in_the_wild_is_read_or_refused_with_a_reason(sample_data: Path) -> None:
    files = sorted((sample_data / "workbooks").iterdir())
    assert len(files) >= 50
    unreadable = {}
    for path in files:
        started = time.monotonic()
        try:
            with read_workbook(path) as book:
                assert sum(1 for sheet in book.visible_sheets for _row in sheet.rows()) > 0
        except Unreadable as refusal:
            unreadable[path.name] = refusal.code
        assert time.monotonic() - started < 10
    assert unreadable == {"sheetjs__biff5__password_2002_40_xor.xls": "encrypted", "xlrd__sample.xlsx": "no_rows"}


def test_days_counted_from_1904_are_the_same_days(sample_data: Path) -> None:
    for name in ("1904.xls", "1904.xlsx", "1904.xlsb"):
        with read_workbook(sample_data / "workbooks" / f"sheetjs__1904__{name}") as book:
            assert str(cells(book.sheets[0])[0][1]) == "1904-01-02", name
    for name in ("1904.xls", "1904.xlsx"):
        with read_workbook(sample_data / "workbooks" / f"sheetjs__1904__{name}") as book:
            assert book.epoch_1904


@pytest.mark.parametrize("name", ["sheetjs__ErrorTypes.xls", "sheetjs__ErrorTypes.xlsx"])
def test_cells_that_show_an_error_are_named(sample_data: Path, name: str) -> None:
    with read_workbook(sample_data / "workbooks" / name) as book:
        sheet = book.sheets[0]
        assert sheet.error_count == 20
        assert sheet.error_cells["A2"] == "#NULL!"
        assert isinstance(cells(sheet)[1][0], ErrorCell)


def test_a_hidden_sheet_is_listed_and_not_read(sample_data: Path) -> None:
    with read_workbook(sample_data / "workbooks" / "hutool__readBySax.xls") as book:
        assert [(s.name, s.hidden) for s in book.sheets] == [("sheet", False), ("systemCodeDataSheet", True)]
        assert [s.name for s in book.visible_sheets] == ["sheet"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04 not a zip at all", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "corrupt"),
        (b"%PDF-1.7 ...", "wrong_kind"),
        (b"\x89PNG\r\n\x1a\n....", "wrong_kind"),
        (b"\x09\x00\x04\x00\x00\x00\x10\x00\x00\x00", "old_format"),
        (b"<html><body><p>no table here</p></body></html>", "no_table_in_page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "old_format"),
        (b"\x00\x01\x02\x03" * 200, "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused(save: Save, data: bytes, code: str) -> None:
    assert refused(save(data)).code == code


def test_random_bytes_never_get_through_as_a_table(save: Save) -> None:
    for seed in range(6):
        assert refused(save(random.Random(seed).randbytes(5_000))).code in {"not_a_table", "undecodable", "corrupt"}


def test_a_damaged_workbook_is_refused_wherever_it_is_damaged(save: Save) -> None:
    whole = workbook(HEAD, *(["3栋", str(n), n] for n in range(200)))
    rng = random.Random(7)
    for _attempt in range(12):
        data = bytearray(whole)
        for _change in range(20):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read_workbook(save(bytes(data))).close()
        except Unreadable as refusal:
            assert refusal.code in SENTENCES
    for length in (10, 100, len(whole) // 2, len(whole) - 5):
        assert refused(save(whole[:length])).code == "corrupt"


def test_a_bomb_is_refused_before_it_is_unpacked(save: Save) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _megabyte in range(150):
                part.write(b"0" * 1024 * 1024)
    started = time.monotonic()
    assert refused(save(target.getvalue())).code == "bomb"
    assert time.monotonic() - started < 3


def test_a_package_that_lies_about_its_sizes_is_refused(save: Save) -> None:
    data = bytearray(repacked(workbook(HEAD), {"xl/worksheets/sheet1.xml": b"0" * 3_000_000}))
    place = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, place + 24, 1000)
    assert refused(save(bytes(data))).code == "corrupt"


def test_too_large_too_many_parts_and_names_that_point_outside_are_refused(save: Save) -> None:
    small = workbook(HEAD)
    assert refused(save(b"x" * 2000), Limits(packed=1000)).code == "too_big"
    assert refused(save(repacked(small, {}, {f"p{n}": b"" for n in range(250)}))).code == "too_many_members"
    for name in ("../evil", "/etc/passwd", "..\\evil", "C:evil"):
        assert refused(save(repacked(small, {}, {name: b""}))).code == "bad_member_name"
    assert refused(save(repacked(small, {}, {"XL/WORKBOOK.XML": b""}))).code == "duplicate_member"
    assert (
        refused(save(repacked(small, {}, {"huge": b"\x00" * 3000})), Limits(unpacked=2000)).code == "unpacked_too_big"
    )


def test_an_entity_bomb_and_an_external_entity_yield_nothing(save: Save) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9)
    )
    bomb += b"]><worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&a8;</t></is></c></row></sheetData></worksheet>"
    stranger = (
        b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet><sheetData>'
        b"<row r='1'><c r='A1' t='inlineStr'><is><t>&f;</t></is></c></row></sheetData></worksheet>"
    )
    for sheet in (bomb, stranger):
        try:
            with read_workbook(save(repacked(workbook(HEAD), {"xl/worksheets/sheet1.xml": sheet}))) as book:
                assert "root:" not in str(cells(book.sheets[0]))
                assert len(str(cells(book.sheets[0]))) < 1000
        except Unreadable as refusal:
            assert refusal.code in {"corrupt", "no_rows"}


def test_a_lie_about_the_dimension_costs_nothing(save: Save) -> None:
    honest = workbook(HEAD, ["3栋", "01", 5])
    with zipfile.ZipFile(io.BytesIO(honest)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    lying = repacked(honest, {"xl/worksheets/sheet1.xml": sheet.replace(b"A1:C2", b"A1:XFD1048576")})
    with read_workbook(save(lying)) as book:
        assert cells(book.sheets[0]) == [HEAD, ["3栋", "01", 5.0]]


def test_a_cell_at_the_far_corner_is_refused_within_memory(save: Save) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "z")
    book.close()
    assert refused(save(target.getvalue())).code in {"took_too_much", "too_many_columns"}


def test_missing_parts_are_refused_or_read_without_them(save: Save) -> None:
    data = workbook(HEAD)
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"):
        try:
            read_workbook(save(repacked(data, {part: None}))).close()
        except Unreadable as refusal:
            assert refusal.code in SENTENCES


def test_rows_columns_cells_and_sheets_are_bounded(save: Save) -> None:
    limits = Limits(rows=100, columns=5, cell=50, sheets=2)
    assert refused(save(workbook(*([n, n] for n in range(1000)))), limits).code == "too_many_rows"
    assert refused(save(workbook(list("abcdefgh"))), limits).code == "too_many_columns"
    refusal = refused(save(workbook(["x", "y" * 60])), limits)
    assert refusal.code == "cell_too_long"
    assert "B1" in refusal.sentence
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for _number in range(3):
        book.add_worksheet().write(0, 0, "a")
    book.close()
    assert refused(save(target.getvalue()), limits).code == "too_many_sheets"
    assert refused(save(("a,b\n" * 500).encode()), limits).code == "too_many_rows"


def test_a_million_rows_are_refused_within_three_seconds(save: Save) -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    sheet = (
        b"<worksheet><sheetData>" + b"".join(row % (n, n) for n in range(1, 1_000_001)) + b"</sheetData></worksheet>"
    )
    data = repacked(workbook(HEAD), {"xl/worksheets/sheet1.xml": sheet})
    started = time.monotonic()
    assert refused(save(data)).code == "too_many_rows"
    assert time.monotonic() - started < 3


def test_a_child_that_overruns_its_time_or_memory_is_gone(save: Save) -> None:
    data, before = save(workbook(*(["x" * 30] * 20 for _n in range(3000)))), _children()
    assert refused(data, Limits(wall=0)).code == "took_too_long"
    assert refused(data, replace(Limits(), memory=1024 * 1024)).code in {"took_too_much", "reader_failed", "corrupt"}
    assert _children() == before


def _children() -> set[str]:
    """Processes of ours that live or were not fetched."""
    return {
        child for thread in Path("/proc/self/task").iterdir() for child in (thread / "children").read_text().split()
    }


def test_ghost_rows_and_columns_are_trimmed_and_lines_keep_their_numbers(save: Save) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, red = book.add_worksheet(), book.add_format({"bg_color": "red"})
    sheet.write_row(3, 0, HEAD)
    sheet.write_row(6, 0, ["3栋", "01", 5])
    for line in range(7, 5000):
        sheet.write_blank(line, 90, None, red)
    book.close()
    with read_workbook(save(target.getvalue())) as read:
        assert list(read.sheets[0].rows()) == [(4, HEAD), (7, ["3栋", "01", 5.0])]
        assert read.sheets[0].column_count == 3


def test_merged_cells_speak_for_every_place_they_cover(save: Save) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "标题")
    sheet.write_row(1, 0, HEAD)
    sheet.merge_range(2, 0, 3, 0, "3栋")
    sheet.write_row(2, 1, ["01", 5])
    sheet.write_row(3, 1, ["02", 6])
    book.close()
    with read_workbook(save(target.getvalue())) as read:
        assert cells(read.sheets[0]) == [["标题"] * 3, HEAD, ["3栋", "01", 5.0], ["3栋", "02", 6.0]]


def test_formulas_give_their_stored_result_and_are_named_where_there_is_none(save: Save) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, "=A2*2"])
    target = io.BytesIO()
    book.save(target)
    with read_workbook(save(target.getvalue())) as read:
        assert read.sheets[0].uncomputed == ["B2"]
    stored = io.BytesIO()
    written = xlsxwriter.Workbook(stored)
    written.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    written.close()
    with read_workbook(save(stored.getvalue())) as read:
        assert cells(read.sheets[0]) == [[2.0]]


TEXT = "姓名,电话\n䶮𠮷,13812345678\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_text_files_are_read_in_the_encodings_offices_use(save: Save, data: bytes, encoding: str) -> None:
    with read_workbook(save(data)) as book:
        assert (book.kind, book.encoding) == ("csv", encoding)
        assert cells(book.sheets[0]) == [["姓名", "电话"], ["䶮𠮷", "13812345678"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(save: Save, mark: str) -> None:
    data = "\r\n".join(mark.join(row) for row in (["a", "b", "c"], ["1", '"x, y; z"', "3"])).encode()
    with read_workbook(save(data)) as book:
        assert cells(book.sheets[0])[0] == ["a", "b", "c"]
        assert cells(book.sheets[0])[1][2] == "3"


def test_quotes_line_breaks_and_nul_in_a_text_file_are_survived(save: Save) -> None:
    with read_workbook(save(b'a,b\n"x\r\ny","say ""hi"""\n\x001,2\n"open')) as book:
        assert cells(book.sheets[0])[1] == ["x\r\ny", 'say "hi"']


def test_a_web_page_that_calls_itself_xls_is_read(save: Save) -> None:
    page = """<html><head><meta charset="gb2312"></head><table><tr><td rowspan=2>3栋</td><td>01</td></tr>
              <tr><td>02</td></tr></table></html>"""
    with read_workbook(save(page.encode("gb18030"))) as book:
        assert book.kind == "html"
        assert cells(book.sheets[0]) == [["3栋", "01"], ["3栋", "02"]]


def test_an_encrypted_xlsx_is_told_from_a_damaged_file(save: Save) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 400
    assert refused(save(data)).code == "encrypted"


def test_a_hundred_thousand_rows_are_accepted(save: Save) -> None:
    rows = b"".join(b"%d,x%d\n" % (n, n) for n in range(100_000))
    with read_workbook(save(b"a,b\n" + rows)) as book:
        assert book.sheets[0].row_count == 100_001
        assert sum(1 for _row in book.sheets[0].rows()) == 100_001
