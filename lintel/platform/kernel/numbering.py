"""Gapless document numbers."""

from __future__ import annotations

from django.db import connection, transaction

_NEXT = "UPDATE kernel_counter SET last = last + 1 WHERE series = %s RETURNING last"
#: The first of a series; whoever begins it at the same moment waits at the row and takes the one after.
_FIRST = """
INSERT INTO kernel_counter (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = kernel_counter.last + 1 RETURNING last
"""


def next_number(series: str) -> int:
    """The next number of ``series``, starting at 1, without gaps.

    Must be called inside the transaction that creates the numbered row, as late as possible: the counter row stays
    locked until that transaction ends, and a rollback gives the number back.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number() must be called inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        given = cursor.fetchone()
        if given is None:
            cursor.execute(_FIRST, [series])
            given = cursor.fetchone()
    return int(given[0])
