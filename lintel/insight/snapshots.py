"""Counting a project's figures to keep them, reading them back, and telling what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lintel.insight import catalogue
from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric, metric_named
from lintel.insight.models import DailyReport, Snapshot
from lintel.insight.reading import Reading, read
from lintel.inventory.models import Project
from lintel.platform.directory.models import system_user
from lintel.platform.kernel.spans import Span

Kept = Mapping[str, Any]


@dataclass(frozen=True)
class Frozen:
    """One figure of a snapshot: under the definition of then, which may have another version now."""

    metric: Metric
    reading: Reading
    definition: str
    version: int


def count(project: Project, span: Span, metrics: Iterable[Metric] = ()) -> list[dict[str, Any]]:
    """The project's figures, whoever asks: one query each."""
    looker = Looker(system_user(), project.pk)
    return [_kept(m, read(m, looker.counted(m, None if m.of_now else span))) for m in metrics or catalogue.REPORTED]


def take(actor: Any, project: Project, span: Span, metrics: Iterable[Metric] = ()) -> Snapshot:
    """Count and keep."""
    figures = count(project, span, metrics)
    return Snapshot.objects.create(project=project, first=span.first, last=span.last, figures=figures, taken_by=actor)


def frozen(snapshot: Snapshot) -> list[Frozen]:
    """The figures of a snapshot; one whose definition is gone from the software is left out."""
    found = ((metric_named(one["key"]), one) for one in snapshot.figures)
    return [Frozen(m, reading_of(m, one), one["definition"], one["version"]) for m, one in found if m]


def reading_of(metric: Metric, kept: Kept) -> Reading:
    return Reading(metric, kept["count"], kept["part"], Decimal(kept["amount"]), Decimal(kept["of"]))


def changed(report: DailyReport) -> list[tuple[Metric, Kept, Kept]]:
    """Figures of the report's day that come out differently now than as last told: (figure, told, now).

    Figures of the moment (what was overdue that evening) cannot be asked again and are not compared, nor is what has
    been defined anew since.
    """
    told = as_told(report)
    again = [
        m for key, one in told.items() if (m := metric_named(key)) and not m.of_now and m.version == one["version"]
    ]
    now = count(report.project, Span(report.day, report.day), again)
    return [(m, told[m.key], one) for m, one in zip(again, now, strict=True) if _numbers(told[m.key]) != _numbers(one)]


def as_told(report: DailyReport) -> dict[str, Kept]:
    """The figures by key as the report tells them: as frozen, with the latest correction of each."""
    told = {one["key"]: one for one in report.of_day.figures}
    for one in report.corrections.order_by("at", "pk"):
        told[one.key] = one.after
    return told


def _kept(metric: Metric, reading: Reading) -> dict[str, Any]:
    return {
        "key": metric.key, "version": metric.version, "definition": str(metric.definition), "count": reading.count,
        "part": reading.part, "amount": f"{reading.amount:.2f}", "of": f"{reading.of:.2f}",
    }  # fmt: skip


def _numbers(kept: Kept) -> tuple[Any, ...]:
    return tuple(kept[name] for name in ("count", "part", "amount", "of"))
