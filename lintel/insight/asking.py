"""Asking for many figures with few questions: those over the same rows together, and each question once per page.

Every answer is what asking for the figure alone gives (a test compares them); only the number of questions differs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Sum, Value, When

from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric, alike
from lintel.insight.periods import Period
from lintel.insight.reading import Reading, made
from lintel.platform.kernel.spans import Span

T = TypeVar("T")
NOW, BEFORE = "now", "then"
BOTH = ("channel", "type")
FAR_DAYS = 62
"""Days between two spans from which it is cheaper to leave them out than to read through them."""


def by_day(metric: Metric, looker: Looker, *spans: Span) -> dict[date, Reading]:
    """The figure per day of the spans; days without rows are left out."""

    def ask() -> list[dict[str, Any]]:
        rows = flagged(metric, _during(metric, looker, *spans)).annotate(on_day=metric.day_expression())
        return list(rows.values("on_day").order_by("on_day").annotate(**together(metric)))

    answers = once(looker, ("day", metric.kinship, spans), ask)
    return {row["on_day"]: _reading(metric, row) for row in answers}


def split(metric: Metric, looker: Looker, period: Period, by: str) -> tuple[dict[Any, Reading], dict[Any, Reading]]:
    """The figure per value of a dimension, in the period and in the one it is compared with.

    What a page splits by channel it splits by unit type too, so both are asked for at once and added up here.
    """
    names = BOTH if by in BOTH and set(BOTH) <= set(metric.dims) else (by,)
    paths = [metric.dims[name] for name in names]

    def ask() -> list[dict[str, Any]]:
        rows = flagged(metric, _during(metric, looker, period.before, period.now))
        sums = {**together(metric, NOW, period.now), **together(metric, BEFORE, period.before)}
        return list(rows.values(*paths).order_by(*paths).annotate(**sums))

    answers = once(looker, ("split", metric.kinship, period, names), ask)
    now, before = (_added(metric, answers, metric.dims[by], when) for when in (NOW, BEFORE))
    return now, before


def _during(metric: Metric, looker: Looker, *spans: Span) -> QuerySet:
    """The rows of the days between the first and the last, or of each span alone where they are far apart."""
    first, last = min(spans, key=lambda s: s.first).first, max(spans, key=lambda s: s.last).last
    if (last - first).days < sum(span.days for span in spans) + FAR_DAYS:
        return looker.among(metric, Span(first, last))
    conditions = [metric.in_span(span) for span in spans]
    return looker.among(metric, None).filter(reduce(or_, conditions))


def _added(metric: Metric, answers: list[dict[str, Any]], path: str, when: str) -> dict[Any, Reading]:
    found: dict[Any, Reading] = {}
    for row in answers:
        reading = _reading(metric, row, when)
        if reading.count:
            found[row[path]] = found.get(row[path], Reading(metric)) + reading
    return found


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
        asked[_count_of(one, when)] = Count("pk", filter=counts or None)
        if one.part is not None:
            asked[f"{name}_p"] = Count("pk", filter=counts & one.part())
        if one.amount:
            asked[f"{name}_a"] = Sum(one.amount, filter=counts or None)
        if one.amount_of:
            asked[f"{name}_w"] = Sum(one.amount_of, filter=counts or None)
    return asked


def _reading(metric: Metric, row: Mapping[str, Any], when: str = "") -> Reading:
    name = f"{metric.key}_{when}_"
    own = {key[-1]: value for key, value in row.items() if key[:-1] == name}
    return made(metric, {**own, "n": row[_count_of(metric, when)]})


def _count_of(metric: Metric, when: str) -> str:
    """The name of its count: figures alike that count the same rows have them counted once."""
    first = next(one for one in alike(metric) if (one.only, one.among_whom) == (metric.only, metric.among_whom))
    return f"{first.key}_{when}_n"
