"""What the charts draw, as plain data for ``frontend/src/charts.js``: names along one axis, bars of one or two series.

Every chart has a table with the same numbers beside it; nothing is said by a chart alone. Colours are the style sheet's,
in the order of the series, as in the page's own legend.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lintel.insight.queries import Line, Seen, Step


def trend(shown: list[Seen]) -> dict[str, Any]:
    """Counts by day, side by side on one axis."""
    days = [f"{day:%m-%d}" for day, _reading in shown[0].days] if shown else []
    return {"names": days, "series": [_bars(str(one.metric.name), [r.count for _day, r in one.days]) for one in shown]}


def funnel(steps: list[Step]) -> dict[str, Any]:
    """The steps from the first visit to money, each as long as its number."""
    bars = _bars(_("Customers"), [s.reading.count if s.reading else 0 for s in steps])
    return {"names": [str(s.metric.name) for s in steps], "series": [bars], "lying": True, "labels": True}


def channels(lines: list[Line], names: list[str]) -> dict[str, Any]:
    """Visits and reservations by channel, the eight largest."""
    shown = lines[:8]
    data = [[c.reading.count if c.reading else 0 for c in line.cells] for line in shown]
    series = [_bars(name, [row[at] for row in data]) for name, at in zip(names, (0, 2), strict=True)]
    return {"names": [line.title for line in shown], "series": series, "lying": True}


def _bars(name: str, data: list[int]) -> dict[str, Any]:
    return {"name": name, "data": data}


def spark(seen: Seen) -> str:
    """The points of a small line, 100 by 24, for the tile; empty when it would be flat for want of days."""
    values = [r.amount if seen.metric.kind == "money" else Decimal(r.count) for _day, r in seen.days]
    if len(values) < 3 or seen.metric.is_share:
        return ""
    top, low = max(values), min(min(values), Decimal(0))
    if top == low:
        return ""
    step = Decimal(100) / (len(values) - 1)
    return " ".join(f"{step * n:.1f},{22 - 20 * (v - low) / (top - low):.1f}" for n, v in enumerate(values))
