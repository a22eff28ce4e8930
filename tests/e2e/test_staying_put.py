"""Nothing is lost, done twice or left without an answer: back, double click, refused forms, wrong addresses, narrow screens, languages."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn, fill
from tests.e2e.homes import PROJECT

NARROW = ("/", "/customers/customer/", "/customers/reception/", "/inventory/unit/", "/inventory/board/?view=list", "/sales/quote/",
          "/sales/reservation/", "/tasks/", "/notices/", "/approvals/", "/me/", "/policy/")  # fmt: skip
LEFTOVERS = re.compile(
    r"\b(Save|Cancel|Search|Filter|Customers?|Visits?|Follow-ups?|Units?|Reservations?|Purchase plans?|Receipts?|Offers?|Payment schemes?"
    r"|Nothing|Export|Close|Submit|Approve|State|Reason|Number|Price|Buyers?|Deposit|Deal)\b"
)


def facilities(page: Page, name: str) -> int:
    page.goto("/inventory/facility/")
    return page.locator("#rows tr[data-href]", has_text=name).count()


def test_going_back_keeps_the_list_as_it_was(sign_in: SignIn) -> None:
    page = sign_in("liu")
    page.goto("/directory/user/?q=王")
    rows = page.locator("#rows tr[data-href]")
    before = rows.all_inner_texts()
    assert before
    page.goto(str(rows.first.get_attribute("data-href")))
    page.go_back()
    assert page.locator("#rows tr[data-href]").all_inner_texts() == before
    expect(page.locator("main input[name=q]").first).to_have_value("王")


def test_a_double_click_on_submit_does_it_once(sign_in: SignIn) -> None:
    page, name = sign_in("liu"), f"幼儿园 {uuid.uuid4().hex[:6]}"
    page.goto("/inventory/facility/new/")
    fill(page.locator("#main"), project=PROJECT, name=name, kind="school", stage="planned")
    page.locator("#main .form-foot button.btn-primary").dblclick()
    page.wait_for_url(lambda url: "/new/" not in url)
    assert facilities(page, name) == 1


def test_a_retried_post_with_the_same_key_does_it_once(sign_in: SignIn) -> None:
    page, name = sign_in("liu"), f"地铁站 {uuid.uuid4().hex[:6]}"
    page.goto("/inventory/facility/new/")
    form = page.locator("#main form[data-deed]")
    sent = {n: form.locator(f"[name={n}]").input_value() for n in ("csrfmiddlewaretoken", "_key")}
    project = form.locator("[name=project] option", has_text=PROJECT).get_attribute("value")
    sent |= {
        "project": str(project),
        "name": name,
        "kind": "transport",
        "stage": "planned",
        "source": "规划图",
        "note": "",
    }
    answers = [
        page.request.post("/inventory/facility/new/", form=sent, headers={"Referer": page.url}) for _ in range(2)
    ]
    assert [a.status for a in answers] == [200, 200]
    assert facilities(page, name) == 1


def test_a_refused_form_keeps_what_was_typed(sign_in: SignIn) -> None:
    page = sign_in("zheng")
    page.goto("/inventory/presalepermit/new/")
    fill(page.locator("#main"), number="深房许字（2026）龙岗 007 号", single_units="99-99-9999", remark="只缺日期")
    page.locator("#main .form-foot button.btn-primary").click()
    expect(page.locator("#main .form-errors")).to_be_visible(timeout=SLOW)
    expect(page.locator("[name=number]")).to_have_value("深房许字（2026）龙岗 007 号")
    expect(page.locator("[name=remark]")).to_have_value("只缺日期")


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [("wang", "/nowhere/", 404), ("wang", "/inventory/unit/999999/", 404), ("wang", "/audit/entry/", 403)],
)
def test_wrong_and_closed_doors_are_pages_of_ours(sign_in: SignIn, who: str, path: str, status: int) -> None:
    page = sign_in(who)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in (status, 404)
    expect(page.locator(".answer h2")).to_be_visible()
    expect(page.locator("h1")).not_to_be_empty()
    expect(page.locator("main a[href='/'], a.brand").first).to_be_visible()


def test_nothing_scrolls_sideways_on_a_phone(sign_in: SignIn) -> None:
    page = sign_in("wang", phone=True)
    wide = []
    for path in NARROW:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            wide.append(path)
    assert wide == []


def test_no_english_is_left_on_the_chinese_screens(sign_in: SignIn) -> None:
    left = {}
    for who, paths in {
        "wang": NARROW,
        "liu": ("/", "/inventory/project/", "/inventory/pricescheme/", "/directory/user/", "/exchange/"),
    }.items():
        page = sign_in(who)
        for path in paths:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            if words := set(LEFTOVERS.findall(page.locator("body").inner_text())):
                left[f"{who} {path}"] = words
    assert left == {}


def test_the_screens_speak_traditional_chinese_and_english(sign_in: SignIn) -> None:
    page = sign_in("qian")
    for language, word in (("zh-hant", "客戶"), ("en", "Customers"), ("zh-hans", "客户")):
        page.goto("/")
        page.locator("header.bar details.menu summary").last.click()
        page.locator(f"button[name=language][value='{language}']").first.click()
        expect(page.locator("nav").first).to_contain_text(word, timeout=SLOW)


@pytest.mark.parametrize("path", ["/", "/customers/customer/", "/inventory/board/", "/insight/"])
def test_nothing_moves_on_a_page_at_rest(sign_in: SignIn, path: str) -> None:
    """What is animated out of sight draws sixty frames a second: every touch waits for it, and the phone's battery pays."""
    page = sign_in("liu")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    moving = """() => document.getAnimations().filter((a) => a.playState === "running").map((a) => a.animationName)"""
    page.wait_for_function(f"({moving})().length === 0", timeout=SLOW)
    assert page.evaluate(moving) == []


VEILED = """() => [...document.querySelectorAll('#rows tbody *, .board-grid *')].flatMap((it) => ['', '::before', '::after'].map((part) => {
  const look = getComputedStyle(it, part);
  const drawn = part ? look.content !== 'none' : it.checkVisibility();
  const veil = Number(look.opacity) < 1 || look.filter !== 'none' || look.maskImage !== 'none';
  return drawn && veil ? `${it.tagName}.${it.className?.baseVal ?? it.className}${part}` : '';
})).filter(Boolean)"""


@pytest.mark.parametrize("path", ["/customers/customer/", "/inventory/unit/", "/inventory/board/"])
def test_nothing_that_comes_by_the_fifty_is_see_through(at_work: SignIn, path: str) -> None:
    """Whatever is see-through or masked is a layer of its own: one in every row, and each touch waits for fifty of them."""
    page = at_work("liu")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#rows tbody tr, .board-grid a").first).to_be_visible(timeout=SLOW)
    assert page.evaluate(VEILED) == []


AT_ONCE = """() => new MutationObserver((_, watcher) => {
  const form = document.querySelector('dialog.drawer form[data-deed]');
  if (!form) return;
  watcher.disconnect();
  form.noValidate = true;
  form.requestSubmit();
}).observe(document.body, {childList: true, subtree: true})"""


def test_a_form_pressed_the_moment_it_is_seen_is_answered_in_its_drawer(sign_in: SignIn) -> None:
    page = sign_in("liu")
    page.goto("/inventory/facility/")
    page.wait_for_load_state("networkidle")
    page.evaluate(AT_ONCE)
    page.locator("a[data-drawer][href$='/inventory/facility/new/']").first.click()
    expect(page.locator("dialog.drawer .form-errors")).to_be_visible(timeout=SLOW)
    assert page.url.endswith("/inventory/facility/")


DONE = """(url) => document.querySelector('dialog.drawer [data-frame]').dispatchEvent(
  new CustomEvent('lintel:done', {bubbles: true, detail: {url, message: 'done'}}))"""


def test_what_is_done_in_the_drawer_that_shows_it_leaves_it_open(at_work: SignIn) -> None:
    page = at_work("zhou")
    page.goto("/customers/floor/")
    visit = page.locator("#floor a[data-drawer][href^='/customers/visit/']").first
    there = visit.get_attribute("href")
    visit.click()
    expect(page.locator("dialog.drawer[open] h1")).to_be_visible(timeout=SLOW)
    page.evaluate("document.querySelector('dialog.drawer h1').dataset.old = '1'")
    page.evaluate(DONE, there)
    expect(page.locator("dialog.drawer[open] h1:not([data-old])")).to_be_visible(timeout=SLOW)
    assert page.url.endswith("/customers/floor/")


def test_a_form_begun_on_a_page_that_is_fetched_anew_comes_back_as_it_was(sign_in: SignIn) -> None:
    page = sign_in("liu")
    page.goto("/inventory/facility/new/")
    page.locator("#main [name=name]").fill("还没写完")
    page.locator("header a[data-drawer]").first.click()
    expect(page.locator("dialog.drawer[open] h1")).to_be_visible(timeout=SLOW)
    page.evaluate("document.querySelector('#main form[data-deed]').dataset.old = '1'")
    page.evaluate(DONE, "/inventory/facility/new/")
    expect(page.locator("dialog.drawer[open]")).to_have_count(0)
    expect(page.locator("#main form[data-deed]:not([data-old])")).to_be_visible(timeout=SLOW)
    expect(page.locator("#main [name=name]")).to_have_value("还没写完")
