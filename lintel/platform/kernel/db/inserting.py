"""Inserting very many rows at once, several times faster than ``bulk_create``: one prepared statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, models, router

BATCH = 2_000


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, giving each its key. Like ``bulk_create``: no signals, no ``save``.

    Only for models of one table whose key is an automatic number; call it inside a transaction. Defaults made by the
    database and expressions as values are not understood.
    """
    if not rows:
        return
    model = type(rows[0])
    connection: Any = connections[router.db_for_write(model)]
    fields = list(model._meta.local_concrete_fields)
    key = model._meta.pk
    for row, pk in zip(rows, _keys(connection, model, len(rows)), strict=True):
        row.pk = pk
    quote = connection.ops.quote_name
    names = ", ".join(quote(f.column) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  (names of our models)
    takers = [(f.pre_save, f.get_db_prep_save, f.attname if f is key else "") for f in fields]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.executemany(
                sql,
                [
                    tuple(prep(getattr(row, own) if own else take(row, True), connection) for take, prep, own in takers)
                    for row in rows[start : start + BATCH]
                ],
            )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _keys(connection: Any, model: type[models.Model], count: int) -> Iterator[int]:
    """Fresh keys: from the sequence on PostgreSQL, above the highest ever given on SQLite, whose one writer we are."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            yield from [key for (key,) in cursor.fetchall()]
            return
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = int(last[0]) + 1 if last else 1
    yield from range(first, first + count)
