"""The tablet at the door in a real browser: it clears itself, a touch stops that, and the Back button shows nothing of before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.deeds import SLOW, SignIn
from tools.axe import SCRIPT, faults

KIOSK = re.compile(r"/customers/reception/kiosk/$")
QUICK = "document.querySelector('[data-kiosk]').dataset.clears = 5; document.querySelector('[data-kiosk]').dataset.warns = 3"
WARNING = "[data-kiosk-warn]"


@pytest.fixture
def office(front_desk: str) -> str:
    return front_desk


def at_the_door(sign_in: SignIn, *, phone: bool = True, theme: str = "light") -> Page:
    """He has looked at a visit and a list, and then stands the tablet at the door."""
    page = sign_in("he", phone=phone, theme=theme)
    page.goto("/customers/visit/")
    page.goto("/customers/reception/")
    page.fill("#reception-phone", "15112369999")
    page.evaluate("document.querySelector(\"form[action$='/kiosk/start/']\").requestSubmit()")
    page.wait_for_url(KIOSK, timeout=SLOW)
    return page


def fill(page: Page, phone: str, name: str) -> None:
    page.fill("#reception-phone", phone)
    page.fill("#reception-name", name)
    page.locator("[name=agreed]").check(force=True)


def test_it_says_how_long_clears_and_a_touch_or_key_stops_it(sign_in: SignIn) -> None:
    page = at_the_door(sign_in)
    assert page.locator("[data-kiosk]").evaluate("m => [m.dataset.clears, m.dataset.warns]") == ["30", "10"]
    page.evaluate(QUICK)
    fill(page, "15112360001", "钟一")
    page.locator("label:has([name=how][value=signed])").tap()
    expect(page.locator("dialog[data-sheet]")).to_be_visible(timeout=SLOW)
    for stop in (lambda: page.touchscreen.tap(20, 700), lambda: page.keyboard.press("Shift")):
        expect(page.locator(WARNING)).to_be_visible(timeout=SLOW)
        stop()
        expect(page.locator(WARNING)).to_be_hidden()
        assert page.input_value("#reception-phone")
    before = page.locator("[name=_key]").input_value()
    expect(page.locator("#reception-phone")).to_have_value("", timeout=SLOW)
    expect(page.locator("[name=_key]")).not_to_have_value(before, timeout=SLOW)
    expect(page.locator("dialog[data-sheet]")).to_be_hidden()
    assert page.locator("#reception-name").input_value() == ""
    assert not page.locator("[name=agreed]").is_checked()
    expect(page.locator(WARNING)).to_be_hidden()


@pytest.mark.clause("3.1.1")
def test_two_visitors_one_after_the_other(sign_in: SignIn) -> None:
    page = at_the_door(sign_in)
    seen = []
    for phone, name in (
        ("15112360002", "钟二"),
        ("15112360002", "钟三"),
    ):  # the second is a colleague's customer by then
        fill(page, phone, name)
        page.locator("[data-submit]").click()
        expect(page.locator(".kiosk-thanks")).to_be_visible(timeout=SLOW)
        seen.append(re.sub(r"\d+V\d+-\d+", "*", page.locator("#main").inner_text()))
        page.locator("[data-kiosk-fresh]").click()
        expect(page.locator("#reception-phone")).to_have_value("", timeout=SLOW)
    assert seen[0] == seen[1]


def test_the_back_button_and_the_address_bar_lead_nowhere(sign_in: SignIn) -> None:
    page = at_the_door(sign_in)
    fill(page, "15112360003", "钟四")
    for step in ("back", "back", "back", "forward"):
        page.evaluate(f"history.{step}()")
        page.wait_for_timeout(700)
        expect(page).to_have_url(KIOSK)
        expect(page.locator("[data-kiosk]")).to_be_visible(timeout=SLOW)
        assert page.locator("#reception-phone").input_value() == ""
        assert "何" not in page.locator("body").inner_text()
    page.goto("/customers/customer/")
    expect(page).to_have_url(KIOSK)


def test_a_lost_network_keeps_the_check_in_and_hides_it(sign_in: SignIn) -> None:
    page = at_the_door(sign_in)
    fill(page, "15112360004", "钟五")
    page.evaluate(QUICK)
    page.context.set_offline(True)
    try:
        page.locator("[data-submit]").click()
        expect(page.locator("[data-offline]")).to_be_visible(timeout=SLOW)
        expect(page.locator("#reception-name")).to_be_hidden(timeout=SLOW)
        assert page.locator("#reception-phone").input_value() == ""
        expect(page.locator("[data-offline]")).to_be_visible()
    finally:
        page.context.set_offline(False)
    expect(page.locator(".kiosk-thanks")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize(("phone", "theme"), [(True, "light"), (False, "dark")])
def test_controls_are_big_and_leaving_asks_who_it_is(sign_in: SignIn, phone: bool, theme: str) -> None:
    page = at_the_door(sign_in, phone=phone, theme=theme)
    small = "all => all.filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 80))"
    assert (
        page.locator("button, a, summary, .choice-chips span, .big-check, input.form-control").evaluate_all(small) == []
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SCRIPT.exists():
        page.evaluate(SCRIPT.read_text())
        assert faults(page) == []
    page.locator(".kiosk-foot a").click()
    page.wait_for_url("**/accounts/reauthenticate/**", timeout=SLOW)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form .btn-primary").click()
    page.wait_for_url(re.compile(r"/customers/reception/$"), timeout=SLOW)
