"""The cockpit's figures as a workbook for whoever reports upwards: totals only, nobody by name (clause 2.2.1.4).

What is too small to be said on the screen is not said here either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from lintel.insight import catalogue, queries
from lintel.insight.aims import aims_of, gone, measure_of
from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric
from lintel.insight.periods import Period
from lintel.insight.reading import Reading, too_few
from lintel.platform.exchange.writing import OutColumn, write_workbook
from lintel.platform.kernel import clock

Row = tuple[Any, ...]


def write_figures(target: IO[bytes], looker: Looker, period: Period) -> int:
    """Write what this person sees of the period; answers the number of rows. Money in yuan, shares in per cent."""
    columns = [
        OutColumn(_("Table"), width=16),
        OutColumn(_("Figure"), width=26),
        OutColumn(_("Split by"), width=26),
        OutColumn(_("Reading"), "number", 16),
        OutColumn(_("Compared with"), "number", 16),
        OutColumn(_("Target"), "number", 16),
        OutColumn(_("Unit"), width=10),
    ]
    now = clock.local(clock.now())
    notes = [
        _("Period: %(now)s, compared with %(before)s (%(than)s)")
        % {"now": period.now, "before": period.before, "than": period.compared_with},
        _("As of %(moment)s") % {"moment": f"{now:%Y-%m-%d %H:%M}"},
    ]
    return write_workbook(target, _("Key figures"), columns, _rows(looker, period), notes=notes)


def _rows(looker: Looker, period: Period) -> Iterator[Row]:
    yield from _tiles(looker, period)
    for step in queries.funnel(looker, period):
        yield _row(_("Funnel"), step.metric, "", step.reading)
    heads, lines = queries.channels(looker, period)
    for line in lines:
        for metric, cell in zip(heads, line.cells, strict=True):
            yield _row(_("Channels"), metric, line.title, cell.reading)
    heat = queries.heat(looker)
    for title, cells in heat.rows:
        for (_key, kind), sold in zip(heat.types, cells, strict=True):
            if sold is not None:
                of = f"{title} · {kind or _('Without a type')}"
                yield _row(_("Sell-through"), catalogue.SELL_THROUGH, of, sold.reading)


def _tiles(looker: Looker, period: Period) -> Iterator[Row]:
    passed = gone(period)
    aims = (aims_of(looker, passed.month) if passed else None) or {}
    for metric in catalogue.TILES:
        if looker.may_see(metric):
            seen = queries.seen(metric, looker, period)
            before = seen.before.value if seen.before is not None and not seen.hidden else None
            yield _row(
                _("Key figures"),
                metric,
                "",
                None if seen.hidden else seen.now,
                before,
                aims.get(measure_of(metric).key),
            )


def _row(part: str, metric: Metric, of: str, reading: Reading | None, before: Any = None, target: Any = None) -> Row:
    value: Any = too_few() if reading is None else reading.value
    return part, str(metric.name), of, value, before, target, _unit(metric)


def _unit(metric: Metric) -> str:
    if metric.is_share:
        return "%"
    return _("yuan") if metric.is_money else str(metric.unit)
