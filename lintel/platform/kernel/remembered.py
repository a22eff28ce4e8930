"""Small tables a process keeps in mind: grants, figures, permits. Never older than the database.

``remembered("figures", "all", load)`` asks the database for one word, the mark of those tables, and gives what was
loaded under that mark. Triggers renew the mark inside the transaction of whatever changes a table (``db/watched.py``),
so the answer is as true as reading the tables themselves: in another process at once after the commit, in one's own
transaction at once. The word is random, so that one rolled back is never met again with other content.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import connection

Kept = TypeVar("Kept")

MOST = 2_000
"""Answers kept under one mark; more, and it begins anew."""

_memory: dict[tuple[str, str], tuple[str, dict[Hashable, object]]] = {}


_looked: ContextVar[dict[tuple[str, str], str] | None] = ContextVar("lintel_marks", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While a page is only read, each mark is asked for once: all of the page goes by the same grants, figures and permits.

    Not for deeds: what a deed has changed it must see at once.
    """
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


def mark_of(name: str) -> str:
    """The present mark of a group of tables (inside :func:`one_look`, the one first seen); empty when none was ever written."""
    looked, place = _looked.get(), (connection.alias, name)
    if looked is not None and place in looked:
        return looked[place]
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM kernel_mark WHERE name = %s", [name])
        found = cursor.fetchone()
    mark = str(found[0]) if found else ""
    if looked is not None:
        looked[place] = mark
    return mark


def remembered(name: str, key: Hashable, load: Callable[[], Kept]) -> Kept:
    """What ``load`` gives for ``key``, from memory while none of the tables behind ``name`` has changed.

    ``load`` may read only those tables. What it returns is shared between threads: nobody may change it.
    """
    mark = mark_of(name)  # before loading: what is loaded is at least as new as its mark
    if not mark:
        return load()
    place = (connection.alias, name)
    held = _memory.get(place)
    if held is None or held[0] != mark or len(held[1]) >= MOST:
        held = (mark, {})
        _memory[place] = held
    answers = held[1]
    if key not in answers:
        answers[key] = load()
    return answers[key]  # type: ignore[return-value]
