"""The price sheet in a customer's sight on a phone: the years are changed by a tap and the plan goes on from there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.deeds import SLOW
from tests.e2e.deeds import SignIn as Enter
from tests.e2e.hand import Hand


@pytest.mark.clause("3.3.1")
def test_the_years_change_by_a_tap_and_go_along_into_the_plan(at_work: Enter) -> None:
    page = at_work("wang", phone=True)
    hand = Hand(page, "change the years of a price sheet")
    hand.tap(".tabbar a", "房源")
    hand.tap("a[href*='/inventory/unit/'][aria-label*='可售']")
    hand.tap("dialog a[href$='/prices/']")
    month = page.locator("#ways .way-month dd").first
    month.wait_for(timeout=SLOW)
    before = month.inner_text()
    hand.tap(".sheet-terms label:has(input[name='years'][value='20'])")
    expect(month).not_to_have_text(before, timeout=SLOW)
    expect(page.locator(".sheet-terms input[name='years'][value='20']")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    hand.tap(page.locator(".way:has(.way-month) a[href*='/sales/plan/']").first)
    expect(page.locator("form.plan-builder input[name='years'][value='20']")).to_be_checked(timeout=SLOW)
