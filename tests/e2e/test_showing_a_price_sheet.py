"""The price sheet in a customer's sight on a phone: what is asked is changed by a tap, and plan and paper go on from there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.deeds import SLOW
from tests.e2e.deeds import SignIn as Enter
from tests.e2e.hand import Hand


def _to_a_sheet(hand: Hand, of: str = "") -> None:
    """The price sheet of the first home that may be sold; ``of`` says more of the home."""
    hand.tap(".tabbar a", "房源")
    hand.tap(f"a[href*='/inventory/unit/'][aria-label*='可售']{of}")
    hand.tap("dialog a[href$='/prices/']")


@pytest.mark.clause("3.3.1")
def test_the_years_change_by_a_tap_and_go_along_into_the_plan(at_work: Enter) -> None:
    page = at_work("wang", phone=True)
    hand = Hand(page, "change the years of a price sheet")
    _to_a_sheet(hand)
    month = page.locator("#ways .way-month dd").first
    month.wait_for(timeout=SLOW)
    before = month.inner_text()
    hand.tap(".sheet-terms label:has(input[name='years'][value='20'])")
    expect(month).not_to_have_text(before, timeout=SLOW)
    expect(page.locator(".sheet-terms input[name='years'][value='20']")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    hand.tap(page.locator(".way:has(.way-month) a[href*='/sales/plan/']").first)
    expect(page.locator("form.plan-builder input[name='years'][value='20']")).to_be_checked(timeout=SLOW)


@pytest.mark.clause("3.2.2")
def test_second_home_and_repayment_change_by_a_tap_and_go_along(at_work: Enter) -> None:
    page = at_work("wang", phone=True)
    hand = Hand(page, "change home and repayment of a price sheet")
    _to_a_sheet(hand, of="[aria-label*='户型']")
    card = page.locator(".way:has(.way-month)").first
    level = card.locator(".way-month dd").inner_text()
    hand.tap(".sheet-terms label:has(input[name='method'][value='equal_principal'])")
    expect(card.locator(".way-month dt")).to_have_text("首月月供", timeout=SLOW)
    expect(card.locator(".way-month dd")).not_to_have_text(level)
    expect(card.locator(".way-repaid > div")).to_have_count(2)
    hand.tap(".sheet-terms label:has(input[name='home'][value='second'])")
    asked = "home=second&method=equal_principal"
    expect(page.locator(f".sheet-hand a[href*='/prices/image/?{asked}']")).to_have_count(1, timeout=SLOW)
    expect(page.locator(f".sheet-hand a[href*='/prices/pdf/?{asked}']")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer = page.request.get(page.locator(".sheet-hand a[href*='/image/']").get_attribute("href") or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    hand.tap(page.locator(".way:has(.way-month) a[href*='/sales/plan/']").first)
    form = page.locator("form.plan-builder")
    expect(form.locator("input[name='home'][value='second']")).to_be_checked(timeout=SLOW)
    expect(form.locator("input[name='method'][value='equal_principal']")).to_be_checked()


@pytest.mark.clause("3.3.1")
def test_coming_back_to_a_sheet_finds_it_as_it_was_left(at_work: Enter) -> None:
    page = at_work("wang", phone=True)
    hand = Hand(page, "come back to a price sheet")
    _to_a_sheet(hand)
    hand.tap(".sheet-terms label:has(input[name='years'][value='15'])")
    expect(page.locator(".sheet-hand a[href*='years=15']").first).to_be_visible(timeout=SLOW)
    hand.tap(page.locator(".way:has(.way-month) a[href*='/sales/plan/']").first)
    expect(page.locator("form.plan-builder")).to_be_visible(timeout=SLOW)
    page.go_back()
    expect(page.locator(".sheet-terms input[name='years'][value='15']")).to_be_checked(timeout=SLOW)
    expect(page.locator(".sheet-hand a[href*='years=15']").first).to_be_visible()
