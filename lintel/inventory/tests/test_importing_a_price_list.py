"""A real filed price list is taken in to the fen, once."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lintel.inventory.importers import UNITS, projects_of
from lintel.inventory.models import Building, PriceLine, PriceScheme, Project, Section, Unit
from lintel.inventory.models.unit import SaleState
from lintel.inventory.tests.conftest import MakeRow, in_force, planned, rows_of, taken_in
from lintel.platform.audit.models import Entry
from lintel.platform.exchange.importers import Context, Kind, Touched

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]


def totals(verdicts: list[Any]) -> dict[str, Any]:
    return {t.name: sum(t.of(v.values) or 0 for v in verdicts) for t in UNITS.totals}


def test_the_real_list_adds_up_to_the_fen(price_list: Path, cast: Any, project: Project) -> None:
    rows = rows_of(price_list)
    verdicts = planned(rows, cast["zheng"], project)
    assert {v.kind for v in verdicts} == {Kind.NEW}
    assert totals(verdicts) == {
        "units": 416, "gross_area": Decimal("42455.80"), "net_area": Decimal("33943.27"), "total": Decimal("2134261656.44"),
    }  # fmt: skip
    started = time.perf_counter()
    taken_in(rows, cast["zheng"], project)
    assert time.perf_counter() - started < 4
    sums = [line.list_price for line in PriceLine.objects.all()]
    assert (Unit.objects.count(), sum(sums), min(sums), max(sums)) == (
        416, Decimal("2134261656.44"), Decimal("4154921.01"), Decimal("6596960.52"),
    )  # fmt: skip
    by_building = {b.code: b.units.count() for b in Building.objects.all()}
    assert by_building == {"3": 116, "6": 180, "7": 120}
    assert [s.name for s in Section.objects.filter(building__code="3")] == ["1单元"]
    assert not Section.objects.filter(building__code="7").exists()
    assert set(Unit.objects.values_list("sale_state", flat=True)) == {SaleState.DRAFT}
    scheme = PriceScheme.objects.get()
    assert (scheme.status, scheme.author) == (PriceScheme.Status.DRAFT, cast["zheng"])
    assert not PriceLine.objects.in_force().exists()
    assert Unit.objects.filter(code="3-1-3101").exists()
    assert Unit.objects.filter(code="7-302").exists()


def test_the_same_list_twice_creates_nothing(price_list: Path, cast: Any, project: Project) -> None:
    rows = rows_of(price_list)
    taken_in(rows, cast["zheng"], project)
    entries = Entry.objects.count()
    verdicts = planned(rows, cast["zheng"], project)
    assert {v.kind for v in verdicts} == {Kind.SAME}
    taken_in(rows, cast["zheng"], project)
    assert (Unit.objects.count(), PriceLine.objects.count(), PriceScheme.objects.count()) == (416, 416, 1)
    assert Entry.objects.count() == entries


def test_the_matrix_of_the_same_estate_says_the_same(
    price_list: Path, matrix_list: Path, cast: Any, project: Project
) -> None:
    taken_in(rows_of(price_list), cast["zheng"], project)
    rows = rows_of(matrix_list)
    verdicts = planned(rows, cast["zheng"], project)
    assert (len(rows), {v.kind for v in verdicts}) == (416, {Kind.SAME})


def test_the_matrix_alone_gives_the_same_units_and_prices(matrix_list: Path, cast: Any, project: Project) -> None:
    taken_in(rows_of(matrix_list), cast["zheng"], project)
    assert Unit.objects.count() == 416
    assert sum(PriceLine.objects.values_list("list_price", flat=True)) == Decimal("2134261656.44")


def test_a_changed_row_is_an_update_with_before_and_after(cast: Any, project: Project, make_row: MakeRow) -> None:
    first = make_row(unit_price=Decimal("50000"), gross_area=Decimal("93.87"), net_area=Decimal("74.81"))
    taken_in([first], cast["zheng"], project)
    dearer = make_row(unit_price=Decimal("51000"), gross_area=Decimal("93.87"), orientation="南")
    [verdict] = planned([dearer], cast["zheng"], project)
    told = {r.field: str(r.message) for r in verdict.reasons}
    assert verdict.kind == Kind.UPDATE
    assert "4693500.00" in told["list_price"]
    assert "4787370.00" in told["list_price"]
    taken_in([dearer], cast["zheng"], project)
    unit = Unit.objects.get()
    assert (unit.orientation, unit.net_area) == ("南", Decimal("74.81"))
    assert [line.list_price for line in unit.price_lines.all()] == [Decimal("4787370.00")]


def test_a_new_price_for_a_priced_unit_goes_into_a_new_draft(
    cast: Any, project: Project, units: list[Unit], make_row: MakeRow
) -> None:
    row = make_row(
        building="松风明月花园3栋",
        section="1单元",
        floor=5,
        room="01",
        unit_price=Decimal("50000"),
        gross_area=Decimal("93.87"),
    )
    taken_in([row], cast["zheng"], project)
    standing = units[0].price_lines.get(current=True)
    assert standing.list_price == Decimal("4500000.00")
    fresh = units[0].price_lines.get(current=False)
    assert (fresh.list_price, fresh.scheme.status) == (Decimal("4693500.00"), PriceScheme.Status.DRAFT)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"total": Decimal("4800000")}, "contradiction"),
        ({"net_area": Decimal("99")}, "net_above_gross"),
        ({"filed_price": Decimal("4600000")}, "above_filed"),
        ({"floor_price": Decimal("4700000")}, "floor_above_list"),
        ({"filed_price": Decimal("50000")}, "per_metre"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    cast: Any, project: Project, make_row: MakeRow, values: dict[str, Any], code: str
) -> None:
    row = make_row(**{"unit_price": Decimal("50000"), "gross_area": Decimal("93.87"), **values})
    [verdict] = planned([row], cast["zheng"], project)
    assert (verdict.kind, [r.code for r in verdict.reasons]) == (Kind.ERROR, [code])


def test_the_same_place_twice_in_a_file_is_said(cast: Any, project: Project, make_row: MakeRow) -> None:
    rows = [make_row(2, room="1503"), make_row(3, room="03"), make_row(4, room="3")]
    assert [v.kind for v in planned(rows, cast["zheng"], project)] == [Kind.NEW, Kind.DUPLICATE, Kind.DUPLICATE]


def test_undo_leaves_nothing_behind_but_the_trail(cast: Any, project: Project, make_row: MakeRow) -> None:
    before = Entry.objects.count()
    rows = [
        make_row(n, room=f"0{n}", section="1单元", unit_type="A", unit_price=Decimal("50000"), gross_area=Decimal("90"))
        for n in (1, 2, 3)
    ]
    written = taken_in(rows, cast["zheng"], project)
    touched = [Touched(pk, Kind.NEW, {}) for pk in written.created.values()]
    assert UNITS.undo is not None
    assert UNITS.undo(cast["zheng"], touched, Context(cast["zheng"], {"project": project.pk})) == {}
    assert not any(m.objects.exists() for m in (Unit, PriceLine, PriceScheme, Section, Building))
    assert Entry.objects.count() > before


def test_undo_keeps_what_somebody_built_on(cast: Any, project: Project, make_row: MakeRow) -> None:
    rows = [make_row(n, room=f"0{n}", unit_price=Decimal("50000"), gross_area=Decimal("90")) for n in (1, 2)]
    written = taken_in(rows, cast["zheng"], project)
    kept = Unit.objects.get(room="01")
    in_force(project, [kept])
    touched = [Touched(pk, Kind.NEW, {}) for pk in written.created.values()]
    assert UNITS.undo is not None
    assert set(UNITS.undo(cast["zheng"], touched, Context(cast["zheng"], {"project": project.pk}))) == {kept.pk}
    assert list(Unit.objects.all()) == [kept]


def test_only_one_s_own_projects_can_be_chosen(cast: Any, projects: Any) -> None:
    assert {label for _pk, label in projects_of(cast["zheng"])} == {"松风明月", "SFMY"}
    assert list(projects_of(cast["wang"])) == []
