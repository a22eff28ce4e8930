"""Tables on their way out: masked, formula-safe, streamed, bounded, with a purpose, and written to the trail."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.platform.access.scope import require
from lintel.platform.audit.models import record
from lintel.platform.exchange.writing import Kind, OutColumn, csv_lines, write_workbook
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

PERMISSION = "exchange.export_rows"
MOST = 50_000
"""Rows in one export; more is a report, not a list."""
_PIECE = 65_536
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
Format = Literal["xlsx", "csv"]


@dataclass(frozen=True)
class ExportColumn:
    """A column of an export. ``value`` takes a row to what is written; personal data arrives here already masked."""

    title: Any
    value: Callable[[Any], Any]
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """A table that an area gives out by name: ``lintel export NAME`` and the export page offer it."""

    name: str
    title: Any
    permission: str
    columns: Sequence[ExportColumn]
    rows: Callable[[Any, dict[str, Any]], Iterable[Any]]
    """(actor, options) -> the rows the actor may see, as an iterator."""
    clause: str = ""


_exporters: dict[str, Exporter] = {}


def register_exporter(exporter: Exporter) -> Exporter:
    """Make an exporter known; ``ValueError`` when another has its name."""
    if _exporters.setdefault(exporter.name, exporter) != exporter:
        raise ValueError(f"Two exporters are called {exporter.name}.")
    return exporter


def exporter_named(name: str) -> Exporter:
    """The exporter of that name; KeyError when there is none."""
    return _exporters[name]


def all_exporters() -> list[Exporter]:
    """Every registered exporter, by name."""
    return [_exporters[name] for name in sorted(_exporters)]


@dataclass
class Exported:
    """A finished export: its name, its type, its rows, and its bytes piece by piece (once)."""

    file_name: str
    content_type: str
    count: int
    file: IO[bytes]
    title: str
    fmt: str
    columns: tuple[str, ...]

    def pieces(self) -> Iterator[bytes]:
        """The bytes; the temporary file is gone afterwards."""
        with self.file as file:
            while piece := file.read(_PIECE):
                yield piece

    def response(self) -> StreamingHttpResponse:
        """As a download that no browser keeps or guesses about."""
        answer = StreamingHttpResponse(self.pieces(), content_type=self.content_type)
        return download_headers(answer, self.file_name)


def download_headers(answer: Any, file_name: str) -> Any:
    """Always a download, never opened in place, never cached."""
    from django.utils.http import content_disposition_header

    answer["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def export_rows(
    actor: Any,
    title: Any,
    columns: Sequence[ExportColumn],
    rows: Iterable[Any],
    fmt: Format,
    purpose: str,
    *,
    clause: str = "",
    most: int = MOST,
    filters: Sequence[str] = (),
) -> Exported:
    """Write rows that the actor may see as .xlsx or .csv, and the fact to the trail.

    Personal data must come masked from ``columns`` (encrypted fields print as their mask by themselves). ``Refused`` without a
    purpose, without the permission, or above ``most`` rows; then nothing is written. Memory does not grow with the rows.
    """
    made = written_rows(actor, title, columns, rows, fmt, purpose, clause=clause, most=most, filters=filters)
    with transaction.atomic():
        record_export(actor, actor, made, purpose, filters=filters, clause=clause)
    return made


def a_purpose(purpose: str, clause: str = "") -> str:
    """The purpose as it is kept; ``Refused`` without one."""
    purpose = purpose.strip()
    if not 2 <= len(purpose) <= 200:
        raise Refused(
            _("An export needs a purpose."), clause=clause, remedy=_("Say in a few words what the list is for.")
        )
    return purpose


def too_many(most: int, clause: str = "") -> Refused:
    """The answer to a list longer than one export may be."""
    return Refused(
        gettext_lazy("More than %(most)s rows cannot be exported at once.") % {"most": most},
        clause=clause,
        remedy=gettext_lazy("Narrow the list with its filters first."),
    )


def written_rows(
    actor: Any,
    title: Any,
    columns: Sequence[ExportColumn],
    rows: Iterable[Any],
    fmt: Format,
    purpose: str,
    *,
    clause: str = "",
    most: int = MOST,
    filters: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Exported:
    """The file with its mark of who took it out, when, what for and under which conditions; nothing is recorded yet."""
    require(actor, PERMISSION)
    purpose = a_purpose(purpose, clause)
    out = [OutColumn(str(c.title), c.kind, c.width) for c in columns]
    counted = _Counted(([c.value(row) for c in columns] for row in rows), most, clause)
    said = [
        _("Exported by %(name)s at %(time)s. Purpose: %(purpose)s.")
        % {"name": actor, "time": clock.now().strftime("%Y-%m-%d %H:%M"), "purpose": purpose}
    ]
    if filters:
        said.append(_("Filtered by: %(filters)s.") % {"filters": "; ".join(filters)})
    file = tempfile.TemporaryFile()  # noqa: SIM115  (handed to the answer, which closes it)
    if fmt == "xlsx":
        write_workbook(file, str(title), out, counted, notes=[*said, *notes])
    else:
        for piece in csv_lines(out, counted, notes=[*said, *notes]):
            file.write(piece)
    file.seek(0)
    name = f"{title}-{clock.now():%Y%m%d-%H%M}.{fmt}"
    return Exported(name, CONTENT_TYPES[fmt], counted.count, file, str(title), fmt, tuple(c.title for c in out))


def record_export(
    actor: Any,
    subject: Any,
    made: Exported,
    purpose: str,
    *,
    filters: Sequence[str] = (),
    clause: str = "",
    plain: Sequence[str] = (),
) -> None:
    """Write to the trail who took out what, how many rows of it, under which conditions, and what of it in plain."""
    said = {
        "title": made.title,
        "purpose": purpose.strip(),
        "rows": made.count,
        "format": made.fmt,
        "columns": list(made.columns),
        "filters": list(filters),
        "plain": list(plain),
    }
    record(actor, PERMISSION, subject, {}, said, clause=clause)


class _Counted:
    """Counts rows as they pass and refuses the first one too many."""

    def __init__(self, rows: Iterable[Sequence[Any]], most: int, clause: str) -> None:
        self.rows, self.most, self.clause, self.count = rows, most, clause, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in itertools.islice(self.rows, self.most + 1):
            self.count += 1
            if self.count > self.most:
                raise too_many(self.most, self.clause)
            yield row


def export(actor: Any, name: str, fmt: Format, purpose: str, options: dict[str, Any] | None = None) -> Exported:
    """A registered table by name; ``NotPermitted`` without its permission."""
    exporter = exporter_named(name)
    require(actor, exporter.permission)
    return export_rows(
        actor,
        exporter.title,
        exporter.columns,
        exporter.rows(actor, options or {}),
        fmt,
        purpose,
        clause=exporter.clause,
    )
