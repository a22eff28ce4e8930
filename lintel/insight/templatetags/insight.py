"""How figures are written in the cockpit's templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lintel.insight.metrics import Metric
from lintel.insight.queries import Cell
from lintel.insight.reading import NOTHING, too_few

register = template.Library()
SHADES = 6


register.simple_tag(too_few)


@register.simple_tag
def cell_of(cell: Cell | None, hidden: str = "") -> SafeString | str:
    """A figure in a table, leading to its list where one may be opened."""
    if cell is None:
        return NOTHING
    if cell.reading is None:
        return hidden
    if cell.url and cell.reading.count:
        return format_html('<a href="{}">{}</a>', cell.url, cell.reading.text)
    return cell.reading.text


@register.simple_tag
def shade(cell: Cell | None, top: Decimal) -> str:
    """``heat-0`` to ``heat-5`` by sell-through: the highest of the table is the deepest."""
    if cell is None or cell.reading is None or not cell.reading.value or not top:
        return ""
    return f"heat-{min(int(cell.reading.value * SHADES / top), SHADES - 1)}"


@register.filter
def tenth(value: Decimal | None) -> str:
    """One decimal place; a dash for nothing."""
    return NOTHING if value is None else f"{value:.1f}"


@register.inclusion_tag("insight/_meaning.html")
def meaning(metric: Metric, name: Any = "") -> dict[str, Any]:
    """The sign that opens the definition of a figure."""
    return {"metric": metric, "label": _("What “%(name)s” counts") % {"name": metric.name}}
