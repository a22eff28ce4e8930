"""The board under a hand: arrows and typed numbers, changes arriving, a cell that is being looked at, a lost line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from lintel.inventory.models import Unit
from lintel.inventory.models.unit import SaleState

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.clause("3.1.2"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium"),
]


def withheld(unit: Unit) -> None:
    unit.sale_state = SaleState.WITHHELD
    unit.save()


def test_the_board_is_worked_by_keyboard_and_stays_current(live_server: Any, for_sale: list[Unit], cast: Any) -> None:
    from playwright.sync_api import sync_playwright

    client = Client()
    client.force_login(cast["liu"])
    name = configured.SESSION_COOKIE_NAME
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1366, "height": 850})
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/inventory/board/")
        here = "document.activeElement.dataset.n"

        page.locator(f"#u{for_sale[0].pk} a").focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
        assert page.evaluate(here) == "602"
        page.keyboard.type("504")
        assert page.evaluate(here) == "504"

        looked_at, other = for_sale[3], for_sale[5]
        withheld(looked_at)
        withheld(other)
        page.wait_for_selector(f"#u{other.pk}.s-withheld", timeout=15_000)
        stale = page.locator(f"#u{looked_at.pk}")
        assert "u-stale" in (stale.get_attribute("class") or "")
        page.keyboard.press("ArrowLeft")
        page.wait_for_selector(f"#u{looked_at.pk}.s-withheld", timeout=5_000)

        page.keyboard.press("Enter")
        page.wait_for_selector("dialog.drawer .checks")
        page.keyboard.press("Escape")

        page.locator("[data-board-select]").click()
        page.locator(f"#u{for_sale[0].pk}").click()
        page.locator(f"#u{for_sale[2].pk}").click(modifiers=["Shift"])
        assert page.locator("[data-board-count]").inner_text() == "3"

        context.set_offline(True)
        page.wait_for_selector("#board-banner:not([hidden])", timeout=40_000)
        assert page.locator("[data-board].board-lost").count() == 1
        browser.close()
