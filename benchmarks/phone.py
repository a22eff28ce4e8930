"""A phone on a slow line, played by Chromium: what a first view loads, when it is painted, and how soon a touch answers."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

CHROMIUM = os.environ.get("LINTEL_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync"]  # fmt: skip
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4
"""By how much the processor is slowed down: a phone of the middle class against this machine."""
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
PATIENCE = 45_000

WATCH = """
window.__seen = {lcp: 0, cls: 0, shifts: [], touches: []};
const watch = (type, take, more) => {
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({type, buffered: true, ...more});
};
watch('largest-contentful-paint', (e) => { __seen.lcp = e.startTime; });
const named = (node) => node && (node.id || node.className || node.nodeName);
watch('layout-shift', (e) => {
  if (e.hadRecentInput) return;
  __seen.cls += e.value;
  __seen.shifts.push([e.value, ...e.sources.slice(0, 3).map((s) => named(s.node))].join(' '));
});
watch('event', (e) => { if (e.interactionId) __seen.touches.push([e.name, e.duration]); }, {durationThreshold: 16});
"""


@dataclass
class Loaded:
    """One first view as the wire saw it."""

    lcp: float = 0.0
    cls: float = 0.0
    shifts: list[str] = field(default_factory=list)
    """Each shift by itself: how much, and what moved."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Kind and address of what was asked for."""
    bytes: dict[str, int] = field(default_factory=dict)
    """Transferred, by kind."""

    def strangers(self, address: str) -> int:
        host = urlsplit(address).netloc
        return sum(1 for _kind, url in self.requests if urlsplit(url).netloc != host)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def person(
    browser: Browser, address: str, cookies: Mapping[str, str], *, desk: bool = False
) -> Iterator[tuple[Page, CDPSession]]:
    """A person's page with an empty cache, slowed down; nothing loaded yet."""
    context: BrowserContext = browser.new_context(base_url=address, locale="zh-CN", **(DESK if desk else PHONE))
    try:
        context.add_cookies([{"name": k, "value": v, "url": address} for k, v in cookies.items()])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW_4G)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page, line
    finally:
        context.close()


def view(page: Page, line: CDPSession, path: str) -> Loaded:
    """Open ``path`` and wait until nothing more is loaded."""
    loaded, kinds = Loaded(), dict[str, str]()

    def asked(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if url.startswith("http"):
            kinds[event["requestId"]] = event.get("type", "Other")
            loaded.requests.append((kinds[event["requestId"]], url))

    def finished(event: dict[str, Any]) -> None:
        if (kind := kinds.get(event["requestId"])) is not None:
            loaded.bytes[kind] = loaded.bytes.get(kind, 0) + int(event["encodedDataLength"])

    line.on("Network.requestWillBeSent", asked)
    line.on("Network.loadingFinished", finished)
    try:
        page.goto(path, wait_until="load")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
    finally:
        line.remove_listener("Network.requestWillBeSent", asked)
        line.remove_listener("Network.loadingFinished", finished)
    seen = page.evaluate("window.__seen")
    loaded.lcp, loaded.cls, loaded.shifts = float(seen["lcp"]), float(seen["cls"]), list(seen["shifts"])
    return loaded


def cold_and_warm(browser: Browser, address: str, cookies: Mapping[str, str], path: str) -> tuple[Loaded, Loaded]:
    """The same page with an empty cache, and once more with what the cache kept."""
    with person(browser, address, cookies) as (page, line):
        return view(page, line, path), view(page, line, path)


# Eight journeys, each a few touches on one screen; every touch is timed by the browser itself.


def _touch(page: Page, place: Locator) -> None:
    """A finger or a pointer on the middle of ``place``. Not ``place.tap()``, which looks up inside the page what it hit and
    so adds tens of milliseconds of its own to every touch it makes."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    if box is None:
        raise BrowserError(f"{place} is nowhere to be touched")
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if page.evaluate("navigator.maxTouchPoints"):
        page.touchscreen.tap(*at)
    else:
        page.mouse.click(*at)


def _open_a_row(page: Page) -> None:
    _touch(page, page.locator("#rows a.row-title").filter(visible=True).first)
    page.locator("dialog.drawer[open] h1").wait_for()
    _touch(page, page.locator("dialog.drawer[open] [data-close]").first)


def _write_into_the_search(page: Page) -> None:
    _touch(page, page.locator("#list-q"))
    page.keyboard.type("志强", delay=80)
    page.keyboard.press("Enter")


def _open_a_cell(page: Page) -> None:
    _touch(page, page.locator(".board-grid a.u-in").filter(visible=True).first)
    page.locator("dialog.drawer[open] h1").wait_for()
    _touch(page, page.locator("dialog.drawer[open] [data-close]").first)


def _ask_the_palette(page: Page) -> None:
    _touch(page, page.locator("[data-palette]").filter(visible=True).first)
    page.keyboard.type("kehu", delay=80)
    page.locator("#palette-list [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")


def _write_a_number(page: Page) -> None:
    _touch(page, page.locator("form[data-reception] [name=phone]"))
    page.keyboard.type("14700004", delay=80)


def _choose_rows(page: Page) -> None:
    for place in page.locator("#rows input[type=checkbox]").filter(visible=True).all()[:4]:
        _touch(page, place)


def _walk_the_board(page: Page) -> None:
    page.locator(".board-grid a.u-in").filter(visible=True).first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)


def _open_a_menu(page: Page) -> None:
    _touch(page, page.locator("summary, [aria-haspopup=menu]").filter(visible=True).first)


@dataclass(frozen=True)
class Journey:
    name: str
    who: str
    path: str
    touch: Callable[[Page], None]
    desk: bool = False


JOURNEYS = (
    Journey("open a customer and close the drawer", "wang", "/customers/customer/", _open_a_row),
    Journey("search the list", "wang", "/customers/customer/", _write_into_the_search),
    Journey("type a number at reception", "wang", "/customers/reception/", _write_a_number),
    Journey("ask the palette", "wang", "/", _ask_the_palette),
    Journey("open a menu", "liu", "/customers/customer/", _open_a_menu),
    Journey("tick rows of a list", "liu", "/customers/customer/", _choose_rows, desk=True),
    Journey("open a unit of the whole board", "liu", "/inventory/board/?building=all", _open_a_cell),
    Journey("walk the whole board by keys", "liu", "/inventory/board/?building=all", _walk_the_board, desk=True),
)  # fmt: skip


@dataclass
class Felt:
    """What a journey felt like: the slowest touch in ms, how many were timed, the shift of the page; or what went wrong."""

    worst: float = 0.0
    touches: int = 0
    slowest: str = ""
    cls: float = 0.0
    wrong: str = ""
    shifts: list[str] = field(default_factory=list)


def travel(browser: Browser, address: str, cookies: Mapping[str, str], journey: Journey) -> Felt:
    """One journey, slowed down like the first views."""
    with person(browser, address, cookies, desk=journey.desk) as (page, line):
        try:
            view(page, line, journey.path)
            journey.touch(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)  # an observer hears of a touch when its frame was painted
            seen = page.evaluate("window.__seen")
        except BrowserError as error:
            return Felt(wrong=str(error).splitlines()[0][:120])
    felt = Felt(cls=float(seen["cls"]), touches=len(seen["touches"]), shifts=list(seen["shifts"]))
    if seen["touches"]:
        name, worst = max(seen["touches"], key=lambda touch: float(touch[1]))
        felt.slowest, felt.worst = str(name), float(worst)
    return felt
