"""What time it is in the office: the one clock every rule, paper and test reads."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Chinese law and every office of the department count days in this zone, whatever the server is set to."""

_pinned: ContextVar[datetime | None] = ContextVar("lintel_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in Shanghai time; inside :func:`at`, the pinned moment."""
    return (_pinned.get() or timezone.now()).astimezone(SHANGHAI)


_ticks = itertools.count(1)


def stamp() -> datetime:
    """Return the moment to date a write with, in UTC. A pinned clock stands still, so its stamps are a microsecond apart:
    two writes of one row never carry the same."""
    pinned = _pinned.get()
    if pinned is None:
        return timezone.now()
    return pinned.astimezone(UTC) + timedelta(microseconds=next(_ticks) % 1_000_000)


def today() -> date:
    """Return the calendar day it is in Shanghai."""
    return now().date()


def midnight(day: date | None = None) -> datetime:
    """Return the first moment of ``day`` in Shanghai, of today when none is given."""
    return datetime.combine(day or today(), time.min, tzinfo=SHANGHAI)


def local(moment: datetime) -> datetime:
    """Return ``moment`` in Shanghai time; a naive moment is read as Shanghai time."""
    if timezone.is_naive(moment):
        return moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Pin the clock to ``moment`` for the block, in this thread and task only.

    The demo lives through its past with it, and tests stand on a day of their choosing.
    """
    pinned = local(moment)
    token = _pinned.set(pinned)
    try:
        yield pinned
    finally:
        _pinned.reset(token)
