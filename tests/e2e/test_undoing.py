"""A slip is taken back with one press where it was made: messages marked as read, one customer given to the wrong colleague."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn, deed, drawer, fill, press

BACK = "[data-take-back]"
UNREAD = "#rows > .is-unread"
CUSTOMERS = "/customers/customer/"


def give(page: Page, title: str) -> None:
    """Work for wang, who hears of it."""
    page.goto("/tasks/new/")
    form = page.locator("main form").first
    fill(form, title=title, assignee="王敏")
    form.locator(".form-foot .btn-primary").click()
    page.wait_for_url(lambda url: "/new/" not in url)


def messages(page: Page) -> None:
    """The message centre with every bundle open."""
    page.goto("/notices/")
    page.locator("details.bundle").evaluate_all("all => all.forEach(one => { one.open = true })")


def test_messages_marked_as_read_by_mistake_are_unread_again_with_z(at_work: SignIn) -> None:
    give(at_work("zhou"), "核对车位图")
    page = at_work("wang")
    messages(page)
    before = page.locator(UNREAD).count()
    assert before > 0
    page.get_by_role("button", name="全部已读").click()
    expect(page.locator("form.notice")).to_contain_text("标为已读", timeout=SLOW)
    expect(page.locator(UNREAD)).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(".toast").last).to_contain_text("已撤销", timeout=SLOW)
    expect(page.locator(UNREAD)).to_have_count(before)
    expect(page.locator(BACK)).to_have_count(0)


def test_a_message_opened_by_mistake_is_unread_again_from_the_message_centre(at_work: SignIn) -> None:
    give(at_work("zhou"), "更换沙盘灯")
    page = at_work("wang")
    messages(page)
    mine = page.locator(".inbox-row.is-unread > form", has_text="更换沙盘灯")
    expect(mine).to_have_count(1)
    mine.locator("button").click()
    page.wait_for_url(lambda url: "/tasks/errand/" in url)
    messages(page)
    expect(mine).to_have_count(0)
    expect(page.locator("form.notice")).to_contain_text("更换沙盘灯")
    page.locator(f"form.notice {BACK}").click()
    expect(page.locator(".toast").last).to_contain_text("已撤销", timeout=SLOW)
    messages(page)
    expect(mine).to_have_count(1)


def theirs(page: Page, name: str) -> str:
    """The address of a customer of this consultant, who stands first in the list of whoever may hand them over."""
    page.goto(CUSTOMERS)
    row = page.locator("#rows tr[data-href]", has=page.locator("td", has_text=name)).first
    expect(row).to_be_visible(timeout=SLOW)
    return str(row.get_attribute("data-href")).split("?")[0]


def hand_over(page: Page, path: str, name: str) -> None:
    """The deed as a page of its own."""
    page.goto(f"{path}hand_over_customer/")
    fill(page.locator("main form").first, to=name, reason="换组")
    page.locator("main .form-foot .btn-primary").click()
    page.wait_for_url(lambda url: url.endswith(path))


@pytest.mark.clause("5.1.1")
def test_one_customer_given_to_the_wrong_colleague_comes_back_from_their_page(at_work: SignIn) -> None:
    """The page says whose it is at every step, fetched anew in place."""
    page = at_work("wu")
    page.goto(theirs(page, "孙丽"))
    whose = page.locator("#main .page-lead")
    expect(whose).to_contain_text("孙丽", timeout=SLOW)
    deed(page, "hand_over_customer", to="钱浩", reason="点错了")
    expect(whose).to_contain_text("钱浩", timeout=SLOW)
    page.locator(f".toast {BACK}").click()
    expect(whose).to_contain_text("孙丽", timeout=SLOW)
    expect(page.locator(".toast").last).to_contain_text("已撤销")
    expect(page.locator(BACK)).to_have_count(0)


@pytest.mark.clause("5.1.1")
def test_the_undo_goes_along_to_the_next_page_and_says_why_it_is_refused(at_work: SignIn) -> None:
    """In two tabs: what was changed meanwhile stays, with the clause and what to do next."""
    page = at_work("wu")
    path = theirs(page, "孙丽")
    hand_over(page, path, "钱浩")
    expect(page.locator(f".toast {BACK}")).to_have_count(1, timeout=SLOW)
    other = page.context.new_page()
    hand_over(other, path, "孙丽")
    other.close()
    page.locator(f".toast {BACK}").click()
    refused = page.locator(".toast-bad").last
    for words in ("其后已有变动", "重新移交", "§ 5.1.1"):
        expect(refused).to_contain_text(words, timeout=SLOW)
    expect(page.locator("#main .page-lead")).to_contain_text("孙丽", timeout=SLOW)


@pytest.mark.clause("5.1.1")
def test_from_the_drawer_over_the_list_too(at_work: SignIn) -> None:
    page = at_work("wu")
    path = theirs(page, "孙丽")
    page.locator(f"#rows tr[data-href^='{path}'] a.row-title").click()
    first = drawer(page)
    link = first.locator("a[href*='/hand_over_customer/'][data-drawer]").first
    expect(link).to_be_attached(timeout=SLOW)
    if not link.is_visible():
        first.locator("details.menu summary[aria-label]").first.click()
    link.click()
    fill(drawer(page), to="钱浩", reason="点错了")
    press(page)
    given = page.locator(f"#rows tr[data-href^='{path}']", has_text="钱浩")
    expect(given).to_have_count(1, timeout=SLOW)
    page.keyboard.press("z")
    expect(given).to_have_count(0, timeout=SLOW)
    expect(page.locator(".toast").last).to_contain_text("已撤销")
