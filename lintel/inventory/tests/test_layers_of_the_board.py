"""Views and layers of the board: long floors wrap, shops stand below, figures stand in the cells, nobody reads what is not theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lintel.inventory import layers, queries
from lintel.inventory.board_grids import WRAPPED
from lintel.inventory.models import Building, PriceLine, Project, Unit, UnitType
from lintel.inventory.models.unit import SaleState
from lintel.inventory.plans import sketch_of
from lintel.inventory.tests.test_reading_the_board import board_url, cell, laid, signed_in
from lintel.platform.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]


def test_a_garage_of_one_long_floor_is_wrapped_into_rows(project: Project, cast: Any) -> None:
    garage = Building.objects.create(project=project, name="地下车库")
    Unit.objects.bulk_create(
        Unit(project=project, building=garage, floor=-1, room=f"{n:03d}", code=f"车库-{n:03d}", kind=Unit.Kind.PARKING)
        for n in range(1, 31)
    )
    [block] = laid(project, cast["wang"]).blocks
    assert [len(row) for _floor, row in block.grids[0].floors] == [WRAPPED] * 4
    assert [c.unit.room for _floor, row in block.grids[0].floors for c in row if c] == [
        f"{n:03d}" for n in range(1, 31)
    ]


def test_shops_stand_below_the_homes_of_their_section(for_sale: list[Unit], cast: Any, project: Project) -> None:
    home = for_sale[0]
    Unit.objects.create(
        project=project, building=home.building, section=home.section, floor=1, room="S1", kind=Unit.Kind.SHOP
    )
    [block] = laid(project, cast["wang"]).blocks
    assert [len(grid.columns) for grid in block.grids] == [4, 1]


def test_the_elevation_is_the_whole_project_with_glyph_and_number(
    for_sale: list[Unit], cast: Any, project: Project
) -> None:
    other = Building.objects.create(project=project, name="5栋")
    Unit.objects.create(project=project, building=other, floor=1, room="01")
    html = signed_in(cast["wang"]).get(board_url(view="facade")).content.decode()
    assert html.count('role="gridcell" id=') == 9
    assert ("○" in cell(html, for_sale[0]), "501" in cell(html, for_sale[0]), "可售" in cell(html, for_sale[0])) == (
        True,
        True,
        True,
    )
    assert "u-price" not in html


def test_the_unit_price_layer_grounds_cells_by_price_and_keeps_the_state(for_sale: list[Unit], cast: Any) -> None:
    PriceLine.objects.filter(unit=for_sale[0]).update(unit_price=Decimal("52000.00"))
    html = signed_in(cast["wang"]).get(board_url(layer="price")).content.decode()
    dear, usual = cell(html, for_sale[0]), cell(html, for_sale[1])
    assert ("u-h2" in dear, "52,000" in dear, "可售" in dear) == (True, True, True)
    assert ("u-h1" in usual, "48,000" in usual) == (True, True)
    assert "legend-scale" in html


def test_days_on_sale_stop_at_the_claim_that_keeps_the_unit(for_sale: list[Unit], cast: Any, project: Project) -> None:
    from lintel.inventory.claims import take
    from lintel.inventory.models import Claim

    now = clock.now()
    Unit.objects.update(released_at=now - timedelta(days=30))
    sold = Unit.objects.get(pk=for_sale[0].pk)
    with clock.at(now - timedelta(days=20)):
        take(sold, Claim.Kind.RESERVATION, cast["wang"])
        sold.save()
    Unit.objects.filter(pk=for_sale[1].pk).update(sale_state=SaleState.DRAFT, released_at=None)
    buildings = queries.buildings_of(project, cast["wang"])
    board = laid(project, cast["wang"])
    layers.put_on(board.cells, layers.DAYS, buildings, now)
    days = {c.unit.code: c.corner for c in board.cells}
    assert (days["3-1-501"], days["3-1-502"], days["3-1-503"]) == ("10天", "", "30天")


def test_interest_is_counted_and_shown_to_those_who_may_know_takers(for_sale: list[Unit], cast: Any) -> None:
    from lintel.inventory.claims import take
    from lintel.inventory.models import Claim

    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    html = signed_in(cast["zhao"]).get(board_url(layer="interest")).content.decode()
    assert ("1次" in cell(html, for_sale[0]), "次" in cell(html, for_sale[1])) == (True, False)
    blind = signed_in(cast["zheng"]).get(board_url(layer="interest")).content.decode()
    assert "layer-state" in blind


@pytest.mark.parametrize("asked", [{"layer": "price"}, {"most": "1"}, {"layer": "price", "view": "list"}])
def test_who_may_not_see_prices_cannot_ask_them_out_of_the_board(
    for_sale: list[Unit], cast: Any, asked: dict[str, str]
) -> None:
    html = signed_in(cast["xu"]).get(board_url(**asked)).content.decode()
    assert not any(word in html for word in ("450.00", "48,000", "u-dim", "u-h1", 'name="most"'))
    assert "您没有查看价格的权限" in html


@pytest.mark.parametrize("most", ["nan", "Infinity", "-1", "abc", "1e400"])
def test_nonsense_in_the_address_is_no_error(for_sale: list[Unit], cast: Any, most: str) -> None:
    said = {"most": most, "at": "2999-01-01T00:00", "from": "gestern", "layer": "floor", "view": "x", "type": "0" * 30}
    answer = signed_in(cast["wang"]).get(board_url(**said))
    assert answer.status_code == 200
    assert "所选时刻无效" in answer.content.decode()


def test_a_state_in_the_totals_is_a_filter_and_a_second_press_takes_it_off(for_sale: list[Unit], cast: Any) -> None:
    html = signed_in(cast["wang"]).get(board_url()).content.decode()
    [chip] = re.findall(r'<a class="chip chip-ok" href="([^"]+)"', html)
    assert "state=available" in chip
    filtered = signed_in(cast["wang"]).get(board_url(state="available")).content.decode()
    [off] = re.findall(r'<a class="chip chip-ok" href="([^"]+)" aria-current', filtered)
    assert "state=" not in off


def test_types_beside_the_board_say_how_many_are_free_and_from_what_price(
    for_sale: list[Unit], cast: Any, project: Project
) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(sale_state=SaleState.CONTRACTED)
    board = laid(project, cast["wang"])
    assert [(t.unit_type.name, t.free, t.count, t.lowest) for t in board.types] == [
        ("A", 3, 4, Decimal("4500000.00")), ("B", 4, 4, Decimal("4500000.00")),
    ]  # fmt: skip
    assert (board.sold, board.for_sale, board.sell_through) == (1, 8, 12)
    assert all(t.lowest is None for t in laid(project, cast["xu"]).types)


@pytest.mark.parametrize(("rooms", "halls", "baths", "count"), [(1, 1, 1, 5), (3, 2, 2, 9), (5, 2, 4, 13)])
def test_a_plan_is_drawn_from_the_facts_of_the_type_without_gaps(
    rooms: int, halls: int, baths: int, count: int
) -> None:
    drawn = sketch_of(UnitType(name="X", rooms=rooms, halls=halls, baths=baths, orientation="南"))
    assert drawn is not None
    inside = [room for room in drawn.rooms if room.kind != "balcony"]
    assert len(drawn.rooms) == count
    assert sum(room.wide * room.high for room in inside) == 320 * 200
    assert sketch_of(UnitType(name="S")) is None


def test_an_attached_picture_takes_the_place_of_the_drawing(for_sale: list[Unit], cast: Any) -> None:
    page = Client()
    page.force_login(cast["wang"])
    html = page.get(for_sale[0].get_absolute_url()).content.decode()
    assert ('class="sketch sketch-large"' in html, "非实测图" in html) == (True, True)


def test_an_empty_building_says_what_to_do(project: Project, cast: Any) -> None:
    Building.objects.create(project=project, name="9栋")
    html = signed_in(cast["liu"]).get(board_url()).content.decode()
    assert "这里还没有房源" in html


def test_whoever_has_the_unit_hears_when_the_hold_ends(for_sale: list[Unit], cast: Any) -> None:
    from lintel.inventory.claims import take
    from lintel.inventory.models import Claim

    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    mine, others = (
        cell(signed_in(cast[who]).get(board_url()).content.decode(), for_sale[0]) for who in ("wang", "zhao")
    )
    assert ("data-mine" in mine, "data-mine" in others, "data-hold-until" in others) == (True, False, True)


@pytest.mark.parametrize("who", ["wang", "liu", "xu"])
def test_the_polled_cell_is_the_cell_of_the_page(for_sale: list[Unit], cast: Any, who: str) -> None:
    client = signed_in(cast[who])
    for asked in ({}, {"view": "facade"}, {"layer": "days"}):
        whole = client.get(board_url(**asked)).content.decode()
        polled = client.get(
            reverse("inventory:board-cells", query={**asked, "since": "2000-01-01T00:00"})
        ).content.decode()
        assert cell(whole, for_sale[3]) == cell(polled, for_sale[3])
