"""A list worked all morning: narrowed, kept as a view, its columns chosen, a value changed where it stands, many rows at once, by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.deeds import SLOW, SignIn, drawer, fill, press
from tests.e2e.trading_day import CROWD

CUSTOMERS = "/customers/customer/"
CHIPS, ROWS = ".chosen .chip", "#rows tr[data-href]"
PAGE = 50
"""Rows on one page of a list."""


def customers(page: Page) -> Locator:
    page.goto(CUSTOMERS)
    rows = page.locator(ROWS)
    expect(rows.first).to_be_visible(timeout=SLOW)
    return rows


def heads(page: Page) -> list[str]:
    return page.locator("#rows thead th").all_inner_texts()


def narrow(page: Page, name: str, *words: str) -> None:
    """Tick ``words`` in the menu of a condition, and let it be sent."""
    menu = page.locator(".filters details[data-several]", has=page.locator(f"[name={name}]"))
    menu.locator("summary").click()
    for word in words:
        menu.locator("label", has_text=word).locator("input").check()
    menu.locator("button").click()


def narrowed_to_new_customers(page: Page) -> None:
    narrow(page, "stage", "线索")
    expect(page.locator(CHIPS)).to_have_count(1, timeout=SLOW)


def test_conditions_are_chips_and_each_can_be_taken_away(at_work: SignIn) -> None:
    page = at_work("wu")
    customers(page)
    narrowed_to_new_customers(page)
    expect(page.locator(CHIPS)).to_contain_text("线索")
    assert "stage=" in page.url
    page.locator(f"{CHIPS} a").click()
    expect(page.locator(CHIPS)).to_have_count(0, timeout=SLOW)
    expect(page).not_to_have_url(re.compile("stage="))


def test_a_condition_takes_several_values_and_a_period(at_work: SignIn) -> None:
    """Two stages ticked are sent once, when the menu closes; Esc sends nothing; each value leaves with its own cross."""
    page = at_work("wu")
    customers(page)
    narrow(page, "stage", "线索", "意向")
    expect(page.locator(CHIPS)).to_have_count(2, timeout=SLOW)
    expect(page).to_have_url(re.compile("stage=.*stage="))
    menu = page.locator(".filters details[data-several]", has=page.locator("[name=grade]"))
    menu.locator("summary").click()
    menu.locator("input").first.check()
    page.keyboard.press("Escape")
    expect(menu.locator("input").first).not_to_be_checked()
    page.locator(f"{CHIPS} a").first.click()
    expect(page.locator(CHIPS)).to_have_count(1, timeout=SLOW)
    period = page.locator(".filters select[name=first_contact_at]")
    period.select_option("this_week", force=True)
    expect(page.locator(CHIPS)).to_have_count(2, timeout=SLOW)
    expect(page).to_have_url(re.compile("first_contact_at=this_week"))  # the name and not the days
    page.go_back()
    expect(page.locator(CHIPS)).to_have_count(1, timeout=SLOW)
    period.select_option("own", force=True)
    expect(page.locator("[name=since]")).to_be_focused()
    page.locator("[name=since]").fill("20260105")
    page.locator("[name=since]").press("Enter")
    expect(page.locator(CHIPS).last).to_contain_text("2026-01-05", timeout=SLOW)


def test_a_view_keeps_the_conditions_under_a_name(at_work: SignIn) -> None:
    page = at_work("wu")
    customers(page)
    narrowed_to_new_customers(page)
    page.locator("nav.views a[data-drawer]", has_text="保存为视图").click()
    fill(drawer(page), name="本组线索")
    press(page)
    customers(page)
    page.locator("nav.views a.tab", has_text="本组线索").click()
    expect(page.locator(CHIPS)).to_contain_text("线索", timeout=SLOW)
    expect(page.locator("nav.views [aria-current=page]").first).to_contain_text("本组线索")


def test_columns_are_chosen_and_given_back(at_work: SignIn) -> None:
    page = at_work("wu")
    customers(page)
    usual = heads(page)
    assert "阶段" in usual
    assert "渠道" not in usual, "the smallest desk shows the usual columns whole"
    menu = page.locator(".toolbar details.menu")
    menu.locator("summary").click()
    menu.locator("[name=column][value=stage]").uncheck()
    menu.locator("[name=column][value=channel]").check()
    menu.locator("li", has_text="编号").locator("[data-move='1']").click()
    menu.locator("button.btn-primary").click()
    expect(page.locator("#rows thead th", has_text="阶段")).to_have_count(0, timeout=SLOW)
    chosen = heads(page)
    assert "渠道" in chosen
    assert chosen.index("手机号") < chosen.index("编号")
    menu.locator("summary").click()
    menu.locator("button[name=usual]").click()
    expect(page.locator("#rows thead th", has_text="阶段")).to_have_count(1, timeout=SLOW)
    assert heads(page) == usual


@pytest.mark.parametrize("path", [CUSTOMERS, "/inventory/unit/"])
def test_the_smallest_desk_shows_the_usual_columns_whole(at_work: SignIn, path: str) -> None:
    page = at_work("wu")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(path)
    wrap = page.locator("#rows .table-wrap")
    assert wrap.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    assert "lies-under" not in str(wrap.get_attribute("class"))
    page.set_viewport_size({"width": 800, "height": 768})
    expect(wrap).to_have_class(re.compile("lies-under"))
    wrap.evaluate("e => e.scrollTo(e.scrollWidth, 0)")
    expect(wrap).not_to_have_class(re.compile("lies-under"))
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_list_fills_the_screen_and_stays_so_while_it_is_worked(at_work: SignIn) -> None:
    page = at_work("wu")
    customers(page)
    button = page.locator("[data-list-full]")
    button.click()
    expect(page.locator("header.bar")).to_be_hidden()
    narrow(page, "stage", "线索")
    expect(page.locator(CHIPS)).to_have_count(1, timeout=SLOW)
    expect(page.locator("header.bar")).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button.click()
    expect(page.locator("header.bar")).to_be_visible()


def test_the_row_just_changed_is_marked_when_its_list_comes_back(at_work: SignIn) -> None:
    page = at_work("wang")
    path = str(customers(page).first.get_attribute("data-href"))
    page.locator(f"#rows tr[data-href='{path}'] [data-row-key=f]").click()
    form = drawer(page)
    fill(form, text="周末再来")
    form.locator(".btn-primary").last.click()
    marked = page.locator("#rows tr.changed")
    expect(marked).to_have_count(1, timeout=SLOW)
    assert str(marked.get_attribute("data-href")).split("?")[0] == path.split("?")[0]
    page.goto(path)
    page.locator(".crumbs a").last.click()
    expect(page.locator(f"#rows tr[data-href='{path}'] .row-title")).to_have_attribute("id", re.compile(r"^row-\d+$"))
    assert re.search(r"#row-\d+$", page.url)


@pytest.mark.clause("5.1.1")
def test_on_a_phone_a_row_is_three_lines_and_conditions_are_a_sheet(at_work: SignIn) -> None:
    page = at_work("wang", phone=True)
    rows = customers(page)
    card = rows.first
    assert max(row.bounding_box()["height"] for row in rows.all()[:5]) <= 130  # type: ignore[index]
    for hidden in ("手机号", "编号"):
        expect(card.locator(f"td[data-label='{hidden}']")).to_be_hidden()
    expect(card.locator("a.call-button")).to_be_visible()
    page.locator("[popovertarget=filters-sheet]").click()
    sheet = page.locator("#filters-sheet")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("e => e.scrollWidth <= innerWidth && e.getBoundingClientRect().bottom <= innerHeight")
    sheet.locator("summary", has_text="等级").click()
    sheet.locator("[name=grade][value=A]").check()
    expect(page.locator(CHIPS)).to_have_count(0)
    sheet.locator("button", has_text="查询").click()
    expect(page.locator(CHIPS)).to_have_count(1, timeout=SLOW)
    expect(sheet).to_be_hidden()
    expect(page.locator("[popovertarget=filters-sheet]")).to_contain_text("(1)")


@pytest.mark.clause("3.1.3")
def test_a_grade_is_changed_where_it_stands_and_taken_back(at_work: SignIn) -> None:
    page = at_work("wu")
    path = str(customers(page).first.get_attribute("data-href"))
    row = page.locator(f"#rows tr[data-href='{path}']")
    grade = row.locator("td", has=page.locator("[data-cell=grade]"))
    for letter in "BA":
        row.hover()
        grade.locator("[data-cell=grade]").click()
        row.locator("[data-cell-form] select").select_option(letter)
        page.keyboard.press("Enter")
        expect(grade).to_contain_text(letter, timeout=SLOW)
    page.locator("[data-take-back]").last.click()
    expect(grade).to_contain_text("B", timeout=SLOW)
    page.reload()
    expect(grade).to_contain_text("B", timeout=SLOW)


def test_a_way_back_stays_while_the_focus_is_on_it(at_work: SignIn) -> None:
    """The pointer passing by does not take it from under the keyboard; once left alone it goes."""
    page = at_work("wu")
    page.clock.install()
    page.evaluate("document.dispatchEvent(new CustomEvent('lintel:toast', {detail: {message: '!', undo: {}}}))")
    back = page.locator("[data-take-back]")
    back.focus()
    page.locator(".toast", has=page.locator("[data-take-back]")).dispatch_event("mouseleave")
    page.clock.run_for(20_000)
    expect(back).to_have_count(1)
    back.blur()
    page.clock.run_for(5_000)
    expect(back).to_have_count(0)


@pytest.mark.clause("5.1.1")
def test_two_are_tagged_at_once_and_taken_back_with_one_press(at_work: SignIn) -> None:
    page = at_work("wu")
    rows = customers(page)
    for n in range(2):
        rows.nth(n).locator("input[name=chosen]").check()
    page.locator(".bulkbar a[data-bulk*=put_tags]").click()
    drawer(page).locator("label", has_text="学区优先").click()
    drawer(page).locator(".form-foot .btn-primary").click()
    worn = page.locator("#rows .tags .chip", has_text="学区优先")
    expect(worn).to_have_count(2, timeout=SLOW)
    expect(page.locator("dialog.drawer[open]")).to_have_count(0)  # the list is what there is to see
    page.locator("[data-take-back]").last.click()
    expect(worn).to_have_count(0, timeout=SLOW)


@pytest.mark.clause("5.1.1")
def test_customers_given_to_the_wrong_colleague_come_back_with_z(at_work: SignIn) -> None:
    """The toast offers it, Z presses it, the list shows whose they are; with no toast left Z does nothing."""
    page = at_work("wu")
    rows = customers(page)
    narrow(page, "owner", "孙丽")
    expect(page.locator(CHIPS)).to_contain_text("孙丽", timeout=SLOW)
    expect(rows).to_have_count(PAGE)
    two = [rows.nth(n).get_attribute("data-href").split("?")[0] for n in range(2)]  # type: ignore[union-attr]
    for n in range(2):
        rows.nth(n).locator("input[name=chosen]").check()
    page.locator(".bulkbar a[data-bulk*=hand_over]").click()
    form = drawer(page)
    fill(form, to="钱浩", reason="点错了")
    form.locator(".form-foot .btn-primary").click()
    given = page.locator(", ".join(f"#rows tr[data-href^='{path}']" for path in two))
    expect(given).to_have_count(0, timeout=SLOW)
    back = page.locator(".toast [data-take-back]")
    expect(back).to_have_count(1)
    page.keyboard.press("z")
    expect(given).to_have_count(2, timeout=SLOW)
    expect(page.locator(".toast").last).to_contain_text("已撤销")
    expect(back).to_have_count(0)


def test_a_to_do_ticked_off_by_mistake_is_back_with_z(at_work: SignIn) -> None:
    page = at_work("wang")
    page.goto("/tasks/new/")
    fill(page.locator("main form").first, title="给样板房换灯泡")
    page.locator("main .form-foot .btn-primary").click()
    page.goto("/tasks/")
    row = page.locator("#rows tr", has_text="给样板房换灯泡")
    row.locator("form button").click()
    expect(row).to_have_count(0, timeout=SLOW)
    expect(page.locator("form.notice")).to_contain_text("给样板房换灯泡")
    page.keyboard.press("z")
    expect(row).to_have_count(1, timeout=SLOW)
    expect(page.locator("[data-take-back]")).to_have_count(0)


@pytest.mark.clause("5.1.1")
def test_a_deed_on_all_rows_that_match(at_work: SignIn) -> None:
    """The page is chosen with one tick, the rest by condition; the deed reaches rows that no page showed."""
    page = at_work("wu")
    customers(page)
    narrow(page, "owner", "孙丽")
    expect(page.locator(CHIPS)).to_contain_text("孙丽", timeout=SLOW)
    expect(page.locator(ROWS)).to_have_count(PAGE)
    bar = page.locator(".bulkbar")
    for shown in (True, False):  # X chooses the row where the focus is, and lets it go
        page.locator(f"{ROWS} a.row-title").first.focus()
        page.keyboard.press("x")
        expect(bar).to_be_visible(visible=shown)
    page.locator("[data-choose-all]").check()
    expect(bar.locator("[data-chosen]")).to_contain_text(str(PAGE))
    expect(bar.locator("[data-whole]")).to_contain_text(str(CROWD), timeout=SLOW)
    bar.locator("[data-whole]").click()
    expect(bar.locator("[data-chosen]")).to_contain_text(str(CROWD))
    bar.locator("a[data-bulk*=hand_over]").click()
    form = drawer(page)
    expect(form).to_contain_text(str(CROWD))
    fill(form, to="钱浩", reason="换组")
    press(page)
    page.goto(CUSTOMERS)
    narrow(page, "owner", "孙丽")
    expect(page.locator(CHIPS)).to_contain_text("孙丽", timeout=SLOW)
    expect(page.locator(ROWS)).to_have_count(0)


def test_a_list_by_its_keys(at_work: SignIn) -> None:
    """J and K walk, E opens the value, F the follow-up, Enter the row, / the search, ? says which keys there are."""
    page = at_work("wang")
    rows = customers(page)
    keys, at = page.keyboard, "document.activeElement.closest('tr')?.dataset.href"
    page.locator("h1").first.evaluate("e => { e.tabIndex = -1; e.focus() }")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        keys.press(key)
        assert page.evaluate(at) == rows.nth(place).get_attribute("data-href")
    keys.press("e")
    expect(page.locator("[data-cell-form] select")).to_be_focused(timeout=SLOW)
    keys.press("Escape")
    expect(page.locator("[data-cell-form]")).to_have_count(0)
    assert page.evaluate(at) == rows.nth(0).get_attribute("data-href")
    for key, shown in (("f", "form[action*='follow-up']"), ("Enter", "h1")):
        page.locator(ROWS).first.locator("a.row-title").focus()
        keys.press(key)
        expect(drawer(page).locator(shown).first).to_be_visible(timeout=SLOW)
        keys.press("Escape")
        expect(page.locator("dialog.drawer[open]")).to_have_count(0)
    keys.press("?")
    expect(page.locator("#keys[open]")).to_contain_text("J")
    keys.press("Escape")
    keys.press("/")
    expect(page.locator("#list-q")).to_be_focused()
    keys.type("郑电")
    keys.press("Enter")
    expect(page.locator(ROWS)).to_have_count(3, timeout=SLOW)


def test_a_follow_up_begun_in_a_drawer_is_there_again(at_work: SignIn) -> None:
    page, words = at_work("wang"), "想要高楼层，等学位政策"
    row = customers(page).first.locator("a.row-title")
    row.click()
    with page.expect_response("**/workbench/draft/", timeout=SLOW) as kept:
        top = drawer(page)
        top.locator(".composer [name=text]").fill(words)
        top.locator("[data-close]").first.click()
    assert kept.value.ok
    expect(page.locator("dialog.drawer[open]")).to_have_count(0)
    row.click()
    expect(drawer(page).locator(".composer [name=text]")).to_have_value(words, timeout=SLOW)
    drawer(page).locator(".composer .notice button").click()  # start afresh
    expect(page.locator("dialog.drawer[open]")).to_have_count(0, timeout=SLOW)
    row.click()
    expect(drawer(page).locator(".composer [name=text]")).to_have_value("", timeout=SLOW)


def test_the_deeds_of_a_row_lie_over_everything(at_work: SignIn) -> None:
    """Opened upwards, over the head of the table and below the bar of the page: each deed in sight can be pressed."""
    page = at_work("wang")
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(CUSTOMERS)
    page.locator("#rows .row-more summary").nth(1).click()
    deeds = page.locator("#rows .row-more[open] .menu-item")
    expect(deeds.first).to_be_focused(timeout=SLOW)
    assert deeds.evaluate_all(
        """all => {
          const body = all[0].closest(".menu-body").getBoundingClientRect();
          const inside = all.map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.top >= body.top && b.bottom <= body.bottom);
          const at = (b) => document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);
          return inside.length > 4 && inside.every(([e, b]) => e.contains(at(b)));
        }"""
    )
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})
