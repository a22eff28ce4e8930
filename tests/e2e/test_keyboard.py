"""Without a mouse: sign in, walk the board, receive and hold, decide in the inbox, go through a list, take a file in."""

from __future__ import annotations

import re
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
    """J walks the inbox, A approves what is shown; while somebody types it is only a letter."""
    homes(sign_in)
    _permit_in_review(sign_in("liu"), tmp_path)
    chen = sign_in("chen")
    chen.goto("/approvals/")
    chen.keyboard.press("j")
    expect(chen.locator("#rows a.inbox-link").first).to_be_focused()
    chen.keyboard.press("Enter")
    expect(chen.locator(".request .file-list a")).to_be_visible(timeout=SLOW)
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


def tab_to(page: Page, what: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on ``what``, as somebody without a mouse does; a trap or a hole in the order fails here."""
    expect(page.locator(what).first).to_be_visible(timeout=SLOW)
    for _ in range(120):
        if page.evaluate("css => document.activeElement.matches(css)", what):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{what} cannot be reached by {key}; the focus is on {focused(page)}")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


def go_by_name(page: Page, name: str, address: str) -> None:
    """Ctrl K, the name of a page, Enter."""
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text(name, timeout=SLOW)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}", timeout=SLOW)


def whose_turn(page: Page) -> str:
    """The user name of the consultant to whom the next visitor goes: what the journeys before did has moved the turns."""
    page.goto("/customers/reception/")
    return "zhao" if "赵磊" in page.locator(".page-lead").inner_text() else "wang"


@pytest.mark.clause("3.1.1")
@pytest.mark.clause("3.3.1")
def test_receiving_and_holding_by_keyboard(at_work: SignIn) -> None:
    """A visitor is registered and a home is held for them without a hand on the mouse."""
    page = at_work(whose_turn(at_work("wang")))
    go_by_name(page, "接待登记", "/customers/reception/")
    expect(page.locator("#reception-phone")).to_be_focused(timeout=SLOW)
    page.keyboard.type("15212340001")
    expect(page.locator("#reception-name")).to_be_focused(timeout=SLOW)
    page.keyboard.type("金键")
    tab_to(page, "[data-consent] [name=agreed]")
    page.keyboard.press("Space")
    tab_to(page, "[data-submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".arrived-number")).to_be_visible(timeout=SLOW)
    go_by_name(page, "销控表", "/inventory/board/")
    tab_to(page, ".board-grid a.u-in")
    tab_to(page, ".board-grid a.u-in[aria-label*='可售']", "ArrowDown")
    number = page.evaluate("document.activeElement.dataset.n")
    page.keyboard.press("l")
    form = drawer(page)
    expect(form.locator("[name=customer] option:checked")).to_contain_text("金")
    tab_to(page, "dialog .form-foot button.btn-primary")
    page.keyboard.press("Enter")
    expect(form.locator("form[action$='/hold_unit/']")).to_have_count(0, timeout=SLOW)
    expect(page.locator(f".board-grid a.u-in[data-n='{number}']")).not_to_have_attribute(
        "aria-label", re.compile("可售"), timeout=SLOW
    )


@pytest.mark.clause("5.1.1")
def test_taking_a_file_in_by_keyboard(at_work: SignIn, tmp_path: Path) -> None:
    """From the workbench to the result: the file, how its numbers came to us, the columns, the check, the confirmation."""
    table = tmp_path / "customers.csv"
    table.write_text(
        "客户姓名,手机号,渠道,来源证明\n" + "".join(f"万键{n},1387777{n:04d},线上,官网留电\n" for n in range(5)),
        "utf-8-sig",
    )
    page = at_work("he")
    # Asked for now, so that the browser hands the chooser over before any key can open it: asked for with the key it may be too late.
    page.on("filechooser", lambda _chooser: None)
    go_by_name(page, "导入", "/exchange/")
    tab_to(page, "#main a[href='/exchange/new/customers.customers/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exchange/new/customers.customers/")
    page.wait_for_load_state()  # a page that is still coming may put the focus elsewhere, and the next key with it
    tab_to(page, "select[name=proof]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(str(table))
    for button in ("#main form[action^='/exchange/new/'] button.btn-primary", "#main form[action$='/match/'] button.btn-primary",
                   "#main form[action$='/confirm/'] button.btn-primary"):  # fmt: skip
        tab_to(page, button)
        page.keyboard.press("Enter")
    expect(page.locator("#main")).to_contain_text("导入完成：新增 5 行", timeout=SLOW)


GONE = """() => {
  const [gone, other] = ['', ''].map(() => document.createElement('button'));
  other.textContent = 'another deed';
  document.querySelector('#main').prepend(other);
  document.querySelector('#floor').append(gone);
  document.querySelector('#floor').dataset.old = '1';
  gone.focus();
  document.body.dispatchEvent(new Event('lintel:changed'));
}"""


def test_what_is_gone_hands_the_focus_to_the_page_and_to_no_other_deed(at_work: SignIn) -> None:
    page = at_work("zhou")
    page.goto("/customers/floor/")
    page.evaluate(GONE)
    expect(page.locator("#floor:not([data-old])")).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.clause("3.1.1")
def test_the_floor_by_keyboard_keeps_the_place(at_work: SignIn) -> None:
    """The floor is fetched anew every twenty seconds and after every deed: whoever walks it by keyboard goes on where they were."""
    page = at_work("zhou")
    page.goto("/customers/floor/")
    link = page.locator("#floor a[data-drawer]").filter(visible=True).last
    there = link.get_attribute("href")
    link.focus()
    for _ in range(2):
        page.evaluate("document.querySelector('#floor').dataset.old = '1'")
        page.evaluate("document.body.dispatchEvent(new Event('lintel:changed'))")
        expect(page.locator("#floor:not([data-old])")).to_be_visible(timeout=SLOW)
        assert page.evaluate("document.activeElement.getAttribute('href')") == there
        page.keyboard.press("Enter")
        drawer(page)
        page.evaluate("document.querySelector('#floor').dataset.old = '1'")
        page.evaluate("document.body.dispatchEvent(new Event('lintel:changed'))")  # behind the drawer too
        expect(page.locator("#floor:not([data-old])")).to_be_visible(timeout=SLOW)
        page.keyboard.press("Escape")
        expect(page.locator("dialog.drawer[open]")).to_have_count(0)
        assert page.evaluate("document.activeElement.getAttribute('href')") == there
