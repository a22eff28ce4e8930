"""A day is typed as people type it and read back at once; the calendar stays behind its button, and a phone keeps its own."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from lintel.platform.kernel import clock
from tests.e2e.deeds import SLOW, SignIn

NEW = "/tasks/new/"


def opened(page: Page) -> None:
    page.goto(NEW)
    expect(page.locator("[name=due_at]")).to_be_visible(timeout=SLOW)


def test_what_is_typed_is_read_back_and_kept(at_work: SignIn) -> None:
    page = at_work("wang")
    opened(page)
    field, said = page.locator("[name=due_at]"), page.locator(".day-input .field-echo")
    expect(field).to_have_attribute("type", "text")
    tomorrow = clock.today() + timedelta(days=1)
    field.press_sequentially("明天 ９:30")
    expect(said).to_have_text(re.compile(f"^周. {tomorrow} 09:30$"), timeout=SLOW)
    field.press("Tab")
    expect(field).to_have_value(f"{tomorrow} 09:30")
    field.fill("1332")
    expect(said).to_have_class(re.compile("is-wrong"), timeout=SLOW)
    expect(said).to_contain_text("明天 9:30")
    page.locator("[name=title]").fill("回电")
    page.locator("main form[data-deed] .btn-primary").click()
    expect(page.locator("[name=due_at]")).to_have_value("1332", timeout=SLOW)
    expect(page.locator(".field-error")).to_contain_text("看不懂这个时间")
    page.locator("[name=due_at]").fill("+3 14:00")
    page.locator("main form[data-deed] .btn-primary").click()
    expect(page).not_to_have_url(re.compile("/new/"), timeout=SLOW)


def test_the_calendar_gives_its_day_to_the_field(at_work: SignIn) -> None:
    page = at_work("wang")
    opened(page)
    page.evaluate("HTMLInputElement.prototype.showPicker = function () { window.shown = this.type }")
    page.locator("[name=due_at]").press("Alt+ArrowDown")
    assert page.evaluate("window.shown") == "datetime-local"
    page.evaluate("window.shown = ''")
    page.locator(".day-open").click()
    assert page.evaluate("window.shown") == "datetime-local"
    page.locator(".day-native").evaluate(
        "e => { e.value = '2026-11-23T15:00'; e.dispatchEvent(new Event('change', { bubbles: true })) }"
    )
    expect(page.locator("[name=due_at]")).to_have_value("2026-11-23 15:00")
    expect(page.locator(".day-input .field-echo")).to_have_text("周一 2026-11-23 15:00")


def test_a_phone_keeps_its_own_calendar(at_work: SignIn) -> None:
    page = at_work("wang", phone=True)
    opened(page)
    expect(page.locator("[name=due_at]")).to_have_attribute("type", "datetime-local")
    expect(page.locator(".day-open")).to_have_count(0)
