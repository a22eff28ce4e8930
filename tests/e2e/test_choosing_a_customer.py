"""Whom a plan is for: four digits, an arrow, Enter, never a list of everybody; and the latest for whoever has no JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.deeds import SLOW, SignIn
from tests.e2e.trading_day import CROWD

pytestmark = pytest.mark.clause("3.3.1")
PLAN, CHOSEN = "/sales/plan/", re.compile(r"^孔\* · 135\*{4}")


def test_one_of_many_is_found_by_four_digits_and_taken_by_keyboard(at_work: SignIn) -> None:
    page = at_work("sun")
    page.goto(PLAN)
    field, matches = page.get_by_role("combobox", name="客户"), page.get_by_role("listbox")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field.focus()
    page.keyboard.press("ArrowDown")
    expect(matches.get_by_role("option")).to_have_count(8, timeout=SLOW)
    page.keyboard.type(f"{CROWD - 1:04d}")
    expect(matches.get_by_role("option")).to_have_count(1, timeout=SLOW)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(matches).to_contain_text(f"孔* · 135****{CROWD - 1:04d}")
    page.keyboard.press("Enter")
    expect(matches).to_be_hidden()
    expect(field).to_have_value(CHOSEN)
    chosen = page.locator("select[name=customer]").input_value()
    assert chosen
    assert all(f"{CROWD - 1:04d}" not in url for url in asked)

    page.keyboard.press("ArrowDown")  # looking again and leaving it keeps who was chosen
    expect(matches.get_by_role("option")).to_have_count(8, timeout=SLOW)
    page.keyboard.press("Escape")
    expect(field).to_have_value(CHOSEN)
    page.locator("main .form-foot .btn-primary").click()  # no unit: the form comes back, the customer stays
    expect(page.locator(".form-errors")).to_be_visible(timeout=SLOW)
    expect(field).to_have_value(CHOSEN)
    assert page.locator("select[name=customer]").input_value() == chosen


def test_without_javascript_the_latest_are_a_plain_choice(at_work: SignIn, chromium: Browser, day: str) -> None:
    page = at_work("sun")
    plain = chromium.new_context(base_url=day, java_script_enabled=False, storage_state=page.context.storage_state())
    still = plain.new_page()
    still.goto(PLAN)
    expect(still.locator("select[name=customer]")).to_be_visible()
    expect(still.locator("select[name=customer] option")).to_have_count(51)
    plain.close()
