"""Asking axe about a page: what it calls serious or critical (WCAG 2.0 to 2.2, A and AA, and its best practice)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FADED = "() => document.getAnimations().every(a => !(a instanceof CSSTransition))"
"""True when colours have finished fading into each other after a change of theme."""


def faults(page: Page) -> list[str]:
    """What is serious or critical on the page as it is now; the script must have been evaluated in it."""
    found: list[dict[str, Any]] = page.evaluate(
        # the one rule left out is an experiment of axe; a cell of the board shows 656 and is read out as 656 万元
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], "
        "rules: {'label-content-name-mismatch': {enabled: false}}}).then(r => r.violations)",
        TAGS,
    )
    return [
        f"{page.url} {fault['id']} ({fault['impact']}): {fault['nodes'][0]['target']} {fault['nodes'][0]['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
