"""Who looks, at whose rows: a consultant at their own, a supervisor at the team's, a manager at the projects'.

A figure is counted over the rows of the list it opens, so that whoever may open the list finds the same total there.
Whoever may not (planning posts see no customers) gets the count alone, and only when it is large enough to name nobody.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet

from lintel.insight import figures
from lintel.insight.metrics import SEE, Metric
from lintel.inventory.models import Project
from lintel.platform.access.models import Reach
from lintel.platform.access.scope import may, project_ids, reach_of, visible
from lintel.platform.directory.models import User
from lintel.platform.kernel.spans import Span
from lintel.platform.kernel.words import listed
from lintel.platform.workbench.registry import resources

PARAMETER = "figure"
_BETWEEN = "~"
Slices = dict[str, str]


@dataclass(frozen=True)
class Looker:
    """``project`` is the one chosen in the bar, if any; ``slices`` say whose rows count: ``{"person": "4"}``."""

    user: Any
    project: int | None = None
    slices: dict[str, str] = field(default_factory=dict)
    heard: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """Answers to what was asked already (``asking``): for as long as one page is made."""

    @classmethod
    def of(cls, user: Any, project: int | None = None) -> Looker:
        """Narrowed to what the post reaches: own rows, the team's, or everything in the person's projects."""
        reach = reach_of(user, SEE)
        if reach == Reach.OWN or (reach == Reach.TEAM and user.department_id is None):
            return cls(user, project, {"person": str(user.pk)})
        if reach == Reach.TEAM:
            return cls(user, project, {"team": str(user.department_id)})
        return cls(user, project)

    @property
    def sees_own_only(self) -> bool:
        return "person" in self.slices

    def opens(self, metric: Metric) -> bool:
        """Whether this person may open the list behind the figure."""
        return may(self.user, resources[metric.model].view_permission)

    def may_see(self, metric: Metric) -> bool:
        """Sums of money are for those who may open the list; counts also for those who see nobody by name."""
        return self.opens(metric) or not metric.is_money

    def rows(self, metric: Metric) -> QuerySet:
        """The rows this person counts from, before the figure narrows them."""
        resource = resources[metric.model]
        rows = (
            resource.rows(self.user).select_related(None)
            if self.opens(metric)
            else visible(metric.model, self.user, SEE)
        )
        if self.project and resource.project_path:
            rows = rows.filter(**{resource.project_path: self.project})
        return rows.order_by()

    def counted(self, metric: Metric, span: Span | None, more: Slices | None = None) -> QuerySet:
        """The rows that count for this person."""
        return sliced(metric, metric.within(self.rows(metric), span), {**self.slices, **(more or {})})

    def among(self, metric: Metric, span: Span | None) -> QuerySet:
        """The rows that count for this person in any of the figures alike."""
        return sliced(metric, metric.among(self.rows(metric), span), self.slices)

    def url(self, metric: Metric, span: Span | None, more: Slices | None = None, *, part: bool = False) -> str:
        """The address of the list of exactly the rows that were counted; empty for whoever may not open it."""
        if not self.opens(metric):
            return ""
        told = told_as(metric, span, {**self.slices, **(more or {})}, part=part)
        return f"{resources[metric.model].url}?{PARAMETER}={quote(told, safe='~.-')}"

    @cached_property
    def smallest(self) -> int:
        """The smallest count that may be said to somebody who may not see the rows."""
        return figures.SMALLEST_COUNT.whole()

    def hides(self, metric: Metric, count: int) -> bool:
        """Whether a count is too small to be shown to this person."""
        return not self.opens(metric) and 0 < count < self.smallest

    @cached_property
    def projects(self) -> list[int]:
        """The keys of the projects looked at."""
        mine = project_ids(self.user)
        return [pk for pk in mine if pk == self.project] if self.project else mine

    @cached_property
    def names(self) -> str:
        """The projects looked at, by name."""
        rows = visible(Project, self.user).filter(pk__in=self.projects).order_by("pk")
        return listed(rows.values_list("name", flat=True))  # msg: ok, a comma between names of projects

    @cached_property
    def peers(self) -> list[int]:
        """The keys of those a consultant is compared with: the team, or everybody who sells in the same projects when the
        team is so small that its average would tell what a single colleague did; nobody when that is small too."""
        least = figures.FEWEST_FOR_AN_AVERAGE.whole()
        around = User.objects.holding("SR").filter(project_memberships__project__in=self.projects)
        people = dict(around.values_list("pk", "department_id"))
        team = [pk for pk, team in people.items() if team == self.user.department_id]
        if len(team) >= least:
            return team
        return list(people) if len(people) >= least else []


def sliced(metric: Metric, rows: QuerySet, slices: dict[str, str]) -> QuerySet:
    """The rows of a person, a team, a channel, a building or a unit type. A slice the figure does not have changes nothing."""
    for name, value in slices.items():
        path = metric.dims.get("person" if name == "team" else name)
        if path is None:
            continue
        if name == "team":
            rows = rows.filter(**{f"{path}__department_id": value})
        elif value == "none":
            rows = rows.filter(**{f"{path}__isnull": True})
        else:
            rows = rows.filter(**{path: value})
    return rows


def told_as(metric: Metric, span: Span | None, slices: dict[str, str], *, part: bool = False) -> str:
    """``visits~2026-11-01~2026-11-26~person.4``: the figure as one parameter of an address."""
    said = [metric.key]
    if span is not None and not metric.of_now:
        said += [span.first.isoformat(), span.last.isoformat()]
    said += [
        f"{name}.{value}" for name, value in slices.items() if ("person" if name == "team" else name) in metric.dims
    ]
    return _BETWEEN.join([*said, "part"] if part else said)
