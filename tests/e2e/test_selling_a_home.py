"""The main job as the people who do it: from a real price list to a reserved home with its papers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.test_importing_prices import LIST, take_in

SignIn = Callable[..., Page]
PROJECT = "松风明月"


def press(page: Page, name: str) -> None:
    """Press the button or follow the link of this name in the frame on top."""
    frame = page.locator("[data-frame]").last
    target = frame.get_by_role("button", name=name, exact=True).or_(frame.get_by_role("link", name=name, exact=True))
    target.first.click()


def scan(folder: Path) -> str:
    """A picture that can pass for a scanned permit."""
    picture = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(picture, "PNG")
    path = folder / "permit.png"
    path.write_bytes(picture.getvalue())
    return str(path)


def bring_in_prices(sign_in: SignIn, path: str) -> Page:
    page = sign_in("zheng")
    take_in(page, path)
    page.get_by_role("button", name="确认导入").first.click()
    expect(page.locator("main")).to_contain_text("新增 416 行", timeout=30_000)
    return page


def test_probe(sign_in, sample_data, tmp_path):
    page = bring_in_prices(sign_in, str(sample_data / LIST))
    page.goto("/inventory/pricescheme/")
    page.screenshot(path="/tmp/p1.png")
    page.locator("#rows a").first.click()
    page.wait_for_timeout(1500)
    page.screenshot(path="/tmp/p2.png")
    page.goto("/inventory/presalepermit/new/")
    page.screenshot(path="/tmp/p3.png")
    Path("/tmp/p3.html").write_text(page.content())
