"""The one transaction in which an import happens, and the one in which it is taken back."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lintel.platform.exchange.importers import Context, Kind, Planned, Touched, Written
from lintel.platform.exchange.models import ImportBatch, ImportJob
from lintel.platform.exchange.sealing import seal, unseal, unseal_rows
from lintel.platform.kernel.errors import Refused

_CHUNK = 500


def write_rows(actor: Any, job: ImportJob) -> dict[str, int]:
    """Let the importer write every planned row, batch by batch; answers how many were created and changed.

    Call inside a transaction. ``Refused`` when something of what was planned on has changed since the dry run.
    """
    importer = job.importer
    _one_at_a_time(importer.name)
    _refuse_if_stale(job)
    context = Context(actor=actor, options=dict(job.options), job=job)
    done = {"created": 0, "updated": 0}
    latest: datetime.datetime | None = None
    for key in list(job.batches.order_by("number").values_list("pk", flat=True)):
        batch = ImportBatch.objects.get(pk=key)
        planned = [
            Planned(row.line, Kind(row.kind), row.values or {}, row.target)
            for row in unseal_rows(batch.body, job.uid, batch.number)
            if row.kind in (Kind.NEW, Kind.UPDATE)
        ]
        if not planned:
            continue
        written = importer.commit(actor, planned, context)
        _must_account(importer.name, planned, written)
        done["created"] += len(written.created)
        done["updated"] += len(written.updated)
        keys = [*written.created.values(), *written.updated.values()]
        latest = max(filter(None, (latest, _latest_change(importer.model, keys))), default=None)
        kept = {"created": written.created, "updated": written.updated, "before": written.before}
        batch.written = seal(kept, f"exchange.written|{job.uid}|{batch.number}")
        batch.save(update_fields=["written"])
    job.written_until = latest
    return done


def _must_account(name: str, planned: list[Planned], written: Written) -> None:
    """Every row that was promised must have been written, or the whole import is called off."""
    lines = set(written.created) | set(written.updated)
    if lines != {row.line for row in planned}:
        raise ValueError(f"{name}: commit accounted for {len(lines)} of {len(planned)} rows")


def _one_at_a_time(name: str) -> None:
    """Two imports of one kind follow one another; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x11E7, zlib.crc32(name.encode()) & 0x7FFFFFFF])


def _refuse_if_stale(job: ImportJob) -> None:
    """What was planned must still be true: nothing was imported or added since, and no row to change was changed."""
    since, model = job.checked_at, job.importer.model
    others = ImportJob.objects.filter(importer_name=job.importer_name, committed_at__gt=since).exclude(pk=job.pk)
    stale = others.exists() or (
        _has(model, "created_at") and model._default_manager.filter(created_at__gt=since).exists()
    )
    if not stale and _has(model, "updated_at"):
        stale = any(
            model._default_manager.filter(pk__in=keys, updated_at__gt=since).exists() for keys in _chunks(_targets(job))
        )
    if stale:
        raise Refused(
            _("Since the check, somebody has added or changed rows that this import is about."),
            clause=job.importer.clause,
            remedy=_("Check the file again; the result shows what is different now."),
        )


def _targets(job: ImportJob) -> Iterator[Any]:
    for batch in job.batches.order_by("number").iterator(chunk_size=4):
        if batch.counts.get(Kind.UPDATE):
            for row in unseal_rows(batch.body, job.uid, batch.number):
                if row.kind == Kind.UPDATE:
                    yield row.target


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for key in keys:
        part.append(key)
        if len(part) == _CHUNK:
            yield part
            part = []
    if part:
        yield part


def _latest_change(model: type[models.Model], keys: list[Any]) -> datetime.datetime | None:
    if not _has(model, "updated_at"):
        return None
    latest = [
        model._default_manager.filter(pk__in=part).aggregate(latest=models.Max("updated_at"))["latest"]
        for part in _chunks(keys)
    ]
    return max(filter(None, latest), default=None)


def take_back(actor: Any, job: ImportJob) -> dict[str, Any]:
    """Undo every row that nobody has touched since; answers counts and why the others were kept.

    Call inside a transaction. The newest batches go first, so that rows which lean on one another can go.
    """
    importer = job.importer
    if importer.undo is None:
        raise Refused(_("This import cannot be taken back."), clause=importer.clause)
    context = Context(actor=actor, options=dict(job.options), job=job)
    removed = restored = 0
    kept: dict[str, int] = {}
    for batch in job.batches.exclude(written=None).order_by("-number"):
        untouched, changed = _untouched(job, unseal(batch.written or b"", f"exchange.written|{job.uid}|{batch.number}"))
        refused: Mapping[Any, Any] = importer.undo(actor, untouched, context) if untouched else {}
        for sentence in refused.values():
            kept[str(sentence)] = kept.get(str(sentence), 0) + 1
        if changed:
            why = _("Changed after the import.")
            kept[why] = kept.get(why, 0) + changed
        removed += sum(1 for row in untouched if row.kind == Kind.NEW and row.pk not in refused)
        restored += sum(1 for row in untouched if row.kind == Kind.UPDATE and row.pk not in refused)
    if removed + restored == 0 and kept:
        total = sum(kept.values())
        raise Refused(
            ngettext(
                "%(count)s row has been used or changed since.",
                "All %(count)s rows have been used or changed since.",
                total,
            )
            % {"count": total},
            clause=importer.clause,
            remedy=_("Change the rows one by one."),
        )
    return {"removed": removed, "restored": restored, "kept": kept}


def _untouched(job: ImportJob, written: dict[str, Any]) -> tuple[list[Touched], int]:
    """The batch's rows that are as the import left them, and how many are not (or are gone)."""
    model = job.importer.model
    keys = [*written["created"].values(), *written["updated"].values()]
    as_left: set[Any] = set()
    for part in _chunks(keys):
        rows = model._default_manager.filter(pk__in=part)
        if job.written_until and _has(model, "updated_at"):
            rows = rows.filter(updated_at__lte=job.written_until)
        as_left.update(rows.values_list("pk", flat=True))
    rows_left = [Touched(pk, Kind.NEW, {}) for pk in written["created"].values() if pk in as_left]
    rows_left += [
        Touched(pk, Kind.UPDATE, written["before"].get(line, {}))
        for line, pk in written["updated"].items()
        if pk in as_left
    ]
    return rows_left, len(keys) - len(rows_left)
