"""A registration survives a lost network, a lost answer and a restarting server: the form stays, and one visit is made."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.deeds import SLOW, SignIn

BANNER, FOOT = "网络中断", "#reception [data-offline]"


def filled_in(page: Page, phone: str, name: str) -> None:
    page.goto("/customers/reception/")
    page.fill("#reception-phone", phone)
    expect(page.locator("[data-outcome=new]")).to_be_visible(timeout=SLOW)
    page.fill("#reception-name", name)
    page.locator("[data-consent] [name=agreed]").check(force=True)


def visits(page: Page) -> int:
    """As the supervisor sees them: a visitor goes to whose turn it is, who need not be the one at the desk."""
    page.goto("/customers/visit/")
    return page.locator("#rows tr[data-href]").count()


def lost_network(page: Page) -> None:
    page.context.set_offline(True)
    try:
        page.locator("[data-submit]").click()
        expect(page.locator(FOOT)).to_contain_text(BANNER, timeout=SLOW)
        expect(page.locator("#reception-name")).not_to_have_value("")
        expect(page.locator("[data-submit]")).to_be_disabled()
    finally:
        page.context.set_offline(False)


def once(page: Page, instead: Callable[[Route], None]) -> None:
    """The first registration meets ``instead``; the next ones go through."""
    met: list[bool] = []

    def handle(route: Route) -> None:
        if route.request.method != "POST" or met:
            route.continue_()
            return
        met.append(True)
        instead(route)

    page.route("**/customers/reception/", handle)
    page.locator("[data-submit]").click()
    expect(page.locator(FOOT)).to_contain_text(BANNER, timeout=SLOW)


def lost_answer(page: Page) -> None:
    def arrives_and_is_lost(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    once(page, arrives_and_is_lost)


def restarting_server(page: Page) -> None:
    once(page, lambda route: route.fulfill(status=503, body="…"))


@pytest.mark.clause("3.1.1")
@pytest.mark.parametrize(
    ("trouble", "phone"),
    [(lost_network, "15112340001"), (lost_answer, "15112340002"), (restarting_server, "15112340003")],
    ids=["the network is gone", "the answer is lost", "the server restarts"],
)
def test_one_visit_is_made_whatever_happens_to_the_network(
    at_work: SignIn, trouble: Callable[[Page], None], phone: str
) -> None:
    page = at_work("zhao", phone=True)
    before = visits(at_work("zhou"))
    filled_in(page, phone, "董网")
    trouble(page)
    page.wait_for_url(re.compile(r"/customers/reception/\d+/"), timeout=SLOW)
    page.unroute_all()
    assert visits(at_work("zhou")) == before + 1
