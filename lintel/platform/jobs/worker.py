"""The worker: runs what is due and what is queued, until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from datetime import timedelta

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from lintel.platform.jobs.models import ScheduledJob, WorkerBeat
from lintel.platform.jobs.registry import Job, backoff, recurring
from lintel.platform.kernel import clock

log = logging.getLogger("lintel.jobs")

BEAT_SECONDS = 15
LONGEST_ROUND = 50
"""Queued runs per round, so that a long queue does not keep recurring jobs waiting."""


def run_worker(stop_event: threading.Event, *, interval: float = 1.0) -> None:
    """Work until ``stop_event`` is set; looks for work every ``interval`` seconds when there is none.

    Runs in the main thread of ``lintel worker`` and in a thread of the demo. Several may run side by side.
    """
    worker_id = new_worker_id()
    heart = threading.Thread(target=_keep_beating, args=(worker_id, stop_event), name="heartbeat", daemon=True)
    heart.start()
    try:
        while not stop_event.is_set():
            close_old_connections()
            try:
                busy = run_pending(worker_id)
            except Exception:
                log.exception("The worker could not look for work")
                busy = 0
            if not busy:
                stop_event.wait(interval)
    finally:
        WorkerBeat.objects.filter(worker=worker_id).delete()
        connection.close()


def run_pending(worker_id: str = "") -> int:
    """Run every recurring job that is due, then up to fifty queued ones; returns how many ran."""
    who = worker_id or new_worker_id()
    return _run_due(who) + _run_queued(who)


def new_worker_id() -> str:
    """A name no other worker has: host, process and a random tail (64 characters at most)."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def beat(worker_id: str) -> None:
    """Say that this worker lives."""
    if not WorkerBeat.objects.filter(worker=worker_id).update(beat_at=timezone.now()):
        WorkerBeat.objects.get_or_create(worker=worker_id, defaults={"beat_at": timezone.now()})


def _keep_beating(worker_id: str, stop_event: threading.Event) -> None:
    """Beats in its own thread, because a long job must not look like a dead worker."""
    while not stop_event.is_set():
        try:
            beat(worker_id)
        except Exception:
            log.warning("The worker could not say that it lives", exc_info=True)
        stop_event.wait(BEAT_SECONDS)
    connection.close()


def _run_due(worker_id: str) -> int:
    jobs = {j.name: j for j in recurring()}
    known = {row.name: row for row in ScheduledJob.objects.filter(name__in=jobs)}
    now, done = clock.now(), 0
    for name, each in jobs.items():
        row = known.get(name) or ScheduledJob.objects.get_or_create(name=name, defaults={"due_at": now})[0]
        if row.due_at <= now and _claimed(row, each, worker_id):
            _run_recurring(row, each)
            done += 1
    return done


def _claimed(row: ScheduledJob, each: Job, worker_id: str) -> bool:
    """Whether this worker got the run: only one can move ``due_at`` away from the value all of them saw."""
    now = clock.now()
    return bool(
        ScheduledJob.objects.filter(pk=row.pk, due_at=row.due_at).update(
            due_at=now + (each.every or timedelta(0)), claimed_by=worker_id, started_at=now
        )
    )


def _run_recurring(row: ScheduledJob, each: Job) -> None:
    try:
        each.run()
    except Exception as wrong:
        log.exception("Recurring job %s failed", each.name)
        _failed(row, wrong)
    else:
        ScheduledJob.objects.filter(pk=row.pk).update(finished_at=clock.now(), failures=0, last_error="")


def _failed(row: ScheduledJob, wrong: Exception) -> None:
    """A failing job backs off, so that it does not fill the log every second, but it is never given up."""
    tries = row.failures + 1
    wait = backoff(tries) or backoff(4)
    assert wait is not None
    ScheduledJob.objects.filter(pk=row.pk).update(
        finished_at=clock.now(), failures=tries, last_error=type(wrong).__name__, due_at=clock.now() + wait
    )


def _run_queued(worker_id: str) -> int:
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    done = 0
    while done < LONGEST_ROUND and (row := _next(worker_id)) is not None:
        worker.run_task(row)
        done += 1
    return done


def _next(worker_id: str) -> DBTaskResult | None:
    """The next queued run, claimed; looked for without a lock first, so that an idle worker never writes."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default", queue_name="default")
    if not ready.exists():
        return None
    with transaction.atomic():
        row = ready.get_locked()
        if row is not None:
            row.claim(worker_id)
        return row
