"""Pages by key instead of by number: the hundredth page costs what the first one costs, and nothing slips between.

A page is asked for by the last row of the page before (``after``) or the first of the one behind (``before``). The
cursor is signed, so it can be neither forged nor used to ask for what the list would not show.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, Model, Q, QuerySet

_SALT = "lintel.cursor"
MOST_COUNTED = 10_000


@dataclass
class Order:
    """By one path, then by key. Empty values come last either way."""

    path: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Order:
        return cls(text.lstrip("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.path}"

    def key(self) -> Any:
        """What rows are sorted by."""
        return F(self.path)

    def applied(self, rows: QuerySet, *, reverse: bool = False) -> QuerySet:
        """``rows`` in this order, or from its end."""
        down, first = self.descending != reverse, self.key()
        if self.path == "pk":
            return rows.order_by(first.desc() if down else first.asc())
        tie = "-pk" if down else "pk"
        if reverse:
            return rows.order_by(first.desc(nulls_first=True) if down else first.asc(nulls_first=True), tie)
        return rows.order_by(first.desc(nulls_last=True) if down else first.asc(nulls_last=True), tie)

    def first(self, rows: QuerySet, number: int, *, reverse: bool = False) -> QuerySet:
        """The first ``number`` of ``rows`` in this order, or the last ones, backwards."""
        return self.applied(rows, reverse=reverse)[:number]

    def beyond(self, value: Any, pk: int, *, reverse: bool = False) -> Q:
        """The rows after (value, pk), or before it."""
        step = "lt" if self.descending != reverse else "gt"
        tie = Q(**{f"pk__{step}": pk})
        if self.path == "pk":
            return tie
        empty = Q(**{f"{self.path}__isnull": True})
        if value is None:
            return (~empty | (empty & tie)) if reverse else (empty & tie)
        further = Q(**{f"{self.path}__{step}": value}) | (Q(**{self.path: value}) & tie)
        return further if reverse else further | empty


@dataclass
class Page:
    """Some rows, and how to get to those before and behind."""

    rows: list[Any]
    after: str = ""
    before: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet, order: Order, *, size: int, after: str = "", before: str = "") -> Page:
    """One page of ``rows``. An unreadable cursor answers the first page."""
    back = bool(before)
    at = _read(before or after, order)
    if at is not None:
        rows = rows.filter(order.beyond(*at, reverse=back))
    found = list(order.first(rows, size + 1, reverse=back))
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([])
    has_next, has_previous = (more, at is not None) if not back else (True, more)
    return Page(
        found,
        after=cursor(found[-1], order) if has_next else "",
        before=cursor(found[0], order) if has_previous else "",
    )


def numbered(rows: QuerySet, order: Order, *, size: int, number: int) -> Page:
    """Page ``number``, counted from 1. Costs more the further it lies, so lists ask for the first few hundred only."""
    start = (number - 1) * size
    found = list(order.applied(rows)[start : start + size + 1])
    more, found = len(found) > size, found[:size]
    if not found:
        return page_of(rows, order, size=size) if number > 1 else Page([])
    return Page(
        found,
        after=cursor(found[-1], order) if more else "",
        before=cursor(found[0], order) if number > 1 else "",
    )


def neighbours(rows: QuerySet, order: Order, row: Model) -> tuple[Any, Any]:
    """The row before and the row after ``row`` in this list, each None at the end."""
    value = value_at(row, order.path)
    previous = order.applied(rows.filter(order.beyond(value, row.pk, reverse=True)), reverse=True).first()
    following = order.applied(rows.filter(order.beyond(value, row.pk))).first()
    return previous, following


def position(rows: QuerySet, order: Order, row: Model, most: int = 1000) -> tuple[int, int] | None:
    """``(12, 84)``, or None when the list is too long to count for a mere ornament."""
    total = counted(rows, most)
    if total > most:
        return None
    return rows.filter(order.beyond(value_at(row, order.path), row.pk, reverse=True)).count() + 1, total


def counted(rows: QuerySet, most: int = MOST_COUNTED) -> int:
    """How many rows, counting no further than ``most`` + 1."""
    return rows.order_by()[: most + 1].count()


def cursor(row: Model, order: Order) -> str:
    """Where ``row`` stands in ``order``, as text for an address."""
    return signing.dumps([str(order), _plain(value_at(row, order.path)), row.pk], salt=_SALT, compress=True)


def _read(text: str, order: Order) -> tuple[Any, int] | None:
    if not text:
        return None
    try:
        said, value, pk = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return (_rich(value), pk) if said == str(order) else None


def value_at(row: Model, path: str) -> Any:
    """The value at the end of ``path``."""
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part, None)
        if value is None:
            return None
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return ["t", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _rich(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kinds: dict[str, Callable[[str], Any]] = {
        "t": datetime.datetime.fromisoformat,
        "d": datetime.date.fromisoformat,
        "n": Decimal,
    }
    return kinds[value[0]](value[1])
