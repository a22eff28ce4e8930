"""Every text colour of the palette reads on its ground, in the light theme, the dark one and at high contrast."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[4] / "frontend" / "src" / "lintel" / "tokens.scss"
THEMES = ("light", "dark", "contrast")
TONES = ("ok", "wait", "warn", "bad", "info", "mute")


def palette(theme: str) -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8")
    block = re.search(rf"@mixin {theme} \{{(.*?)\n\}}", text, re.S)
    assert block
    return dict(re.findall(r"--lt-([\w-]+):\s*(#[0-9a-f]{6})", block[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_every_ground(theme: str) -> None:
    p = palette(theme)
    pairs = [
        (t, g)
        for t in ("text", "muted", "faint", "brand-text", "seal")
        for g in ("paper", "surface", "sunken", "hover")
    ]
    pairs += [(f"{tone}-fg", ground) for tone in TONES for ground in (f"{tone}-bg", "surface", "paper")]
    pairs += [
        ("brand-on", "brand"),
        ("brand-on", "brand-hover"),
        ("brand-text", "brand-soft"),
        ("bar-text", "bar"),
        ("bar-muted", "bar"),
    ]
    weak = {(a, b): round(contrast(p[a], p[b]), 2) for a, b in pairs if contrast(p[a], p[b]) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_focus_stand_out(theme: str) -> None:
    p = palette(theme)
    pairs = [("control", "surface"), ("control", "paper"), ("focus", "surface"), ("focus", "paper")]
    assert {pair for pair in pairs if contrast(p[pair[0]], p[pair[1]]) < 3} == set()


def test_high_contrast_is_seven_to_one_and_draws_its_lines() -> None:
    p = palette("contrast")
    texts = ["text", "muted", "faint", "brand-text", "seal", *(f"{tone}-fg" for tone in TONES)]
    grounds = ["paper", "surface", "sunken", "hover", "brand-soft", *(f"{tone}-bg" for tone in TONES)]
    assert {(a, b) for a in texts for b in grounds if contrast(p[a], p[b]) < 7} == set()
    lines = ["line", "line-strong", "control", "brand-line", *(f"{tone}-line" for tone in TONES)]
    assert {line for line in lines if contrast(p[line], p["surface"]) < 4.5} == set()


def test_every_appearance_says_every_colour() -> None:
    names = [set(palette(theme)) for theme in THEMES]
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("theme", THEMES)
def test_the_mark_in_a_ticked_box_stands_out(theme: str) -> None:
    """Drawn in a picture, and so said apart from the palette: it is the colour of words on the brand."""
    marks = re.findall(r'--lt-tick: #\{mark\("(#[0-9a-f]{3,6})"', TOKENS.read_text(encoding="utf-8"))
    ink = {"light": "#ffffff", "contrast": "#ffffff", "dark": marks[1]}[theme]
    assert marks == ["#fff", "#101726"]
    assert contrast(ink, palette(theme)["brand"]) >= 4.5
