"""What the cockpit asks: each figure now and before, day by day, and split by person, channel, building and type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, DurationField, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery

from lintel.customers.models import Channel
from lintel.insight import asking, catalogue, figures
from lintel.insight.looking import Looker, Slices
from lintel.insight.metrics import Metric, alike
from lintel.insight.periods import Period
from lintel.insight.reading import HUNDRED, Reading, aggregates, made, read
from lintel.inventory.models import Claim
from lintel.platform.directory.models import User
from lintel.platform.kernel.spans import Span
from lintel.platform.workbench.registry import resources
from lintel.sales.models import LedgerEntry, MoneyKind, Reservation

UNKNOWN = "none"


@dataclass(frozen=True)
class Average:
    """The mean of colleagues, without names: ``people`` of them, oneself included."""

    people: int
    reading: Reading

    @property
    def value(self) -> Decimal:
        return (self.reading.value or Decimal(0)) / self.people


@dataclass(frozen=True)
class Seen:
    """A figure as one person may see it. ``hidden``: there are some, too few to say how many."""

    metric: Metric
    now: Reading
    before: Reading | None = None
    days: list[tuple[date, Reading]] = field(default_factory=list)
    url: str = ""
    part_url: str = ""
    hidden: bool = False
    average: Average | None = None

    @property
    def change(self) -> Decimal | None:
        """By how much it grew, in its own unit (points for shares); None where there is nothing to compare."""
        if self.hidden or self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value

    @property
    def growth(self) -> Decimal | None:
        """The change in per cent of what it was before; None from nothing, and for shares."""
        if self.change is None or self.metric.is_share or self.before is None or not self.before.value:
            return None
        return self.change * HUNDRED / self.before.value

    @property
    def tone(self) -> str:
        """``good`` or ``bad`` when the change is either; never the only sign of it."""
        if not self.change or not self.metric.more_is:
            return ""
        return "good" if (self.change > 0) == (self.metric.more_is == "good") else "bad"


def seen(
    metric: Metric, looker: Looker, period: Period, *, averages: bool = False, known: Reading | None = None
) -> Seen:
    """One figure now, before and by day: one query, whatever the length of the period, shared by the figures alike.

    ``known`` is the reading of a figure of this moment that was added up already.
    """
    span = None if metric.of_now else period.now
    url, part_url = looker.url(metric, span), looker.url(metric, span, part=True) if metric.part else ""
    if metric.of_now:
        now = known or read(metric, looker.counted(metric, None))
        return Seen(metric, now, url=url, part_url=part_url, hidden=_hidden(looker, now))
    by_day = asking.by_day(metric, looker, period.before, period.now)
    now, before = (_sum(metric, by_day, span) for span in (period.now, period.before))
    if not looker.opens(metric):
        quiet = _hidden(looker, before)
        return Seen(metric, now, None if quiet else before, hidden=_hidden(looker, now))
    days = [(day, by_day.get(day, Reading(metric))) for day in _days(period.now)]
    average = _average(metric, looker, period.now) if averages else None
    return Seen(metric, now, before, days, url, part_url, average=average)


def _hidden(looker: Looker, reading: Reading) -> bool:
    """Hidden when the count, its part or what is left of it is too small to say."""
    counts = [reading.count]
    if reading.metric.kind == "share":
        counts += [reading.part, reading.count - reading.part]
    return any(looker.hides(reading.metric, n) for n in counts)


def _sum(metric: Metric, by_day: dict[date, Reading], span: Span) -> Reading:
    return sum((reading for day, reading in by_day.items() if day in span), Reading(metric))


def _days(span: Span) -> list[date]:
    return [span.first + timedelta(days=n) for n in range(span.days)]


def _average(metric: Metric, looker: Looker, span: Span) -> Average | None:
    """The mean over colleagues, asked without names; not for shares, whose mean would weigh few rows like many."""
    if metric.is_share or "person" not in metric.dims:
        return None
    people = looker.peers
    if not people:
        return None
    path = resources[metric.model].project_path

    def ask() -> dict[str, Reading]:
        rows = metric.among(metric.model._default_manager.filter(**{f"{path}__in": looker.projects}), span)
        kin = alike(metric)
        readings, _more = asking.whole(kin, rows.filter(**{f"{metric.dims['person']}__in": people}), {})
        return {one.key: reading for one, reading in zip(kin, readings, strict=True)}

    return Average(len(people), asking.once(looker, ("average", metric.kinship, span), ask)[metric.key])


# Splits


@dataclass(frozen=True)
class Cell:
    """A figure in a table. ``reading`` is None where it is hidden."""

    reading: Reading | None
    url: str = ""
    part_url: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table: a person, a channel."""

    key: Any
    title: str
    cells: list[Cell]
    rate: Decimal | None = None
    """Reservations per hundred first visits; None where there are too few to say."""


def channels(looker: Looker, period: Period) -> tuple[list[Metric], list[Line]]:
    """What came in by each way customers heard of us, the most visits first."""
    shown = [m for m in catalogue.BY_CHANNEL if looker.may_see(m)]
    parts = [asking.split(m, looker, period, "channel")[0] for m in shown]
    hushed = [_hushed(m, looker, part) for m, part in zip(shown, parts, strict=True)]
    titles = {value: str(title) for value, title in Channel.choices}
    used = [value for value in titles if any(value in part for part in parts)]
    lines = [
        Line(value, titles[value], [
            _cell(m, looker, period.now, part, value, quiet, {"channel": value})
            for m, part, quiet in zip(shown, parts, hushed, strict=True)
        ])
        for value in used
    ]  # fmt: skip
    return shown, sorted(lines, key=lambda line: -_first(line))


def by_channel(metric: Metric, looker: Looker, period: Period) -> list[Line]:
    """One figure by each way customers heard of us, the largest first; what is too small to be said stays unsaid."""
    parts = asking.split(metric, looker, period, "channel")[0]
    quiet = _hushed(metric, looker, parts)
    titles = {value: str(title) for value, title in Channel.choices}
    lines = [
        Line(value, titles[value], [_cell(metric, looker, period.now, parts, value, quiet, {"channel": value})])
        for value in titles
        if value in parts
    ]
    return sorted(lines, key=lambda line: -_first(line))


def _first(line: Line) -> int:
    reading = line.cells[0].reading if line.cells else None
    return reading.count if reading else 0


def _hushed(metric: Metric, looker: Looker, parts: dict[Any, Reading]) -> set[Any]:
    """The keys to hide: small counts, and with a single small one the next smallest, or the total would tell it."""
    if looker.opens(metric):
        return set()
    small = {key for key, reading in parts.items() if looker.hides(metric, reading.count)}
    if len(small) == 1:
        others = [key for key in parts if key not in small and parts[key].count]
        small |= set(sorted(others, key=lambda key: parts[key].count)[:1])
    return small


def _cell(
    metric: Metric, looker: Looker, span: Span, parts: dict[Any, Reading], key: Any, hushed: set[Any], slices: Slices
) -> Cell:
    if key in hushed:
        return Cell(None)
    return Cell(parts.get(key) or Reading(metric), looker.url(metric, span, slices))


def consultants(looker: Looker, period: Period) -> tuple[list[Metric], list[Line]]:
    """Who sells, with visits received and what came of them, the highest amount first."""
    shown = catalogue.BY_PERSON
    parts = [asking.split(m, looker, period, "person")[0] for m in shown]
    people = _sellers(looker, {key for part in parts for key in part if key is not None})
    fewest = figures.FEWEST_FOR_A_RATE.whole()
    lines = []
    for person in people:
        cells = [
            _cell(m, looker, period.now, part, person.pk, set(), {"person": str(person.pk)})
            for m, part in zip(shown, parts, strict=True)
        ]
        first, reserved = (parts[n].get(person.pk, Reading(shown[n])).count for n in (1, 2))
        rate = Decimal(reserved) * HUNDRED / first if first >= fewest else None
        lines.append(Line(person.pk, str(person), cells, rate))
    lines.sort(key=lambda line: (-_amount(line.cells[3]), -_amount(line.cells[4]), line.title))
    return shown, lines


def _amount(cell: Cell) -> Decimal:
    return cell.reading.amount if cell.reading else Decimal(0)


def _sellers(looker: Looker, counted: set[int]) -> list[User]:
    """Those who sell within reach, and whoever else has a count."""
    around = User.objects.holding("SR").filter(project_memberships__project__in=looker.projects)
    if team := looker.slices.get("team"):
        around = around.filter(department_id=int(team))
    return list(User.objects.filter(Q(pk__in=around.order_by().values("pk")) | Q(pk__in=counted)).order_by("pk"))


# Sell-through by building and type


@dataclass(frozen=True)
class Heat:
    """Sell-through of every building and unit type that has units released; ``cells`` by (building, type)."""

    buildings: list[tuple[Any, str]]
    types: list[tuple[Any, str]]
    cells: dict[tuple[Any, Any], Cell]
    names: dict[Any, str]
    """The unit types' names by key."""

    @property
    def top(self) -> Decimal:
        """The highest sell-through in the table, in per cent."""
        values = [c.reading.value for c in self.cells.values() if c.reading and c.reading.value]
        return max(values, default=Decimal(0))

    @property
    def whole(self) -> Reading:
        """The figure over all of them."""
        return sum((c.reading for c in self.cells.values() if c.reading), Reading(catalogue.SELL_THROUGH))

    @property
    def rows(self) -> list[tuple[str, list[Cell | None]]]:
        return [(title, [self.cells.get((key, kind)) for kind, _title in self.types]) for key, title in self.buildings]


def heat(looker: Looker) -> Heat:
    """One query over the units. Types that are not recorded come last."""
    metric = catalogue.SELL_THROUGH
    rows = looker.counted(metric, None)
    names = ("building", "building__code", "building__name", "unit_type", "unit_type__name", "project__name")
    found = list(rows.values(*names).order_by("project__name", "building__code").annotate(**aggregates(metric)))
    several = len({one["project__name"] for one in found}) > 1
    buildings: dict[Any, str] = {}
    types: dict[Any, str] = {}
    names_of: dict[Any, str] = {}
    cells: dict[tuple[Any, Any], Cell] = {}
    for one in found:
        key, kind = one["building"], one["unit_type"]
        buildings[key] = f"{one['project__name']} {one['building__name']}" if several else one["building__name"]
        # the same letter in two projects is one column
        column = one["unit_type__name"] or ""
        types[column] = column
        names_of[kind] = column
        slices = {"building": str(key), "type": str(kind) if kind else UNKNOWN}
        before = cells.get((key, column))
        reading = made(metric, one) + (before.reading if before and before.reading else Reading(metric))
        cells[key, column] = Cell(
            reading, looker.url(metric, None, slices), looker.url(metric, None, slices, part=True)
        )
    order = sorted(buildings.items(), key=lambda one: _natural(one[1]))
    return Heat(order, sorted(types.items(), key=lambda one: (one[0] == "", one[1])), cells, names_of)


def _natural(text: str) -> list[tuple[int, int, str]]:
    """10 after 9."""
    parts, digits, word = [], "", ""
    for letter in text + " ":
        if letter.isdigit() and letter.isascii():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        word = letter
        parts.append((1, 0, word))
    return parts


# The funnel


@dataclass(frozen=True)
class Step:
    """A step of the funnel. ``percent`` is of the step before, ``days`` the mean since the first visit."""

    metric: Metric
    reading: Reading | None
    url: str
    percent: Decimal | None
    days: Decimal | None


def funnel(looker: Looker, period: Period) -> list[Step]:
    """How far those who first came in the period have got, and how long it took them: one query."""
    steps: list[Step] = []
    rows = _with_firsts(looker.among(catalogue.FUNNEL[0], period.now))
    readings, answers = asking.whole(catalogue.FUNNEL, rows, _DAYS_TAKEN)
    took = _days_taken(answers)
    before: Reading | None = None
    for metric, reading in zip(catalogue.FUNNEL, readings, strict=True):
        hidden = looker.hides(metric, reading.count)
        share = None
        if not hidden and before is not None and before.count:
            share = Decimal(reading.count) * HUNDRED / before.count
        shown = None if hidden else reading
        steps.append(
            Step(metric, shown, looker.url(metric, period.now), share, None if hidden else took.get(metric.key))
        )
        before = shown
    return steps


def _with_firsts(rows: QuerySet) -> QuerySet:
    """Customers with the moments of their first hold, reservation and payment."""
    me = OuterRef("pk")
    holds = Claim.objects.filter(customer_id=me).order_by()
    deals = Reservation.objects.filter(customer=me, effective_at__isnull=False).order_by()
    paid = LedgerEntry.objects.filter(
        reservation__customer=me, kind=MoneyKind.PRICE, what=LedgerEntry.What.RECEIPT, reversed_by=None
    ).order_by()
    first: dict[str, QuerySet] = {
        "first_held": holds.values("customer_id").annotate(at_first=Min("since")),
        "first_reserved": deals.values("customer").annotate(at_first=Min("effective_at")),
        "first_paying": paid.values("reservation__customer").annotate(at_first=Min("at")),
    }
    return rows.annotate(**{k: Subquery(q.values("at_first")) for k, q in first.items()})


_FIRSTS = ("held", "reserved", "paying")
_DAYS_TAKEN = {
    f"took_{k}": Avg(ExpressionWrapper(F(f"first_{k}") - F("came_at"), output_field=DurationField())) for k in _FIRSTS
}


def _days_taken(answers: Mapping[str, Any]) -> dict[str, Decimal]:
    """Mean days from the first visit to each first; no key where nobody got there."""
    found = {f"funnel_{k}": answers[f"took_{k}"] for k in _FIRSTS}
    return {k: Decimal(max(v.total_seconds(), 0)) / 86400 for k, v in found.items() if v is not None}


# Warnings


def warnings(looker: Looker, metrics: Iterable[Metric] = catalogue.WARNINGS) -> list[Seen]:
    """What needs a hand, the most money first; nothing that is at zero."""
    found = [
        Seen(m, read(m, looker.counted(m, None)), url=looker.url(m, None)) for m in metrics if looker.opens(m)
    ]  # fmt: skip
    return sorted((one for one in found if one.now.count), key=lambda one: (-one.now.amount, -one.now.count))
