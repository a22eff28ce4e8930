"""Writing a background export: the rows as their asker may see them at this moment, into a sealed file."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lintel.platform.access.scope import require
from lintel.platform.directory.models import system_user
from lintel.platform.exchange import export_actions
from lintel.platform.exchange.exporting import MOST, Exported, record_export, written_rows
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.sealing import EXPORTS, forget_file, keep_file
from lintel.platform.exchange.sources import Outgoing, outgoing
from lintel.platform.exchange.unveiling import Unveiling
from lintel.platform.kernel.errors import Refused

log = logging.getLogger("lintel.exchange")
CHUNK = 500


def produce(job: ExportJob) -> None:
    """Write the file and hand it over; whatever goes wrong, nothing goes out and the job says why."""
    system = system_user()
    with translation.override(job.owner.language or settings.LANGUAGE_CODE):
        try:
            _produced(system, job)
            return
        except Refused as no:
            problem = f"{no} {no.remedy}".strip()
        except DatabaseError:
            raise
        except Exception:
            log.exception("Export %s could not be written", job.pk)
            problem = _("The export failed for a reason that is ours. It has been logged; nothing went out.")
        forget_file(job.uid, EXPORTS)
        export_actions.fail_export(system, job, problem=problem)


def _produced(system: Any, job: ExportJob) -> None:
    out = outgoing(job.source, job.owner, job.opened_spec())
    require(job.owner, out.permission)
    veil = Unveiling(job, out) if job.plain else None
    made = _written(job, out, veil)
    data = b"".join(made.pieces())
    keep_file(data, job.uid, EXPORTS)
    with transaction.atomic():
        if veil is not None:
            veil.remember()
        record_export(
            job.owner, job, made, job.purpose, filters=job.filters, clause=export_actions.CLAUSE, plain=job.plain_fields
        )
        export_actions.settle_export(system, job, rows=made.count, sha256=hashlib.sha256(data).hexdigest())


def _written(job: ExportJob, out: Outgoing, veil: Unveiling | None) -> Exported:
    rows = _reported(job, out.rows.iterator(chunk_size=CHUNK))
    return written_rows(
        job.owner, out.title, veil.columns() if veil else out.columns, veil.rows(rows) if veil else rows,
        job.fmt, job.purpose,  # type: ignore[arg-type]
        clause=export_actions.CLAUSE, most=job.expected if veil else MOST, filters=out.filters, notes=[_marked(job)],
    )  # fmt: skip


def _marked(job: ExportJob) -> str:
    """Whose copy this is: the number leads to the trail."""
    return _("Export no. %(number)s, copy of %(name)s (%(username)s).") % {
        "number": job.pk,
        "name": job.owner,
        "username": job.owner.username,
    }


def _reported(job: ExportJob, rows: Iterable[Any]) -> Iterator[Any]:
    """The rows, while the page learns how far they are. Progress is no state of the business, so it needs no action."""
    whole = max(1, job.expected)
    for done, row in enumerate(rows, start=1):
        yield row
        if done % CHUNK == 0:
            ExportJob.objects.filter(pk=job.pk).update(progress=min(99, done * 100 // whole))
