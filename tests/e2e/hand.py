"""One person's hand: what it taps, types and presses is counted, and how long the robot took."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.deeds import SLOW


@dataclass(frozen=True)
class Budget:
    """What a task may cost an experienced person, from SCREENS 1.3: taps (or clicks and keys) and seconds."""

    taps: int
    seconds: int


@dataclass
class Cost:
    """What it cost: ``taps`` count a choice from a list as two, ``keys`` are shortcuts and Enter, ``typed`` characters."""

    task: str
    taps: int = 0
    keys: int = 0
    typed: int = 0
    seconds: float = 0.0


class Hand:
    """Counts from the moment it is made: the person stands at the workbench."""

    def __init__(self, page: Page, task: str) -> None:
        self.page, self.cost, self._began = page, Cost(task), time.perf_counter()

    def tap(self, what: str | Locator, text: str = "") -> None:
        """One tap or click on the first of what fits, when the page has its scripts: before, a drawer's link opens a page."""
        self.page.wait_for_load_state("domcontentloaded")
        self._place(what, text).click(timeout=SLOW)
        self.cost.taps += 1

    def choose(self, what: str | Locator, value: str) -> None:
        """Open a list and take one: two taps."""
        place = self._place(what)
        place.select_option(value, timeout=SLOW) if value else place.select_option(index=1, timeout=SLOW)
        self.cost.taps += 2

    def write(self, text: str, into: str | Locator = "") -> None:
        """Type where the focus is, or into a field, which costs the tap that enters it."""
        if into:
            self.tap(into)
        self.page.keyboard.type(text)
        self.cost.typed += len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.cost.keys += 1

    def upload(self, what: str, path: Path) -> None:
        """The button, and a double click on the file in the system's own window."""
        self._place(what).set_input_files(str(path), timeout=SLOW)
        self.cost.taps += 2

    def see(self, what: str | Locator, text: str = "") -> Locator:
        """Read; costs nothing."""
        place = self._place(what, text)
        expect(place).to_be_visible(timeout=SLOW)
        return place

    def _place(self, what: str | Locator, text: str = "") -> Locator:
        found = self.page.locator(what) if isinstance(what, str) else what
        return (found.filter(has_text=text) if text else found).filter(visible=True).first

    def done(self, taps: int, within: Budget) -> None:
        """The task is done: it cost exactly ``taps``, and that is within the budget. Seconds are reported, not asserted."""
        self.cost.seconds = round(time.perf_counter() - self._began, 1)
        _report(self.cost, within)
        cost = self.cost.taps + self.cost.keys
        assert cost <= within.taps, f"{self.cost.task}: {cost} taps, {within.taps} allowed"
        assert cost == taps, f"{self.cost.task}: {cost} taps now, {taps} before; if it got better, write it down here"


def _report(cost: Cost, within: Budget) -> None:
    """A line in the file ``LINTEL_BUDGET_REPORT`` names."""
    line = {**asdict(cost), "budget_taps": within.taps, "budget_seconds": within.seconds}
    if path := os.environ.get("LINTEL_BUDGET_REPORT"):
        with Path(path).open("a", encoding="utf-8") as report:
            report.write(json.dumps(line, ensure_ascii=False) + "\n")
