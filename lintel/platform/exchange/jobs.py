"""What the worker does here: check and commit large files, write large exports, and let old files go."""

from __future__ import annotations

import time
from datetime import timedelta

from lintel.platform.directory.models import User, system_user
from lintel.platform.exchange import actions, export_actions, producing, running
from lintel.platform.exchange.models import ExportJob, ImportJob
from lintel.platform.exchange.sealing import EXPORTS, kept_files
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock

_ORPHAN_AFTER = 86_400
"""Seconds after which a file without a job is nobody's."""


@job("exchange.check")
def check(pk: int) -> None:
    """The dry run of a large file. A job that is no longer being checked is left alone."""
    found = ImportJob.objects.filter(pk=pk, status=ImportJob.Status.CHECKING).first()
    if found is not None:
        running.run_check(_owner(found), found)


@job("exchange.commit")
def commit(pk: int) -> None:
    """The import of a large file. Killed half way it has done nothing and is run again."""
    found = ImportJob.objects.filter(pk=pk, status=ImportJob.Status.COMMITTING).first()
    if found is not None:
        running.run_commit(_owner(found), found)


@job("exchange.expire", every=timedelta(hours=1))
def expire() -> int:
    """Delete files and rows whose week is over, and files that belong to no job; answers how many jobs were emptied."""
    system, gone = system_user(), 0
    over = ImportJob.objects.filter(expires_at__lte=clock.now()).exclude(batches=None, status=ImportJob.Status.DROPPED)
    for one in over.filter(status__in=_SETTLED).distinct():
        if one.batches.exists() or one.sheets:
            actions.expire_import(system, one)
            gone += 1
    known = {str(uid) for uid in ImportJob.objects.filter(expires_at__gt=clock.now()).values_list("uid", flat=True)}
    for path in kept_files():
        if path.name not in known and time.time() - path.stat().st_mtime > _ORPHAN_AFTER:
            path.unlink(missing_ok=True)
    return gone


_SETTLED = [s for s in ImportJob.Status.values if s not in (ImportJob.Status.CHECKING, ImportJob.Status.COMMITTING)]


@job("exchange.export")
def export(pk: int) -> None:
    """Write a large export. Killed half way nothing has gone out, and it is written again."""
    found = ExportJob.objects.filter(pk=pk, status__in=_TO_WRITE).select_related("owner").first()
    if found is not None:
        export_actions.begin_export(system_user(), found)
        producing.produce(ExportJob.objects.select_related("owner").get(pk=pk))


_TO_WRITE = [ExportJob.Status.QUEUED, ExportJob.Status.RUNNING]


@job("exchange.sweep_exports", every=timedelta(minutes=10))
def sweep_exports() -> int:
    """Delete exported files whose day is over, and files that belong to no export; answers how many exports ended."""
    system, gone = system_user(), 0
    for one in ExportJob.objects.filter(status=ExportJob.Status.READY, expires_at__lte=clock.now()):
        export_actions.expire_export(system, one)
        gone += 1
    kept = {str(uid) for uid in ExportJob.objects.filter(status=ExportJob.Status.READY).values_list("uid", flat=True)}
    for path in kept_files(EXPORTS):
        if path.name not in kept and time.time() - path.stat().st_mtime > _ORPHAN_AFTER:
            path.unlink(missing_ok=True)
    return gone


def _owner(found: ImportJob) -> User:
    return found.owner
