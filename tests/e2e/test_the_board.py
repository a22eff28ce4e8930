"""The unit board in a real browser: three views, a phone, a wall, looking back, comparing, and paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn, drawer
from tests.e2e.homes import homes

pytestmark = pytest.mark.clause("3.1.2")


def board_of(page: Page) -> str:
    """The address of the board with homes, to which ``&view=…`` can be added."""
    return re.sub(r"[&?](view|layer)=[^&]*", "", page.url)


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"))


def test_the_card_is_filled_and_the_types_stand_beside_it(sign_in: SignIn) -> None:
    page = homes(sign_in)
    card = page.locator(".board-card").bounding_box()
    grid = page.locator(".board-grid").first.bounding_box()
    assert card is not None
    assert grid is not None
    assert grid["width"] > 0.6 * card["width"]
    expect(page.locator(".board-side")).to_be_visible()


def test_the_same_units_in_plan_elevation_and_list(sign_in: SignIn) -> None:
    page = homes(sign_in)
    address = board_of(page)
    shown = {}
    for view, cells in (
        ("plan", ".board-grid a.u-in"),
        ("facade", ".board-grid a.u-in"),
        ("list", "tr[data-href] a.row-title"),
    ):
        page.goto(f"{address}&view={view}")
        shown[view] = page.locator(cells).count()
        assert not sideways(page), view
    assert shown == {"plan": 24, "facade": 24, "list": 24}


def test_a_phone_has_large_cells_and_never_scrolls_sideways(sign_in: SignIn) -> None:
    address = board_of(homes(sign_in))
    phone = sign_in("liu", phone=True)
    for view in ("plan", "facade"):
        phone.goto(f"{address}&view={view}")
        boxes = phone.locator(".board-grid a.u-in").evaluate_all(
            "all => all.map(a => a.getBoundingClientRect()).map(b => [b.width, b.height])"
        )
        assert min(min(box) for box in boxes) >= 44
        assert not sideways(phone), view


def test_three_units_are_chosen_in_the_drawer_and_compared_on_a_phone(sign_in: SignIn) -> None:
    address = board_of(homes(sign_in))
    phone = sign_in("liu", phone=True)
    for n in (0, 1, 5):
        phone.goto(address)
        phone.locator(".board-grid a.u-in").nth(n).click()
        drawer(phone).locator("form[action$='/compare/'] button").click()
        expect(phone.locator(".toast").last).to_be_visible(timeout=SLOW)
    phone.goto("/inventory/compare/")
    expect(phone.locator(".compare thead th")).to_have_count(3)
    expect(phone.locator(".compare tr.differs").first).to_be_visible()
    assert not sideways(phone)


def test_what_changed_is_marked_and_the_past_stands_still(sign_in: SignIn) -> None:
    page = homes(sign_in)
    address = board_of(page)
    page.goto(f"{address}&from=week")
    expect(page.locator("td.u-changed")).to_have_count(24)
    page.locator("[data-goto]").first.hover()
    expect(page.locator("td.u-point")).to_have_count(1)
    page.goto(f"{address}&at=2020-01-01T09:00")
    expect(page.locator("[data-still]")).to_have_count(1)
    expect(page.locator("td.u")).to_have_count(0)


def test_the_wall_fits_its_screen_and_has_nothing_to_open(sign_in: SignIn) -> None:
    page = homes(sign_in)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{board_of(page)}&wall=1")
    assert not sideways(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    assert page.locator(".board-grid a").count() == 0


def test_selecting_by_shift_shows_count_and_preview(sign_in: SignIn) -> None:
    page = homes(sign_in)
    page.locator("[data-board-select]").click()
    cells = page.locator("td.u")
    cells.nth(0).click()
    cells.nth(4).click(modifiers=["Shift"])
    expect(page.locator("[data-board-count]")).to_have_text("5")
    page.locator("[data-board-deed*='withhold']").click()
    expect(drawer(page).locator(".stat-value").first).to_have_text("5")


def test_paper_cards_print_without_the_frame(sign_in: SignIn) -> None:
    page = homes(sign_in)
    page.goto(board_of(page).replace("/board/", "/board/cards/"))
    expect(page.locator(".unit-card svg.qr")).to_have_count(24)
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator(".unit-card").first).to_be_visible()


def test_the_board_keeps_its_place_while_it_arrives(sign_in: SignIn) -> None:
    """The side comes last in a long page; its room is kept from the beginning, or every building moves when it comes."""
    page = homes(sign_in)
    main = page.locator(".board-main")
    whole = main.bounding_box()
    page.locator(".board-side").evaluate("e => e.remove()")
    assert main.bounding_box() == whole
