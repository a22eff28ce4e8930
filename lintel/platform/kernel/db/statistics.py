"""What the database knows about how many rows its tables hold, by which it chooses among indexes.

Fresh from a large import a database still believes its tables to be small, and walks through all customers to find
the four of one telephone number: lists that take 25 ms take 150 to 400 until it has looked again. PostgreSQL looks by
itself, after a minute or so, when autovacuum is on; SQLite never does.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

SAMPLE = 30_000
"""Entries of an index that SQLite looks at, in a twentieth of a second; PostgreSQL chooses its sample itself. With the
few hundred its manual suggests it takes a project of fifty thousand customers for one of two hundred, and sorts them all."""


def refresh_statistics() -> None:
    """Let the database look at a sample of its tables again: some milliseconds on SQLite, a second or two on PostgreSQL."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
            cursor.execute("ANALYZE")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # a large office may take longer than a page may
        cursor.execute("ANALYZE")


def known_rows(table: str) -> int | None:
    """How many rows the database believes ``table`` to hold; None when it has never looked."""
    with connection.cursor() as cursor:
        return _believed_by_sqlite(cursor, table) if connection.vendor == "sqlite" else _by_postgres(cursor, table)


def _believed_by_sqlite(cursor: Any, table: str) -> int | None:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if not cursor.fetchone():
        return None
    cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s LIMIT 1", [table])
    found = cursor.fetchone()
    return int(found[0].split()[0]) if found else None


def _by_postgres(cursor: Any, table: str) -> int | None:
    cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = %s AND relkind = 'r'", [table])
    found = cursor.fetchone()
    return int(found[0]) if found and found[0] >= 0 else None
