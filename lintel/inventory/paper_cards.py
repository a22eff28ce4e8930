"""Numbered unit cards for opening day (纸质兜底): whoever holds the card has the unit, until the network is back."""  # msg: ok

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from lintel.inventory.board import Cell

CARDS = 240
"""Cards of one page: thirty sheets of paper, and no more than a browser prints at once."""


@dataclass(frozen=True)
class Card:
    """One unit on paper. ``serial`` counts the cards of this print, so that a missing one is noticed."""

    serial: str
    cell: Cell
    picture: SafeString
    address: str


def cards_of(cells: Sequence[Cell], site: str) -> list[Card]:
    """The cards of these cells. The code holds the unit's own page: scanned later, it shows who has the unit by then."""
    digits = max(3, len(str(len(cells))))
    return [_card(cell, f"{n:0{digits}d}", site) for n, cell in enumerate(cells, start=1)]


def _card(cell: Cell, serial: str, site: str) -> Card:
    address = f"{site.rstrip('/')}{cell.unit.get_absolute_url()}"
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None)
    return Card(serial, cell, mark_safe(picture), address)  # noqa: S308  (drawn by segno)
