"""Taking a file in, step by step: what screens and the command line call."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lintel.platform.access.scope import require
from lintel.platform.exchange import actions, jobs, running
from lintel.platform.exchange.checking import Findings, Understood, digest, judge, understand
from lintel.platform.exchange.importers import Context, Importer, Kind, importer_named
from lintel.platform.exchange.models import ImportJob, RememberedMapping
from lintel.platform.exchange.queries import rows_of
from lintel.platform.exchange.reading.errors import Unreadable
from lintel.platform.exchange.reading.limits import Limits
from lintel.platform.exchange.reading.workbook import Workbook, read_workbook
from lintel.platform.exchange.sealing import as_source, kept_file
from lintel.platform.jobs.queue import enqueue
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.words import listed

SHOWN = 50
"""Problem rows in a report."""


@dataclass
class Received:
    """A file that could be read, and how it was understood."""

    name: str
    data: bytes
    kind: str
    sheets: list[dict[str, Any]]
    headings: list[str]
    sheet: str
    layout: str
    heading_line: int
    fingerprint: str
    mapping: dict[str, int]
    doubts: dict[str, float]
    sha256: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def read(self) -> bytes:
        """The file itself."""
        return self.data


def receive(actor: Any, importer_name: str, name: str, data: bytes, options: Mapping[str, Any]) -> ImportJob:
    """Step 1 and 2: read the file in the child process, guess its columns, keep it. ``Refused`` with what to do otherwise."""
    importer = importer_named(importer_name)
    require(actor, importer.permission)
    chosen = resolve(actor, importer, options)
    return actions.start_import(actor, importer=importer.name, options=chosen, received=look(importer, data, name=name))


def resolve(actor: Any, importer: Importer, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as stored values; ``Refused`` when one is missing or not among the actor's choices."""
    chosen = {}
    for option in importer.options:
        wanted = options.get(option.name)
        if wanted in (None, ""):
            if option.required:
                raise Refused(_("“%(name)s” must be chosen.") % {"name": option.label})
            continue
        value = option.resolve(actor, wanted)
        if value is None:
            raise Refused(
                _("“%(wanted)s” is not one of your choices for “%(name)s”.") % {"wanted": wanted, "name": option.label},
                remedy=_("Choose from: %(choices)s.")
                % {"choices": listed(str(label) for _value, label in list(option.choices(actor))[:12]) or "—"},
            )
        chosen[option.name] = value
    return chosen


def look(importer: Importer, data: bytes, *, name: str = "", sheet: str = "", heading_line: int = 0) -> Received:
    """Read and understand a file without keeping anything; ``Refused`` when it cannot be."""
    try:
        with as_source(data) as source, read_workbook(source) as book:
            understood = understand(book, importer, sheet=sheet, heading_line=heading_line)
            return _received(importer, book, understood, name, data)
    except Unreadable as no:
        raise Refused(no.sentence, clause=importer.clause, remedy=no.remedy, code=no.code) from no


def _received(importer: Importer, book: Workbook, understood: Understood, name: str, data: bytes) -> Received:
    table, matching = understood.table, understood.matching
    mapping = {f: match.column for f, match in matching.fields.items()}
    doubts = {f: match.confidence for f, match in matching.fields.items() if match.confidence < 1}
    doubts |= dict.fromkeys(matching.doubled, 0.5)
    fingerprint = table.heading.fingerprint
    before = RememberedMapping.objects.filter(importer_name=importer.name, fingerprint=fingerprint).first()
    known = {f.name for f in importer.fields}
    if before and set(before.columns) <= known and max(before.columns.values(), default=0) < len(table.heading.names):
        mapping, doubts = dict(before.columns), {}
    sheets = [
        {
            "name": s.name, "rows": s.row_count, "hidden": s.hidden, "errors": s.error_count, "error_cells": s.error_cells,
            "uncomputed": s.uncomputed, "hidden_rows": s.hidden_rows,
        }
        for s in book.sheets
    ]  # fmt: skip
    return Received(
        name=Path(name).name, data=data, kind=book.kind, sheets=sheets, headings=[n[:200] for n in table.heading.names], sheet=table.sheet,
        layout=understood.layout, heading_line=0 if table.reshaped else table.heading.last_line, fingerprint=fingerprint,
        mapping=mapping, doubts=doubts, sha256=digest(data),
    )  # fmt: skip


def look_again(actor: Any, job: ImportJob, *, sheet: str, heading_line: int = 0) -> Received:
    """The job's file understood with another sheet or heading line, as a person chose."""
    require(actor, job.importer.permission)
    return look(job.importer, kept_file(job.uid), name=job.file_name, sheet=sheet, heading_line=heading_line)


def check(actor: Any, job: ImportJob) -> ImportJob:
    """Step 3: the dry run; at once for a small file, by the worker for a large one."""
    with transaction.atomic():
        actions.begin_check(actor, job)
        small = actions.is_small(job)
        if not small:
            enqueue(jobs.check, job.pk)
    if small:
        running.run_check(actor, _fresh(job))
    return _fresh(job)


def confirm(actor: Any, job: ImportJob, *, key: str = "") -> ImportJob:
    """Step 5: import; at once or by the worker. With ``key`` a repeated request does nothing more."""
    with transaction.atomic():
        replayed = False
        if key:
            replayed = actions.confirm_import.once(actor, job, key=key).replayed
        else:
            actions.confirm_import(actor, job)
        small = actions.is_small(job)
        if not small and not replayed:
            enqueue(jobs.commit, job.pk)
    if small and not replayed:
        running.run_commit(actor, _fresh(job))
    return _fresh(job)


def _fresh(job: ImportJob) -> ImportJob:
    return ImportJob.objects.get(pk=job.pk)


@dataclass
class Report:
    """What became of a file given on the command line."""

    importer: str
    file: str
    dry_run: bool
    state: str
    counts: dict[str, int] = field(default_factory=dict)
    totals: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    """The first fifty rows that are not taken: line, kind, reasons."""
    columns: dict[str, str] = field(default_factory=dict)
    """Field name to the heading it was found under."""
    unmapped: list[str] = field(default_factory=list)
    message: str = ""
    job: int | None = None

    @property
    def ok(self) -> bool:
        """Whether the file was taken, or would be, without an error row."""
        return not self.message and not self.counts.get(Kind.ERROR)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``: plain values only."""
        return asdict(self) | {"ok": self.ok}


def import_file(
    actor: Any, importer_name: str, path: str | os.PathLike[str], options: Mapping[str, Any], *, dry_run: bool = False
) -> Report:
    """Take a file in without screens. A dry run keeps nothing at all. Error rows are left out of a real import and reported.

    Never raises for what is wrong with the file; ``NotPermitted`` and unknown importers are the caller's to show.
    """
    importer = importer_named(importer_name)
    require(actor, importer.permission)
    report = Report(importer.name, Path(path).name, dry_run, state="refused")
    try:
        chosen = resolve(actor, importer, options)
        if Path(path).stat().st_size > Limits().packed:
            raise Refused(str(Unreadable("too_big", {"limit": Limits().packed // 1024 // 1024})))
        received = look(importer, Path(path).read_bytes(), name=Path(path).name)
        report.columns = {name: received.headings[column] for name, column in received.mapping.items()}
        report.unmapped = [n for c, n in enumerate(received.headings) if n and c not in received.mapping.values()]
        if dry_run:
            _try(actor, importer, received, chosen, report)
        else:
            _take(actor, importer, received, chosen, report)
    except OSError as trouble:
        report.message = _("The file cannot be opened: %(why)s") % {"why": trouble.strerror or trouble}
    except Refused as no:
        report.message = f"{no} {no.remedy}".strip()
    return report


def _try(actor: Any, importer: Importer, received: Received, options: dict[str, Any], report: Report) -> None:
    missing = [str(f.label) for f in importer.fields if f.required and f.name not in received.mapping]
    if missing:
        raise Refused(_("These columns are still missing: %(names)s.") % {"names": listed(missing)})
    findings, context = Findings(), Context(actor=actor, options=options)
    with as_source(received.data) as source, read_workbook(source) as book:
        table = understand(book, importer, sheet=received.sheet).table
        for rows in judge(table, received.mapping, importer, context, findings):
            _note_problems(report, rows)
    report.state = "checked"
    report.counts = {str(kind): n for kind, n in findings.counts.items()}
    report.totals = {
        name: str(total if isinstance(total, Decimal) else Decimal(total)) for name, total in findings.totals.items()
    }
    report.remarks = dict(findings.remarks)


def _take(actor: Any, importer: Importer, received: Received, options: dict[str, Any], report: Report) -> None:
    job = actions.start_import(actor, importer=importer.name, options=options, received=received)
    report.job = job.pk
    actions.match_import(actor, job, mapping=received.mapping)
    actions.begin_check(actor, job)
    running.run_check(actor, _fresh(job))
    job = _fresh(job)
    if job.status == ImportJob.Status.CHECKED and job.to_write:
        actions.confirm_import(actor, job)
        running.run_commit(actor, _fresh(job))
        job = _fresh(job)
    report.state, report.counts, report.totals, report.remarks = job.status, job.counts, job.totals, job.remarks
    report.message = job.problem
    for batch in job.batches.order_by("number"):
        if len(report.problems) < SHOWN:
            _note_problems(report, rows_of(batch))
    if job.status == ImportJob.Status.CHECKED:
        actions.drop_import(actor, job)


def _note_problems(report: Report, rows: Any) -> None:
    for row in rows:
        if row.kind in (Kind.ERROR, Kind.DUPLICATE) and len(report.problems) < SHOWN:
            reasons = [{"code": code, "field": name, "message": message} for code, message, name in row.reasons]
            report.problems.append({"line": row.line, "kind": str(row.kind), "reasons": reasons})
