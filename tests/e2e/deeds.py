"""What people do again and again: follow a button into its drawer, fill in the form, press; and read the papers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdf
from PIL import Image
from playwright.sync_api import Locator, Page, expect

SignIn = Callable[..., Page]
SLOW = 20_000
"""Milliseconds that a busy machine may take for one answer."""


def drawer(page: Page) -> Locator:
    """The drawer on top, with its form or page loaded."""
    top = page.locator("dialog.drawer[open]").last
    expect(top.locator("h1")).to_be_visible(timeout=SLOW)
    return top


def fill(form: Locator, **values: object) -> None:
    """Type, choose or tick by the names of the fields; a list chooses several, a ``Path`` uploads."""
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        kind = field.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if isinstance(value, Path):
            field.set_input_files(str(value))
        elif kind == "select":
            field.select_option(value, force=True) if isinstance(value, list) else _choose(field, str(value))
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind == "radio":
            form.locator(f"[name={name}][value='{value}']").check(force=True)
        else:
            field.fill(str(value))


def _choose(field: Locator, wanted: str) -> None:
    """By value, or by the beginning of what is written."""
    texts = field.locator("option").evaluate_all("all => all.map(o => [o.value, o.textContent.trim()])")
    value = next(v for v, text in texts if v == wanted or text.startswith(wanted))
    field.select_option(value, force=True)


def submit(page: Page, form: Locator) -> None:
    """Press the main button and wait until the deed is done and said."""
    form.locator("form button.btn-primary").last.click()
    expect(form.locator("form")).to_have_count(0, timeout=SLOW)


def deed(page: Page, verb: str, **values: object) -> None:
    """One action of the row whose page is open: its button, its drawer, its form."""
    link = page.locator(f"#main a[href*='/{verb}/'][data-drawer]").first
    expect(link).to_be_attached(timeout=SLOW)
    if not link.is_visible():
        page.locator("#main details.menu summary[aria-label]").first.click()
    link.click()
    form = drawer(page)
    fill(form, **values)
    press(page)


def create(page: Page, path: str, **values: object) -> None:
    """The button "new …" on a list."""
    page.goto(path)
    page.locator("#main a[href$='/new/'][data-drawer]").first.click()
    fill(drawer(page), **values)
    press(page)


def press(page: Page) -> None:
    """Press; what is refused or mistyped stays in the drawer and fails here with its words."""
    form = page.locator("dialog.drawer[open]").last
    page.evaluate("window.pressedHere = true")
    form.locator(".form-foot button.btn-primary").click()
    # A journey that walks on while the browser is still leaving for the next page would have its own next page lost.
    page.wait_for_function(
        "() => !document.querySelector('[data-sent], [data-leaving]') && document.readyState === 'complete' && "
        "(!window.pressedHere || document.querySelector('.toast-item, #toasts > *, .form-errors, .refusal'))",
        timeout=SLOW,
    )
    wrong = page.locator("dialog[open] .form-errors")
    assert wrong.count() == 0, wrong.first.inner_text()


def approve(page: Page, title: str = "") -> None:
    """Open the inbox, read the first request (of this title) and agree."""
    page.goto("/approvals/")
    rows = page.locator("#rows a.inbox-link")
    (rows.filter(has_text=title) if title else rows).first.click()
    page.wait_for_url(re.compile(r"/approvals/\d+/"))
    page.locator("[data-key=a]").click()
    page.wait_for_load_state()


def picture(folder: Path, name: str = "scan.png") -> Path:
    """A picture that can pass for a scanned paper."""
    drawn = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(drawn, "PNG")
    (folder / name).write_bytes(drawn.getvalue())
    return folder / name


def paper(page: Page, link: Locator) -> str:
    """Download a PDF as this person would, and read it; line breaks and spaces are dropped."""
    answer = page.request.get(str(link.get_attribute("href")))
    assert answer.ok, answer.status
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    return re.sub(r"\s", "", "".join(p.extract_text() for p in pages))
