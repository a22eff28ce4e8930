"""What people want to know about an import: its rows by verdict, its problem rows, what they would have to mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lintel.platform.access.scope import may, visible
from lintel.platform.exchange.importers import Importer, Kind, all_importers
from lintel.platform.exchange.models import ExportJob, ImportBatch, ImportJob
from lintel.platform.exchange.reading.text import clean
from lintel.platform.exchange.sealing import Judged, unseal_rows
from lintel.platform.exchange.writing import BadRow

PAGE = 50


def importers_for(user: Any) -> list[Importer]:
    """The tables this person may take in."""
    return [one for one in all_importers() if may(user, one.permission)]


def jobs_of(user: Any) -> QuerySet[ImportJob]:
    """The imports this person may see, newest first."""
    return visible(ImportJob, user).select_related("owner").order_by("-pk")


def exports_of(user: Any) -> QuerySet[ExportJob]:
    """The exports this person asked for, newest first."""
    return visible(ExportJob, user).filter(owner_id=user.pk).select_related("owner").order_by("-pk")


def rows_of(batch: ImportBatch, uid: Any = None) -> list[Judged]:
    """The judged rows of a batch."""
    return unseal_rows(batch.body, uid or batch.job.uid, batch.number)


def judged_rows(job: ImportJob, *kinds: str, skip: int = 0) -> Iterator[Judged]:
    """The job's rows of these kinds in the order of the file, opening only the batches that hold some."""
    for batch in job.batches.order_by("number").iterator(chunk_size=4):
        here = sum(int(batch.counts.get(kind, 0)) for kind in kinds)
        if here <= skip:
            skip -= here
            continue
        for row in rows_of(batch, job.uid):
            if row.kind not in kinds:
                continue
            if skip:
                skip -= 1
                continue
            yield row


@dataclass(frozen=True)
class Page:
    """One page of judged rows."""

    rows: list[Judged]
    number: int
    pages: int
    total: int


def page_of(job: ImportJob, kind: str, number: int) -> Page:
    """Fifty rows of one kind."""
    total = int(job.counts.get(kind, 0))
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = []
    for row in judged_rows(job, kind, skip=(number - 1) * PAGE):
        rows.append(row)
        if len(rows) == PAGE:
            break
    return Page(rows, number, pages, total)


def bad_rows(job: ImportJob) -> Iterator[BadRow]:
    """The rows that cannot be taken, for the error workbook."""
    labels = {f.name: str(f.label) for f in job.importer.fields}
    for row in judged_rows(job, Kind.ERROR, Kind.DUPLICATE):
        said = "; ".join(
            f"{labels[name]}: {message}" if name in labels else message for _code, message, name in row.reasons
        )
        places = frozenset(job.mapping[name] for _code, _message, name in row.reasons if name in job.mapping)
        yield BadRow(row.line, row.cells or (), said, places)


def cell_text(job: ImportJob, row: Judged, field: str) -> str:
    """What stands in the file for a field of a row that was not taken, for mending it."""
    column = job.mapping.get(field)
    if column is None or row.cells is None or column >= len(row.cells) or row.cells[column] is None:
        return ""
    value = row.cells[column]
    return format(value, ".15g") if isinstance(value, float) else clean(str(value))
