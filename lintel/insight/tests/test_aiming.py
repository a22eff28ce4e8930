"""The month's targets: the manager's own come first, then the teams' together; how far the days have gone stands beside them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lintel.insight import catalogue
from lintel.insight.actions.targets import change_target, set_target, withdraw_target
from lintel.insight.aims import Aim, Gone, aims_of, gone
from lintel.insight.looking import Looker
from lintel.insight.models import ProjectTarget
from lintel.insight.periods import asked_for, compared, period_query, preset
from lintel.insight.queries import seen
from lintel.insight.tests.conftest import Office
from lintel.insight.tests.test_watching_figures import visitor
from lintel.inventory.models import Project
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.spans import Span
from lintel.platform.workbench.numbers import days_for
from lintel.sales.actions.targets import Share, approve_targets, propose_targets

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)
Cast = dict[str, User]


@pytest.fixture
def wants(cast: Cast, projects: dict[str, Project]) -> Any:
    def make(
        metric: str = "net_reservations",
        value: int = 20,
        project: str = "松风明月",
        by: str = "liu",
        month: date = MONTH,
    ) -> ProjectTarget:
        return set_target(cast[by], project=projects[project], metric=metric, month=month, value=Decimal(value))

    return make


@pytest.fixture
def agreed(cast: Cast, projects: dict[str, Project]) -> None:
    """The first team's plan of the month, approved: eight homes."""
    shares = [Share(person=cast["wang"], units=5), Share(person=cast["zhao"], units=3)]
    plan = propose_targets(
        cast["zhou"], project=projects["松风明月"], team=cast["zhou"].department, month=MONTH, units=8, shares=shares
    )
    approve_targets(cast["liu"], plan)


def page(client: Client, user: User, **query: str) -> str:
    return visitor(client, user).get(reverse("insight:cockpit"), query).content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.clause("2.2.1.4")
def test_the_managers_target_comes_before_the_teams(
    cast: Cast, projects: dict[str, Project], agreed: None, wants: Any
) -> None:
    key = catalogue.NET_RESERVATIONS.key
    assert [(aims_of(Looker.of(cast[n]), MONTH) or {}).get(key) for n in ("liu", "zhou", "wang", "wu")] == [
        8,
        8,
        5,
        None,
    ]
    wants()
    wants(project="云栖江岸", value=4)
    assert [(aims_of(Looker.of(cast[n]), MONTH) or {}).get(key) for n in ("liu", "zhou", "wang")] == [24, 8, 5]
    assert aims_of(Looker.of(cast["liu"], projects["云栖江岸"].pk), MONTH) == {key: 4}
    assert aims_of(Looker.of(cast["zheng"]), MONTH) is None


@pytest.mark.clause("2.2.1.4")
def test_a_tile_says_how_much_of_the_target_is_reached_and_where_the_month_should_be(
    client: Client, cast: Cast, month: Office, wants: Any
) -> None:
    wants()
    wants(project="云栖江岸", value=5)
    said = words(page(client, cast["liu"]))
    # five took effect, all still bind; 23 of 30 days are gone
    assert "达成目标 25 的 20%" in said
    assert "应达 76%：已过 23/30 天" in said
    behind = words(page(client, cast["liu"], against="target"))
    assert "↓ 落后时间进度 14" in behind


def test_home_page_and_cockpit_have_one_target(
    client: Client, cast: Cast, month: Office, agreed: None, wants: Any
) -> None:
    def told() -> str:
        days = visitor(client, cast["liu"]).get(reverse("workbench:days")).context["days"]
        return str(next(d for d in days if d.name == "deals").told[-1].value)

    assert {n.name for n in days_for(cast["liu"])} >= {"deals"}
    assert told() == "8"
    wants()
    assert told() == "20"


def test_a_share_is_reached_or_not_and_does_not_grow_by_the_day() -> None:
    passed = Gone(MONTH, 23, 30)
    reached = Aim(catalogue.FIRST_FOLLOW_UP, Decimal(95), Decimal(96), passed)
    over = Aim(catalogue.DISCOUNT, Decimal(2), Decimal("3.5"), passed)
    assert (reached.due, reached.ahead) == (95, 1)
    assert (over.is_ceiling, over.ahead) == (True, Decimal("-1.5"))
    paid_back = Aim(catalogue.COLLECTIONS, Decimal(100), Decimal(-50), passed)
    assert (paid_back.percent, paid_back.bar) == (0, 0)


@pytest.mark.clause("2.2.1.4")
def test_only_the_manager_sets_and_it_stays_in_the_trail(cast: Cast, wants: Any) -> None:
    for name in ("chen", "zhou", "wang", "zheng"):
        with pytest.raises(NotPermitted):
            wants(by=name)
    target = wants()
    change_target(cast["liu"], target, value=Decimal(24), reason="总部上调")
    target.refresh_from_db()
    assert target.value == 24
    with pytest.raises(ValidationError):
        wants(value=30)
    withdraw_target(cast["liu"], target, reason="重复")
    target.refresh_from_db()
    assert (target.status, aims_of(Looker.of(cast["liu"]), MONTH)) == ("withdrawn", {})
    assert wants(value=30).pk
    verbs = Entry.objects.filter(deed__startswith="insight.").values_list("deed", flat=True)
    assert {v.rpartition(".")[2] for v in verbs} >= {"set_target", "change_target", "withdraw_target"}


def test_a_month_that_is_over_is_left_alone(cast: Cast, wants: Any) -> None:
    target = wants()
    with clock.at(datetime(2026, 12, 1, 8, 0, tzinfo=clock.SHANGHAI)):
        with pytest.raises(Refused):
            wants(metric="visits")
        for again in (
            lambda: change_target(cast["liu"], target, value=Decimal(1), reason="x"),
            lambda: withdraw_target(cast["liu"], target, reason="x"),
        ):
            with pytest.raises(Refused):
                again()
    target.refresh_from_db()
    assert (target.value, target.status) == (20, "set")


@pytest.mark.parametrize(("metric", "value"), [
    ("holds", "5"), ("nonsense", "5"), ("visits", "0"), ("visits", "2.5"), ("sell_through", "101"),
])  # fmt: skip
def test_what_makes_no_sense_is_no_target(cast: Cast, projects: dict[str, Project], metric: str, value: str) -> None:
    with pytest.raises(ValidationError):
        set_target(cast["liu"], project=projects["松风明月"], metric=metric, month=MONTH, value=Decimal(value))
    assert not ProjectTarget.objects.exists()


def test_the_form_sets_it(client: Client, cast: Cast, projects: dict[str, Project]) -> None:
    visitor(client, cast["liu"])
    form = client.get(reverse("insight:projecttarget-create"))
    assert "2026-11-01" in dict(form.context["form"].fields["month"].choices)
    typed = {
        "_key": "a-key-of-its-own",
        "project": projects["松风明月"].pk,
        "metric": "net_amount",
        "month": "2026-12-01",
        "value": "126000000.50",
    }
    assert client.post(reverse("insight:projecttarget-create"), typed).status_code == 303
    target = ProjectTarget.objects.get()
    assert (target.month, target.value, target.set_by) == (date(2026, 12, 1), Decimal("126000000.50"), cast["liu"])
    listed = client.get(reverse("insight:projecttarget-list")).content.decode()
    assert "1.26" in listed


def test_without_a_target_the_page_says_whose_it_is(client: Client, cast: Cast, month: Office) -> None:
    new, plans = reverse("insight:projecttarget-create"), reverse("sales:targetplan-list")
    asked = page(client, cast["liu"])
    assert "本月未设目标" in asked
    assert f'href="{new}"' in asked
    asked = page(client, cast["zhou"])
    assert f'href="{plans}"' in asked
    assert f'href="{new}"' not in asked
    assert "由主管分配" in page(client, cast["wang"])
    assert "目标" not in words(page(client, cast["zheng"])).replace("目标 ", "", 1)
    assert "您的岗位不按目标衡量" in page(client, cast["zheng"], against="target")


def test_a_year_ago_is_the_same_days_of_last_year() -> None:
    period, wrong = asked_for({"period": "month", "against": "year"})
    assert (period.before, wrong) == (Span(date(2025, 11, 1), date(2025, 11, 23)), "")
    assert period_query(period) == "period=month&against=year"
    leap = compared(preset("today", date(2028, 2, 29)), "year")
    assert leap.before == Span(date(2027, 2, 28), date(2027, 2, 28))
    assert asked_for({"against": "nonsense"})[0] == preset("month")


def test_a_year_ago_is_counted_and_the_months_between_are_not(cast: Cast, month: Office) -> None:
    office = month
    office.came("wang", datetime(2025, 11, 5, 10, tzinfo=clock.SHANGHAI))
    one = seen(catalogue.VISITS, Looker.of(cast["liu"]), compared(preset("month"), "year"))
    assert (one.now.count, one.before and one.before.count) == (15, 1)


def test_only_the_beginning_of_one_month_has_a_target() -> None:
    assert gone(preset("month")) == Gone(MONTH, 23, 30)
    for code in ("today", "week", "days30"):
        assert gone(preset(code)) is None
    whole, _wrong = asked_for({"period": "custom", "from": "2026-10-01", "until": "2026-10-31"})
    assert (found := gone(whole))
    assert found.over
