"""Writing tables that are safe to open: streamed, typed, and never a formula."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Literal

import xlsxwriter
from django.utils.translation import gettext as _

from lintel.platform.exchange.reading.cells import ErrorCell
from lintel.platform.exchange.reading.text import escape_cell
from lintel.platform.kernel import clock
from lintel.platform.kernel.words import listed

Kind = Literal["text", "money", "area", "number", "date", "moment"]
_FORMATS = {
    "text": "@",
    "money": "#,##0.00",
    "area": "#,##0.00",
    "number": "General",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000
_EXACT = 10**15
"""Above this a spreadsheet keeps no last digits: such numbers are written as text."""
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of what is written: its heading, what kind of value it holds, its width in characters."""

    title: str
    kind: Kind = "text"
    width: int = 14


def safe_text(value: Any) -> str:
    """A value as text that any spreadsheet shows and none runs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.datetime):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal | datetime.date | int | float) and not isinstance(value, bool):
        return _number_text(value)
    return escape_cell(_UNWRITABLE.sub("", str(value))[:_LONGEST])


def _number_text(value: Any) -> str:
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else format(value, ".15g")
        if isinstance(value, float)
        else str(value)
    )


def sheet_name(title: str) -> str:
    """A title as a spreadsheet allows it for a sheet: at most 31 characters, none of its signs."""
    return _SHEET_SIGNS.sub(" ", title).strip()[:31] or "Sheet1"


class _Book:
    """A workbook being written row by row in constant memory."""

    def __init__(self, target: IO[bytes], title: str, columns: Sequence[OutColumn]) -> None:
        self.book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self.book.set_properties({"created": clock.now().replace(tzinfo=None)})  # the library would ask the machine
        self.sheet = self.book.add_worksheet(sheet_name(title))
        self.heading = self.book.add_format(
            {"bold": True, "bg_color": "#E8ECF3", "text_wrap": True, "valign": "vcenter"}
        )
        self.formats = {kind: self.book.add_format({"num_format": shape}) for kind, shape in _FORMATS.items()}
        red = {"bg_color": "#F8D0CE", "font_color": "#7A1C17"}
        self.red = {kind: self.book.add_format({"num_format": shape, **red}) for kind, shape in _FORMATS.items()}
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.width, self.formats[column.kind])

    def headings(self, row: int, columns: Sequence[OutColumn]) -> None:
        for place, column in enumerate(columns):
            self.sheet.write_string(row, place, safe_text(column.title), self.heading)

    def cell(self, row: int, place: int, value: Any, kind: Kind, *, bad: bool = False) -> None:
        shape = (self.red if bad else self.formats)[kind]
        if value is None or value == "":
            if bad:
                self.sheet.write_blank(row, place, None, shape)
        elif isinstance(value, bool | str | ErrorCell):
            self.sheet.write_string(row, place, safe_text(value), shape)
        elif isinstance(value, datetime.datetime) and kind in ("moment", "date"):
            self.sheet.write_datetime(row, place, clock.local(value).replace(tzinfo=None), shape)
        elif isinstance(value, datetime.date) and kind in ("moment", "date") and value.year >= 1900:
            self.sheet.write_datetime(row, place, datetime.datetime.combine(value, datetime.time()), shape)
        elif isinstance(value, int | float | Decimal) and kind != "text" and -_EXACT < value < _EXACT:
            self.sheet.write_number(row, place, float(value), shape)
        else:
            self.sheet.write_string(row, place, safe_text(value), shape)


def write_workbook(
    target: IO[bytes],
    title: str,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
) -> int:
    """Write an .xlsx with headings, rows and, below them, notes; answers the number of rows. Memory does not grow with them."""
    out, count = _Book(target, title, columns), 0
    out.headings(0, columns)
    out.sheet.freeze_panes(1, 0)
    kinds = [column.kind for column in columns]
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            out.cell(count, place, value, kinds[place] if place < len(kinds) else "text")
    for below, note in enumerate(notes, start=count + 2):
        out.sheet.write_string(below, 0, safe_text(note))
    out.book.close()
    return count


def csv_lines(
    columns: Sequence[OutColumn], rows: Iterable[Sequence[Any]], *, notes: Sequence[str] = ()
) -> Iterator[bytes]:
    """The same as CSV in UTF-8 with the mark that Excel needs, piece by piece, for a streaming answer."""
    buffer = io.StringIO()
    write = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow
    yield b"\xef\xbb\xbf"
    write([safe_text(column.title) for column in columns])
    for row in rows:
        write([safe_text(value) for value in row])
        if buffer.tell() > 65_536:
            yield _drained(buffer)
    for note in notes:
        write([safe_text(note)])
    yield _drained(buffer)


def _drained(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return piece


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of the file that could not be taken: where it stood, what it said, why not, and in which columns (from 0)."""

    line: int
    cells: Sequence[Any]
    reasons: str
    columns: frozenset[int] = frozenset()


def write_error_workbook(target: IO[bytes], title: str, headings: Sequence[str], rows: Iterable[BadRow]) -> int:
    """The rows that could not be taken, as they were, with the reason and the line in front and the bad cells in red.

    Mended, the same file can be uploaded again: the two extra columns have headings that no importer asks for.
    """
    lead = [OutColumn(_("What to mend"), width=48), OutColumn(_("Line in the file"), "number", 10)]
    columns = [*lead, *(OutColumn(name or " ", width=16) for name in headings)]
    out, count = _Book(target, title, columns), 0
    out.headings(0, columns)
    out.sheet.freeze_panes(1, len(lead))
    for count, row in enumerate(rows, start=1):
        out.cell(count, 0, row.reasons, "text", bad=True)
        out.cell(count, 1, row.line, "number")
        for place in range(max(len(row.cells), max(row.columns, default=-1) + 1)):
            value = row.cells[place] if place < len(row.cells) else None
            kind: Kind = (
                "moment"
                if isinstance(value, datetime.datetime)
                else "date"
                if isinstance(value, datetime.date)
                else "text"
            )
            kind = "number" if isinstance(value, int | float) and not isinstance(value, bool) else kind
            out.cell(count, place + len(lead), value, kind, bad=place in row.columns)
    out.book.close()
    return count


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a template: its heading, what it means, an example, and the words it may hold."""

    title: str
    example: str = ""
    help: str = ""
    words: Sequence[str] = ()
    required: bool = False


_LONGEST_LIST = 255
"""Characters a spreadsheet takes in a list of choices."""
PREPARED = 2_000
"""Rows below the heading that offer the choices."""


def write_template(
    target: IO[bytes],
    title: str,
    columns: Sequence[TemplateColumn],
    sample: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> None:
    """A workbook to fill in: headings, one ``sample`` row, lists to choose from, and what each column means on a second sheet."""
    shapes = [OutColumn(column.title, width=18) for column in columns]
    out = _Book(target, title, shapes)
    out.headings(0, shapes)
    grey = out.book.add_format({"num_format": "@", "italic": True, "font_color": "#5B6472"})
    for place, example in enumerate(sample):
        out.sheet.write_string(1, place, safe_text(example), grey)
    out.sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        if column.words and len(",".join(column.words)) <= _LONGEST_LIST:
            out.sheet.data_validation(1, place, PREPARED, place, _one_of(column.words))
    _explained(out, columns, notes)
    out.book.close()


def _one_of(words: Sequence[str]) -> dict[str, Any]:
    """A list to choose from. Other spellings are understood too, so that it warns and does not forbid."""
    return {
        "validate": "list",
        "source": list(words),
        "error_type": "warning",
        "error_title": _("Not in the list"),
        "error_message": _("The import may not know this word."),
    }


def _explained(out: _Book, columns: Sequence[TemplateColumn], said: Sequence[str]) -> None:
    notes = out.book.add_worksheet(sheet_name(_("Notes")))
    notes.set_column(0, 3, 32)
    for place, heading in enumerate((_("Column"), _("Needed"), _("Example"), _("Meaning"))):
        notes.write_string(0, place, heading, out.heading)
    row = 0
    for row, column in enumerate(columns, start=1):
        meaning = " ".join(filter(None, [column.help, listed(column.words)]))
        for place, word in enumerate((column.title, safe_text(column.required), column.example, meaning)):
            notes.write_string(row, place, safe_text(word))
    for below, words in enumerate(said, start=row + 2):
        notes.write_string(below, 0, safe_text(words))
