"""Can we sell this unit now? Yes or no, with every check and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lintel.inventory import facts, selling
from lintel.inventory.claims import UnitTaken, take
from lintel.inventory.models import Building, Claim, PresalePermit, PriceLine, Project, Unit
from lintel.inventory.models.unit import SaleState
from lintel.inventory.selling import Check, can_sell, can_sell_many, sell_check
from lintel.inventory.tests.conftest import in_force
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]
NOON = datetime(2026, 11, 23, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(NOON):
        yield


def failing(answer: selling.Answer) -> set[str]:
    return {c.code for c in answer.blocking}


def test_a_released_permitted_priced_unit_can_be_sold(for_sale: list[Unit], cast: Any) -> None:
    answer = can_sell(for_sale[0], user=cast["wang"])
    assert answer.yes
    assert [c.code for c in answer.checks] == [
        "permit",
        "price",
        "published",
        "state",
        "claim",
        "frozen",
        "mortgage",
        "account",
        "area",
    ]
    evidence = {c.code: c.evidence for c in answer.checks}
    assert "深房许字(2026)平湖008号" in evidence["permit"]
    assert "4,500,000.00" in evidence["price"]
    assert "深房价备2026-118" in evidence["price"]
    assert "2026-10-06" in evidence["published"]
    assert all(c.evidence for c in answer.checks)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"status": PresalePermit.Status.IN_REVIEW}, "G-01"),
        ({"valid_until": date(2026, 11, 22)}, "G-01"),
        ({"issued_on": date(2026, 11, 24)}, "G-01"),
        ({"status": PresalePermit.Status.REVOKED}, "G-01"),
    ],
)
def test_without_a_valid_permit_nothing_is_sold(
    for_sale: list[Unit], permit: PresalePermit, change: dict[str, Any], rule: str
) -> None:
    PresalePermit.objects.filter(pk=permit.pk).update(**change)
    answer = can_sell(for_sale[0])
    assert failing(answer) == {"permit"}
    with pytest.raises(Refused) as said:
        answer.require()
    assert (said.value.rule, said.value.clause, bool(said.value.remedy)) == (rule, "3.1.2", True)


def test_a_permit_may_name_single_units(for_sale: list[Unit], permit: PresalePermit) -> None:
    permit.buildings.clear()
    permit.units.add(for_sale[1])
    assert not can_sell(for_sale[0]).yes
    assert can_sell(for_sale[1]).yes


def test_a_permit_of_another_building_does_not_cover(
    for_sale: list[Unit], permit: PresalePermit, project: Project
) -> None:
    permit.buildings.set([Building.objects.create(project=project, name="6栋")])
    assert failing(can_sell(for_sale[0])) == {"permit"}


def test_without_a_price_in_force_nothing_is_sold(for_sale: list[Unit]) -> None:
    PriceLine.objects.filter(unit=for_sale[0]).update(current=False)
    assert failing(can_sell(for_sale[0])) == {"price"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sale_state": SaleState.DRAFT}, "state"),
        ({"sale_state": SaleState.WITHHELD}, "state"),
        ({"sale_state": SaleState.NOT_FOR_SALE}, "state"),
        ({"frozen": True, "frozen_reason": "法院查封"}, "frozen"),
    ],
)
def test_a_unit_that_is_not_on_sale_is_not_sold(for_sale: list[Unit], change: dict[str, Any], code: str) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(**change)
    unit = Unit.objects.get(pk=for_sale[0].pk)
    assert failing(can_sell(unit)) == {code}


def test_what_must_be_told_warns_and_does_not_block(
    for_sale: list[Unit], permit: PresalePermit, building: Building
) -> None:
    PresalePermit.objects.filter(pk=permit.pk).update(published_on=None)
    Building.objects.filter(pk=building.pk).update(mortgaged=True, mortgage_note="抵押给建设银行，签约前解除")
    answer = can_sell(Unit.objects.get(pk=for_sale[0].pk))
    assert answer.yes
    assert {c.code: c.rule for c in answer.warnings} == {"published": "G-11", "mortgage": "G-17"}


def test_without_a_supervised_account_no_reservation_is_made(for_sale: list[Unit], project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(supervised_account="")
    assert can_sell(for_sale[0], purpose="hold").yes
    assert failing(can_sell(for_sale[0], purpose="reserve")) == {"account"}


def test_somebody_elses_hold_blocks_and_names_only_who_may_be_named(for_sale: list[Unit], cast: Any) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=NOON + timedelta(minutes=15))
    for_sale[0].save()
    told = can_sell(for_sale[0], user=cast["zhao"], purpose="hold")
    assert failing(told) == {"claim"}
    with pytest.raises(UnitTaken, match="王敏"):
        told.require()
    untold = can_sell(for_sale[0], user=cast["he"], purpose="hold")
    with pytest.raises(UnitTaken) as said:
        untold.require()
    assert "王敏" not in str(said.value)
    assert said.value.facts["holder"] == ""
    assert not any("王敏" in c.evidence for c in untold.checks)


def test_ones_own_hold_is_no_obstacle_to_quote_and_reservation(for_sale: list[Unit], cast: Any) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=NOON + timedelta(minutes=15))
    assert can_sell(for_sale[0], user=cast["wang"], purpose="quote").yes
    assert can_sell(for_sale[0], user=cast["wang"], purpose="reserve").yes
    assert not can_sell(for_sale[0], user=cast["wang"], purpose="hold").yes
    assert can_sell(for_sale[0], user=cast["zhao"], purpose="quote").yes
    assert not can_sell(for_sale[0], user=cast["zhao"], purpose="reserve").yes


def test_a_hold_that_ran_out_counts_as_free_before_any_sweep(for_sale: list[Unit], cast: Any) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=NOON + timedelta(minutes=15))
    for_sale[0].save()
    with clock.at(NOON + timedelta(minutes=16)):
        assert can_sell(for_sale[0], user=cast["zhao"], purpose="hold").yes


def test_a_floor_above_adds_its_own_check(for_sale: list[Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "registered", kept := list(facts.registered))
    monkeypatch.setattr(selling, "registered", kept)

    @sell_check("sales.quota", purposes=("hold",))
    def quota(unit: Unit, about: selling.Facts) -> Check:
        used = about.remember("sales.quota", lambda: 3)
        return Check(code="quota", title="Quota", ok=used < 3, evidence="3 of 3 holds used", rule="", clause="3.3.1")

    assert can_sell(for_sale[0], purpose="quote").yes
    assert failing(can_sell(for_sale[0], purpose="hold")) == {"sales.quota"}


def test_a_thousand_units_cost_as_many_queries_as_one(
    for_sale: list[Unit], project: Project, building: Building
) -> None:
    more = Unit.objects.bulk_create(
        Unit(project=project, building=building, floor=f, room=f"{r:02d}", code=f"x{f}{r}", sale_state=SaleState.AVAILABLE)
        for f in range(10, 30) for r in range(10)
    )  # fmt: skip
    in_force(project, more, name="加推")

    def asked(units: list[Unit]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            can_sell_many(units)
        return len(caught)

    asked([for_sale[0]])  # from now on the estate is remembered
    one = asked(list(Unit.objects.select_related("building").filter(pk=for_sale[0].pk)))
    assert asked(list(Unit.objects.select_related("building"))) == one <= 6


def test_an_engine_that_lost_a_check_answers_nothing_at_all(
    for_sale: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selling, "registered", [c for c in facts.registered if c.code != "permit"])
    with pytest.raises(LookupError):
        can_sell(for_sale[0])
