"""The cells of the board. Written in Python because a page has a thousand of them and must be ready in 300 ms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lintel.inventory import layers
from lintel.inventory.board import LOOKS, Cell
from lintel.inventory.board_grids import Grid
from lintel.inventory.claims import SEE_PRICE
from lintel.inventory.models import Unit
from lintel.inventory.plans import Sketch, sketch_of
from lintel.platform.access.scope import may
from lintel.platform.attachments.queries import attachments_of
from lintel.platform.kernel import clock

register = template.Library()

_NOWHERE = '<td role="gridcell" class="u-none"></td>'


@dataclass(frozen=True)
class Pen:
    """What is the same for every cell of a page, worked out once."""

    address: str
    wall: bool
    facade: bool
    words: dict[str, str]
    frozen: str
    mortgaged: str

    @classmethod
    def of(cls, *, wall: bool, facade: bool) -> Pen:
        address = reverse("inventory:unit-detail", args=[0]).replace("/0/", "/{}/")
        words = {code: str(escape(look.word)) for code, look in LOOKS.items()}
        frozen = format_html(' <span class="chip chip-info">❄ {}</span>', _("Frozen"))
        mortgaged = format_html(' <span class="chip chip-warn">▲ {}</span>', _("Mortgaged"))
        return cls(address, wall, facade, words, frozen, mortgaged)

    def cell(self, cell: Cell) -> str:
        """One unit: number and figure above, glyph and word below; a link to its page except on the wall."""
        unit = cell.unit
        number = escape(unit.number)
        inside = self._brief(cell, number) if self.facade else self._full(cell, number)
        if self.wall:
            body = f'<span class="u-in">{inside}</span>'
        else:
            kind = f' data-t="{unit.unit_type_id}"' if unit.unit_type_id else ""
            body = (
                f'<a class="u-in" href="{self.address.format(unit.pk)}" data-drawer tabindex="-1" data-n="{number}"{kind}'
                f' aria-label="{escape(cell.spoken)}">{inside}</a>'
            )
        until = f' data-hold-until="{cell.until_stamp}"' if cell.until_stamp else ""
        own = " data-mine" if cell.mine and until else ""
        return (
            f'<td role="gridcell" id="{cell.key}" class="{_css(cell)}" data-v="{cell.version}"{until}{own}>{body}</td>'
        )

    def row(self, cell: Cell, labels: Sequence[str]) -> str:
        """The same unit as a row of the list; on a phone each value carries its label."""
        unit, look, address = cell.unit, cell.look, self.address.format(cell.unit.pk)
        until = f' data-hold-until="{cell.until_stamp}"{" data-mine" if cell.mine else ""}' if cell.until_stamp else ""
        who = f' <span class="muted">{escape(cell.holder)}</span>' if cell.holder else ""
        timer = ' <time class="u-left"></time>' if cell.until_stamp else ""
        flags = f"{self.frozen if unit.frozen else ''}{self.mortgaged if unit.building.mortgaged else ''}"
        glyph = f'<span class="glyph" aria-hidden="true">{look.glyph}</span>'
        state = f'<span class="chip chip-{look.tone}">{glyph}{escape(look.meaning)}</span>{flags}{who}{timer}'
        values = (unit.unit_type or "—", unit.gross_area or "—", unit.orientation or "—", None, cell.list_figure or "—")
        told = "".join(
            f'<td{" class=num" if n in (1, 4) else ""} data-label="{label}">{state if value is None else escape(value)}</td>'
            for n, (label, value) in enumerate(zip(labels, values, strict=True))
        )
        return (
            f'<tr id="{cell.key}" data-v="{cell.version}"{until}{" hidden" if cell.dim else ""}{self._row_class(cell)}'
            f' data-href="{address}">'
            f'<td class="cell-first"><a class="row-title" href="{address}" data-drawer>{escape(unit.code)}</a></td>{told}</tr>'
        )

    @staticmethod
    def _row_class(cell: Cell) -> str:
        return ' class="u-changed-row"' if cell.changed else ""

    def _brief(self, cell: Cell, number: str) -> str:
        return f'<i class="u-glyph" aria-hidden="true">{cell.look.glyph}</i><b class="u-top">{number}</b>'

    def _full(self, cell: Cell, number: str) -> str:
        flags = '<i class="u-flag" aria-hidden="true">▲</i>' if cell.unit.building.mortgaged else ""
        if cell.unit.frozen and not self.wall:
            flags += '<i class="u-flag" aria-hidden="true">❄</i>'
        who = f' <span class="u-who">{escape(cell.holder[:1])}</span>' if cell.holder else ""
        timer = ' <time class="u-left"></time>' if cell.until_stamp else ""
        corner = f'<span class="u-price">{escape(cell.corner)}</span>' if cell.corner else ""
        more = f'<span class="u-more">{escape(cell.more)}</span>' if cell.more and not self.wall else ""
        word = self.words[cell.look.code]
        if self.wall:
            word = f'<span class="u-word">{word}</span>'
        return (
            f'<span class="u-top"><b>{number}</b>{flags}</span>{corner}<span class="u-line"><span class="u-state">'
            f'<i aria-hidden="true">{cell.look.glyph}</i> {word}</span>{who}{timer}{more}</span>'
        )


def _css(cell: Cell) -> str:
    name = f"u u-{cell.look.tone} s-{cell.look.code}"
    if cell.heat:
        name += f" u-h{cell.heat}"
    if cell.dim:
        name += " u-dim"
    if cell.changed:
        name += " u-changed"
    return name


@register.simple_tag
def rows_of(grid: Grid, wall: bool = False, facade: bool = False) -> SafeString:
    """The body of a grid: one row per floor."""
    pen = Pen.of(wall=wall, facade=facade)
    rows = (
        f'<tr role="row"><th scope="row" role="rowheader" class="board-floor">{escape(floor)}</th>'
        f"{''.join(pen.cell(c) if c else _NOWHERE for c in cells)}</tr>"
        for floor, cells in grid.floors
    )
    return mark_safe("".join(rows))  # noqa: S308  (every part was escaped by the pen)


@register.simple_tag
def cell_of(cell: Cell, wall: bool = False, facade: bool = False) -> SafeString:
    """One cell by itself, as a poll answers it."""
    return mark_safe(Pen.of(wall=wall, facade=facade).cell(cell))  # noqa: S308  (escaped by the pen)


def _labels(layer: str) -> list[str]:
    """The headings of the list after the unit's own; escaped."""
    named = {layers.STATE: _("Total (10k yuan)"), layers.PRICE: _("Unit price (yuan/㎡)")}
    figure = named.get(layer, layers.WORDS[layer])
    words = (_("Unit type"), _("Gross floor area (㎡)"), _("Orientation"), _("State"), figure)
    return [escape(word) for word in words]


@register.simple_tag
def list_heads(layer: str) -> SafeString:
    """The headings of the list of units."""
    return format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        ((mark_safe(' class="num"') if n in (1, 4) else "", label) for n, label in enumerate(_labels(layer))),
    )


@register.simple_tag
def list_rows(cells: Iterable[Cell], layer: str) -> SafeString:
    """The body of the list of units, for a page or a poll."""
    pen, labels = Pen.of(wall=False, facade=False), _labels(layer)
    return mark_safe("".join(pen.row(c, labels) for c in cells))  # noqa: S308  (escaped by the pen)


@register.inclusion_tag("inventory/_sketch.html")
def sketch(unit_type: Any, large: bool = False) -> dict[str, Any]:
    """The plan of a type: the picture put on it, else a drawing from its facts."""
    found: Sketch | None = sketch_of(unit_type)
    return {"sketch": found, "large": large}


@register.inclusion_tag("inventory/_unit_card.html", takes_context=True)
def unit_card(context: template.Context, unit: Unit, user: Any) -> dict[str, Any]:
    """The top of a unit's page: plan, price as far as this person may see it, areas."""
    priced = may(user, SEE_PRICE)
    price = unit.price if priced and getattr(unit, "permitted", False) else None
    chosen = context["request"].session.get("compare", [])
    return {
        "unit": unit, "priced": priced, "price": price, "picture": _picture_of(unit.unit_type), "compared": unit.pk in chosen,
        "request": context["request"], "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


def _picture_of(unit_type: Any) -> str:
    """The address of the first picture put on the type; empty when there is none."""
    if unit_type is None:
        return ""
    picture = attachments_of(unit_type, "").filter(content_type__startswith="image/").first()
    return reverse("attachments:download", args=[picture.pk]) if picture else ""


@register.filter
def clock_time(moment: Any) -> str:
    """``11-25 18:30``."""
    return f"{clock.local(moment):%m-%d %H:%M}" if moment else ""


@register.simple_tag
def rise(step: Any, words: str) -> SafeString:
    """``↑12.30``: a change of price with its direction said, not only coloured."""
    arrow, word = ("↑", _("dearer by")) if step > 0 else ("↓", _("cheaper by"))
    return format_html(
        '<span class="rise"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span> {}</span>',
        arrow,
        word,
        words,
    )
