"""Inserting very many rows at once, several times faster than ``bulk_create``: one prepared statement, or ``COPY``."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
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
    for row, pk in zip(rows, _keys(connection, model, len(rows)), strict=True):
        row.pk = pk
    moments: dict[datetime.datetime, Any] = {}
    takers = [taker(f, connection, moments) for f in fields]
    values = (tuple(take(row) for take in takers) for row in rows)
    write_values(connection, model._meta.db_table, [str(f.column) for f in fields], values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def write_values(connection: Any, table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Write rows of values the driver understands: ``COPY`` on PostgreSQL, one prepared statement on SQLite.

    PostgreSQL answers every row of an ``executemany`` by itself, which made a large import five times slower.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"  # noqa: S608  (names of our models)
        for batch in batched(values, BATCH):
            cursor.executemany(sql, batch)


def batched(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most ``size``; ``itertools.batched`` is of Python 3.12."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def insert_one(row: models.Model, *, unless_there: bool = False) -> bool:
    """Insert an unsaved row with one prepared statement, giving it its key; a third of what ``save`` costs.

    With ``unless_there`` a row that a unique constraint forbids is left out and the answer is False: no savepoint is
    needed to go on. (On PostgreSQL it waits for whoever is writing the same at this moment.) The limits of ``insert_many`` apply.
    """
    model = type(row)
    connection: Any = connections[router.db_for_write(model)]
    known: dict[Any, Any] = connection.__dict__.setdefault("_inserts", {})
    if model not in known:
        known[model] = _prepared(model, connection)
    sql, takers = known[model]
    with connection.cursor() as cursor:
        cursor.execute(sql.format("ON CONFLICT DO NOTHING" if unless_there else ""), [take(row) for take in takers])
        made = cursor.fetchall()
    if not made:
        return False
    row.pk = made[0][0]
    row._state.adding, row._state.db = False, connection.alias
    return True


def _prepared(model: type[models.Model], connection: Any) -> tuple[str, list[Callable[[models.Model], Any]]]:
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(f.column) for f in fields), ", ".join(["%s"] * len(fields))
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) {{}} RETURNING {key}"  # noqa: S608  (names of our models)
    return sql, [taker(f, connection) for f in fields]


#: Fields whose texts and whole numbers the drivers take as they are.
_AS_IT_IS = (models.CharField, models.TextField, models.ForeignKey, models.IntegerField, models.BooleanField)


def taker(
    field: Any, connection: Any, moments: dict[datetime.datetime, Any] | None = None, *, add: bool = True
) -> Callable[[models.Model], Any]:
    """How to get a row's value of ``field`` as the driver wants it; the work that is the same for all rows is done here.

    ``moments`` remembers how each moment is written, for as many rows as share one."""
    name, is_key = field.attname, field.primary_key
    stored = is_key or type(field).pre_save is models.Field.pre_save
    as_it_is = isinstance(field, _AS_IT_IS)

    def take(row: models.Model) -> Any:
        value = row.__dict__[name] if stored else field.pre_save(row, add)
        if value is None or (as_it_is and value.__class__ in (str, int, bool)):
            return value
        if moments is not None and value.__class__ is datetime.datetime:
            if value not in moments:
                moments[value] = field.get_db_prep_save(value, connection)
            return moments[value]
        return field.get_db_prep_save(value, connection)

    return take


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
