"""The rows of a table, drawn in Python: one function a row, bound once per request.

Templates draw the frame, the filters and the words around a table; inside it the template language costs more than the
rows themselves. ``Table`` is the one place where a row becomes HTML, for lists and for panels alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lintel.platform.workbench import cells
from lintel.platform.workbench.columns import Column


class Table:
    """How the rows of one table are drawn for one request.

    ``address(row)`` is the row's page and ``suffix`` what every such address ends with (the list it came from);
    ``check`` gives each row a box to choose it by.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        address: Callable[[Any], str],
        *,
        suffix: str = "",
        check: bool = False,
        drawer: str = "",
        pinned: bool = False,
    ) -> None:
        self.address, self.suffix, self.check = address, escape(suffix), check
        self.drawer = escape(drawer)
        self.first = cells.bound_text(columns[0]) if columns else None
        self.opening = _opening(columns[0], "pin cell-first" if pinned else "cell-first") if columns else ""
        self.cells = [(_opening(column), cells.bound(column)) for column in columns[1:]]
        self.choose = escape(_("Select %(row)s")).partition("%(row)s")

    def rows(self, rows: Iterable[Any]) -> SafeString:
        """Every row, ready to stand in a ``tbody``."""
        return mark_safe("".join(map(self.row, rows)))  # noqa: S308  (every text went through cells.safe or escape)

    def row(self, row: Any) -> str:
        """One ``tr``."""
        url = escape(self.address(row)) + self.suffix
        parts = [f'<tr data-href="{url}">']
        if self.check:
            before, _word, after = self.choose
            label = f"{before}{escape(str(row))}{after}"
            parts.append(
                '<td class="check"><input class="form-check-input" type="checkbox" name="chosen" '
                f'value="{row.pk}" aria-label="{label}"></td>'
            )
        if self.first is not None:
            words = self.first(row) or escape(str(row))
            parts.append(
                f'{self.opening}<a class="row-title" href="{url}" data-drawer="{self.drawer}">{words}</a></td>'
            )
        parts += [f"{opening}{draw(row)}</td>" for opening, draw in self.cells]
        parts.append("</tr>")
        return "".join(parts)


def _opening(column: Column, more: str = "") -> str:
    """The beginning of a cell: its look, and the label it carries where the table is a stack of cards."""
    unit = f" ({column.unit})" if column.unit else ""
    css = " ".join(filter(None, [column.css, more]))
    return f'<td class="{escape(css)}" data-label="{escape(f"{column.label}{unit}")}">'
