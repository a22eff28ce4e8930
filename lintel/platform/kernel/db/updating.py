"""Writing some columns of one row again with one prepared statement: what ``save`` costs is mostly composing it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections, models, router

from lintel.platform.kernel.db.inserting import taker


def update_one(row: models.Model, names: Iterable[str]) -> None:
    """Write the fields called ``names`` of a saved row, like ``save(update_fields=names)`` without signals and ``save``.

    Moments of change that are named are set anew. Raises the model's ``DoesNotExist`` when the row is gone. Expressions as
    values are not understood. Only for models of one table.
    """
    model = type(row)
    connection: Any = connections[router.db_for_write(model, instance=row)]
    known: dict[Any, Any] = connection.__dict__.setdefault("_updates", {})
    place = (model, frozenset(names))
    if place not in known:
        known[place] = _prepared(model, place[1], connection)
    sql, takers = known[place]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(take(row) for take in takers), row.pk])
        written = cursor.rowcount
    if not written:
        raise model.DoesNotExist(f"{model._meta.label} {row.pk} is not there to be written.")  # type: ignore[attr-defined]


def _prepared(
    model: type[models.Model], names: frozenset[str], connection: Any
) -> tuple[str, list[Callable[[models.Model], Any]]]:
    fields = [f for f in model._meta.local_concrete_fields if f.name in names and not f.primary_key]
    if strange := names - {f.name for f in fields}:
        raise LookupError(f"{model._meta.label} has no columns {sorted(strange)} to write.")
    quote = connection.ops.quote_name
    pairs = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    sql = f"UPDATE {table} SET {pairs} WHERE {key} = %s"  # noqa: S608  (names of our models)
    return sql, [taker(f, connection, add=False) for f in fields]
