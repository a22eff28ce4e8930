"""Every main screen against axe: nothing serious, nothing critical, on desk and phone, light and dark (WCAG 2.2 AA)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory
from playwright.sync_api import Page, ViewportSize, expect

from lintel.platform.directory.models import User
from lintel.site.gallery.screen import gallery
from tests.e2e.deeds import SLOW, SignIn, drawer
from tools.axe import FADED, SCRIPT, faults
from tools.screen_list import FROM_THE_TOP

SCREENS: dict[str, tuple[str, ...]] = {
    "wang": (
        "/", "/customers/customer/", "/customers/customer/new/", "/customers/reception/", "/customers/followup/", "/inventory/board/",
        "/inventory/unit/", "/sales/plan/", "/sales/quote/", "/sales/reservation/", "/tasks/", "/notices/", "/me/", "/nowhere/",
        "/customers/pool/", "/customers/kit/", "/inventory/compare/", "/customers/week/", "/customers/week/book/",
        "/customers/customer/?look=grade", "/customers/customer/?look=stage",
    ),
    "liu": (
        "/", "/customers/floor/", "/inventory/board/", "/inventory/presalepermit/", "/inventory/presalepermit/new/",
        "/inventory/pricescheme/", "/inventory/project/", "/approvals/", "/insight/", "/insight/dailyreport/",
        "/insight/wall/", "/insight/projecttarget/new/",
        "/inventory/board/?wall=1",
        "/sales/targetplan/", "/audit/entry/", "/policy/", "/directory/user/", "/exchange/", "/help/",
    ),
    "zheng": ("/", "/insight/figure/", "/sales/offer/", "/sales/paymentscheme/new/", "/exchange/new/inventory.units/"),
    "lin": ("/", "/sales/cashier/", "/sales/ledgerentry/"),
    "zhou": ("/",), "chen": ("/",), "xu": ("/",), "he": ("/",), "gao": ("/",), "feng": ("/",), "admin": ("/", "/directory/user/new/"),
}  # fmt: skip
"""By the person who works with it."""


SIZES: tuple[ViewportSize, ...] = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe itself."""
    if not SCRIPT.exists():
        pytest.skip("axe-core is not installed: npm ci in frontend/")
    return SCRIPT.read_text()


def looked_at(page: Page, axe: str) -> list[str]:
    """The page as it is, five times: two widths in two themes, and the narrowest in high contrast."""
    page.evaluate(axe)
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.wait_for_function(FADED, polling=100)
            found += [f"{size['width']} {theme} {fault}" for fault in faults(page)]
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="light", contrast="more")
    page.wait_for_function(FADED, polling=100)
    found += [f"{NARROW['width']} contrast {fault}" for fault in faults(page)]
    page.set_viewport_size(SIZES[0])
    page.emulate_media(color_scheme="light", contrast="no-preference", reduced_motion="null")
    return found


@pytest.mark.parametrize("who", SCREENS)
def test_the_main_screens_have_no_serious_fault(sign_in: SignIn, axe: str, who: str) -> None:
    page, found = sign_in(who), []
    for path in SCREENS[who]:
        page.goto(path, wait_until="load")
        found += looked_at(page, axe)
    assert found == [], "\n".join(found)


def test_a_customer_has_no_serious_fault(at_work: SignIn, axe: str) -> None:
    """Everything about one person, as a page and in the drawer over the list."""
    page = at_work("wang")
    page.goto("/customers/customer/")
    link = page.locator("#rows a.row-title").first
    address = str(link.get_attribute("href"))
    link.click()
    expect(drawer(page).locator(".timeline").first).to_be_visible(timeout=SLOW)
    found = looked_at(page, axe)
    page.goto(address)
    expect(page.locator("#main .timeline").first).to_be_visible(timeout=SLOW)
    found += looked_at(page, axe)
    assert found == [], "\n".join(found)


def test_a_request_to_decide_has_no_serious_fault(at_work: SignIn, axe: str) -> None:
    page = at_work("liu")
    page.goto("/approvals/")
    page.goto(str(page.locator("#rows a.inbox-link").first.get_attribute("href")))
    expect(page.locator("[data-key=a]")).to_be_visible(timeout=SLOW)
    found = looked_at(page, axe)
    assert found == [], "\n".join(found)


def test_the_steps_of_an_import_have_no_serious_fault(at_work: SignIn, axe: str, tmp_path: Path) -> None:
    """The columns, the verdicts with a row to mend, and the result."""
    table = tmp_path / "customers.csv"
    rows = [("万步一", "13966660001"), ("万步二", "13966660002"), ("万步三", "1396666"), ("万步四", "13966660001")]
    table.write_text(
        "客户姓名,手机号,渠道,来源证明\n" + "".join(f"{name},{phone},线上,官网留电\n" for name, phone in rows),
        "utf-8-sig",
    )
    page = at_work("he")
    page.goto("/exchange/new/customers.customers/")
    page.locator("select[name=proof]").select_option(index=1)
    page.locator("input[type=file]").set_input_files(str(table))
    found = []
    for button, then in (
        ("上传并继续", "#column-0"),
        ("开始预检", "#verdicts"),
        ("确认导入", "form[action$='/undo/']"),
    ):
        page.locator("#main button", has_text=button).first.click()
        expect(page.locator(then).first).to_be_visible(timeout=SLOW)
        found += looked_at(page, axe)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_door_has_no_serious_fault(stranger: Page, axe: str, theme: str) -> None:
    stranger.emulate_media(color_scheme=theme)
    stranger.goto("/accounts/login/")
    stranger.evaluate(axe)
    assert faults(stranger) == []


@pytest.mark.django_db
def test_every_shared_part_in_its_states(sign_in: SignIn, axe: str, cast: dict[str, User]) -> None:
    """The gallery has no address in a running office: it is drawn here and shown under that office's own rules."""
    request = RequestFactory().get("/_gallery/")
    request.user, request.session, request.htmx = cast["wang"], SessionStore(), False  # type: ignore[attr-defined]
    drawn = gallery(request).content.decode()
    page = sign_in("wang")
    page.route("**/_gallery/", lambda route: route.fulfill(body=drawn, content_type="text/html; charset=utf-8"))
    page.goto("/_gallery/")
    page.evaluate(FROM_THE_TOP)
    expect(page.locator("[data-stand]").first).to_be_visible()
    assert looked_at(page, axe) == []
