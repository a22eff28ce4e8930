"""What each post does all day, counted: a flow that grows by one tap fails here.

The counts are asserted exactly, so that an improvement is written down too; seconds of the robot are only reported.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW
from tests.e2e.deeds import SignIn as Enter
from tests.e2e.hand import Budget, Hand
from tests.e2e.trading_day import CALLER, KNOWN, SEEN, STRANGER, TO_REASSIGN, WITHHELD

BUDGETS = {
    "receive a walk-in": Budget(6, 25), "write a follow-up": Budget(4, 20), "show a price sheet": Budget(4, 12),
    "hold a unit": Budget(4, 10), "hold from the customer": Budget(4, 10), "call whom I must call today": Budget(2, 5),
    "approve a team discount": Budget(2, 15), "see the queue and jump the turn": Budget(3, 10), "list cooling customers": Budget(3, 15),
    "reassign 20 customers": Budget(6, 45), "settle whose customer it is": Budget(4, 60),
    "read the morning's figures": Budget(0, 5), "approve a discount": Budget(2, 20), "release units in bulk": Budget(5, 30),
    "find a customer by fragment": Budget(3, 2),
    "take over approvals": Budget(4, 20), "see the floor": Budget(1, 5), "list overdue signings": Budget(4, 30),
    "incoming call to the card": Budget(3, 10), "register an unknown caller": Budget(6, 25), "record a receipt": Budget(8, 40),
    "import up to the check": Budget(8, 240),
    "sign the daily report": Budget(3, 30),
    "channels of a period": Budget(3, 15), "compare two weekends": Budget(4, 20), "export an aggregate": Budget(3, 20),
    "who came today by channel": Budget(2, 10), "planned work by its day": Budget(1, 5),
    "add a person": Budget(8, 60), "disable a leaver": Budget(5, 60), "who saw a customer": Budget(5, 30),
}  # fmt: skip


def begin(page: Page, task: str) -> Hand:
    return Hand(page, task)


def finish(hand: Hand, taps: int) -> None:
    hand.done(taps, BUDGETS[hand.cost.task])


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
    hand.tap("dialog a[href*='/sales/plan/']")
    hand.tap("label", "商业按揭")
    hand.see("#main", "月供")
    finish(hand, 4)


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


# The manager.


def test_the_mornings_figures_need_no_click(at_work: Enter) -> None:
    """Yesterday, today, this month and its target of four figures: in sight on the smallest desk, without scrolling."""
    for name in ("liu", "chen"):
        page = at_work(name)
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto("/")
        hand = begin(page, "read the morning's figures")
        strip = hand.see(".days:not([aria-busy])")
        assert strip.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight && scrollY === 0")
        assert strip.locator("[data-daily]").count() == 4
        for word in ("昨天", "今天", "本月", "目标"):
            assert strip.locator("dt", has_text=word).count() == 4
        assert strip.locator("[data-daily=deals] a").count() == 3
        finish(hand, 0)
        page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.clause("3.3.3")
def test_approving_a_discount_below_the_floor(at_work: Enter) -> None:
    hand = begin(at_work("liu", phone=True), "approve a discount")
    hand.tap("a.todo-row", "200,000")
    hand.see("[data-key=a]")
    hand.tap("[data-key=a]")
    expect(hand.page.locator("[data-key=a]")).to_have_count(0, timeout=SLOW)
    finish(hand, 2)


@pytest.mark.clause("3.1.2")
def test_releasing_units_in_bulk(at_work: Enter) -> None:
    hand = begin(at_work("liu"), "release units in bulk")
    hand.tap("#main a[href='/inventory/board/'], nav a[href='/inventory/board/']")
    hand.tap("[data-board-select]")
    hand.tap("[data-board-all]")
    hand.tap("[data-board-deed*=release]")
    hand.page.locator("dialog [name=reason]").wait_for(timeout=SLOW)
    hand.page.locator("dialog [name=reason]").focus()
    hand.write("第二批推售")
    hand.tap("dialog .form-foot button.btn-primary")
    hand.see("#toasts")
    finish(hand, 5)
    assert WITHHELD


@pytest.mark.clause("5.1.1")
def test_finding_a_customer_by_a_fragment(at_work: Enter) -> None:
    hand = begin(at_work("liu"), "find a customer by fragment")
    hand.press("Control+k")
    hand.write("冯看")
    hand.see("#palette-list [role=option][href*='/customers/customer/'][aria-selected=true]")
    hand.press("Enter")
    hand.see("dialog.drawer h1", "冯")
    finish(hand, 2)


@pytest.mark.clause("2.2.1.4")
def test_signing_the_daily_report(at_work: Enter) -> None:
    hand = begin(at_work("liu"), "sign the daily report")
    hand.tap("#main a.todo-row", "日报")
    hand.tap("main a[href*='/sign_daily_report/']")
    hand.tap("form[action*='/sign_daily_report/'] button.btn-primary")
    expect(hand.page.locator("form[action*='/sign_daily_report/']")).to_have_count(0, timeout=SLOW)
    hand.see("#main", "已签发")
    finish(hand, 3)


# The deputy manager.


def test_taking_over_approvals(at_work: Enter) -> None:
    hand = begin(at_work("chen"), "take over approvals")
    hand.tap("#main a[href='/approvals/deputies/']")
    hand.choose("select[name=deputy]", "")
    hand.tap("#main form[action='/approvals/deputies/'] button.btn-primary")
    hand.page.wait_for_load_state("networkidle")
    assert hand.page.locator("#main .form-errors").count() == 0
    finish(hand, 4)


def test_the_floor_is_on_the_workbench(at_work: Enter) -> None:
    hand = begin(at_work("chen"), "see the floor")
    hand.see("#main .slot, #main section", "王敏")
    finish(hand, 0)


def test_listing_signings_that_are_late(at_work: Enter) -> None:
    hand = begin(at_work("chen"), "list overdue signings")
    hand.tap("#main a[href*='/sales/reservation/?status=overdue']")
    hand.see("#rows tr[data-href]", "3-1-")
    finish(hand, 1)


# Planning: totals, and nobody by name.

COCKPIT = "nav a[href='/insight/']"


@pytest.mark.clause("2.2.1.4")
def test_the_channels_of_a_period(at_work: Enter) -> None:
    hand = begin(at_work("zheng"), "channels of a period")
    hand.tap(COCKPIT)
    hand.tap("a[href='?period=days30']")
    hand.see("#main table", "渠道")
    finish(hand, 2)


@pytest.mark.clause("2.2.1.4")
def test_comparing_two_weekends(at_work: Enter) -> None:
    hand = begin(at_work("zheng"), "compare two weekends")
    hand.tap(COCKPIT)
    hand.tap("a[href='?period=weekend']")
    hand.see(".page-lead", "前一个周末")
    finish(hand, 2)


@pytest.mark.clause("2.2.1.4")
def test_exporting_an_aggregate(at_work: Enter) -> None:
    hand = begin(at_work("zheng"), "export an aggregate")
    hand.tap(COCKPIT)
    with hand.page.expect_download() as got:
        hand.tap("a[href^='/insight/figures/']")
    assert got.value.suggested_filename.endswith(".xlsx")
    finish(hand, 2)


@pytest.mark.clause("2.2.1.4")
def test_who_came_today_by_channel(at_work: Enter) -> None:
    hand = begin(at_work("feng"), "who came today by channel")
    hand.tap(COCKPIT)
    hand.tap("a[href='?period=today']")
    hand.see(".tile", "来访")
    finish(hand, 2)


def test_planned_work_stands_on_the_workbench(at_work: Enter) -> None:
    hand = begin(at_work("zheng"), "planned work by its day")
    hand.see("#main .todos a.todo-row", "提问")
    finish(hand, 0)


# Customer service and the cashier, with a keyboard.


@pytest.mark.clause("5.1.1")
def test_an_incoming_call_to_the_card(at_work: Enter) -> None:
    hand = begin(at_work("xu"), "incoming call to the card")
    hand.press("Control+k")
    hand.write(KNOWN)
    hand.see("#palette-list [role=option][href*='/customers/customer/'][aria-selected=true]")
    hand.press("Enter")
    hand.see("dialog.drawer h1", "郑")
    finish(hand, 2)


@pytest.mark.clause("3.1.3")
def test_registering_an_unknown_caller(at_work: Enter) -> None:
    hand = begin(at_work("he"), "register an unknown caller")
    hand.tap("#main a[href='/customers/reception/']")
    hand.tap("#main a[href='/customers/call/']")
    form = hand.page.locator("dialog form[action='/customers/call/']")
    form.wait_for(timeout=SLOW)
    assert form.locator("[name=name]").input_value() == ""
    hand.write(CALLER, into=form.locator("[name=phone]"))
    hand.press("Tab")
    hand.write("蒋先生")
    hand.press("Enter")
    expect(form).to_have_count(0, timeout=SLOW)
    finish(hand, 5)


@pytest.mark.clause("3.4.2")
def test_recording_a_receipt(at_work: Enter) -> None:
    hand = begin(at_work("lin"), "record a receipt")
    hand.tap("#main a[href='/sales/cashier/']")
    hand.tap("#main a[href$='/receipt/']")
    hand.page.locator("dialog [name=serial]").wait_for(timeout=SLOW)
    hand.write("CCB20261127001", into="dialog [name=serial]")
    hand.write("魏定", into="dialog [name=payer]")
    hand.tap("dialog .form-foot button.btn-primary")
    expect(hand.page.locator("dialog form[action$='/receipt/']")).to_have_count(0, timeout=SLOW)
    hand.see("#main", "CCB20261127001")
    finish(hand, 5)


@pytest.mark.clause("5.1.1")
def test_importing_up_to_the_check(at_work: Enter, tmp_path: Path) -> None:
    table = tmp_path / "customers.csv"
    table.write_text(
        "客户姓名,手机号,渠道,来源证明\n" + "".join(f"万客{n},1377777{n:04d},线上,官网留电\n" for n in range(30)),
        "utf-8-sig",
    )
    hand = begin(at_work("he"), "import up to the check")
    hand.tap("#main a[href='/exchange/']")
    hand.tap("#main a[href='/exchange/new/customers.customers/']")
    hand.choose("select[name=proof]", "")
    hand.upload("input[type=file]", table)
    hand.tap("#main button", "上传并继续")
    hand.tap("#main button", "开始预检")
    hand.see("#main", "30")
    finish(hand, 8)


# The administrator, and whoever answers for privacy.


def test_adding_a_person(at_work: Enter) -> None:
    hand = begin(at_work("admin"), "add a person")
    hand.tap("#main a[href='/directory/user/new/']")
    form = hand.page.locator("form[action^='/directory/user/new/']")
    form.wait_for(timeout=SLOW)
    form.locator("[name=name]").focus()
    hand.write("新同事")
    hand.press("Tab")
    hand.write("xintongshi")
    hand.choose(form.locator("[name=post]"), "")
    hand.choose(form.locator("[name=department]"), "")
    hand.tap(form.locator("button.btn-primary"))
    expect(hand.page.locator("body")).to_contain_text("新同事", timeout=SLOW)
    finish(hand, 7)


def test_disabling_a_leaver(at_work: Enter) -> None:
    hand = begin(at_work("admin"), "disable a leaver")
    hand.tap("#main a[href='/directory/user/']")
    hand.tap("#rows a", "访客账号")
    hand.tap("dialog a[href*='/disable_person/']")
    form = hand.page.locator("dialog form[action*='/disable_person/']")
    form.locator("[name=reason]").wait_for(timeout=SLOW)
    form.locator("[name=reason]").focus()
    hand.write("离职")
    hand.tap(form.locator("button.btn-primary"))
    expect(hand.page.locator("form[action*='/disable_person/']")).to_have_count(0, timeout=SLOW)
    finish(hand, 4)


@pytest.mark.clause("5.1.1")
def test_who_saw_a_customer(at_work: Enter) -> None:
    hand = begin(at_work("gao"), "who saw a customer")
    hand.press("Control+k")
    hand.write(SEEN)
    hand.see("#palette-list [role=option][href*='/customers/customer/'][aria-selected=true]")
    hand.press("Enter")
    hand.tap("dialog a[data-tab-link]")
    hand.see("dialog #consents", "周强")
    finish(hand, 3)
