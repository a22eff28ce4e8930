"""The kanban of customers: cards moved by keyboard, by mouse and on a phone; a refusal puts them back and says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.deeds import SLOW, SignIn, drawer, fill, press
from tools.axe import FADED, SCRIPT, faults

KANBAN = "/customers/customer/?look=grade"


def pile(page: Page, value: str) -> Locator:
    return page.locator(f"[data-pile='{value}']")


def number(page: Page, value: str) -> int:
    return int(page.locator(f"h2 [data-count='{value}']").inner_text().replace(",", ""))


def opened(page: Page) -> Locator:
    """The kanban, and a card that may be moved, of a column with more than one."""
    page.goto(KANBAN)
    card = page.locator(".kanban-card[data-stamp]").first
    expect(card).to_be_visible(timeout=SLOW)
    return card


def draggable(page: Page) -> Locator:
    """The same on a desk, once its cards can be dragged."""
    card = opened(page)
    page.wait_for_function("window.Sortable && Sortable.get(document.querySelector('[data-pile]'))")
    return card


def elsewhere(card: Locator) -> tuple[str, str]:
    """Where the card stands, and a column it does not stand in."""
    here = card.get_attribute("data-at") or ""
    return here, "C" if here != "C" else "D"


def test_a_card_is_moved_by_keyboard_and_taken_back(at_work: SignIn) -> None:
    page = at_work("wu")
    fresh = opened(page)
    name = fresh.get_attribute("id")
    fresh.locator("summary").click()
    fresh.locator("[data-move-to=B]").click()
    card = pile(page, "B").locator(f"#{name}")  # a grade can be taken back, having none cannot
    expect(card.locator("summary")).to_be_focused(timeout=SLOW)
    here, there = elsewhere(card)
    before = (number(page, here), number(page, there))
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    menu = card.locator(".menu-body [data-move-to]")
    expect(menu.first).to_be_focused()
    assert here not in menu.evaluate_all("all => all.map(one => one.dataset.moveTo)")
    card.locator(f"[data-move-to={there}]").focus()
    page.keyboard.press("Enter")
    moved = pile(page, there).locator(f"#{name}")
    expect(moved).to_be_visible(timeout=SLOW)
    expect(moved.locator("summary")).to_be_focused()
    expect(page.locator("#say")).to_contain_text(there, timeout=SLOW)
    assert (number(page, here), number(page, there)) == (before[0] - 1, before[1] + 1)
    page.locator("[data-take-back]").last.click()
    expect(pile(page, here).locator(f"#{name}")).to_be_visible(timeout=SLOW)
    assert (number(page, here), number(page, there)) == before


def drag(page: Page, card: Locator, to: Locator) -> None:
    card.scroll_into_view_if_needed()
    start, end = card.locator(".kanban-facts, .kanban-chips").last.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 15, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=12)
    page.mouse.up()


def test_a_card_is_dragged_and_stays_where_the_server_agrees(at_work: SignIn) -> None:
    page = at_work("wu")
    card = draggable(page)
    here, there = elsewhere(card)
    name = card.get_attribute("id")
    drag(page, card, pile(page, there))
    expect(pile(page, there).locator(f"#{name}.changed")).to_be_visible(timeout=SLOW)  # as the server drew it
    page.reload()
    expect(pile(page, there).locator(f"#{name}")).to_be_visible(timeout=SLOW)
    drag(page, pile(page, there).locator(f"#{name}"), pile(page, "C" if here == "" else here))
    expect(pile(page, there).locator(f"#{name}")).to_have_count(0, timeout=SLOW)


def test_a_refused_card_goes_back_and_the_reason_is_read(at_work: SignIn) -> None:
    """A card that somebody else changed meanwhile: the stamp it was drawn with is no longer true."""
    page = at_work("wu")
    card = draggable(page)
    here, there = elsewhere(card)
    name = card.get_attribute("id")
    card.evaluate("one => (one.dataset.stamp = '2020-01-01T00:00:00+00:00')")
    drag(page, card, pile(page, there))
    said = page.locator("[data-kanban-said]")
    expect(said.locator(".notice-title")).to_be_visible(timeout=SLOW)
    expect(pile(page, here).locator(f"#{name}")).to_be_visible(timeout=SLOW)
    expect(pile(page, there).locator(f"#{name}")).to_have_count(0)
    fresh = f"#{name}:not([data-stamp^='2020'])"  # what was stale is fetched again, and only then has its place
    expect(pile(page, here).locator(fresh)).to_be_visible(timeout=SLOW)

    def lost(route: Route) -> None:
        route.abort()

    page.route(re.compile(r"/cell/grade/"), lost)
    drag(page, pile(page, here).locator(f"#{name}"), pile(page, there))
    expect(page.locator(".toast-bad")).to_be_visible(timeout=SLOW)
    expect(pile(page, here).locator(f"#{name}")).to_be_visible()


def test_the_look_is_chosen_once_and_its_numbers_open_the_list(at_work: SignIn) -> None:
    page = at_work("wu")
    page.goto("/customers/customer/?view=all")
    page.locator(".looks button[value=stage]").click()
    expect(page).to_have_url(re.compile("look=stage"), timeout=SLOW)
    expect(page.locator(".kanban-pile")).to_have_count(10)
    expect(page.locator(".card-move")).to_have_count(0)
    page.goto("/customers/customer/")
    expect(page).to_have_url(re.compile("look=stage"))
    counts = page.locator("h2 [data-count]").evaluate_all(
        "all => all.map(one => [one.dataset.count, Number(one.textContent)])"
    )
    stage, told = max(counts, key=lambda one: int(one[1]))  # which column is full depends on what was done before
    page.locator(f"h2:has([data-count='{stage}']) a").click()
    expect(page.locator("#rows tbody tr").first).to_be_visible(timeout=SLOW)
    expect(page.locator(".toolbar [data-poll]")).to_contain_text(str(told), timeout=SLOW)
    page.locator(".looks button[value='']").click()
    page.goto("/customers/customer/")
    expect(page).not_to_have_url(re.compile("look="))


def test_a_view_brings_back_the_look_it_was_saved_in(at_work: SignIn) -> None:
    """Saved as a kanban, opened from the table; every other view stays as this person likes it. Taken away again at the end."""
    page = at_work("wu")
    page.goto(f"{KANBAN}&stage=intent")
    expect(page.locator(".kanban-pile").first).to_be_visible(timeout=SLOW)
    page.locator("nav.views a[data-drawer]", has_text="保存为视图").click()
    fill(drawer(page), name="意向看板")
    press(page)
    page.goto("/customers/customer/")
    expect(page.locator("#rows tbody tr").first).to_be_visible(timeout=SLOW)
    expect(page).not_to_have_url(re.compile("look="))  # nothing but the view was changed by saving it
    kept = page.locator("nav.views a.tab", has_text="意向看板")
    kept.click()
    expect(page.locator(".kanban-pile").first).to_be_visible(timeout=SLOW)
    expect(kept).to_have_attribute("aria-current", "page")
    page.locator("nav.views a.tab", has_text="全部").click()
    expect(page.locator("#rows tbody tr").first).to_be_visible(timeout=SLOW)
    kept.click()
    expect(page.locator(".kanban-pile").first).to_be_visible(timeout=SLOW)
    page.locator("nav.views a.tab-tool").click()
    drawer(page).locator("button[name=forget]").click()
    expect(page.locator("dialog.drawer[open]")).to_have_count(0, timeout=SLOW)
    page.goto("/customers/customer/")
    expect(page.locator("#rows tbody tr").first).to_be_visible(timeout=SLOW)
    expect(kept).to_have_count(0)


def test_on_a_phone_one_column_is_in_sight_and_tabs_lead_to_the_others(at_work: SignIn) -> None:
    page = at_work("wu")
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")  # a menu closes while something scrolls
    card = opened(page)
    expect(page.locator("script[src*='widgets.js']")).to_have_count(0)
    here, there = elsewhere(card)
    last = f"#pile-{'ABCD'.index(here) + 1 if here else 5}"
    for shown in ("#pile-2", last):
        tab = page.locator(f".kanban-tabs a[href='{shown}']")
        tab.click()
        expect(tab).to_have_attribute("aria-current", "true", timeout=SLOW)
        expect(page.locator(".kanban-tabs [aria-current]")).to_have_count(1)
        expect(page.locator(shown)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card.locator("summary").scroll_into_view_if_needed()
    box = card.locator("summary").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    name = card.get_attribute("id")
    card.locator("summary").click()
    card.locator(f"[data-move-to={there}]").click()
    expect(pile(page, there).locator(f"#{name}")).to_be_attached(timeout=SLOW)


@pytest.mark.parametrize("look", ["grade", "stage"])
def test_nothing_stands_in_anybodys_way(at_work: SignIn, look: str) -> None:
    """axe, on desk and phone, light and dark, with a menu open."""
    if not Path(SCRIPT).exists():
        pytest.skip("axe-core is not installed: npm ci in frontend/")
    page = at_work("wu")
    page.goto(f"/customers/customer/?look={look}")
    expect(page.locator(".kanban-card").first).to_be_visible(timeout=SLOW)
    page.evaluate(SCRIPT.read_text())
    found = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.wait_for_function(FADED, polling=100)
            found += [f"{width} {theme} {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)
