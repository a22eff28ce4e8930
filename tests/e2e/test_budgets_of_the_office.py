"""What managers, planning, customer service, the cashier and the administrator do all day, counted as in ``test_budgets``."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.budgets import begin, finish
from tests.e2e.deeds import SLOW
from tests.e2e.deeds import SignIn as Enter
from tests.e2e.trading_day import CALLER, KNOWN, SEEN, WITHHELD

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
