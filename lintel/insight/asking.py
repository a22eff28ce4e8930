"""Asking for many figures with few questions: those over the same rows together, and each question once per page.

Every answer is what asking for the figure alone gives (a test compares them); only the number of questions differs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Sum, Value, When

from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric, alike
from lintel.insight.periods import Period
from lintel.insight.reading import Reading, made
from lintel.platform.kernel.spans import Span

T = TypeVar("T")
NOW, BEFORE = "now", "then"


def by_day(metric: Metric, looker: Looker, span: Span) -> dict[date, Reading]:
    """The figure per day of the span; days without rows are left out."""

    def ask() -> list[dict[str, Any]]:
        rows = flagged(metric, looker.among(metric, span)).annotate(on_day=metric.day_expression())
        return list(rows.values("on_day").order_by("on_day").annotate(**together(metric)))

    answers = once(looker, ("day", metric.kinship, span), ask)
    return {row["on_day"]: _reading(metric, row) for row in answers}


def split(metric: Metric, looker: Looker, period: Period, by: str) -> tuple[dict[Any, Reading], dict[Any, Reading]]:
    """The figure per value of a dimension, in the period and in the one it is compared with."""
    path = metric.dims[by]

    def ask() -> list[dict[str, Any]]:
        rows = flagged(metric, looker.among(metric, Span(period.before.first, period.now.last)))
        sums = {**together(metric, NOW, period.now), **together(metric, BEFORE, period.before)}
        return list(rows.values(path).order_by(path).annotate(**sums))

    answers = once(looker, ("split", metric.kinship, period, by), ask)
    now, before = (
        {row[path]: reading for row in answers if (reading := _reading(metric, row, when)).count}
        for when in (NOW, BEFORE)
    )
    return now, before


def whole(metrics: list[Metric], rows: QuerySet, more: Mapping[str, Any]) -> tuple[list[Reading], dict[str, Any]]:
    """Figures alike over rows that are narrowed already, and whatever ``more`` aggregates say."""
    answers = flagged(metrics[0], rows).order_by().aggregate(**together(metrics[0]), **more)
    return [_reading(m, answers) for m in metrics], answers


def once(looker: Looker, what: Hashable, ask: Callable[[], T]) -> T:
    """The answer as it was heard before, or asked for now."""
    if what not in looker.heard:
        looker.heard[what] = ask()
    answer: T = looker.heard[what]
    return answer


def flagged(metric: Metric, rows: QuerySet) -> QuerySet:
    """The rows, each told whether it counts in the figures alike that count only some."""
    flags = {
        f"in_{one.key}": Case(When(one.only(), then=Value(True)), default=Value(False), output_field=BooleanField())
        for one in alike(metric)
        if one.only
    }
    return rows.annotate(**flags)


def together(metric: Metric, when: str = "", span: Span | None = None) -> dict[str, Any]:
    """What one question asks for to make the readings of all figures alike."""
    asked: dict[str, Any] = {}
    for one in alike(metric):
        counts = Q(**{f"in_{one.key}": True}) if one.only else Q()
        if span is not None:
            counts &= one.in_span(span)
        name = f"{one.key}_{when}"
        asked[f"{name}_n"] = Count("pk", filter=counts or None)
        if one.part is not None:
            asked[f"{name}_p"] = Count("pk", filter=counts & one.part())
        if one.amount:
            asked[f"{name}_a"] = Sum(one.amount, filter=counts or None)
        if one.amount_of:
            asked[f"{name}_w"] = Sum(one.amount_of, filter=counts or None)
    return asked


def _reading(metric: Metric, row: Mapping[str, Any], when: str = "") -> Reading:
    name = f"{metric.key}_{when}_"
    return made(metric, {key[-1]: value for key, value in row.items() if key[:-1] == name})
