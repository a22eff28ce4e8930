"""What a month is to come to and how far it has come: one answer for the cockpit and the home page.

The manager's own target of a project comes first; where none was set, the approved targets of its teams together. A
supervisor is measured by the team's, a consultant by their own share (clauses 2.2.1.4, 2.2.3.2).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from lintel.insight import catalogue
from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric
from lintel.insight.models import ProjectTarget
from lintel.insight.periods import Period
from lintel.insight.reading import HUNDRED, Reading
from lintel.platform.access.models import Reach
from lintel.platform.access.scope import may, reach_of, visible
from lintel.sales.models import TargetPlan, TargetShare
from lintel.sales.models.target import MEASURES

BY_TEAMS = {
    catalogue.NET_RESERVATIONS.key: "units", catalogue.NET_AMOUNT.key: "amount", catalogue.COLLECTIONS.key: "collection",
    catalogue.VISITS.key: "visits",
}  # fmt: skip
"""Which figures the teams' targets speak of, and by what name."""
MEASURED_BY = {
    catalogue.RESERVATIONS.key: catalogue.NET_RESERVATIONS, catalogue.RESERVED_AMOUNT.key: catalogue.NET_AMOUNT,
}  # fmt: skip
"""A tile that counts cancelled deals too is measured by what is left of it."""
VIEW = "insight.view_projecttarget"
Aims = dict[str, Decimal]


def measure_of(metric: Metric) -> Metric:
    """The figure a tile's target is measured by: itself, or what is left of it after cancellations."""
    return MEASURED_BY.get(metric.key, metric)


@dataclass(frozen=True)
class Gone:
    """How much of a month had passed at the end of a period: whole days, today included."""

    month: date
    days: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.days // self.of

    @property
    def over(self) -> bool:
        return self.days == self.of


def gone(period: Period) -> Gone | None:
    """The month a period tells the beginning of, and how far it goes; None for any other period, which has no target."""
    first, last = period.now.first, period.now.last
    if first.day != 1 or (first.year, first.month) != (last.year, last.month) or period.code not in ("month", "custom"):
        return None
    return Gone(first, last.day, monthrange(first.year, first.month)[1])


@dataclass(frozen=True)
class Aim:
    """A target beside what was reached of it. For shares ``due`` is the target itself: they do not grow by the day."""

    metric: Metric
    target: Decimal
    done: Decimal
    gone: Gone

    @property
    def is_ceiling(self) -> bool:
        """Less is better: the target is the most it may be."""
        return self.metric.more_is == "bad"

    @property
    def percent(self) -> int:
        """How much of the target is reached; never below nought, also where more was paid back than came in."""
        return max(int(HUNDRED * self.done / self.target), 0) if self.target else 0

    @property
    def bar(self) -> int:
        return min(self.percent, 100)

    @property
    def due(self) -> Decimal:
        """Where it should be by now, in its own unit."""
        return self.target if self.metric.is_share else self.target * self.gone.days / self.gone.of

    @property
    def ahead(self) -> Decimal:
        """By how much it is better than it should be by now; negative when it is worse."""
        return (self.due - self.done) if self.is_ceiling else (self.done - self.due)


def aim(metric: Metric, aims: Aims, reading: Reading, passed: Gone) -> Aim | None:
    """The target of a figure beside its reading; None when nobody set one."""
    target = aims.get(metric.key)
    return Aim(metric, target, reading.value or Decimal(0), passed) if target else None


def aims_of(looker: Looker, month: date) -> Aims | None:
    """The targets of whatever this person's figures count, by figure; None for posts that are not measured by any."""
    user = looker.user
    reach = reach_of(user, "sales.view_targetplan")
    if reach is not None:
        return _of_projects(looker, month) if "team" not in looker.slices else _of_team(looker, month)
    if reach_of(user, "sales.view_targetshare") == Reach.OWN:
        return _own(looker, month)
    return None


def _own(looker: Looker, month: date) -> Aims:
    rows = visible(TargetShare, looker.user).filter(plan__month=month, plan__status=TargetPlan.Status.APPROVED)
    if looker.project:
        rows = rows.filter(plan__project=looker.project)
    return _named(rows.aggregate(**_SUMS))


def _of_team(looker: Looker, month: date) -> Aims:
    return _named(_plans(looker, month).aggregate(**_SUMS))


def _of_projects(looker: Looker, month: date) -> Aims:
    """Added up over the projects looked at; a share is told only where all of them that have one want the same."""
    by_project: dict[int, Aims] = {}
    for row in _plans(looker, month).order_by().values("project").annotate(**_SUMS):
        by_project[row["project"]] = _named(row)
    if may(looker.user, VIEW):
        rows = visible(ProjectTarget.objects.in_force(), looker.user).filter(month=month)
        for pk, key, value in _within(looker, rows).values_list("project", "metric", "value"):
            by_project.setdefault(pk, {})[key] = value
    return _together(by_project.values())


def _together(several: Iterable[Aims]) -> Aims:
    found: dict[str, list[Decimal]] = {}
    for aims in several:
        for key, value in aims.items():
            found.setdefault(key, []).append(value)
    return {
        key: values[0] if _is_share(key) else sum(values, Decimal(0))
        for key, values in found.items()
        if not _is_share(key) or len(set(values)) == 1
    }


def _is_share(key: str) -> bool:
    return any(m.key == key and m.is_share for m in catalogue.AIMED_AT)


_SUMS = {f"sum_{name}": Sum(name) for name in MEASURES}


def _named(row: dict[str, Any]) -> Aims:
    """Nought means that nothing is asked for."""
    return {key: Decimal(value) for key, name in BY_TEAMS.items() if (value := row[f"sum_{name}"])}


def _plans(looker: Looker, month: date) -> Any:
    rows = visible(TargetPlan, looker.user).filter(month=month, status=TargetPlan.Status.APPROVED)
    return _within(looker, rows)


def _within(looker: Looker, rows: Any) -> Any:
    return rows.filter(project=looker.project) if looker.project else rows
