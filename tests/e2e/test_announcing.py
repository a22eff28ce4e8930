"""The manager announces, a consultant finds it, reads and confirms it, and the manager sees by whom; a to-do goes from hand to hand."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Enter = Callable[..., Page]


def _drawn(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def test_announced_read_confirmed_and_seen_by_name(sign_in: Enter) -> None:
    liu = sign_in("liu")
    liu.goto("/office/announcement/")
    liu.get_by_role("link", name="写公告").first.click()
    form = liu.locator("form:has(textarea[name=text])")
    form.locator("input[name=title]").fill("周五合同培训")
    form.locator("textarea[name=text]").fill("十五点,二楼。\n\n带工牌。")
    form.locator("label:has-text('销售一组')").click()
    form.locator("input[name=must_confirm]").check()
    form.get_by_role("button", name="保存草稿").click()
    liu.get_by_role("link", name="发布", exact=True).first.click()
    expect(liu.get_by_role("heading", name="将告知 3 人")).to_be_visible()
    liu.get_by_role("button", name="发布", exact=True).click()
    expect(liu.locator(".chip", has_text="3 人未读").first).to_be_visible()

    wang = sign_in("wang", phone=True)
    todo = wang.locator("#todos").get_by_role("link", name="请确认公告：周五合同培训")
    expect(todo).to_be_visible()
    wang.goto("/notices/?tab=announcement")
    with wang.expect_response(lambda answer: answer.url.endswith("/read/")):  # the page says that it was read
        wang.get_by_role("button", name="公告：周五合同培训").click()
    wang.get_by_role("button", name="我已阅读并理解").click()
    expect(wang.locator(".chip", has_text="已确认")).to_be_visible()
    wang.goto("/")
    expect(todo).to_have_count(0)

    liu.goto("/office/announcement/")
    liu.get_by_role("link", name="周五合同培训").first.click()
    row = liu.locator("tr", has_text="王敏")
    expect(row.locator(".chip", has_text="已确认")).to_be_visible()


def test_work_given_at_the_workbench_comes_back_done(sign_in: Enter) -> None:
    zhou = sign_in("zhou")
    zhou.locator("#todos").get_by_role("link", name="新待办").click()
    form = zhou.locator("form:has(select[name=assignee])")
    form.locator("input[name=title]").fill("整理样板房")
    form.locator("select[name=assignee]").select_option(label="王敏")
    form.get_by_role("button", name="保存").click()
    expect(zhou.get_by_text("已保存。")).to_be_visible()

    wang = sign_in("wang")
    wang.locator("#todos").get_by_role("link", name="整理样板房").click()
    wang.get_by_role("button", name="完成").click()
    _drawn(wang)
    zhou.goto("/notices/")
    expect(zhou.get_by_text("王敏已办完：整理样板房")).to_be_visible()
