"""The dry run: from a file to one verdict per row. Nothing of the business changes here."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.platform.exchange.importers import (
    BATCH,
    BadValue,
    Column,
    Context,
    Field,
    Importer,
    Kind,
    Noted,
    Reason,
    Row,
    Verdict,
)  # fmt: skip
from lintel.platform.exchange.reading.headers import Heading, Matching, factor_of, match_columns
from lintel.platform.exchange.reading.limits import Limits
from lintel.platform.exchange.reading.table import Table, best_table, table_of
from lintel.platform.exchange.reading.text import folded
from lintel.platform.exchange.reading.workbook import Workbook
from lintel.platform.exchange.samples import is_sample
from lintel.platform.exchange.sealing import Judged
from lintel.platform.kernel.errors import Refused

Progress = Callable[[int], None]
"""Told how many rows are done."""
_TAKEN = (Kind.NEW, Kind.UPDATE)


@dataclass(slots=True)
class Understood:
    """How a workbook was understood before anybody confirmed it."""

    table: Table
    matching: Matching
    layout: str


def understand(book: Workbook, importer: Importer, *, sheet: str = "", heading_line: int = 0) -> Understood:
    """Find the table in a workbook and match its columns; ``Refused`` when there is no heading to go by.

    ``sheet`` and ``heading_line`` are a person's own choice, otherwise the best sheet and heading are taken.
    """
    table = chosen_table(book, importer, sheet=sheet, heading_line=heading_line)
    if table is None:
        raise Refused(
            _("No row with column names was found in the file."),
            remedy=_("Put the names of the columns in one row above the data. The template shows the names."),
        )
    return Understood(
        table, match_columns(table.heading.names, importer.fields), "matrix" if table.reshaped else "list"
    )


def chosen_table(
    book: Workbook, importer: Importer, *, sheet: str = "", heading_line: int = 0, layout: str = ""
) -> Table | None:
    """The table in the book: made flat where the importer can, else the sheet and heading asked for, else the best."""
    if importer.reshape is not None and layout != "list" and not heading_line:
        flat: Table | None = importer.reshape(book)
        if flat is not None and not (sheet and sheet != flat.sheet):
            return flat
    if not sheet:
        return best_table(book, importer.fields)
    chosen = next((s for s in book.visible_sheets if s.name == sheet), None)
    if chosen is None:
        return None
    if not heading_line:
        return table_of(chosen, importer.fields, epoch_1904=book.epoch_1904)
    names = next((cells for line, cells in chosen.head(60) if line == heading_line), None)
    if names is None:
        return None
    heading = Heading(heading_line, heading_line, ["" if n is None else folded(str(n)) for n in names], 0)
    return Table(
        sheet, heading, lambda: ((n, c) for n, c in chosen.rows() if n > heading_line), epoch_1904=book.epoch_1904
    )


@dataclass(slots=True)
class Findings:
    """What a dry run found, batch by batch, and in sum."""

    counts: Counter[str] = field(default_factory=Counter)
    totals: dict[str, Decimal] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)


def judge(
    table: Table, mapping: Mapping[str, int], importer: Importer, context: Context, findings: Findings, *,
    fixes: Mapping[int, Mapping[str, str] | None] | None = None, limits: Limits | None = None, progress: Progress | None = None,
) -> Iterator[list[Judged]]:  # fmt: skip
    """Yield the judged rows in batches of ``BATCH``, adding to ``findings`` as they come.

    ``mapping`` is field name to column. ``fixes`` replaces cells by line and field; None for a line leaves it out.
    ``Refused`` when the table has more rows than ``limits`` allow.
    """
    readers = _readers(table, mapping, importer)
    most = (limits or Limits()).rows
    keys = [mapping[f.name] for f in importer.fields if f.required and f.name in mapping]
    waiting: list[tuple[Row | None, Judged]] = []
    records = 0
    for line, cells, record in table.records(keys):
        records += record
        if records > most:
            raise Refused(
                _("The table has more than %(limit)s rows.") % {"limit": most},
                remedy=_("Split the table into several files."),
            )
        waiting.append(_read_row(line, cells, record, readers, (fixes or {}).get(line, {})))
        if len(waiting) == BATCH:
            yield _decide(waiting, importer, context, findings)
            waiting = []
            if progress:
                progress(records)
    if waiting:
        yield _decide(waiting, importer, context, findings)
        if progress:
            progress(records)


_Reader = tuple[Field, int, Column]


def _readers(table: Table, mapping: Mapping[str, int], importer: Importer) -> list[_Reader]:
    names = table.heading.names
    return [
        (f, mapping[f.name], Column(names[mapping[f.name]], factor_of(names[mapping[f.name]]), table.epoch_1904))
        for f in importer.fields
        if f.name in mapping and mapping[f.name] < len(names)
    ]


def _read_row(
    line: int, cells: Sequence[Any], record: bool, readers: Sequence[_Reader], fix: Mapping[str, str] | None
) -> tuple[Row | None, Judged]:
    """The row's clean values, or the reasons why there are none."""
    judged = Judged(line, Kind.NEW, None, None, (), cells)
    if fix is None:
        judged.kind, judged.reasons = Kind.SKIPPED, [("left_out", str(_("Left out by you.")), "")]
        return None, judged
    if not record:
        judged.kind, judged.reasons = (
            Kind.SKIPPED,
            [("not_a_record", str(_("A total, a note or a heading, not a record.")), "")],
        )
        return None, judged
    if is_sample(cells):
        judged.kind, judged.reasons = Kind.SKIPPED, [("sample", str(_("The sample row of the template.")), "")]
        return None, judged
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str, str]] = []
    notes: list[tuple[str, str, str]] = []
    for asked, place, column in readers:
        cell = fix[asked.name] if asked.name in fix else cells[place] if place < len(cells) else None
        try:
            value = asked.parse(cell, column)
        except BadValue as bad:
            wrong.append((bad.code, str(bad.message), asked.name))
            continue
        if type(value) is Noted:
            notes.append((value.reason.code, str(value.reason.message), asked.name))
            value = value.value
        if value is None and asked.required:
            wrong.append(("missing", str(_("This must not be empty.")), asked.name))
        values[asked.name] = value
    judged.reasons = wrong or notes
    if wrong:
        judged.kind = Kind.ERROR
        return None, judged
    return Row(line, values, frozenset(values)), judged


def _decide(
    waiting: Sequence[tuple[Row | None, Judged]], importer: Importer, context: Context, findings: Findings
) -> list[Judged]:
    """Let the importer plan the rows that could be read, and sum up."""
    absent = {f.name: None for f in importer.fields}
    rows = [row for row, _judged in waiting if row is not None]
    for row in rows:
        row.values = absent | row.values
    verdicts: Sequence[Verdict] = importer.plan(rows, context) if rows else ()
    if len(verdicts) != len(rows):
        raise ValueError(f"{importer.name}: plan answered {len(verdicts)} verdicts for {len(rows)} rows")
    answers = iter(verdicts)
    for readable, judged in waiting:
        if readable is not None:
            _apply(next(answers), readable, judged, importer, findings)
        findings.counts[judged.kind] += 1
    return [judged for _row, judged in waiting]


def _apply(verdict: Verdict, row: Row, judged: Judged, importer: Importer, findings: Findings) -> None:
    judged.kind, judged.target = verdict.kind, verdict.target
    findings.remarks.update(reason[0] for reason in judged.reasons)
    if verdict.reasons:
        judged.reasons = [*judged.reasons, *((r.code, str(r.message), r.field) for r in verdict.reasons)]
    values = row.values if verdict.values is None else dict(verdict.values)
    if verdict.kind in (*_TAKEN, Kind.SAME):
        for total in importer.totals:
            amount = total.of(values)
            if amount is not None:
                findings.totals[total.name] = findings.totals.get(total.name, Decimal(0)) + amount
    if verdict.kind in _TAKEN:
        judged.values, judged.cells = values, None


def digest(data: bytes) -> str:
    """The file's SHA-256, to know the same file again."""
    return hashlib.sha256(data).hexdigest()


def as_reason(reason: Sequence[str]) -> Reason:
    """A stored reason again."""
    return Reason(*reason)
