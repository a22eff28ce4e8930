"""States as glyph and word in a tone: the same state looks the same on every screen, and never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES = ("ok", "wait", "warn", "bad", "info", "mute", "brand")

LONG = 20
"""Characters that fit beside others on a phone."""

_chips: dict[tuple[type[models.Model], str], Mapping[str, tuple[str, str]]] = {}

#: What the usual words of business mean, for models that say nothing themselves.
USUAL: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("draft", "new", "planned", "unsent", "none"), ("mute", "○")),
    **dict.fromkeys(("open", "pending", "waiting", "submitted", "review", "in_review", "asked", "held"), ("wait", "◔")),
    **dict.fromkeys(
        ("active", "approved", "in_force", "done", "paid", "valid", "granted", "confirmed", "ok"), ("ok", "●")
    ),
    **dict.fromkeys(("assigned", "running", "in_progress", "filed", "sent", "reserved"), ("info", "◑")),
    **dict.fromkeys(("refused", "rejected", "failed", "cancelled", "overdue", "broken"), ("bad", "✕")),
    **dict.fromkeys(("closed", "expired", "superseded", "archived", "withdrawn", "released", "void"), ("mute", "◌")),
}


def chips(model: type[models.Model], field: str, looks: Mapping[Any, tuple[str, str]]) -> None:
    """Declare tone and glyph of each value: ``chips(Unit, "status", {Unit.Status.HELD: ("wait", "◔")})``."""
    for tone, _glyph in looks.values():
        if tone not in TONES:
            raise LookupError(f"No such tone: {tone!r}")
    _chips[model, field] = {str(value): look for value, look in looks.items()}


def look_of(model: type[models.Model], field: str, value: Any) -> tuple[str, str]:
    """Tone and glyph of a value; a plain word has neither."""
    return _chips.get((model, field), USUAL).get(str(value), ("mute", ""))


def chip_html(model: type[models.Model], field: str, value: Any, word: str) -> SafeString:
    return drawn(*look_of(model, field, value), word)


def drawn(tone: str, glyph: str, word: Any) -> SafeString:
    """The chip itself. It keeps to one line, unless its word is so long that it would leave a phone."""
    css = f"{tone} chip-long" if len(str(word)) > LONG else tone
    if glyph:
        return format_html(
            '<span class="chip chip-{}"><span class="glyph" aria-hidden="true">{}</span>{}</span>', css, glyph, word
        )
    return format_html('<span class="chip chip-{}">{}</span>', css, word)
