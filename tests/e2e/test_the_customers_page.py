"""The customer's own page after a deed in a drawer over it: fetched anew in place, and laid out as before."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.deeds import SLOW, SignIn, deed

pytestmark = pytest.mark.clause("4.2.1")


def test_after_a_deed_in_a_drawer_one_tab_stands_open(at_work: SignIn) -> None:
    page = at_work("wang")
    page.goto("/customers/customer/?stage=lead&stage=visitor&stage=intent")
    page.goto(str(page.locator("#rows a.row-title").last.get_attribute("href")))
    open_panes = page.locator("#main [data-tabs] > .tab-pane:visible")
    expect(open_panes).to_have_count(1, timeout=SLOW)
    page.locator("#main .tab[href='#intent']").click()
    page.evaluate("document.getElementById('main').dataset.asked = 'before'")
    deed(page, "set_grade", grade="C")
    expect(page.locator("#main[data-asked]")).to_have_count(0, timeout=SLOW)
    expect(open_panes).to_have_count(1, timeout=SLOW)
    expect(page.locator("#main #intent")).to_be_visible()
