"""The months of the demo: each supervisor shares the team's target out, the manager approves, next month's still waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from lintel.customers.demo import Hall
from lintel.platform.directory.models import User
from lintel.platform.kernel.story import Story
from lintel.sales.actions.targets import Share, approve_targets, propose_targets
from lintel.sales.models import TargetPlan

PRICE, PAID_IN = Decimal(4_300_000), Decimal(1_400_000)


def targets(story: Story, halls: Sequence[Hall]) -> None:
    """Last month's and this month's targets, approved; next month's from the first team, not yet."""
    this = story.today.replace(day=1)
    last, following = (this - timedelta(days=1)).replace(day=1), (this + timedelta(days=32)).replace(day=1)
    for hall in halls:
        for lead in dict.fromkeys(hall.leads.values()):
            people = [hall.cast[name] for name, above in hall.leads.items() if above == lead]
            for month in (last, this):
                ago = max((story.today - month).days, 0)
                story.at(story.day(ago, 9, 20), lambda h=hall, s=lead, p=people, m=month: _agree(h, s, p, m))  # type: ignore[misc]
    first = halls[0]
    lead = next(iter(first.leads.values()))
    people = [first.cast[name] for name, above in first.leads.items() if above == lead]
    story.at(story.before_end(200), lambda: _propose(first, lead, people, following))


def _agree(hall: Hall, lead: str, people: Sequence[User], month: date) -> None:
    plan = _propose(hall, lead, people, month)
    hall.story.after(lambda: approve_targets(hall.cast["liu"], plan), minutes=95)


def _propose(hall: Hall, lead: str, people: Sequence[User], month: date) -> TargetPlan:
    shares = [
        Share(person=p, units=10 - place, amount=PRICE * (10 - place), collection=PAID_IN * (12 - place), visits=45 - 5 * place)
        for place, p in enumerate(people)
    ]  # fmt: skip
    boss = hall.cast[lead]
    assert boss.department is not None
    return propose_targets(
        boss, project=hall.project, team=boss.department, month=month, shares=shares,
        units=sum(s.units for s in shares), amount=sum((s.amount for s in shares), Decimal(0)),
        collection=sum((s.collection for s in shares), Decimal(0)), visits=sum(s.visits for s in shares),
    )  # fmt: skip
