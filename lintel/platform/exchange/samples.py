"""The sample row of a template: how it is marked when it is written, and known again when the file comes back."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lintel.platform.exchange.importers import Field
from lintel.platform.exchange.reading.text import folded


def mark() -> str:
    """What stands before the first value of a sample row, in the language of whoever takes the template."""
    return _("Sample:")


@functools.cache
def _marks() -> tuple[str, ...]:
    """The mark in every language, for a template may come back from a colleague."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(folded(mark()).lower())
    return tuple(dict.fromkeys(found))


def sample_row(fields: Sequence[Field]) -> list[str]:
    """One example per field, the first one marked; empty when the fields have no examples."""
    if not any(field.example for field in fields):
        return []
    first, *rest = (field.example for field in fields)
    return [f"{mark()} {first}".strip(), *rest]


def is_sample(cells: Sequence[Any]) -> bool:
    """Whether the first cell that says anything carries the mark."""
    said = next((cell for cell in cells if cell not in (None, "")), None)
    return isinstance(said, str) and folded(said).lower().startswith(_marks())
