"""The two long steps of an import, the same in a request, in the worker and on the command line: check and commit."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, IntegrityError
from django.utils.translation import gettext as _

from lintel.platform.access.scope import require
from lintel.platform.exchange import actions
from lintel.platform.exchange.checking import Findings, chosen_table, judge
from lintel.platform.exchange.importers import Context, Kind
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.reading.errors import Unreadable
from lintel.platform.exchange.reading.workbook import read_workbook
from lintel.platform.exchange.sealing import as_source, kept_file, seal_rows
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.statistics import refresh_statistics
from lintel.platform.kernel.errors import Refused

log = logging.getLogger("lintel.exchange")
MANY_ROWS = 1000
"""So many new rows change what the database should believe about a table."""


@dataclass(frozen=True)
class Found:
    """What a dry run found, ready to be written down: sealed batches with their counts, and the sums."""

    batches: list[tuple[dict[str, int], bytes]]
    counts: dict[str, int]
    totals: dict[str, str]
    remarks: dict[str, int]
    at: datetime.datetime

    def read(self) -> bytes:
        """Marks this as content, which the trail and the idempotency record leave out."""
        return b""


def run_check(actor: Any, job: ImportJob) -> None:
    """Judge every row of the job's file and write the verdicts down; a refusal ends in the state FAILED with its sentence.

    Reading and planning happen outside any transaction, so that nobody waits for them.
    """
    try:
        found = examine(actor, job)
        actions.settle_check(actor, job, found=found)
    except (Refused, Unreadable) as no:
        actions.fail_import(actor, job, problem=str(no))
    except FileNotFoundError:
        actions.fail_import(actor, job, problem=_("The file is no longer here. Upload it again."))
    except Exception:
        log.exception("Import %s could not be checked", job.pk)
        actions.fail_import(
            actor,
            job,
            problem=_("The check failed for a reason that is ours. It has been logged; nothing was changed."),
        )


def examine(actor: Any, job: ImportJob) -> Found:
    """The dry run of a job; changes nothing but the progress shown."""
    importer, at = job.importer, clock.now()
    require(actor, importer.permission)
    findings, batches = Findings(), []
    context = Context(actor=actor, options=dict(job.options), job=job)
    with as_source(kept_file(job.uid)) as source, read_workbook(source) as book:
        table = chosen_table(book, importer, sheet=job.sheet, heading_line=job.heading_line, layout=job.layout)
        if table is None:
            raise Refused(_("The sheet or its heading is no longer found in the file."), remedy=_("Upload it again."))
        expected = max(1, sum(sheet.row_count for sheet in book.visible_sheets if sheet.name == table.sheet))
        judged = judge(
            table,
            job.mapping,
            importer,
            context,
            findings,
            fixes=actions.fixes_of(job),
            progress=_report(job.pk, expected),
        )
        for number, rows in enumerate(judged):
            batches.append((dict(Counter(str(row.kind) for row in rows)), seal_rows(rows, job.uid, number)))
    return Found(
        batches, {str(kind): n for kind, n in findings.counts.items()}, {name: str(sum_) for name, sum_ in findings.totals.items()},
        dict(findings.remarks), at,
    )  # fmt: skip


def _report(pk: Any, expected: int) -> Callable[[int], None]:
    """Show how far the check is. Progress is no state of the business, so it needs no action."""

    def report(done: int) -> None:
        ImportJob.objects.filter(pk=pk).update(progress=min(99, done * 100 // expected))

    return report


def run_commit(actor: Any, job: ImportJob) -> None:
    """Carry a confirmed import out; whatever goes wrong, nothing is written and the job says why."""
    try:
        actions.carry_out_import(actor, job)
    except Refused as no:
        problem = f"{no} {no.remedy}".strip()
    except IntegrityError:
        log.warning("Import %s met rows made meanwhile", job.pk, exc_info=True)
        problem = _("Meanwhile somebody has made one of these rows. Nothing was imported; check the file again.")
    except DatabaseError:
        raise
    except Exception:
        log.exception("Import %s could not be carried out", job.pk)
        problem = _("The import failed for a reason that is ours. It has been logged; nothing was changed.")
    else:
        _tell_the_database(job)
        return
    actions.fail_import(actor, job, problem=problem)


def _tell_the_database(job: ImportJob) -> None:
    """After very many rows the database has to look at its tables again, or the next lists walk through all of them."""
    if job.counts.get(Kind.NEW, 0) >= MANY_ROWS:
        refresh_statistics()
