"""Coming in, being turned away, and leaving."""

from playwright.sync_api import expect


def test_a_person_signs_in_and_sees_the_workbench(sign_in):
    page = sign_in("wang")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("nav").first).to_contain_text("客户")


def test_a_wrong_password_is_refused_with_one_sentence_for_all(chromium, office):
    context = chromium.new_context(base_url=office, locale="zh-CN")
    page = context.new_page()
    answers = []
    for name in ("wang", "nobody"):
        page.goto("/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", "not-the-password")
        page.click("main form button")
        answers.append(page.locator("main").inner_text())
    context.close()
    assert answers[0] == answers[1]
