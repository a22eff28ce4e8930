"""Built files with their fingerprints, and the icons in them: for templates, and for what is drawn without one."""

from __future__ import annotations

import functools
import json

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def fingerprints() -> dict[str, str]:
    """``{file: hash}`` as the build wrote it; read once, or every time while developing."""
    found = finders.find("lintel/assets.json")
    if not found:
        return {}
    with open(str(found), encoding="utf-8") as file:
        return dict(json.load(file))


_fingerprints = functools.cache(fingerprints)


def asset(name: str) -> str:
    """The address of a built file, with its fingerprint so that browsers may keep it for ever."""
    return _asset(name, fingerprints().get(name, "")) if settings.DEBUG else _known_asset(name)


def _asset(name: str, mark: str) -> str:
    return f"{static(f'lintel/{name}')}?v={mark}" if mark else static(f"lintel/{name}")


@functools.cache
def _known_asset(name: str) -> str:
    return _asset(name, _fingerprints().get(name, ""))


def icon(name: str, css: str = "") -> SafeString:
    """A Tabler icon (named in frontend/src/icons.txt), silent for screen readers."""
    return _icon(name, css, asset("icons.svg"))


@functools.lru_cache(maxsize=512)
def _icon(name: str, css: str, sheet: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', css, sheet, name
    )
