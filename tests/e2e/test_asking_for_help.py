"""From a page that is not there for somebody to the to-do of their supervisor, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.deeds import SLOW, SignIn
from tools.axe import FADED, SCRIPT, faults


@pytest.mark.clause("8.1.1")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_sentence_reaches_the_supervisor(sign_in: SignIn, theme: str) -> None:
    page = sign_in("wang", phone=True, theme=theme)
    address = {"light": "/customers/customer/987001/", "dark": "/customers/customer/987002/"}[theme]
    page.goto(address)
    if SCRIPT.exists():
        page.wait_for_load_state("networkidle")
        page.wait_for_function(FADED, polling=100)
        page.evaluate(SCRIPT.read_text())
        assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".answer-why .btn").evaluate("b => b.offsetHeight") >= 44
    page.fill("#answer-why", "客户换了号码，想看原来的记录")
    page.locator(".answer-why button").click()
    expect(page.locator(".toast")).to_contain_text("已转给您的上级", timeout=SLOW)
    above = sign_in("zhou", phone=True)
    above.goto("/tasks/")
    expect(above.locator("#main")).to_contain_text(address, timeout=SLOW)
    expect(above.locator("#main")).to_contain_text("客户换了号码")
