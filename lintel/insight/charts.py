"""What the charts draw, as plain data for ECharts; colours are names of the page's own tokens (``var:--lt-brand``).

Every chart has a table with the same numbers beside it; nothing is said by a chart alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lintel.insight.periods import Period
from lintel.insight.queries import Line, Seen, Step

TEXT, MUTED, LINE = "var:--lt-text", "var:--lt-muted", "var:--lt-line"
FIRST, SECOND = "var:--lt-brand", "var:--lt-wait-fg"
COLOURS = (FIRST, SECOND)
"""In the order of the series; the page's own legend uses the same two tokens."""


def trend(shown: list[Seen], period: Period) -> dict[str, Any]:
    """Counts by day, side by side on one axis."""
    days = [f"{day:%m-%d}" for day, _reading in shown[0].days] if shown else []
    series = [_bars(str(one.metric.name), [r.count for _day, r in one.days], n) for n, one in enumerate(shown)]
    return _chart(
        _("Day by day, %(period)s") % {"period": period.now}, series,
        grid={"left": 8, "right": 8, "top": 12, "bottom": 4, "containLabel": True},
        xAxis={"type": "category", "data": days, **_axis()}, yAxis={"type": "value", "minInterval": 1, **_axis()},
    )  # fmt: skip


def funnel(steps: list[Step]) -> dict[str, Any]:
    """The steps from the first visit to money, each as long as its number."""
    bars = _bars(_("Customers"), [s.reading.count if s.reading else 0 for s in steps], 0)
    bars |= {"label": {"show": True, "position": "right", "color": TEXT}, "barMaxWidth": 28}
    return _lying(_("From the first visit to payment"), [str(s.metric.name) for s in steps], [bars])


def channels(lines: list[Line], names: list[str]) -> dict[str, Any]:
    """Visits and reservations by channel, the eight largest."""
    shown = lines[:8]
    data = [[c.reading.count if c.reading else 0 for c in line.cells] for line in shown]
    series = [_bars(name, [row[at] for row in data], n) for n, (name, at) in enumerate(zip(names, (0, 2), strict=True))]
    return _lying(_("By channel"), [line.title for line in shown], series)


def _bars(name: str, data: list[Any], n: int) -> dict[str, Any]:
    return {"name": name, "type": "bar", "data": data, "itemStyle": {"color": COLOURS[n]}, "barMaxWidth": 16}


def _lying(title: str, words: list[str], series: list[dict[str, Any]]) -> dict[str, Any]:
    """Bars from left to right, the first at the top."""
    return _chart(
        title, series, grid={"left": 8, "right": 40, "top": 8, "bottom": 4, "containLabel": True},
        yAxis={"type": "category", "inverse": True, "data": words, **_axis()}, xAxis={"type": "value", "minInterval": 1, **_axis()},
    )  # fmt: skip


def _chart(title: str, series: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    aria = {"label": {"general": {"withTitle": title, "withoutTitle": title}}}
    return {"textStyle": {"color": TEXT}, "aria": aria, "series": series, **parts}


def _axis() -> dict[str, Any]:
    return {
        "axisLabel": {"color": MUTED}, "axisLine": {"lineStyle": {"color": LINE}}, "axisTick": {"show": False},
        "nameTextStyle": {"color": MUTED}, "splitLine": {"lineStyle": {"color": LINE}},
    }  # fmt: skip


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
