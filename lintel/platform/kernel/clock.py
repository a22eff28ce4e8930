"""What time it is in the office: the one clock every rule, paper and test reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Chinese law and every office of the department count days in this zone, whatever the server is set to."""

_pinned: ContextVar[datetime | None] = ContextVar("lintel_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in Shanghai time; inside :func:`at`, the pinned moment."""
    return (_pinned.get() or timezone.now()).astimezone(SHANGHAI)


def today() -> date:
    """Return the calendar day it is in Shanghai."""
    return now().date()


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
