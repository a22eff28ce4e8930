"""The wall of figures in a browser, and a chart taken away as a picture that says what it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn

pytestmark = pytest.mark.clause("2.2.1.4")


def wall(at_work: SignIn, **media: str) -> Page:
    page = at_work("liu")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.emulate_media(reduced_motion=media.get("reduced_motion", "no-preference"))  # type: ignore[arg-type]
    page.goto("/insight/wall/")
    return page


def test_pages_turn_by_hand_and_nothing_is_wider_than_the_wall(at_work: SignIn) -> None:
    page = wall(at_work)
    shown = page.locator(".wall-page:visible")
    expect(shown).to_have_count(1)
    seen = []
    for _n in range(3):
        seen.append(shown.get_attribute("aria-label"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
        page.locator("[data-wall-turn='1']").click()
    assert len(set(seen)) == 3
    assert shown.get_attribute("aria-label") == seen[0]
    hold = page.locator("[data-wall-hold]")
    expect(hold).to_have_attribute("aria-pressed", "false")
    hold.click()
    expect(hold).to_have_attribute("aria-pressed", "true")


def test_less_motion_begins_paused(at_work: SignIn) -> None:
    page = wall(at_work, reduced_motion="reduce")
    expect(page.locator("[data-wall-hold]")).to_have_attribute("aria-pressed", "true")
    page.emulate_media(reduced_motion="no-preference")


def test_without_a_connection_the_last_picture_says_from_when_it_is(at_work: SignIn) -> None:
    page = wall(at_work)
    stood = str(page.locator("#wall-at").text_content())
    assert re.fullmatch(r"\d\d:\d\d:\d\d", stood)
    page.context.set_offline(True)
    expect(page.locator("#wall-banner")).to_be_visible(timeout=SLOW)
    expect(page.locator("#wall-banner")).to_contain_text(stood)
    expect(page.locator(".wall-page:visible")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#wall-banner")).to_be_hidden(timeout=SLOW)
    page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_chart_is_saved_with_its_title_period_moment_and_source(at_work: SignIn, tmp_path: Path, kind: str) -> None:
    page = at_work("liu")
    page.goto("/insight/?period=month")
    menu = page.locator("details.menu:has([data-picture-of=chart-funnel])")
    menu.scroll_into_view_if_needed()
    expect(page.locator("[data-chart=chart-funnel] svg")).to_be_visible(timeout=SLOW)
    menu.locator("summary").click()
    with page.expect_download() as taken:
        menu.locator(f"[data-picture={kind}]").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert re.search(rf"\d{{4}}-\d\d-\d\d.*\.{kind}$", file.name)
    if kind == "png":
        with Image.open(file) as picture:
            assert picture.format == "PNG"
            assert picture.width > 600
            assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 20
        return
    text = file.read_text(encoding="utf-8")
    for said in ("来访到回款漏斗", "数据截至", "门楣 Lintel"):
        assert said in text


def test_the_numbers_behind_a_bar_stand_where_the_pointer_is(at_work: SignIn) -> None:
    page = at_work("liu")
    page.goto("/insight/?period=month")
    chart = page.locator("[data-chart=chart-trend]")
    chart.scroll_into_view_if_needed()
    expect(chart.locator("svg")).to_be_visible(timeout=SLOW)
    tip = chart.locator(".chart-tip")
    expect(tip).to_be_hidden()
    box = chart.bounding_box()
    assert box
    data = json.loads(page.locator("#chart-trend").inner_text())
    days, series = data["xAxis"]["data"], data["series"]
    chart.hover(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(tip).to_be_visible()
    at = days.index(tip.locator(".chart-tip-head").inner_text())
    assert tip.locator("b").all_inner_texts() == [f"{one['data'][at]:,}" for one in series]
    inside = tip.bounding_box()
    assert inside
    assert box["x"] <= inside["x"]
    assert inside["x"] + inside["width"] <= box["x"] + box["width"] + 1
    chart.hover(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
    expect(tip.locator(".chart-tip-head")).not_to_have_text(days[at])
    assert days.index(tip.locator(".chart-tip-head").inner_text()) > at
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    chart.hover(position={"x": box["width"] / 3, "y": box["height"] / 2})
    page.locator("h1").first.hover()
    expect(tip).to_be_hidden()
