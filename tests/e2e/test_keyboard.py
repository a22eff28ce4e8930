"""Without a mouse: sign in, walk the board, decide in the inbox, go through a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.deeds import SLOW, SignIn, create, deed, drawer, picture
from tests.e2e.homes import PROJECT, homes


def test_signing_in_by_keyboard(stranger: Page) -> None:
    stranger.goto("/accounts/login/")
    stranger.locator("input[name=login]").focus()
    stranger.keyboard.type("wang")
    stranger.keyboard.press("Tab")
    while stranger.evaluate("document.activeElement.name") != "password":
        stranger.keyboard.press("Tab")
    stranger.keyboard.type(PASSWORD)
    stranger.keyboard.press("Enter")
    expect(stranger.locator("h1")).to_be_visible(timeout=SLOW)
    stranger.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.mark.clause("3.1.2")
def test_the_board_by_keyboard(sign_in: SignIn) -> None:
    """Arrows move, digits jump, Enter opens the unit, Esc closes it and the focus is back on the cell."""
    page = homes(sign_in)
    cells = page.locator(".board-grid a.u-in")
    cells.first.focus()
    first = page.evaluate("document.activeElement.dataset.n")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.n") != first
    number = cells.last.get_attribute("data-n")
    page.keyboard.type(str(number))
    expect(cells.locator("xpath=self::*[@tabindex='0']").first).to_have_attribute("data-n", str(number))
    assert page.evaluate("document.activeElement.dataset.n") == number
    page.keyboard.press("Enter")
    drawer(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.drawer[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.dataset.n") == number


def test_a_decision_by_one_key(sign_in: SignIn, tmp_path: Path) -> None:
    """A in the inbox approves what is shown; while somebody types it is only a letter."""
    homes(sign_in)
    _permit_in_review(sign_in("liu"), tmp_path)
    chen = sign_in("chen")
    chen.goto("/approvals/")
    chen.locator("#rows a.inbox-link").first.focus()
    chen.keyboard.press("Enter")
    expect(chen.locator("[data-key=a]")).to_be_visible(timeout=SLOW)
    chen.locator(".decide textarea[name=comment]").focus()
    chen.keyboard.type("a")
    expect(chen.locator("[data-key=a]")).to_be_visible()
    chen.locator("h1").first.evaluate("e => { e.tabIndex = -1; e.focus() }")
    chen.keyboard.press("a")
    expect(chen.locator("[data-key=a]")).to_have_count(0, timeout=SLOW)


def _permit_in_review(liu: Page, folder: Path) -> None:
    """Something a deputy has to decide."""
    number = f"皖房许字 {folder.name[-6:]}-{date.today():%j}"
    create(
        liu, "/inventory/presalepermit/", project=PROJECT, number=number, issued_on=date.today(), single_units="9-101",
        scan=picture(folder),
    )  # fmt: skip
    liu.goto("/inventory/presalepermit/")
    liu.goto(str(liu.locator("#rows a", has_text=number).first.get_attribute("href")).split("?")[0])
    deed(liu, "submit_permit")


def test_a_list_by_keyboard(sign_in: SignIn) -> None:
    """J and K walk the rows, Enter opens one, J goes to the next inside the drawer, Esc comes back."""
    page = sign_in("liu")
    page.goto("/directory/user/")
    page.locator("h1").first.evaluate("e => { e.tabIndex = -1; e.focus() }")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.closest('tr').dataset.href")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').dataset.href") != second
    page.keyboard.press("Enter")
    shown = drawer(page).locator("h1").inner_text()
    page.keyboard.press("j")
    expect(drawer(page).locator("h1")).not_to_have_text(shown, timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.drawer[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('tr') !== null")
