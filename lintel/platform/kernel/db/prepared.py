"""Questions asked with every deed: Django writes their SQL once, and each asking only fills in the values.

    STANDING = Prepared(lambda unit: Claim.objects.filter(unit=unit, live=True).select_related("holder"))
    claims = STANDING(unit.pk)

Composing a query and writing its SQL is most of what a small question costs in Django, many times what the database
takes to answer. The rows are the same as the query set's own; only values may differ between two askings, never the
shape. Values are keys and other whole numbers, texts, days and moments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.query import ModelIterable, QuerySet, get_related_populators
from django.db.models.sql.subqueries import UpdateQuery

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


class PreparedUpdate:
    """A ``QuerySet.update`` whose SQL is kept per connection: ``rows`` and ``values`` get the same stand-ins."""

    def __init__(self, rows: Callable[..., QuerySet[Any, Any]], values: Callable[..., Mapping[str, Any]]) -> None:
        self._rows, self._values = rows, values

    def __call__(self, *values: Any) -> int:
        """Write; returns how many rows were written."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        known: dict[Any, tuple[str, _Params]] = connection.__dict__.setdefault("_prepared_updates", {})
        if self not in known:
            known[self] = self._written(values, connection)
        sql, params = known[self]
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, values, connection))
            return int(cursor.rowcount)

    def _written(self, values: Sequence[Any], connection: Any) -> tuple[str, _Params]:
        stand_ins = [_stand_in(n, value) for n, value in enumerate(values)]
        query: Any = self._rows(*stand_ins).query.chain(UpdateQuery)
        query.add_update_values(self._values(*stand_ins))
        query.clear_ordering(force=True)
        sql, params = query.get_compiler(connection=connection).as_sql()
        return sql, _marked(sql, params, stand_ins, connection)


_Params = list[tuple[int | None, Any]]
"""Each parameter of a statement: which of the values it is, or None and the parameter itself."""


def _marked(sql: str, params: Sequence[Any], stand_ins: Sequence[Any], connection: Any) -> _Params:
    marks = {_as_sent(value, connection): n for n, value in enumerate(stand_ins)}
    marked = [(marks.get(p), p) if isinstance(p, int | str | date) else (None, p) for p in params]
    strange = [p for n, p in marked if n is None and _TRACE.search(str(p))]
    if strange or _TRACE.search(sql):
        raise LookupError("A value of a prepared question was changed on its way into the SQL.")
    return marked


def _filled(params: _Params, values: Sequence[Any], connection: Any) -> list[Any]:
    sent = [_as_sent(value, connection) for value in values]
    return [fixed if n is None else sent[n] for n, fixed in params]


class _Written:
    """The SQL of one question on one connection, and how its rows are read."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], connection: Any) -> None:
        stand_ins = [_stand_in(n, value) for n, value in enumerate(values)]
        rows = build(*stand_ins)
        self._connection = connection
        self._compiler: Any = rows.query.get_compiler(connection=connection)
        self._sql, params = self._compiler.as_sql()
        self._params = _marked(self._sql, params, stand_ins, connection)
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
        with self._connection.cursor() as cursor:
            cursor.execute(self._sql, _filled(self._params, values, self._connection))
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
    if isinstance(like, date):
        return date(9898, 7, 1 + number)
    if isinstance(like, int) and not isinstance(like, bool):
        return 4_611_686_018_427_000_000 + number  # within what a key may be
    if isinstance(like, str):
        return f"\x02stand-in {number}\x03"
    raise TypeError(f"A prepared question takes no {type(like).__name__}.")


def _as_sent(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
