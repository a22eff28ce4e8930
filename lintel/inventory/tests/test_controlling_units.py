"""Unit control: buildings from a grid, releasing and withholding with a reason, freezing, taking out of sale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lintel.inventory.actions.designating import designate_not_for_sale
from lintel.inventory.actions.estate import add_member, generate_building, open_project, remove_member
from lintel.inventory.actions.units import (
    freeze_unit,
    preview_release,
    preview_withhold,
    release_units,
    unfreeze_unit,
    withhold_units,
)
from lintel.inventory.claims import take
from lintel.inventory.models import Building, Claim, PresalePermit, PriceLine, Project, Unit, UnitType
from lintel.inventory.models.unit import SaleState
from lintel.platform.access.scope import visible
from lintel.platform.approvals.actions import approve
from lintel.platform.approvals.asking import requests_about
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]


def state_of(unit: Unit) -> str:
    return Unit.objects.get(pk=unit.pk).sale_state


def test_a_building_is_generated_from_a_grid(cast: Any, project: Project) -> None:
    for name in "AB":
        UnitType.objects.create(project=project, name=name, gross_area="93.87", net_area="74.81", orientation="南")
    building = generate_building(
        cast["zheng"],
        project,
        name="9栋",
        sections=2,
        first_floor=1,
        last_floor=18,
        rooms=4,
        skip="4, 14",
        types="A B B A",
    )
    units = building.units.order_by("pk")
    assert (units.count(), building.code) == (2 * 16 * 4, "9")
    assert not units.filter(floor__in=(4, 14)).exists()
    assert [u.code for u in units[:2]] == ["9-1-101", "9-1-102"]
    assert [u.unit_type.name for u in units.select_related("unit_type")[:4] if u.unit_type] == ["A", "B", "B", "A"]
    assert set(units.values_list("sale_state", flat=True)) == {SaleState.DRAFT}
    assert str(units[0].gross_area) == "93.87"
    assert Entry.objects.filter(deed="inventory.generate_building", changes__has_key="room").count() == units.count()


@pytest.mark.parametrize(
    "wrong",
    [
        {"types": "A Z"},
        {"skip": "四"},
        {"rooms": 200, "last_floor": 200},
        {"last_floor": 0},
        {"name": "松风明月花园3栋"},
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_and_changes_nothing(
    cast: Any, project: Project, building: Building, wrong: dict[str, Any]
) -> None:
    UnitType.objects.create(project=project, name="A")
    grid: dict[str, Any] = {"name": "9栋", "first_floor": 1, "last_floor": 18, "rooms": 4, **wrong}
    with pytest.raises(Refused):
        generate_building(cast["zheng"], project, **grid)
    assert (Building.objects.count(), Unit.objects.count()) == (1, 0)


def test_parking_spaces_are_units_of_their_own_kind(cast: Any, project: Project) -> None:
    garage = generate_building(
        cast["zheng"], project, name="地下车库", first_floor=-2, last_floor=-1, rooms=50, kind=Unit.Kind.PARKING
    )
    assert (garage.units.count(), set(garage.units.values_list("kind", flat=True))) == (100, {"parking"})
    assert garage.units.first().code == "地下车库-B201"  # type: ignore[union-attr]


def test_released_units_are_on_sale_with_a_reason(
    cast: Any, project: Project, units: list[Unit], permit: PresalePermit
) -> None:
    assert release_units(cast["liu"], project, units=units, reason="首次开盘") == 8
    fresh = list(Unit.objects.filter(pk__in=[u.pk for u in units]))
    assert {(u.sale_state, u.state_reason, u.version, u.released_at is not None) for u in fresh} == {
        ("available", "首次开盘", 2, True)
    }
    entries = Entry.objects.filter(
        deed="inventory.release_units", subject_id__in=[u.pk for u in units], changes__has_key="sale_state"
    )
    assert entries.count() == 8
    assert all(e.inputs["reason"] == "首次开盘" for e in entries)


@pytest.mark.clause("2.2.1.5")
def test_without_a_permit_not_one_unit_of_a_batch_is_released(
    cast: Any, project: Project, units: list[Unit], permit: PresalePermit
) -> None:
    permit.buildings.clear()
    permit.units.set(units[1:])
    assert [u.code for u, _why in preview_release(units).cannot] == ["3-1-501"]
    with pytest.raises(Refused) as said:
        release_units(cast["liu"], project, units=units, reason="首次开盘")
    assert (said.value.rule, said.value.facts["units"]) == ("G-01", ["3-1-501"])
    assert {state_of(u) for u in units} == {SaleState.DRAFT}


def test_without_a_price_in_force_a_unit_is_not_released(
    cast: Any, project: Project, units: list[Unit], permit: PresalePermit
) -> None:
    PriceLine.objects.filter(unit=units[0]).update(current=False)
    with pytest.raises(Refused, match="3-1-501"):
        release_units(cast["liu"], project, units=units[:1], reason="首次开盘")


@pytest.mark.parametrize("who", ["chen", "zhou", "wang", "zheng", "lin"])
def test_unit_control_is_the_managers(
    cast: Any, project: Project, units: list[Unit], permit: PresalePermit, who: str
) -> None:
    with pytest.raises(NotPermitted):
        release_units(cast[who], project, units=units, reason="首次开盘")
    assert {state_of(u) for u in units} == {SaleState.DRAFT}


def test_units_of_another_project_are_not_touched(
    cast: Any, other_project: Project, units: list[Unit], permit: PresalePermit
) -> None:
    with pytest.raises(Refused):
        release_units(cast["liu"], other_project, units=units, reason="x")
    assert {state_of(u) for u in units} == {SaleState.DRAFT}


def test_withheld_units_say_why_and_claimed_ones_stay(cast: Any, project: Project, for_sale: list[Unit]) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    assert [u.code for u, _why in preview_withhold(for_sale).cannot] == ["3-1-501"]
    with pytest.raises(Refused, match="3-1-501"):
        withhold_units(cast["liu"], project, units=for_sale, reason="样板间")
    assert withhold_units(cast["liu"], project, units=for_sale[1:3], reason="样板间") == 2
    assert [(state_of(u), Unit.objects.get(pk=u.pk).state_reason) for u in for_sale[:4]] == [
        ("held", ""), ("withheld", "样板间"), ("withheld", "样板间"), ("available", ""),
    ]  # fmt: skip


@pytest.mark.clause("2.2.1.5")
def test_a_frozen_unit_says_why_until_the_reviewer_lifts_it(cast: Any, for_sale: list[Unit]) -> None:
    with pytest.raises(NotPermitted):
        freeze_unit(cast["wang"], for_sale[0], reason="法院查封")
    freeze_unit(cast["gao"], for_sale[0], reason="(2026)粤03执123号")
    unit = Unit.objects.get(pk=for_sale[0].pk)
    assert (unit.frozen, unit.frozen_reason, unit.version) == (True, "(2026)粤03执123号", 2)
    unfreeze_unit(cast["gao"], unit, reason="裁定解除")
    assert not Unit.objects.get(pk=unit.pk).frozen


def test_the_manager_agrees_before_a_unit_leaves_the_market(cast: Any, for_sale: list[Unit]) -> None:
    unit = for_sale[0]
    designate_not_for_sale(cast["chen"], unit, reason="物业用房")
    assert state_of(unit) == SaleState.AVAILABLE
    request = requests_about(unit).get()
    approve(cast["liu"], request)
    assert (state_of(unit), Unit.objects.get(pk=unit.pk).state_reason) == (SaleState.NOT_FOR_SALE, "物业用房")
    designate_not_for_sale(cast["liu"], for_sale[1], reason="自留")
    assert state_of(for_sale[1]) == SaleState.NOT_FOR_SALE


def test_membership_opens_and_closes_a_project(cast: Any, project: Project) -> None:
    fresh = open_project(cast["liu"], name="锦绣里", code="JXL", city="合肥")
    assert list(visible(Project, cast["liu"]).filter(pk=fresh.pk)) == [fresh]
    assert not visible(Project, cast["wang"]).filter(pk=fresh.pk).exists()
    membership = add_member(cast["liu"], fresh, person=cast["wang"])
    assert visible(Project, cast["wang"]).filter(pk=fresh.pk).exists()
    with pytest.raises(Refused):
        add_member(cast["liu"], fresh, person=cast["wang"])
    remove_member(cast["liu"], membership, reason="调岗")
    assert not visible(Project, type(cast["wang"]).objects.get(pk=cast["wang"].pk)).filter(pk=fresh.pk).exists()
