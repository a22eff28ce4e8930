"""A visitor signs on the consultant's phone: with a finger or a mouse, undone and cleared, and nothing of it stays in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn
from tests.e2e.test_reception_without_network import filled_in, lost_network
from tools.axe import SCRIPT, faults

SHEET = "dialog[data-sheet]"
INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) dark += data[i] < 128;
  return dark;
}"""
KEPT = """async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage).filter(k => k !== "htmx-current-path-for-history"),
  ...(await indexedDB.databases()).map(d => d.name), ...(await caches.keys())]"""
"""Whatever lies in the browser; htmx notes the address it is at."""


@pytest.fixture
def office(front_desk: str) -> str:
    return front_desk


def stroke(page: Page, *, down: float = 0.3) -> None:
    box = page.locator(f"{SHEET} canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] * down)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + box["height"] * (down + 0.3), steps=8)
    page.mouse.up()


def open_sheet(page: Page) -> None:
    page.locator("label:has([name=how][value=signed])").click()
    expect(page.locator(SHEET)).to_be_visible(timeout=SLOW)


def confirm(page: Page) -> None:
    page.locator("[data-sheet-take]").click()
    expect(page.locator("[data-sign-done] img")).to_be_visible(timeout=SLOW)


@pytest.mark.clause("3.1.3")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signing_undoing_clearing_and_seeing_it(sign_in: SignIn, theme: str) -> None:
    page = sign_in("wang", phone=True, theme=theme)
    filled_in(page, {"light": "15112350001", "dark": "15112350002"}[theme], "董签")
    assert "/pad.js" not in str(page.evaluate("performance.getEntriesByType('resource').map(r => r.name)"))
    open_sheet(page)
    sheet = page.locator(f"{SHEET} canvas")
    assert sheet.evaluate("c => getComputedStyle(c.parentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert min(page.locator(f"{SHEET} button").evaluate_all("all => all.map(b => b.offsetHeight)")) >= 44
    expect(page.locator("[data-sheet-take]")).to_be_disabled()
    stroke(page)
    one = sheet.evaluate(INK)
    assert one > 150
    stroke(page, down=0.6)
    assert sheet.evaluate(INK) > one
    page.locator("[data-sheet-undo]").click()
    assert abs(sheet.evaluate(INK) - one) <= one * 0.1
    page.locator("[data-sheet-clear]").click()
    assert sheet.evaluate(INK) == 0
    expect(page.locator("[data-sheet-take]")).to_be_disabled()
    if SCRIPT.exists():
        page.evaluate(SCRIPT.read_text())
        assert faults(page) == []
    stroke(page)
    confirm(page)
    page.locator("[data-submit]").click()
    page.wait_for_url(re.compile(r"/customers/reception/\d+/"), timeout=SLOW)
    assert page.evaluate(KEPT) == []
    page.locator("a.btn", has_text="客户").first.click()
    page.locator("a[href='#consents']").first.click()
    page.locator("#consents a[href$='/signature/']").first.click()
    picture = page.locator("dialog img.signature")
    expect(picture).to_be_visible(timeout=SLOW)
    assert picture.evaluate("i => i.naturalWidth") > 200


def test_a_signature_survives_a_lost_network_and_a_mistake(sign_in: SignIn) -> None:
    page = sign_in("wang", phone=True)
    filled_in(page, "15112350003", "")
    open_sheet(page)
    stroke(page)
    confirm(page)
    page.locator("[data-submit]").click()  # a name is missing
    expect(page.locator("[role=group].form-errors, .form-errors")).to_be_visible(timeout=SLOW)
    expect(page.locator("[data-sign-done] img")).to_be_visible(timeout=SLOW)
    page.fill("#reception-name", "董网签")
    lost_network(page)
    page.wait_for_url(re.compile(r"/customers/reception/\d+/"), timeout=SLOW)


def test_a_finger_signs_and_the_keyboard_has_its_own_way(sign_in: SignIn) -> None:
    page = sign_in("wang", phone=True)
    filled_in(page, "15112350004", "董键")
    open_sheet(page)
    box = page.locator(f"{SHEET} canvas").bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", 30), ("touchMove", 120), ("touchMove", 240), ("touchEnd", None)):
        points = [] if x is None else [{"x": box["x"] + x, "y": box["y"] + 40 + x / 4}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("[data-sheet-take]")).to_be_enabled(timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_be_hidden()
    page.locator("[name=how][value=signed]").press("ArrowRight")
    expect(page.locator("#reception-proof")).to_be_visible()
    page.locator("[name=how][value=paper]").press("ArrowLeft")
    expect(page.locator(SHEET)).to_be_hidden()
    page.locator("[data-sign-open]").press("Enter")
    expect(page.locator(SHEET)).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[name=how][value=signed]").press("ArrowLeft")
    page.locator("[data-submit]").click()
    page.wait_for_url(re.compile(r"/customers/reception/\d+/"), timeout=SLOW)
