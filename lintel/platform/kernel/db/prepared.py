"""Questions asked with every deed: Django writes their SQL once, and each asking only fills in the values.

    STANDING = Prepared(lambda unit: Claim.objects.filter(unit=unit, live=True).select_related("holder"))
    claims = STANDING(unit.pk)

Composing a query and writing its SQL is most of what a small question costs in Django, many times what the database
takes to answer. The rows are the same as the query set's own; only values may differ between two askings, never the
shape. Values are keys and other whole numbers, texts, and moments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.query import ModelIterable, QuerySet, get_related_populators

_TRACE = re.compile(r"46116860184270\d\d\d\d\d|\bstand-in \d|9898-07-0")


class Prepared:
    """A query set whose SQL is kept per connection. ``build`` gets one stand-in for each value and must not look at it."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build

    def __call__(self, *values: Any) -> list[Any]:
        """The rows for these values: model instances, or tuples when ``build`` gives a ``values_list``."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        known: dict[Any, _Written] = connection.__dict__.setdefault("_prepared", {})
        if self not in known:
            known[self] = _Written(self._build, values, connection)
        return known[self].asked(values)


class _Written:
    """The SQL of one question on one connection, and how its rows are read."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], connection: Any) -> None:
        stand_ins = [_stand_in(n, value) for n, value in enumerate(values)]
        rows = build(*stand_ins)
        self._connection = connection
        self._compiler: Any = rows.query.get_compiler(connection=connection)
        self._sql, params = self._compiler.as_sql()
        marks = {_as_sent(value, connection): n for n, value in enumerate(stand_ins)}
        self._params = [(marks.get(p), p) if isinstance(p, int | str | datetime) else (None, p) for p in params]
        strange = [p for n, p in self._params if n is None and _TRACE.search(str(p))]
        if strange or _TRACE.search(self._sql):
            raise LookupError("A value of a prepared question was changed on its way into the SQL.")
        select, info = self._compiler.select, self._compiler.klass_info
        self._converters = self._compiler.get_converters([column[0] for column in select])
        self._model: Any = info["model"] if issubclass(rows._iterable_class, ModelIterable) else None
        if self._model:
            fields = info["select_fields"]
            self._start, self._end = fields[0], fields[-1] + 1
            self._names = [column[0].target.attname for column in select[self._start : self._end]]
            populators: Any = get_related_populators  # the stubs describe a newer Django
            self._populators = populators(info, select, connection.alias)

    def asked(self, values: Sequence[Any]) -> list[Any]:
        sent = [_as_sent(value, self._connection) for value in values]
        with self._connection.cursor() as cursor:
            cursor.execute(self._sql, [fixed if n is None else sent[n] for n, fixed in self._params])
            rows: Any = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._instance(row) for row in rows] if self._model else [tuple(row) for row in rows]

    def _instance(self, row: Sequence[Any]) -> Any:
        made = self._model.from_db(self._connection.alias, self._names, row[self._start : self._end])
        for populator in self._populators:
            populator.populate(row, made)
        return made


def _stand_in(number: int, like: Any) -> Any:
    """A value of the same kind that occurs nowhere else."""
    if isinstance(like, datetime):
        return datetime(9898, 7, 6, 5, 4, 3, tzinfo=UTC) + timedelta(microseconds=number + 1)
    if isinstance(like, int) and not isinstance(like, bool):
        return 4_611_686_018_427_000_000 + number  # within what a key may be
    if isinstance(like, str):
        return f"\x02stand-in {number}\x03"
    raise TypeError(f"A prepared question takes no {type(like).__name__}.")


def _as_sent(value: Any, connection: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
