"""The unit control board: words before colours, nothing a person may not see, current without moving what a hand is on."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.inventory import board as boards
from lintel.inventory import queries
from lintel.inventory.actions.units import release_units
from lintel.inventory.claims import UnitTaken, take, taken
from lintel.inventory.models import (
    Building,
    Claim,
    Facility,
    PresalePermit,
    PriceLine,
    PriceScheme,
    Project,
    Unit,
    UnitType,
)
from lintel.inventory.models.unit import SaleState
from lintel.inventory.tests.conftest import in_force
from lintel.platform.access.scope import may, view_permission
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import FigureValue

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def board_url(**query: str) -> str:
    return reverse("inventory:board", query=query)


def cell(html: str, code: Unit) -> str:
    found = re.search(rf'<td role="gridcell" id="u{code.pk}".*?</td>', html, re.DOTALL)
    assert found, f"{code} is not on the board"
    return found.group()


def laid(project: Project, user: Any, **wanted: Any) -> boards.Board:
    buildings = queries.buildings_of(project, user)
    units = queries.dressed(queries.unit_rows(project, user, buildings), buildings)
    return boards.lay_out(units, boards.Viewer.of(user), boards.Wanted(**wanted))


def test_the_board_is_a_grid_of_floors_and_positions(for_sale: list[Unit], cast: Any, project: Project) -> None:
    [block] = laid(project, cast["wang"]).blocks
    [grid] = block.grids
    assert grid.title == "松风明月花园3栋 1单元"
    assert [c.room for c in grid.columns] == ["01", "02", "03", "04"]
    assert grid.columns[0].heading == "A 94㎡ 南"
    assert [label for label, _cells in grid.floors] == ["6", "5"]
    assert [c.unit.number for c in grid.floors[0][1] if c] == ["601", "602", "603", "604"]


def test_every_cell_says_its_state_in_glyph_and_word(for_sale: list[Unit], cast: Any) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    html = signed_in(cast["zhao"]).get(board_url()).content.decode()
    held, free = cell(html, for_sale[0]), cell(html, for_sale[1])
    assert ("◔" in held, "锁定" in held, "王" in held, "data-hold-until" in held) == (True, True, True, True)
    assert ("○" in free, "可售" in free, "450.00" in free) == (True, True, True)
    assert 'role="grid"' in html
    assert len(boards.LOOKS) == len({look.glyph for look in boards.LOOKS.values()})


def test_a_screen_reader_hears_number_type_area_state_and_price(
    for_sale: list[Unit], cast: Any, project: Project
) -> None:
    [first, *_rest] = laid(project, cast["wang"]).cells
    for part in (first.unit.code, "94 ㎡", "450.00"):
        assert part in first.spoken


def test_without_a_permit_the_price_is_hidden_and_the_unit_not_for_sale(
    for_sale: list[Unit], permit: PresalePermit, cast: Any
) -> None:
    permit.buildings.clear()
    permit.units.add(for_sale[1])
    html = signed_in(cast["wang"]).get(board_url()).content.decode()
    assert "s-no_permit" in cell(html, for_sale[0])
    assert "450.00" not in cell(html, for_sale[0])
    assert "450.00" in cell(html, for_sale[1])
    listed = signed_in(cast["wang"]).get(reverse("inventory:unit-list")).content.decode()
    assert listed.count("450.00") == 1
    page = signed_in(cast["wang"]).get(for_sale[0].get_absolute_url()).content.decode()
    assert "4,500,000.00" not in page


@pytest.mark.parametrize(
    ("who", "price", "floor"),
    [
        ("wang", True, False),
        ("liu", True, True),
        ("chen", True, True),
        ("zheng", True, False),
        ("xu", False, False),
        ("he", False, False),
    ],
)
def test_each_sees_the_prices_of_their_post(
    for_sale: list[Unit], cast: Any, who: str, price: bool, floor: bool
) -> None:
    client = signed_in(cast[who])
    page = client.get(for_sale[0].get_absolute_url()).content.decode()
    board = client.get(board_url()).content.decode()
    assert ("4,500,000.00" in page, "450.00" in board) == (price, price)
    assert ("4,275,000.00" in page) == floor
    assert "4,275,000.00" not in board


def test_people_of_another_project_see_nothing_of_it(for_sale: list[Unit], cast: Any, project: Project) -> None:
    html = signed_in(cast["tang"]).get(board_url(project=str(project.pk))).content.decode()
    assert f'id="u{for_sale[0].pk}"' not in html
    assert signed_in(cast["tang"]).get(for_sale[0].get_absolute_url()).status_code == 404
    assert signed_in(cast["guest"]).get(board_url()).status_code == 403


def test_the_wall_shows_states_and_nobody_s_name(for_sale: list[Unit], cast: Any) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    wall = signed_in(cast["liu"]).get(board_url(building="all", wall="1")).content.decode()
    assert "锁定" in wall
    unsafe = ("王", "450.00", 'href="/inventory/unit', "data-hold-until", "法院")
    assert [word for word in unsafe if word in wall] == []
    asked_for = (
        signed_in(cast["liu"]).get(board_url(building="all", wall="1", prices="1", layer="price")).content.decode()
    )
    assert "450.00" not in asked_for
    FigureValue.objects.create(key="inventory.wall_prices", value=1)
    allowed = signed_in(cast["liu"]).get(board_url(building="all", wall="1")).content.decode()
    assert ("450.00" in allowed, "王" in allowed) == (True, False)


def test_the_wall_does_not_say_why_a_unit_is_not_on_sale(for_sale: list[Unit], cast: Any) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(frozen=True, frozen_reason="法院查封")
    Unit.objects.filter(pk=for_sale[1].pk).update(sale_state=SaleState.WITHHELD)
    wall = signed_in(cast["liu"]).get(board_url(building="all", wall="1")).content.decode()
    assert ["s-closed" in cell(wall, unit) for unit in for_sale[:3]] == [True, True, False]
    assert not any(word in wall for word in ("冻结", "❄", "保留"))


def test_a_filter_dims_and_never_moves_a_cell(for_sale: list[Unit], cast: Any, project: Project) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(sale_state=SaleState.WITHHELD)
    board = laid(project, cast["wang"], state="available", most=Decimal("4600000"))
    assert (len(board.cells), board.shown) == (8, 7)
    assert [c.unit.code for c in board.cells if c.dim] == ["3-1-501"]
    listed = signed_in(cast["wang"]).get(board_url(view="list", state="withheld")).content.decode()
    shown = [row for row in re.findall(r'<tr id="u\d+"[^>]*>', listed) if "hidden" not in row]
    assert len(shown) == 1


def test_totals_count_every_state_once(for_sale: list[Unit], cast: Any, project: Project) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(sale_state=SaleState.CONTRACTED)
    totals = {look.code: n for look, n in laid(project, cast["wang"]).totals}
    assert totals == {"available": 7, "contracted": 1}


@pytest.fixture
def polling(for_sale: list[Unit], cast: Any) -> tuple[Client, dict[str, str], str]:
    """A board somebody has just opened: client, query and ETag."""
    Unit.objects.update(updated_at=clock.now() - timedelta(hours=1))
    client = signed_in(cast["zhao"])
    html = client.get(board_url()).content.decode()
    query = dict(
        pair.split("=", 1)
        for pair in re.search(r'data-query="([^"]*)"', html).group(1).replace("&amp;", "&").split("&")
    )  # type: ignore[union-attr]
    since, etag = (re.search(rf'data-{n}="([^"]*)"', html).group(1) for n in ("since", "etag"))  # type: ignore[union-attr]
    return client, {**query, "since": since}, f'"{etag}"'


def ask(client: Client, query: dict[str, str], etag: str) -> Any:
    return client.get(
        reverse("inventory:board-cells", query=query), headers={"If-None-Match": etag, "X-Lintel-Poll": "1"}
    )


def test_a_poll_answers_nothing_until_something_changed_and_then_only_that(
    polling: Any, for_sale: list[Unit], cast: Any
) -> None:
    client, query, etag = polling
    quiet = ask(client, query, etag)
    assert (quiet.status_code, quiet["X-Board-Every"], quiet.content) == (304, "10", b"")
    take(for_sale[2], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[2].save()
    answer = ask(client, query, etag)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'id="u(\d+)"', html) == [str(for_sale[2].pk)]
    assert 'id="board-totals"' in html
    assert answer["X-Board-Every"] == "2"
    again = ask(client, {**query, "since": answer["X-Board-Since"]}, answer["ETag"])
    assert again.status_code == 304


def test_a_hold_that_runs_out_changes_the_board_although_no_row_did(
    polling: Any, for_sale: list[Unit], cast: Any
) -> None:
    client, query, etag = polling
    soon = clock.now() + timedelta(minutes=15)
    take(for_sale[2], Claim.Kind.HOLD, cast["wang"], expires_at=soon)
    for_sale[2].save()
    seen = ask(client, query, etag)
    with clock.at(soon + timedelta(seconds=1)):
        answer = ask(client, {**query, "since": (soon - timedelta(seconds=1)).isoformat()}, seen["ETag"])
    assert answer.status_code == 200
    assert "s-available" in cell(answer.content.decode(), for_sale[2])


def test_a_new_price_and_a_revoked_permit_reach_the_board(
    polling: Any, for_sale: list[Unit], cast: Any, project: Project, permit: PresalePermit
) -> None:
    from lintel.inventory.actions.permits import revoke_permit

    client, query, etag = polling
    revoke_permit(cast["liu"], permit, reason="撤销")
    answer = ask(client, query, etag)
    assert answer.status_code == 200
    assert "s-no_permit" in cell(answer.content.decode(), for_sale[0])


def thousand(project: Project) -> None:
    buildings = [Building.objects.create(project=project, name=f"{n}栋") for n in range(10, 15)]
    made = Unit.objects.bulk_create(
        Unit(project=project, building=b, floor=f, room=f"{r:02d}", code=f"{b.code}-{f}{r:02d}", sale_state="available")
        for b in buildings for f in range(1, 26) for r in range(1, 9)
    )  # fmt: skip
    in_force(project, made, name="大盘")
    permit = PresalePermit.objects.create(
        project=project, number="大盘", issued_on=date(2026, 10, 1), status=PresalePermit.Status.APPROVED
    )
    permit.buildings.set(buildings)


@pytest.mark.parametrize("asked", [{}, {"view": "facade"}, {"view": "list"}, {"layer": "interest"}, {"from": "week"}])
def test_a_thousand_cells_cost_as_many_queries_as_eight(
    for_sale: list[Unit], cast: Any, project: Project, asked: dict[str, str]
) -> None:
    client = signed_in(cast["wang"])

    def queries_of_a_board() -> int:
        client.get(board_url(building="all", **asked))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(board_url(building="all", **asked)).status_code == 200
        return len(caught)

    few = queries_of_a_board()
    thousand(project)
    assert queries_of_a_board() == few <= 40
    assert few <= 30 or "from" in asked


def test_a_thousand_cells_weigh_at_most_ninety_kilobytes(for_sale: list[Unit], cast: Any, project: Project) -> None:
    thousand(project)
    for view in ("plan", "facade"):
        html = signed_in(cast["wang"]).get(board_url(building="all", view=view)).content
        assert html.count(b'role="gridcell" id=') == 1_008
        assert len(gzip.compress(html, 6)) <= 90 * 1024


@pytest.mark.clause("3.3.1")
def test_the_conflict_sheet_offers_ways_out(for_sale: list[Unit], cast: Any) -> None:
    from django.template.loader import render_to_string

    claim = take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    html = render_to_string("workbench/_refusal.html", {"refusal": taken(for_sale[0], claim, cast["zhao"])})
    assert UnitTaken.template == "inventory/unit_taken.html"
    assert "王敏" in html
    assert [code for code in ("3-1-504", "3-1-601", "3-1-604") if code in html] == ["3-1-504", "3-1-601", "3-1-604"]
    assert "450.00" in html
    blind = render_to_string("workbench/_refusal.html", {"refusal": taken(for_sale[0], claim, cast["he"])})
    assert not any(word in blind for word in ("王敏", "450.00"))


def test_the_unit_page_answers_whether_it_can_be_sold(for_sale: list[Unit], cast: Any, building: Building) -> None:
    Building.objects.filter(pk=building.pk).update(mortgaged=True, mortgage_note="抵押给建设银行")
    html = signed_in(cast["wang"]).get(for_sale[0].get_absolute_url()).content.decode()
    for words in ("现在可以销售", "深房许字(2026)平湖008号", "G-01", "抵押给建设银行", "G-17"):
        assert words in html
    Unit.objects.filter(pk=for_sale[0].pk).update(frozen=True, frozen_reason="法院查封")
    html = signed_in(cast["wang"]).get(for_sale[0].get_absolute_url()).content.decode()
    assert "现在不能销售" in html
    assert "法院查封" in html


def test_units_are_compared_side_by_side_and_planned_facilities_say_so(
    for_sale: list[Unit], cast: Any, project: Project
) -> None:
    Facility.objects.create(project=project, name="松风小学", kind="school", stage=Facility.Stage.PLANNED)
    client = signed_in(cast["wang"])
    for unit in for_sale[:4]:
        assert client.post(reverse("inventory:compare-choose", args=[unit.pk])).status_code == 303
    html = client.get(reverse("inventory:compare")).content.decode()
    assert html.count('scope="col"') == 3
    assert "松风小学（规划中）" in html
    sheet = client.get(reverse("inventory:unit-sheet", args=[for_sale[0].pk])).content.decode()
    assert "松风明月花园3栋-1单元-501" in sheet
    assert "4,500,000.00" in sheet
    assert "4,275,000.00" not in sheet


def test_the_bulk_page_previews_and_does(units: list[Unit], permit: PresalePermit, cast: Any, project: Project) -> None:
    Unit.objects.filter(pk=units[0].pk).update(frozen=True, frozen_reason="法院查封")
    client = signed_in(cast["liu"])
    url = reverse("inventory:board-bulk", args=["release"], query={"units": ",".join(str(u.pk) for u in units)})
    page = client.get(url).content.decode()
    assert "法院查封" in page
    assert "3150.00" in page.replace(",", "")
    key = re.search(r'name="_key" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    assert client.post(url, {"reason": "首次开盘", "_key": key}).status_code == 303
    assert Unit.objects.filter(sale_state=SaleState.AVAILABLE).count() == 7
    assert signed_in(cast["wang"]).get(url).status_code == 404


def test_repricing_from_the_board_drafts_a_scheme(for_sale: list[Unit], cast: Any) -> None:
    client = signed_in(cast["zheng"])
    url = reverse("inventory:board-bulk", args=["reprice"], query={"units": str(for_sale[0].pk)})
    key = re.search(r'name="_key" value="([^"]+)"', client.get(url).content.decode()).group(1)  # type: ignore[union-attr]
    assert client.post(url, {"name": "上调", "reason": "成本", "_key": key}).status_code == 422
    assert client.post(url, {"name": "上调", "percent": "2", "reason": "成本", "_key": key}).status_code == 303
    [line] = PriceScheme.objects.get(name="上调").lines.all()
    assert (line.unit_price, line.list_price) == (Decimal("48960.00"), Decimal("4595875.20"))


def test_every_list_and_page_opens_for_whoever_may(for_sale: list[Unit], cast: Any, project: Project) -> None:
    Facility.objects.create(project=project, name="松风小学")
    rows = [
        m.objects.first() for m in (Project, Building, UnitType, Facility, Unit, PresalePermit, PriceScheme, PriceLine)
    ]
    for who in ("liu", "chen", "zhou", "wang", "zheng", "feng", "xu", "he", "lin", "gao"):
        client = signed_in(cast[who])
        for row in rows:
            assert row is not None
            seen = may(cast[who], view_permission(type(row)))
            answer = client.get(reverse(f"inventory:{row._meta.model_name}-list"))
            assert (who, answer.status_code) == (who, 200 if seen else 403)
            assert client.get(row.get_absolute_url()).status_code == (200 if seen else 404), (who, row)


def test_released_units_come_onto_the_board(
    units: list[Unit], permit: PresalePermit, cast: Any, project: Project
) -> None:
    release_units(cast["liu"], project, units=units, reason="首次开盘")
    assert {c.look.code for c in laid(project, cast["wang"]).cells} == {"available"}
