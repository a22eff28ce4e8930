"""What each post does all day, counted: a flow that grows by one tap fails here.

The counts are asserted exactly, so that an improvement is written down too; seconds of the robot are only reported.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.budgets import begin, finish
from tests.e2e.deeds import SLOW
from tests.e2e.deeds import SignIn as Enter
from tests.e2e.trading_day import STRANGER, TO_REASSIGN

# The consultant, with a phone in one hand.


@pytest.mark.clause("3.1.1")
def test_receiving_a_walk_in(at_work: Enter) -> None:
    hand = begin(at_work("wang", phone=True), "receive a walk-in")
    hand.tap(".tabbar a.tabbar-main")
    expect(hand.page.locator("#reception-phone")).to_be_focused(timeout=SLOW)
    hand.write(STRANGER)
    hand.see("[data-outcome=new]")
    expect(hand.page.locator("#reception-name")).to_be_focused(timeout=SLOW)
    hand.write("杨安然")
    hand.tap(".reception-name label", "女士")
    hand.tap("[data-consent] .big-check")
    hand.tap("[data-submit]")
    hand.see(".arrived-number")
    finish(hand, 4)


@pytest.mark.clause("3.2.1")
def test_writing_a_follow_up_that_is_due(at_work: Enter) -> None:
    hand = begin(at_work("wang", phone=True), "write a follow-up")
    hand.tap("a.todo-row", "跟进")
    hand.write("周末带家人来看样板房", into=".composer textarea")
    hand.tap(".composer [data-when] label", "明天")
    hand.tap(".composer button.btn-primary")
    hand.see(".timeline li", "周末带家人来看样板房")
    finish(hand, 4)


@pytest.mark.clause("2.2.4.4")
def test_calling_whom_i_must_call_today(at_work: Enter) -> None:
    hand = begin(at_work("wang", phone=True), "call whom I must call today")
    hand.tap(".todos .call-button")
    dial = hand.see("a[href^='tel:']")
    assert re.fullmatch(r"tel:1\d{10}", str(dial.get_attribute("href")))
    dial.evaluate("a => a.addEventListener('click', e => e.preventDefault())")
    hand.tap(dial)
    finish(hand, 2)


@pytest.mark.clause("3.2.2")
def test_showing_a_price_sheet_with_the_monthly_payment(at_work: Enter) -> None:
    hand = begin(at_work("wang", phone=True), "show a price sheet")
    hand.tap(".tabbar a", "房源")
    hand.tap("a[href*='/inventory/unit/'][aria-label*='可售']")
    hand.tap("dialog a[href$='/prices/']")
    hand.see("#ways .way", "月供")
    finish(hand, 3)


@pytest.mark.clause("3.3.1")
def test_holding_a_unit_for_the_customer_in_front(at_work: Enter) -> None:
    hand = begin(at_work("wang", phone=True), "hold a unit")
    hand.tap(".tabbar a", "房源")
    hand.tap("a[href*='/inventory/unit/'][aria-label*='可售']")
    hand.tap("dialog a[href$='/hold_unit/']")
    hand.tap("dialog .form-foot button.btn-primary")
    expect(hand.page.locator("dialog form[action$='/hold_unit/']")).to_have_count(0, timeout=SLOW)
    hand.see("#toasts")
    finish(hand, 4)


@pytest.mark.clause("3.3.1")
def test_holding_from_the_customers_page(at_work: Enter) -> None:
    page = at_work("wang", phone=True)
    page.goto("/inventory/unit/?sale_state=available")
    code = page.locator("#rows a.row-title").last.inner_text()
    page.goto("/")
    hand = begin(page, "hold from the customer")
    hand.tap(".tabbar a", "客户")
    page.locator("#rows a.row-title").first.wait_for(timeout=SLOW)
    hand.tap(page.locator("#rows a.row-title").last)
    hand.tap("dialog .page-actions a[href$='/hold/'], dialog a[href$='/hold/']")
    expect(page.locator("dialog [name=unit]")).to_be_focused(timeout=SLOW)
    hand.write(code)
    hand.tap("dialog form[action$='/hold/'] .form-foot button.btn-primary")
    expect(page.locator("dialog form[action$='/hold/']")).to_have_count(0, timeout=SLOW)
    hand.see("#toasts", code)
    finish(hand, 4)


@pytest.mark.clause("3.2.2")
def test_the_history_of_a_customer_begins_in_the_first_screen(at_work: Enter) -> None:
    """The composer is a line until it is asked for, by its button or by F."""
    page = at_work("wang")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/customers/customer/")
    page.goto(str(page.locator("#rows tr[data-href]").last.get_attribute("data-href")))
    first = page.locator(".timeline li, .timeline-part").first
    assert first.evaluate("e => e.getBoundingClientRect().top < innerHeight - 100")
    expect(page.locator(".composer [data-when]")).to_be_hidden()
    page.keyboard.press("f")
    expect(page.locator(".composer textarea")).to_be_focused()
    expect(page.locator(".composer [data-when]")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})


# The supervisor.


@pytest.mark.clause("3.3.3")
def test_approving_a_discount_of_the_team(at_work: Enter) -> None:
    hand = begin(at_work("zhou", phone=True), "approve a team discount")
    hand.tap("a.todo-row", "30,000")
    hand.see("[data-key=a]")
    hand.tap("[data-key=a]")
    expect(hand.page.locator("[data-key=a]")).to_have_count(0, timeout=SLOW)
    finish(hand, 2)


@pytest.mark.clause("3.1.1")
def test_seeing_the_queue_and_jumping_the_turn(at_work: Enter) -> None:
    hand = begin(at_work("zhou", phone=True), "see the queue and jump the turn")
    hand.tap("#main a[href='/customers/floor/']")
    first = hand.see(".is-next").inner_text()
    hand.tap(".is-next a[href$='/skip_turn/']")
    hand.page.locator("dialog [name=reason]").wait_for(timeout=SLOW)
    hand.page.locator("dialog [name=reason]").focus()
    hand.write("客户点名，先接待预约客户")
    hand.tap("dialog .form-foot button.btn-primary")
    expect(hand.page.locator(".is-next")).not_to_have_text(first, timeout=SLOW)
    expect(hand.page.locator(".toast").first).to_be_visible(timeout=SLOW)
    assert hand.page.url.endswith("/customers/floor/"), "whoever works on the floor stays there"
    finish(hand, 3)


@pytest.mark.clause("2.2.4.4")
def test_listing_customers_that_cool_down(at_work: Enter) -> None:
    hand = begin(at_work("zhou"), "list cooling customers")
    hand.tap("#main a[href*='/customers/customer/?due=late']")
    hand.see("#rows tr[data-href]")
    finish(hand, 1)


@pytest.mark.clause("5.1.1")
def test_reassigning_the_customers_of_a_leaver(at_work: Enter) -> None:
    hand = begin(at_work("zhou"), "reassign 20 customers")
    hand.tap("#main a[href*='/customers/customer/?due=late&owner=']", "赵磊")
    hand.see("#rows tr[data-href]")
    hand.tap("thead .check input, thead input[type=checkbox]")
    hand.tap("[data-bulk] a, .bulkbar a", "移交")
    hand.choose("dialog select[name=to]", "")
    hand.page.locator("dialog [name=reason]").focus()
    hand.write("离职交接")
    hand.tap("dialog .form-foot button.btn-primary")
    hand.see("#toasts")
    finish(hand, 6)
    assert TO_REASSIGN >= 20


@pytest.mark.clause("3.1.1")
def test_settling_whose_customer_it_is(at_work: Enter) -> None:
    hand = begin(at_work("zhou"), "settle whose customer it is")
    hand.tap("a.todo-row", "判客")
    hand.see(".ruling-sides", "赵磊")
    hand.tap(".ruling-choice label", "赵磊")
    hand.tap(".ruling [data-write]")
    hand.tap(".ruling .form-foot button.btn-primary")
    expect(hand.page.locator(".ruling form")).to_have_count(0, timeout=SLOW)
    hand.see(".ruling", "周强")
    finish(hand, 4)
