"""How far a month has come: targets beside what was reached, for people and teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lintel.customers.models import Visit
from lintel.platform.access.scope import visible
from lintel.platform.directory.models import Department, User
from lintel.sales.models import LedgerEntry, Reservation, TargetPlan

ZERO = Decimal(0)


@dataclass(frozen=True)
class Reached:
    """One measure of one line: what was aimed at, what was reached, and how much of it in per cent (0 without an aim)."""

    name: str
    aim: Decimal
    done: Decimal

    @property
    def percent(self) -> int:
        return int(100 * self.done / self.aim) if self.aim else 0

    @property
    def bar(self) -> int:
        """The percentage as a bar can show it."""
        return max(0, min(self.percent, 100))

    @property
    def money(self) -> bool:
        return self.name in ("amount", "collection")


@dataclass(frozen=True)
class Line:
    """A person, or the team, with the four measures."""

    who: Any
    measures: list[Reached]


def team_people(team: Department | None) -> QuerySet[User]:
    """Whoever sells in this team: those a target can be shared among."""
    sellers = User.objects.holding("SR", "SS").filter(department=team).values("pk")
    return User.objects.filter(pk__in=sellers).order_by("pk")


def attainment(plan: TargetPlan) -> list[Line]:
    """The team first, then each share in order of joining; four queries."""
    shares = list(plan.shares.select_related("person").order_by("person"))
    done = _done(plan, [s.person_id for s in shares])
    lines = [
        Line(s.person, [Reached(n, v, done[n].get(s.person_id, ZERO)) for n, v in s.measures.items()]) for s in shares
    ]
    team = [Reached(n, v, sum(done[n].values(), ZERO)) for n, v in plan.measures.items()]
    return [Line(plan.team, team), *lines]


def _done(plan: TargetPlan, people: Iterable[int]) -> dict[str, dict[int, Decimal]]:
    """What each person reached in the plan's month, by measure: three queries."""
    days, named = (plan.month, last_day(plan.month)), list(people)
    deals = (
        Reservation.objects.took_effect()
        .live()
        .filter(effective_at__date__range=days, project=plan.project_id, consultant__in=named)
    )
    money = LedgerEntry.objects.collected().filter(
        received_on__range=days, project=plan.project_id, reservation__consultant__in=named
    )
    visits = Visit.objects.came().filter(arrived_at__date__range=days, project=plan.project_id, consultant__in=named)
    sold = list(deals.order_by().values_list("consultant").annotate(count=Count("pk"), sum=Sum("price")))
    return {
        "units": {person: Decimal(count) for person, count, _sum in sold},
        "amount": {person: amount for person, _count, amount in sold},
        "collection": dict(money.order_by().values_list("reservation__consultant").annotate(sum=Sum("amount"))),
        "visits": {p: Decimal(n) for p, n in visits.order_by().values_list("consultant").annotate(count=Count("pk"))},
    }


def last_day(month: date) -> date:
    """The last day of the month that begins on ``month``."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def latest_plan(user: Any, team: Department | None) -> TargetPlan | None:
    """The team's newest plan, to start the next one from."""
    return visible(TargetPlan, user).filter(team=team).prefetch_related("shares").order_by("-month", "-pk").first()
