"""The administrator of a demo removes it with one form, and the office is theirs."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSWORD, ROOT, _free_port, _wait, environment, furnish

CHOSEN = "Spring in the 9 courts"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[str, Path, int]]:
    """``lintel demo`` itself, on a department that was loaded before; answers its address, data folder and process."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    env = environment(tmp_path, address)
    del env["LINTEL_REQUIRE_TOTP"]
    furnish(tmp_path)
    (tmp_path / "demo-people.json").write_text(json.dumps([]))
    log = (tmp_path.parent / "demo.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "lintel", "demo", "--port", str(port)], cwd=ROOT, env=env, stdout=log, stderr=log
    )
    try:
        _wait(address, process, tmp_path.parent)
        yield address, tmp_path, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def enter(page: Page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.click("main form button")


def test_the_demo_is_removed_and_the_office_is_ones_own(chromium: Browser, demo: tuple[str, Path, int]) -> None:
    address, folder, process = demo
    context = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    enter(page, "liu", PASSWORD)
    page.wait_for_url(lambda url: "/accounts/" not in url)
    expect(page.locator("a[href='/demo/leave/']")).to_have_count(0)
    assert page.request.get("/demo/leave/").status == 404, "only the administrator removes the demo"
    context.clear_cookies()

    enter(page, "admin", PASSWORD)
    page.locator("a[href='/demo/leave/']").click()
    page.fill("input[name=username]", "kaiye")
    page.fill("input[name=name]", "开业")
    page.fill("input[name=password]", "short")
    page.click("main form button.btn-primary")
    expect(page.locator(".form-errors")).to_be_visible()
    expect(page.locator("input[name=username]")).to_have_value("kaiye")
    page.fill("input[name=password]", CHOSEN)
    page.click("main form button.btn-primary")
    expect(page.locator("input[name=login]")).to_be_visible(timeout=60_000)

    enter(page, "liu", PASSWORD)
    expect(page.locator("input[name=login]")).to_be_visible()
    enter(page, "kaiye", CHOSEN)
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    context.close()

    eased = Path(f"/proc/{process}/environ").read_bytes()
    assert b"LINTEL_REQUIRE_TOTP=false" not in eased, "two-step sign-in is left out in a demo, not in an own office"

    (aside,) = folder.glob("demo-put-aside-*")
    assert (aside / "demo-people.json").exists()
    assert not (folder / "own-office-asked.json").exists(), "nothing of the chosen password lies about"
    assert _names(folder) == {"kaiye"}
    assert {"liu", "admin"} <= _names(aside), "the demo is whole where it was put"
    assert sorted(p.name for p in folder.glob("demo-people*")) == []


def _names(folder: Path) -> set[str]:
    (file,) = folder.glob("*.sqlite3")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return {
            name for (name,) in database.execute("select username from directory_user where password not like '!%'")
        }
