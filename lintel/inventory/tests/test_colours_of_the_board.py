"""No state is told by colour alone, and every text of a cell reads - also without red, without green, and in grey."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from lintel.inventory.board import LOOKS
from lintel.platform.workbench.tests.test_choosing_colours import contrast, luminance, palette

STYLES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "board.css"
# Machado, Oliveira and Fernandes (2009), severity 1, on linear light; grey is luminance.
SEEN_BY = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
THEMES = ("light", "dark")


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def encoded(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def seen(colour: str, eyes: str) -> str:
    parts = [linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    mixed = [sum(k * p for k, p in zip(row, parts, strict=True)) for row in SEEN_BY[eyes]]
    return "#" + "".join(f"{round(255 * encoded(part)):02x}" for part in mixed)


def grounds(theme: str) -> list[str]:
    """The five strengths of a layer's ground."""
    text = STYLES.read_text(encoding="utf-8")
    block = re.search(
        r':root\[data-bs-theme="dark"\] \{(.*?)\}' if theme == "dark" else r"^:root \{(.*?)\}", text, re.S | re.M
    )
    assert block
    return re.findall(r"--u-h\d: (#[0-9a-f]{6})", block[1])


@pytest.mark.parametrize("eyes", [None, *SEEN_BY])
@pytest.mark.parametrize("theme", THEMES)
def test_state_number_and_price_read_in_every_cell(theme: str, eyes: str | None) -> None:
    p = palette(theme)
    pairs = {
        (text, tone) for tone in {look.tone for look in LOOKS.values()} for text in (f"{tone}-fg", "text", "muted")
    }
    weak = {}
    for text, tone in pairs:
        ink, ground = p[text], p[f"{tone}-bg"]
        if eyes:
            ink, ground = seen(ink, eyes), seen(ground, eyes)
        if (found := contrast(ink, ground)) < 4.5:
            weak[text, tone] = round(found, 2)
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_layer_s_ground_leaves_its_figures_readable_and_grows_one_way(theme: str) -> None:
    steps, ink = grounds(theme), palette(theme)["text"]
    assert len(steps) == 5
    assert [step for step in steps if contrast(ink, step) < 4.5] == []
    for eyes in SEEN_BY:
        lights = [luminance(seen(step, eyes)) for step in steps]
        assert lights == sorted(lights, reverse=theme == "light")
        assert min(abs(a - b) for a, b in pairwise(lights)) > 0.008


def test_every_two_states_differ_in_glyph_and_in_word() -> None:
    for one, other in combinations(LOOKS.values(), 2):
        assert one.glyph != other.glyph, (one.code, other.code)
        assert str(one.word) != str(other.word), (one.code, other.code)
        assert str(one.meaning) != str(other.meaning), (one.code, other.code)


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("theme", THEMES)
def test_the_bar_of_a_free_unit_stands_out_from_a_taken_one_s_ground(theme: str, eyes: str) -> None:
    """The thick edge: dark on light, light on dark, at least three to one against what is around it."""
    p = palette(theme)
    for tone in ("ok", "wait", "warn", "bad", "info"):
        assert contrast(seen(p[f"{tone}-fg"], eyes), seen(p["surface"], eyes)) >= 3
