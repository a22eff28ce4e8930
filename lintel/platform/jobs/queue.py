"""Asking for work to be done later: a row in the asker's own transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from lintel.platform.jobs.registry import backoff, job_named, job_of

log = logging.getLogger("lintel.jobs")


def enqueue(function: Callable[..., Any], *args: Any, delay: timedelta | None = None, **kwargs: Any) -> str:
    """Run the job ``function`` soon, or after ``delay``; returns the id of the queued row.

    The row belongs to the present transaction: rolled back, the job never runs. Arguments must be JSON. Raises
    ``LookupError`` when the function is not a job.
    """
    return _put(job_of(function).name, list(args), kwargs, tries=1, delay=delay)


def _put(name: str, args: list[Any], kwargs: dict[str, Any], *, tries: int, delay: timedelta | None) -> str:
    asked = run_job.using(run_after=timezone.now() + delay) if delay else run_job
    return str(asked.enqueue(name, args, kwargs, tries).id)


@task()
def run_job(name: str, args: list[Any], kwargs: dict[str, Any], tries: int) -> None:
    """Run one job. After an exception the next try is queued, later each time; this row stays as failed."""
    try:
        job_named(name).run(*args, **kwargs)
    except Exception:
        wait = backoff(tries)
        log.warning("Job %s failed, try %d", name, tries, exc_info=True)
        if wait is not None:
            _put(name, args, kwargs, tries=tries + 1, delay=wait)
        raise
