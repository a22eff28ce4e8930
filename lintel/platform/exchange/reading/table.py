"""A table as the rest of the import sees it: headings, and rows by line, wherever they came from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lintel.platform.exchange.reading.headers import Heading, Wanted, find_header, is_footer, repeats_heading
from lintel.platform.exchange.reading.workbook import Sheet, Workbook


@dataclass(slots=True)
class Table:
    """Headings and records of one sheet, or of a matrix made flat."""

    sheet: str
    heading: Heading
    _rows: Callable[[], Iterator[tuple[int, list[Any]]]]
    epoch_1904: bool = False
    reshaped: bool = False
    """Made flat from a matrix; lines still point into the original sheet."""
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """(line, cells) of every row below the heading that says something, totals and notes among them."""
        return self._rows()

    def records(self, key_columns: Sequence[int] = ()) -> Iterator[tuple[int, list[Any], bool]]:
        """(line, cells, whether it is a record); totals, notes and repeated headings are not."""
        for line, cells in self._rows():
            yield line, cells, not (is_footer(cells, key_columns) or repeats_heading(cells, self.heading))


def table_of(sheet: Sheet, wanted: Sequence[Wanted], *, epoch_1904: bool = False) -> Table | None:
    """The sheet as a table, when a heading can be found in it."""
    heading = find_header(sheet.head(60), wanted)
    if heading is None:
        return None
    last = heading.last_line

    def below() -> Iterator[tuple[int, list[Any]]]:
        return ((line, cells) for line, cells in sheet.rows() if line > last)

    return Table(sheet.name, heading, below, epoch_1904=epoch_1904)


def best_table(book: Workbook, wanted: Sequence[Wanted]) -> Table | None:
    """The visible sheet whose heading names the most wanted fields; the first of equals."""
    tables = [table_of(sheet, wanted, epoch_1904=book.epoch_1904) for sheet in book.visible_sheets]
    found = [table for table in tables if table is not None]
    return max(found, key=lambda table: table.heading.score) if found else None
