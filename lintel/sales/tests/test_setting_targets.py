"""The month: shares that add up or an explanation, somebody else's approval, and how far it has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from lintel.insight.aims import BY_TEAMS, aims_of
from lintel.insight.looking import Looker
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.tasks.queries import my_todos
from lintel.platform.workbench.numbers import numbers_for, shown
from lintel.sales.actions.targets import Share, approve_targets, propose_targets, return_targets, revise_targets
from lintel.sales.models import TargetPlan, TargetShare
from lintel.sales.targets import attainment, last_day

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)


def aim_of(user: Any, measure: str) -> Decimal | None:
    """What the cockpit and the home page measure this person's month by."""
    key = next(key for key, name in BY_TEAMS.items() if name == measure)
    return (aims_of(Looker.of(user), MONTH) or {}).get(key)


@pytest.fixture
def propose(cast: Any, project: Any) -> Any:
    def make(by: str = "zhou", wang: int = 4, zhao: int = 2, units: int = 6, **more: Any) -> TargetPlan:
        shares = [Share(person=cast["wang"], units=wang, visits=20), Share(person=cast["zhao"], units=zhao)]
        values = {"project": project, "team": cast["zhou"].department, "month": date(2026, 11, 17), "shares": shares}
        return propose_targets(cast[by], **{**values, "units": units, **more})

    return make


@pytest.mark.clause("2.2.3.2")
def test_the_supervisor_proposes_and_the_manager_approves(propose: Any, cast: Any) -> None:
    plan = propose()
    assert (plan.month, plan.status, plan.shares.count()) == (MONTH, "proposed", 2)
    assert aim_of(cast["wang"], "units") is None
    assert [t.kind for t in my_todos(cast["liu"])] == ["sales.approve_targets"]
    approve_targets(cast["liu"], plan)
    assert my_todos(cast["liu"]) == []
    assert [aim_of(cast[n], "units") for n in ("wang", "zhao", "zhou", "liu", "chen")] == [4, 2, 6, 6, 6]
    assert aim_of(cast["wu"], "units") is None
    assert aim_of(cast["he"], "units") is None


@pytest.mark.clause("2.2.3.2")
def test_less_than_the_team_has_to_reach_needs_a_reason(propose: Any) -> None:
    with pytest.raises(ValidationError) as wrong:
        propose(units=9)
    assert list(wrong.value.message_dict) == ["shortfall"]
    assert TargetPlan.objects.count() == 0
    assert propose(units=9, shortfall="两人休假").shortfall == "两人休假"


def test_more_may_be_allocated_than_the_team_has_to_reach(propose: Any) -> None:
    assert propose(units=3).units == 3


def test_nothing_at_all_is_no_target(propose: Any) -> None:
    with pytest.raises(ValidationError):
        propose(units=0)


def test_one_target_per_team_and_month(propose: Any) -> None:
    propose()
    with pytest.raises(ValidationError, match="已有目标"):
        propose()


def test_only_ones_own_team_and_its_people(propose: Any, cast: Any, project: Any) -> None:
    with pytest.raises(NotPermitted):
        propose(by="wu")
    with pytest.raises(NotPermitted):
        propose(by="wang")
    with pytest.raises(Refused, match="孙丽"):
        propose(shares=[Share(person=cast["sun"], units=6)])
    assert TargetPlan.objects.count() == TargetShare.objects.count() == 0


def test_who_proposed_does_not_approve(propose: Any, cast: Any) -> None:
    plan = propose()
    for name in ("zhou", "chen", "wang"):
        with pytest.raises(NotPermitted):
            approve_targets(cast[name], plan)
    plan.refresh_from_db()
    assert plan.status == "proposed"


def test_sent_back_revised_and_approved_again(propose: Any, cast: Any) -> None:
    plan = propose()
    return_targets(cast["liu"], plan, reason="偏低")
    assert [t.kind for t in my_todos(cast["zhou"])] == ["sales.revise_targets"]
    plan.refresh_from_db()
    revise_targets(cast["zhou"], plan, units=8, shares=[Share(person=cast["wang"], units=8)])
    assert my_todos(cast["zhou"]) == []
    assert plan.shares.get().units == 8
    plan.refresh_from_db()
    approve_targets(cast["liu"], plan)
    assert aim_of(cast["wang"], "units") == 8
    plan.refresh_from_db()
    revise_targets(cast["zhou"], plan, units=9, shares=[Share(person=cast["wang"], units=9)])
    assert aim_of(cast["wang"], "units") is None  # the manager decides again


def test_how_far_the_month_has_come(propose: Any, cast: Any, sale: Any, django_assert_num_queries: Any) -> None:
    plan = propose(amount=Decimal(9_000_000), shortfall="新人较多")
    reservation = sale.effective()
    with django_assert_num_queries(4):
        team, wang, zhao = attainment(plan)
    assert [(m.name, m.done) for m in wang.measures] == [
        ("units", 1), ("amount", reservation.price), ("collection", reservation.deposit_amount), ("visits", 0),
    ]  # fmt: skip
    assert (wang.measures[0].percent, zhao.measures[0].done, team.measures[0].done) == (25, 0, 1)
    assert team.measures[1].percent == int(reservation.price / 90_000)


def test_a_month_ends_on_its_last_day() -> None:
    assert [last_day(date(2026, m, 1)).day for m in (2, 4, 12)] == [28, 30, 31]


def test_the_figure_says_how_much_of_the_target_is_reached(propose: Any, cast: Any, sale: Any) -> None:
    approve_targets(cast["liu"], propose())
    sale.effective()
    request = RequestFactory().get("/")
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    deals = next(n for n in numbers_for(cast["wang"]) if n.name == "deals")
    assert any("4" in hint and "25%" in hint for hint in shown(request, deals).hints)


def test_the_table_is_filled_in_and_revised(enter: Any, cast: Any, project: Any) -> None:
    wang, zhao, zhou = cast["wang"].pk, cast["zhao"].pk, cast["zhou"].pk
    client: Client = enter("zhou")
    form = client.get(reverse("sales:targetplan-create"))
    assert form.status_code == 200
    assert {f"units_{pk}" for pk in (wang, zhao, zhou)} <= set(form.context["form"].fields)
    typed = {
        "_key": "a-key-of-its-own", "project": project.pk, "month": "2026-11-01", "units": "6", "amount": "2600", f"units_{wang}": "4",
        f"units_{zhao}": "1", f"amount_{wang}": "1720.5",
    }  # fmt: skip
    refused = client.post(reverse("sales:targetplan-create"), typed)
    assert refused.status_code == 422
    assert "shortfall" in refused.context["form"].errors
    assert client.post(reverse("sales:targetplan-create"), {**typed, "shortfall": "新人"}).status_code == 303
    plan = TargetPlan.objects.get()
    assert (plan.units, plan.amount, plan.shortfall) == (6, Decimal(26_000_000), "新人")
    assert plan.shares.get(person=wang).amount == Decimal(17_205_000)
    page = client.get(plan.get_absolute_url())
    assert "王敏" in page.content.decode()
    again = client.get(reverse("sales:targetplan-revise_targets", args=[plan.pk]))
    assert str(again.context["form"][f"amount_{wang}"].value()) == "1720.5"
    changed = {"_key": "another-key", "_stamp": plan.stamp, "units": "5", f"units_{wang}": "5"}
    assert client.post(reverse("sales:targetplan-revise_targets", args=[plan.pk]), changed).status_code == 303
    plan.refresh_from_db()
    assert (plan.units, plan.amount, plan.status) == (5, 0, "proposed")


@pytest.mark.parametrize(("name", "plans", "shares"), [
    ("zhou", 1, 2), ("liu", 1, 2), ("chen", 1, 2), ("wang", 0, 1), ("wu", 0, 0), ("han", 0, 0), ("he", 0, 0),
])  # fmt: skip
def test_who_sees_which_targets(propose: Any, cast: Any, name: str, plans: int, shares: int) -> None:
    from lintel.platform.access.scope import visible

    propose()
    seen = visible(TargetPlan, cast[name]).count(), visible(TargetShare, cast[name]).count()
    assert seen == (plans, shares)
