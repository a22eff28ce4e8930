"""The cell of the board. Written in Python because a page has a thousand of them and must be ready in 300 ms."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from lintel.inventory.board import Cell

register = template.Library()

_MORTGAGED = mark_safe('<i class="u-flag" aria-hidden="true">▲</i>')
_FROZEN = mark_safe('<i class="u-flag" aria-hidden="true">❄</i>')
_TIMER = mark_safe(' <time class="u-left"></time>')


@register.simple_tag
def cell_of(cell: Cell, wall: bool = False) -> SafeString:
    """One unit: number and price above, glyph and word below; a link to its page except on the wall."""
    unit, look = cell.unit, cell.look
    inside = format_html(
        '<span class="u-top"><b>{}</b>{}{}</span>'
        '<span class="u-state"><i aria-hidden="true">{}</i> {}{}{}</span><span class="u-price">{}</span>',
        unit.number, _MORTGAGED if unit.building.mortgaged else "", _FROZEN if unit.frozen else "", look.glyph, look.word,
        format_html(' <span class="u-who">{}</span>', cell.holder[:1]) if cell.holder else "", _TIMER if cell.until_stamp else "",
        cell.wan or "—",
    )  # fmt: skip
    if wall:
        body = format_html('<span class="u-in">{}</span>', inside)
    else:
        address = reverse("inventory:unit-detail", args=[unit.pk])
        link = '<a class="u-in" href="{}" data-drawer tabindex="-1" data-n="{}" aria-label="{}">{}</a>'
        body = format_html(link, address, unit.number, cell.spoken, inside)
    until = format_html(' data-hold-until="{}"', cell.until_stamp) if cell.until_stamp else ""
    return format_html(
        '<td role="gridcell" id="{}" class="{}" data-v="{}"{}>{}</td>', cell.key, _css(cell), cell.version, until, body
    )


def _css(cell: Cell) -> str:
    dim = " u-dim" if cell.dim else ""
    frozen = " u-frozen" if cell.unit.frozen else ""
    return escape(f"u u-{cell.look.tone} s-{cell.look.code}{dim}{frozen}")
