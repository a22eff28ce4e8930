"""The week in a browser: arrows from hour to hour, an appointment begun at a free one, and one day on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn, drawer

pytestmark = pytest.mark.clause("2.2.4.3")

LINES_OF_THE_NAME = """(item, width) => {
  item.style.width = `${width}px`;
  const words = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
  while (words.nextNode() && !words.currentNode.data.includes("*"));
  const name = document.createRange();
  const [found] = words.currentNode.data.matchAll(/[^\\s·]*[*]+/g);
  name.setStart(words.currentNode, found.index);
  name.setEnd(words.currentNode, found.index + found[0].length);
  return new Set([...name.getClientRects()].map((one) => Math.round(one.top))).size;
}"""
"""On how many lines the masked name of an entry stands while the entry is so many pixels wide."""


def place(page: Page) -> list[int]:
    """Row and column of the link the focus is on."""
    found: list[int] = page.evaluate(
        "(cell => [cell.parentElement.rowIndex, cell.cellIndex])(document.activeElement.closest('td'))"
    )
    return found


def test_arrows_walk_the_free_hours_of_next_week_and_enter_books_one(at_work: SignIn) -> None:
    page = at_work("wang")
    page.goto("/customers/week/")
    page.locator("[data-week=following]").click()
    expect(page.locator("[data-week-grid] td a[tabindex='0']")).to_have_count(1)
    page.locator("[data-week-grid] td a[tabindex='0']").focus()
    begun = place(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert place(page) == [begun[0] + 1, begun[1] + 1]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert place(page) == begun
    address = str(page.evaluate("document.activeElement.getAttribute('href')"))
    page.keyboard.press("Enter")
    form = drawer(page)
    expect(form.locator("[name=starts_at]")).to_have_value(address.partition("at=")[2][:16].replace("T", " "))
    form.locator("[name=customer]").select_option(index=1, force=True)
    form.locator("form[data-deed] button.btn-primary").click()
    expect(page.locator("[data-week-grid] .week-item.is-booked").first).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")


def test_a_phone_shows_one_day_and_its_strip(at_work: SignIn) -> None:
    page = at_work("wang", phone=True)
    page.goto("/customers/week/")
    expect(page.locator("[data-week-grid]")).to_be_hidden()
    days = page.locator(".week-strip a")
    expect(days).to_have_count(7)
    days.last.click()
    expect(days.last).to_have_attribute("aria-current", "date")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_masked_name_stays_on_one_line_however_narrow_its_day(at_work: SignIn) -> None:
    """A star alone on the next line is nobody's name."""
    page = at_work("wang")
    page.goto("/customers/week/")
    named = page.locator("[data-week-grid] .week-item:visible", has_text="*")
    if not named.count():  # what is due by the end of a week may stand in the next one
        page.locator("[data-week=following]").click()
    expect(named.first).to_be_visible(timeout=SLOW)
    lines = {width: named.first.evaluate(LINES_OF_THE_NAME, width) for width in range(40, 200, 2)}
    assert {width: count for width, count in lines.items() if count != 1} == {}
