"""A figure's value: how many rows, what they sum to, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lintel.insight import figures
from lintel.insight.metrics import Metric, said
from lintel.platform.kernel.money import decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)
NOTHING = "—"


@dataclass(frozen=True)
class Reading:
    """``count`` rows, ``part`` of which meet the figure's condition; ``amount`` and ``of`` in yuan."""

    metric: Metric
    count: int = 0
    part: int = 0
    amount: Decimal = ZERO
    of: Decimal = ZERO

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            self.metric,
            self.count + other.count,
            self.part + other.part,
            self.amount + other.amount,
            self.of + other.of,
        )

    @property
    def value(self) -> Decimal | None:
        """The number itself: rows, yuan, or per cent; None where a share has nothing to be a share of."""
        if self.metric.kind == "count":
            return Decimal(self.count)
        if self.metric.kind == "money":
            return self.amount
        part, whole = (self.part, self.count) if self.metric.kind == "share" else (self.amount, self.of)
        return decimal(part) * HUNDRED / decimal(whole) if whole else None

    @property
    def text(self) -> str:
        """As people read it: ``1,284``, ``¥123.46万``, ``68.3%``."""
        return NOTHING if self.value is None else said(self.metric, self.value)


def too_few() -> str:
    """What stands for a count too small to be said: ``< 5``."""
    return f"< {figures.SMALLEST_COUNT.whole()}"


def aggregates(metric: Metric) -> dict[str, Any]:
    """What one query asks for to make a reading."""
    asked: dict[str, Any] = {"n": Count("pk")}
    if metric.part is not None:
        asked["p"] = Count("pk", filter=metric.part())
    if metric.amount:
        asked["a"] = Sum(metric.amount)
    if metric.amount_of:
        asked["w"] = Sum(metric.amount_of)
    return asked


def made(metric: Metric, row: dict[str, Any]) -> Reading:
    """The reading of one row of answers."""
    return Reading(metric, row["n"] or 0, row.get("p") or 0, row.get("a") or ZERO, row.get("w") or ZERO)


def read(metric: Metric, rows: QuerySet) -> Reading:
    """The figure over these rows, which are narrowed already: one query."""
    return made(metric, rows.order_by().aggregate(**aggregates(metric)))
