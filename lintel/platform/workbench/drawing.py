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
from lintel.platform.workbench.assets import icon
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.tools import Offered, Tool


class Table:
    """How the rows of one table are drawn for one request.

    ``address(row)`` is the row's page and ``suffix`` what every such address ends with (the list it came from);
    ``check`` gives each row a box to choose it by. With a ``user``, values are changed where they stand and ``tools``
    close the row; ``more`` puts the rest of the deeds behind three dots, ``calls`` a receiver before them on a phone.
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
        user: Any = None,
        tools: Sequence[Tool] = (),
        more: bool = False,
        calls: Callable[[Any], str] | None = None,
    ) -> None:
        self.address, self.suffix, self.check = address, escape(suffix), check
        self.drawer, self.pinned = escape(drawer), pinned
        self.first = cells.bound_text(columns[0]) if columns else None
        self.opening = _opening(columns[0], "pin cell-first" if pinned else "cell-first") if columns else ""
        self.cells = [
            (_opening(c), _vacant(c), cells.bound(c), _pencil(c) if user else None, c.edit) for c in columns[1:]
        ]
        self.choose = escape(_("Select %(row)s")).partition("%(row)s")
        self.user, self.offered = user, Offered(user, (), ())
        self.tools = [(tool.action, *_tool(tool)) for tool in tools[:TOOLS]] if user else []
        self.more = _more() if more else ""
        self.calls, self.receiver = calls, icon("phone")
        self.call = escape(_("Call")) if calls else ""

    @property
    def closed(self) -> bool:
        """Whether rows end with a cell of tools."""
        return bool(self.tools or self.more or self.calls)

    def rows(self, rows: Iterable[Any]) -> SafeString:
        """Every row, ready to stand in a ``tbody``."""
        listed = list(rows)
        wanted = {action for _o, _v, _d, pencil, action in self.cells if pencil} | {tool[0] for tool in self.tools}
        if wanted:
            self.offered = Offered(self.user, wanted, listed)
        return mark_safe("".join(map(self.row, listed)))  # noqa: S308  (every text went through cells.safe or escape)

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
            place = f' id="row-{row.pk}"' if self.pinned else ""
            parts.append(
                f'{self.opening}<a class="row-title" href="{url}" data-drawer="{self.drawer}"{place}>{words}</a></td>'
            )
        for opening, vacant, draw, pencil, action in self.cells:
            after = pencil if pencil and self.offered(action, row) else ""
            words = draw(row)
            parts.append(f"{vacant if words == cells.EMPTY else opening}{words}{after}</td>")
        if self.closed:
            parts.append(self._tools(row))
        parts.append("</tr>")
        return "".join(parts)

    def _tools(self, row: Any) -> str:
        shown = [
            f'{opening}{escape(address(row))}">{label}</a>'
            for action, address, opening, label in self.tools
            if self.offered(action, row)
        ]
        if self.calls is not None and (number := self.calls(row)):
            shown.append(
                f'<a class="btn btn-quiet btn-icon call-button only-phone" data-drawer href="{escape(number)}" '
                f'aria-label="{self.call}: {escape(str(row))}">{self.receiver}</a>'
            )
        return f'<td class="row-tools">{"".join(shown)}{self.more}</td>'


TOOLS = 2
"""More than two deeds at the end of a row are three dots."""


def _tool(tool: Tool) -> tuple[Callable[[Any], str], str, str]:
    """Where the tool is, how its link begins, and what it says."""
    key = f' data-row-key="{escape(tool.key)}"' if tool.key else ""
    label = escape(str(tool.label or tool.action.label))
    return tool.address(), f'<a class="btn btn-quiet btn-sm" data-drawer{key} href="', label


def _pencil(column: Column) -> str:
    """The button that opens a value for change."""
    if column.edit is None:
        return ""
    said = escape(_("Change: %(what)s") % {"what": column.label})
    return (
        f'<button type="button" class="btn-edit" data-cell="{escape(column.name)}" aria-label="{said}" title="{said}">'
        f"{icon('edit', 'icon-sm')}</button>"
    )


def _more() -> str:
    said = escape(_("More"))
    return (
        f'<details class="menu menu-end row-more"><summary class="btn btn-quiet btn-icon btn-sm" aria-label="{said}" '
        f'title="{said}">{icon("dots")}</summary><div class="menu-body" aria-live="polite"></div></details>'
    )


def _opening(column: Column, more: str = "") -> str:
    """The beginning of a cell: its look, and the label it carries where the table is a stack of cards."""
    unit = f" ({column.unit})" if column.unit else ""
    css = " ".join(filter(None, [column.css, more]))
    return f'<td class="{escape(css)}" data-label="{escape(f"{column.label}{unit}")}">'


def _vacant(column: Column) -> str:
    """The beginning of a cell with nothing in it: beside the title of a card, and among tags, nothing stands for nothing.

    Other vacant cells say so in the table, and are left out of a card, where they would fill the phone.
    """
    if column.place == "card-top" or column.kind == "tags":
        return _opening(column, "cell-empty")
    return _opening(column, "" if column.place or column.edit else "cell-vacant")
