"""What the tests of this area stand on: the real price list read row by row, and units ready for sale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lintel.inventory.importers import UNITS
from lintel.inventory.models import Building, PresalePermit, PriceLine, PriceScheme, Project, Section, Unit, UnitType
from lintel.inventory.models.unit import SaleState
from lintel.platform.exchange.importers import Context, Kind, Noted, Planned, Row, Verdict, Written
from lintel.platform.exchange.reading.cells import Column
from lintel.platform.exchange.reading.headers import factor_of, match_columns
from lintel.platform.exchange.reading.table import best_table
from lintel.platform.exchange.reading.workbook import read_workbook


def rows_of(path: Path) -> list[Row]:
    """The file as the exchange hands it to ``plan``."""
    with read_workbook(path) as book:
        table = UNITS.reshape(book) if UNITS.reshape else None
        table = table or best_table(book, UNITS.fields)
        assert table is not None
        matching = match_columns(table.heading.names, UNITS.fields)
        places = {name: match.column for name, match in matching.fields.items()}
        return [_row(line, cells, places, table.heading.names) for line, cells, record in table.records() if record]


def _row(line: int, cells: list[Any], places: dict[str, int], names: list[str]) -> Row:
    values: dict[str, Any] = {f.name: None for f in UNITS.fields}
    for name, place in places.items():
        column = Column(names[place], factor_of(names[place]))
        value = UNITS.field(name).parse(cells[place] if place < len(cells) else None, column)
        values[name] = value.value if isinstance(value, Noted) else value
    return Row(line, values, frozenset(places))


def planned(rows: list[Row], actor: Any, project: Project) -> list[Verdict]:
    return list(UNITS.plan(rows, Context(actor, {"project": project.pk})))


def taken_in(rows: list[Row], actor: Any, project: Project) -> Written:
    """Plan and commit, as the exchange does for a confirmed import."""
    verdicts = planned(rows, actor, project)
    todo = [
        Planned(row.line, v.kind, dict(v.values or row.values), v.target)
        for row, v in zip(rows, verdicts, strict=True)
        if v.kind in (Kind.NEW, Kind.UPDATE)
    ]
    return UNITS.commit(actor, todo, Context(actor, {"project": project.pk}))


@pytest.fixture
def price_list(sample_data: Path) -> Path:
    return sample_data / "units" / "sz_songfeng_mingyue_416_project.xls"


@pytest.fixture
def matrix_list(sample_data: Path) -> Path:
    return sample_data / "units" / "sz_songfeng_mingyue_matrix_result.xlsx"


MakeRow = Callable[..., Row]


@pytest.fixture
def make_row() -> MakeRow:
    """A row of a list: ``make_row(2, building="3栋", floor=15, room="03", unit_price=Decimal(…))``."""

    def make(line: int = 2, **values: Any) -> Row:
        empty: dict[str, Any] = {f.name: None for f in UNITS.fields}
        return Row(line, {**empty, "building": "3栋", "floor": 15, "room": "03", **values}, frozenset(values))

    return make


@pytest.fixture
def building(project: Project) -> Building:
    return Building.objects.create(project=project, name="松风明月花园3栋")


@pytest.fixture
def units(project: Project, building: Building) -> list[Unit]:
    """Two floors of four units, types A B B A, priced and permitted but not released: 3-1-501 … 3-1-604."""
    section = Section.objects.create(building=building, name="1单元")
    types = {n: UnitType.objects.create(project=project, name=n, rooms=3, halls=2, baths=2) for n in "AB"}
    made = [
        Unit.objects.create(
            project=project, building=building, section=section, floor=floor, room=f"0{room}", unit_type=types["ABBA"[room - 1]],
            gross_area=Decimal("93.87"), net_area=Decimal("74.81"), orientation="南",
        )
        for floor in (5, 6)
        for room in (1, 2, 3, 4)
    ]  # fmt: skip
    in_force(project, made)
    return made


def in_force(
    project: Project, units: Iterable[Unit], price: Decimal = Decimal("4500000.00"), name: str = "首次开盘"
) -> PriceScheme:
    """A scheme that has come all the way, without walking it there."""
    scheme = PriceScheme.objects.create(
        project=project,
        name=name,
        status=PriceScheme.Status.IN_FORCE,
        filing_number="深房价备2026-118",
        filed_on=date(2026, 10, 8),
    )
    PriceLine.objects.bulk_create(
        PriceLine(
            scheme=scheme, unit=u, list_price=price, filed_price=price, floor_price=price * Decimal("0.95"), current=True,
            unit_price=Decimal("48000.00"),
        )
        for u in units
    )  # fmt: skip
    return scheme


@pytest.fixture
def permit(project: Project, building: Building) -> PresalePermit:
    """An approved, published permit for building 3."""
    permit = PresalePermit.objects.create(
        project=project, number="深房许字(2026)平湖008号", issued_on=date(2026, 10, 1), status=PresalePermit.Status.APPROVED,
        published_on=date(2026, 10, 6), published_where="售楼处公示墙",
    )  # fmt: skip
    permit.buildings.add(building)
    return permit


@pytest.fixture
def for_sale(units: list[Unit], permit: PresalePermit) -> list[Unit]:
    """The same units, released."""
    Unit.objects.filter(pk__in=[u.pk for u in units]).update(sale_state=SaleState.AVAILABLE)
    return list(Unit.objects.filter(pk__in=[u.pk for u in units]).order_by("pk"))


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    """The second factor is the site's business; here people walk straight in."""
    settings.LINTEL_REQUIRE_TOTP = False
