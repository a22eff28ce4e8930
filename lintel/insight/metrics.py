"""Every figure of the department, defined once: tiles, tables, reports and the lists behind them all read it from here.

    metric("visits", _("Visits"), _("Parties that …"), model=Visit, rows=came, day="arrived_at", dims={"person": "consultant"})

A figure is a question over the rows of one list. Counting it and opening the list ask the same question, so both
come to the same total.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import DateField, F, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate
from django.utils.functional import Promise

from lintel.platform.clauses.registry import carries
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import format_percent, format_wan
from lintel.platform.kernel.spans import Span

Kind = Literal["count", "money", "share", "money_share"]
Rows = Callable[[QuerySet], QuerySet]
SEE = "insight.see_cockpit"


def _all(rows: QuerySet) -> QuerySet:
    return rows


class OfficeDay(TruncDate):
    """The calendar day of a moment in the office's zone, which has kept eight hours before UTC since 1992.

    Django asks Python about every row on SQLite: a second for a hundred thousand.
    """

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        sql, params = compiler.compile(self.lhs)
        return f"date({sql}, '+8 hours')", params


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One figure.

    ``rows`` narrows the list's rows to those that count, ``only`` further: figures that differ in nothing but ``only``
    and in what they add up are asked for together. ``day`` is the path of the day or moment by which they fall
    into a period, empty for what is asked of this moment. ``amount`` is the path summed up (yuan). A share is the rows
    that meet ``part`` among all of them; a share of money is ``amount`` in ``amount_of``. ``dims`` say by what the rows
    can be split: ``{"person": "consultant", "type": "unit__unit_type"}``. ``version`` is raised whenever the definition
    changes its meaning, and signed reports keep the version they were counted by.
    """

    key: str
    name: str | Promise
    definition: str | Promise
    model: type[Model]
    kind: Kind = "count"
    unit: str | Promise = ""
    clause: str = "2.2.1.4"
    version: int = 1
    rows: Rows = _all
    only: Callable[[], Q] | None = None
    day: str = ""
    by_date: bool = False
    """``day`` is a date, not a moment."""
    among_whom: Callable[[date | datetime, date | datetime], Q] | None = None
    """Where ``day`` is reckoned row by row: a condition an index answers, met by every row that can fall into the span."""
    amount: str = ""
    amount_of: str = ""
    part: Callable[[], Q] | None = None
    dims: Mapping[str, str] = field(default_factory=dict)
    more_is: Literal["good", "bad", ""] = "good"

    @property
    def is_money(self) -> bool:
        return self.kind in ("money", "money_share")

    @property
    def is_share(self) -> bool:
        return self.kind in ("share", "money_share")

    @property
    def of_now(self) -> bool:
        """Asked of this moment: no period, nothing to compare with."""
        return not self.day

    def within(self, rows: QuerySet, span: Span | None) -> QuerySet:
        """The rows that count, within the span when the figure has a day."""
        counted = self.among(rows, span)
        return counted.filter(self.only()) if self.only else counted

    def among(self, rows: QuerySet, span: Span | None) -> QuerySet:
        """The rows shared with the figures ``alike``: those that count and those only their fellows count."""
        counted = self.rows(rows)
        return counted if self.of_now or span is None else counted.filter(self.in_span(span))

    def in_span(self, span: Span) -> Q:
        """The condition that a row falls into the span."""
        first, last = (span.first, span.last) if self.by_date else span.moments
        falls = Q(**{f"{self.day}__gte": first, f"{self.day}__{'lte' if self.by_date else 'lt'}": last})
        return self.among_whom(first, last) & falls if self.among_whom else falls

    @property
    def kinship(self) -> Hashable:
        """Equal for figures over the same rows, day and dimensions."""
        return self.model, self.rows, self.day, self.by_date, tuple(sorted(self.dims.items()))

    def day_expression(self) -> Combinable:
        """The calendar day in the office by which a row counts."""
        if self.by_date:
            return F(self.day)
        return OfficeDay(self.day, output_field=DateField(), tzinfo=clock.SHANGHAI)


_metrics: dict[str, Metric] = {}


def metric(key: str, name: str | Promise, definition: str | Promise, **said: object) -> Metric:
    """Define a figure. Raises ``LookupError`` when the key is taken: a figure has one definition."""
    if key in _metrics:
        raise LookupError(f"{key} is defined twice")
    made = Metric(key=key, name=name, definition=definition, **said)  # type: ignore[arg-type]
    _metrics[key] = made
    carries(made.clause, "measure", f"insight.{key}", name, url_name="insight:cockpit", permission=SEE)
    return made


def metric_named(key: str) -> Metric | None:
    return _metrics.get(key)


def all_metrics() -> list[Metric]:
    return list(_metrics.values())


def alike(metric: Metric) -> list[Metric]:
    """The figures that are asked for together with this one, itself among them."""
    return [one for one in _metrics.values() if one.kinship == metric.kinship]


def said(metric: Metric, value: Decimal) -> str:
    """A value of the figure as people read it: ``1,284``, ``¥123.46万``, ``68.3%``."""
    if metric.kind == "count":
        return f"{value:,.0f}"
    return format_wan(value, unit=True) if metric.kind == "money" else format_percent(value, 1)
