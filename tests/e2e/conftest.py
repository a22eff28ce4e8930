"""A real server on a real database, and a real browser in front of it."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("LINTEL_CHROMIUM", "/usr/bin/chromium")
PASSWORD = "only-for-the-journeys-1"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip

pytestmark = pytest.mark.browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser and leaves the process."""
    for item in items:
        if "e2e" in Path(str(item.path)).parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, address: str = "http://127.0.0.1") -> dict[str, str]:
    """What a program reads to work on the office in ``folder``."""
    env = {
        **os.environ, "LINTEL_DATA_DIR": str(folder), "LINTEL_DATABASE_URL": "", "LINTEL_BASE_URL": address,
        "LINTEL_REQUIRE_TOTP": "false", "DJANGO_SETTINGS_MODULE": "lintel.site.settings",
    }  # fmt: skip
    env.pop("LINTEL_TEST_DATABASE_URL", None)
    return env


@lru_cache
def _installed() -> Path:
    """An office just installed, nobody in it: copied for each that is needed, as installing takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="lintel-e2e-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "lintel", "install", "--quiet"], cwd=ROOT, env=environment(folder), check=True
    )
    return folder


def furnish(folder: Path, *more: str) -> None:
    """The cast and both projects into ``folder``; ``more`` is what ``tests.e2e.people`` adds."""
    shutil.copytree(_installed(), folder, dirs_exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "tests.e2e.people", PASSWORD, *more], cwd=ROOT, env=environment(folder), check=True
    )


@contextmanager
def running_office(folder: Path, *more: str, worker: bool = True) -> Iterator[str]:
    """The address of an office of its own with the cast and both projects; ``more`` is what ``tests.e2e.people`` adds."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    env = environment(folder, address)
    lintel = [sys.executable, "-m", "lintel"]
    furnish(folder, *more)
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen([*lintel, "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=log, stderr=log)
    processes = [server]
    if worker:
        processes.append(subprocess.Popen([*lintel, "worker"], cwd=ROOT, env=env, stdout=log, stderr=log))
    try:
        _wait(address, server, folder)
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running office with the cast, both projects and nothing else.

    ``LINTEL_E2E_URL`` names one already running, prepared by ``tests.e2e.people``: handy while writing a journey.
    """
    if running := os.environ.get("LINTEL_E2E_URL"):
        yield running
        return
    with running_office(tmp_path_factory.mktemp("office")) as address:
        yield address


def _wait(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(150):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError((folder / "server.log").read_text()[-3000:])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def sign_in(chromium: Browser, office: str) -> Iterator[Callable[..., Page]]:
    """``sign_in("wang", phone=True)`` → a page of that person, at the workbench."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def enter(username: str, *, phone: bool = False, theme: str = "light", language: str = "zh-CN") -> Page:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = chromium.new_context(
            base_url=office, viewport=size, has_touch=phone, color_scheme=theme, locale=language, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{username} {page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                problems.append(f"{username} {page.url}: {said.text}")
                if "Content Security Policy" in said.text
                else None
            ),
        )
        page.goto("/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office in the middle of a day; ``LINTEL_E2E_DAY_URL`` names one already running."""
    if running := os.environ.get("LINTEL_E2E_DAY_URL"):
        yield running
        return
    with running_office(tmp_path_factory.mktemp("day"), "trading-day", worker=False) as address:
        yield address


@pytest.fixture(scope="session")
def front_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office in the middle of a day whose arrivals nobody else counts; a privacy notice is in force in it."""
    with running_office(tmp_path_factory.mktemp("desk"), "trading-day", worker=False) as address:
        yield address


def as_new(page: Page, size: ViewportSize) -> None:
    """Take back what the test before did to this person's browser: its size, its media, the requests it caught."""
    page.unroute_all(behavior="ignoreErrors")
    page.context.set_offline(False)
    page.set_viewport_size(size)
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference", forced_colors="none")


@pytest.fixture(scope="session")
def at_work(chromium: Browser, day: str) -> Iterator[Callable[..., Page]]:
    """``at_work("wang", phone=True)`` → that person's page at the workbench, as new; everybody signs in once."""
    pages: dict[tuple[str, bool], Page] = {}
    problems: list[str] = []

    def enter(username: str, *, phone: bool = False) -> Page:
        page = pages.get((username, phone))
        size: ViewportSize = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        if page is None:
            context = chromium.new_context(base_url=day, viewport=size, has_touch=phone, locale="zh-CN")
            page = pages[username, phone] = context.new_page()
            page.on("pageerror", lambda error: problems.append(f"{username} {page.url}: {error}"))
            page.goto("/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("main form button")
            page.wait_for_url(lambda url: "/accounts/" not in url)
        as_new(page, size)
        page.goto("/")
        page.locator("#main h1").first.wait_for()
        return page

    yield enter
    for page in pages.values():
        page.context.close()
    assert problems == []


@pytest.fixture
def stranger(chromium: Browser, office: str) -> Iterator[Page]:
    """A page of somebody who has not signed in."""
    context = chromium.new_context(base_url=office, locale="zh-CN")
    yield context.new_page()
    context.close()
