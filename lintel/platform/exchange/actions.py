"""What can happen to an import. Reading and judging the file happens outside; here its results are written down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.platform.access.scope import require
from lintel.platform.actions.door import action
from lintel.platform.audit.models import scrub
from lintel.platform.exchange import committing
from lintel.platform.exchange.importers import Kind, importer_named
from lintel.platform.exchange.models import KEPT_FOR, ImportBatch, ImportJob, RememberedMapping
from lintel.platform.exchange.sealing import forget_file, keep_file, seal, unseal
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.words import listed

Status = ImportJob.Status
SMALL = 2_000
"""Rows up to which everything is done while the person waits."""
FIXES = 50
"""Rows that may be mended on the screen; more belong in the file."""


@action(ImportJob, gettext_lazy("Upload a file"), creates=True, button=False, form=forms.Form)
def start_import(actor: Any, *, importer: str, options: dict[str, Any], received: Any) -> ImportJob:
    """Keep a file that could be read, with what was understood of it. ``received`` is a ``filing.Received``."""
    declared = importer_named(importer)
    require(actor, declared.permission)
    job = ImportJob(
        importer_name=importer, owner=actor, options=options, project_id=options.get("project"),
        file_name=scrub(received.name)[:200], file_kind=received.kind, size=received.size, sha256=received.sha256,
        sheet=received.sheet, layout=received.layout, heading_line=received.heading_line, fingerprint=received.fingerprint,
        mapping=received.mapping, doubts=received.doubts, expires_at=clock.now() + KEPT_FOR,
    )  # fmt: skip
    job.set_shape(received.headings, received.sheets)
    keep_file(received.read(), job.uid)
    job.save()
    return job


@action(ImportJob, gettext_lazy("Match the columns"), to=Status.MATCHED, button=False, form=forms.Form)
def match_import(actor: Any, job: ImportJob, *, mapping: dict[str, int], understood: Any = None) -> None:
    """Say which column is which field. Remembered for the next file with the same headings.

    ``understood`` is a ``filing.Received`` when another sheet or heading was chosen.
    """
    require(actor, job.importer.permission)
    if understood is not None:
        job.sheet, job.layout, job.heading_line = understood.sheet, understood.layout, understood.heading_line
        job.fingerprint, job.doubts = understood.fingerprint, understood.doubts
        job.set_shape(understood.headings, understood.sheets)
    _must_fit(job, mapping)
    if mapping != job.mapping or understood is not None:
        job.fixes = None
    job.mapping = mapping
    job.counts, job.totals, job.remarks, job.problem = {}, {}, {}, ""
    RememberedMapping.objects.update_or_create(
        importer_name=job.importer_name, fingerprint=job.fingerprint, defaults={"columns": mapping}
    )


def _must_fit(job: ImportJob, mapping: dict[str, int]) -> None:
    fields = {f.name: f for f in job.importer.fields}
    columns = list(mapping.values())
    if set(mapping) - set(fields) or any(not 0 <= c < len(job.headings) for c in columns):
        raise Refused(_("This choice of columns does not belong to the file."), remedy=_("Open the page again."))
    if len(set(columns)) < len(columns):
        raise Refused(_("One column was chosen twice."), remedy=_("Choose each column once."))
    missing = [str(f.label) for f in fields.values() if f.required and f.name not in mapping]
    if missing:
        raise Refused(
            _("These columns are still missing: %(names)s.") % {"names": listed(missing)},
            remedy=_("Choose the column for each, or add it to the file."),
        )


@action(ImportJob, gettext_lazy("Check"), to=Status.CHECKING, button=False)
def begin_check(actor: Any, job: ImportJob) -> None:
    """Start the dry run (see ``filing.check``)."""
    require(actor, job.importer.permission)
    job.progress, job.problem = 0, ""


def is_small(job: ImportJob) -> bool:
    """Whether the job is done while the person waits."""
    return sum(int(sheet["rows"]) for sheet in job.sheets if not sheet["hidden"]) <= SMALL


@action(ImportJob, gettext_lazy("Record the check"), to=Status.CHECKED, button=False, form=forms.Form)
def settle_check(actor: Any, job: ImportJob, *, found: Any) -> None:
    """Write down what the dry run found. ``found`` is a ``filing.Found``."""
    job.batches.all().delete()
    ImportBatch.objects.bulk_create(
        [ImportBatch(job=job, number=n, counts=counts, body=body) for n, (counts, body) in enumerate(found.batches)],
        batch_size=10,
    )
    job.counts, job.totals, job.remarks = found.counts, found.totals, found.remarks
    job.checked_at, job.progress = found.at, 100


@action(ImportJob, gettext_lazy("Mend rows"), button=False, form=forms.Form, personal=("fixes",),
        when=lambda job: job.status in (Status.CHECKED, Status.FAILED))  # fmt: skip
def fix_rows(actor: Any, job: ImportJob, *, fixes: Any) -> None:
    """Replace cells of wrong rows (``{line: {field: text}}``) or leave rows out (``{line: None}``); then check again."""
    known = fixes_of(job)
    for line, changes in fixes.items():
        known[int(line)] = None if changes is None else {**(known.get(int(line)) or {}), **changes}
    if len(known) > FIXES:
        raise Refused(
            _("More than %(most)s rows would have to be mended here.") % {"most": FIXES},
            remedy=_("Download the error workbook, mend it there and upload it."),
        )
    job.fixes = seal({str(line): change for line, change in known.items()}, f"exchange.fixes|{job.uid}")


def fixes_of(job: ImportJob) -> dict[int, dict[str, str] | None]:
    """What was mended on the screen so far, by line."""
    if not job.fixes:
        return {}
    return {int(line): change for line, change in unseal(job.fixes, f"exchange.fixes|{job.uid}").items()}


@action(ImportJob, gettext_lazy("Confirm the import"), to=Status.COMMITTING, button=False)
def confirm_import(actor: Any, job: ImportJob) -> None:
    """Say yes to what the check showed. Errors, duplicates and left-out rows are not taken."""
    require(actor, job.importer.permission)
    if not job.to_write:
        raise Refused(
            _("There is nothing to import: no row is new or different."),
            clause=job.importer.clause,
            remedy=_("Mend the rows with errors, or leave it at that."),
        )
    job.problem = ""


@action(ImportJob, gettext_lazy("Import"), to=Status.DONE, button=False)
def carry_out_import(actor: Any, job: ImportJob) -> None:
    """Write all rows, or none."""
    require(actor, job.importer.permission)
    done = committing.write_rows(actor, job)
    job.counts = {**job.counts, Kind.NEW: done["created"], Kind.UPDATE: done["updated"]}
    job.committed_at = clock.now()
    job.fixes = None


@action(ImportJob, gettext_lazy("Record the failure"), to=Status.FAILED, button=False)
def fail_import(actor: Any, job: ImportJob, *, problem: str) -> None:
    """The check or the import could not be finished; nothing was changed."""
    job.problem = problem


@action(ImportJob, gettext_lazy("Undo the import"), to=Status.UNDONE, when=lambda job: job.may_be_undone)
def undo_import(actor: Any, job: ImportJob) -> None:
    """Take back every row that nobody has touched since, within 24 hours."""
    require(actor, job.importer.permission)
    if job.undo_until is None or clock.now() > job.undo_until:
        raise Refused(
            _("An import can be taken back within 24 hours."),
            clause=job.importer.clause,
            remedy=_("Change the rows one by one."),
        )
    job.undone = committing.take_back(actor, job)


@action(ImportJob, gettext_lazy("Drop the file"), to=Status.DROPPED, button=False)
def drop_import(actor: Any, job: ImportJob) -> None:
    """Forget a file that was not imported."""
    empty_job(job)


def empty_job(job: ImportJob) -> None:
    """Delete the rows and the file of a job; its counts stay."""
    job.batches.all().delete()
    job.fixes = None
    forget_file(job.uid)


@action(ImportJob, gettext_lazy("Let the file expire"), button=False)
def expire_import(actor: Any, job: ImportJob) -> None:
    """After its time the file and the rows go; only the counts remain."""
    empty_job(job)
    job.set_shape([], [])
    job.expires_at = clock.now()
