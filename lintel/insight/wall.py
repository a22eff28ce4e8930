"""What the wall of figures tells whoever passes by: counts and shares, no rows to open, nobody's name (clauses 2.2.1.4, 8.1.1).

Sums of money and the names of consultants are told only where the office has decided so; customers' never.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintel.insight import asking, catalogue, figures, queries
from lintel.insight.aims import Aim, Aims, Gone, aim, aims_of, gone, measure_of
from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric
from lintel.insight.periods import Period
from lintel.insight.queries import Cell, Heat, Line, Seen, Step
from lintel.insight.reading import Reading
from lintel.platform.directory.models import User

SHOWN = [
    catalogue.VISITS, catalogue.NEW_CUSTOMERS, catalogue.HOLDS, catalogue.NET_RESERVATIONS, catalogue.NET_AMOUNT, catalogue.COLLECTIONS,
    catalogue.SELL_THROUGH, catalogue.FIRST_FOLLOW_UP,
]  # fmt: skip
BY_PERSON = [catalogue.VISITS, catalogue.NET_RESERVATIONS]


@dataclass(frozen=True)
class Passer(Looker):
    """Whoever stands before the wall: may open nothing, and is told no count that is small enough to name somebody."""

    def opens(self, metric: Metric) -> bool:
        return False

    def may_see(self, metric: Metric) -> bool:
        return not metric.is_money or bool(figures.WALL_MONEY.whole())


@dataclass(frozen=True)
class Told:
    """A figure with its target."""

    seen: Seen
    aim: Aim | None


@dataclass(frozen=True)
class Wall:
    """Three pages: the figures, how customers get on, and what is sold (and by whom, where names may stand there)."""

    told: list[Told]
    steps: list[Step]
    heads: list[Metric]
    channels: list[Line]
    heat: Heat
    people: list[Line]


def wall_of(passer: Passer, period: Period) -> Wall:
    """What the wall tells of a period."""
    passed = gone(period)
    aims = (aims_of(passer, passed.month) if passed else None) or {}
    heat = queries.heat(passer)
    told = [_told(m, passer, period, aims, passed, heat) for m in SHOWN if passer.may_see(m)]
    heads, channels = queries.channels(passer, period)
    people = _people(passer, period) if figures.WALL_NAMES.whole() else []
    return Wall(told, queries.funnel(passer, period), heads, channels[:8], heat, people)


def _told(metric: Metric, passer: Passer, period: Period, aims: Aims, passed: Gone | None, heat: Heat) -> Told:
    known = heat.whole if metric is catalogue.SELL_THROUGH else None
    one = queries.seen(metric, passer, period, known=known)
    return Told(one, aim(measure_of(metric), aims, one.now, passed) if passed and not one.hidden else None)


def _people(passer: Passer, period: Period) -> list[Line]:
    """Who sells, by what is reserved; their own counts are theirs, however small."""
    parts = [asking.split(m, passer, period, "person")[0] for m in BY_PERSON]
    people = User.objects.filter(pk__in={key for part in parts for key in part if key}).order_by("pk")
    lines = [
        Line(p.pk, str(p), [Cell(part.get(p.pk, Reading(m))) for m, part in zip(BY_PERSON, parts, strict=True)])
        for p in people
    ]
    return sorted(
        lines, key=lambda line: [-(cell.reading.count if cell.reading else 0) for cell in reversed(line.cells)]
    )[:10]
