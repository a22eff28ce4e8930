"""What a figure in the address does to a list: the rows it was counted from, its name over the list, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Channel
from lintel.insight.looking import PARAMETER, sliced
from lintel.insight.metrics import Metric, metric_named
from lintel.insight.reading import Reading, read
from lintel.platform.kernel.spans import Span
from lintel.platform.workbench.narrowing import narrowing

NUMBERED = ("person", "team", "building", "type")


@dataclass(frozen=True)
class Told:
    """The figure an address names."""

    metric: Metric
    span: Span | None = None
    slices: dict[str, str] = field(default_factory=dict)
    part: bool = False


def understood(text: str) -> Told | None:
    """Read what ``looking.told_as`` wrote; None for anything else."""
    key, *rest = text[:200].split("~")
    metric = metric_named(key)
    if metric is None:
        return None
    part = rest[-1:] == ["part"]
    days = [d for one in rest[:2] if (d := _day(one))]
    slices = dict(one.split(".", 1) for one in rest if "." in one)
    if any(not _sensible(name, value) for name, value in slices.items()):
        return None
    if not metric.of_now and len(days) != 2:
        return None
    return Told(metric, Span(*days) if len(days) == 2 else None, slices, part)


def _sensible(name: str, value: str) -> bool:
    if name in NUMBERED:
        return value == "none" or (value.isascii() and value.isdigit() and len(value) < 10)
    return name == "channel" and value in Channel.values


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(rows: QuerySet, value: str) -> QuerySet:
    told = understood(value)
    if told is None or rows.model is not told.metric.model:
        return rows.none()
    counted = sliced(told.metric, told.metric.within(rows, told.span), told.slices)
    if told.part and told.metric.part is not None:
        counted = counted.filter(told.metric.part())
    return counted


def _words(value: str) -> str:
    told = understood(value)
    if told is None:
        return _("not understood")
    return f"{told.metric.name} {told.span or ''}".strip()


def _comes_to(rows: QuerySet, value: str) -> str:
    """The amount or the share of the listed rows; plain counts need no second number."""
    told = understood(value)
    if told is None or told.part or rows.model is not told.metric.model or told.metric.kind == "count":
        return ""
    reading = read(told.metric, rows)
    return _("comes to %(value)s") % {"value": said(told.metric, reading)}


def said(metric: Metric, reading: Reading) -> str:
    """The value as people read it, with its parts: ``¥123.46万``, ``68.3% (41 / 60)``."""
    if metric.kind == "share":
        return f"{reading.text} ({reading.part} / {reading.count})"
    return reading.text


narrowing(PARAMETER, gettext_lazy("Measure"), rows=_rows, words=_words, comes_to=_comes_to)
