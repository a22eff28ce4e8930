"""What the worker does for itself: runs of dead workers are taken up again, old rows go."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lintel.platform.jobs.models import WorkerBeat
from lintel.platform.jobs.registry import job
from lintel.platform.kernel.db.statistics import refresh_statistics

DEAD_AFTER = timedelta(minutes=2)
MOST_STARTS = 5
"""A run that killed five workers is not started a sixth time."""
KEEP_DONE, KEEP_FAILED = timedelta(days=7), timedelta(days=90)


@job("jobs.sweep", every=timedelta(minutes=1))
def sweep() -> int:
    """Queue again what a dead worker left running; returns how many runs were taken from it."""
    alive = set(WorkerBeat.objects.filter(beat_at__gt=timezone.now() - DEAD_AFTER).values_list("worker", flat=True))
    taken = 0
    for row in DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - DEAD_AFTER):
        if row.worker_ids and row.worker_ids[-1] in alive:
            continue
        again = len(row.worker_ids) < MOST_STARTS
        status = TaskResultStatus.READY if again else TaskResultStatus.FAILED
        ended = None if again else timezone.now()
        still = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
        taken += still.update(status=status, finished_at=ended)
    return taken


@job("jobs.statistics", every=timedelta(hours=6))
def statistics() -> None:
    """The database looks at its tables again. Without it a search by the last four digits walks through every customer."""
    refresh_statistics()


@job("jobs.prune", every=timedelta(hours=6))
def prune() -> int:
    """Remove finished runs after a week, failed ones after ninety days, and the marks of dead workers."""
    now = timezone.now()
    WorkerBeat.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    old = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE)
    old |= Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    return DBTaskResult.objects.filter(old).delete()[0]
