"""A list as a kanban: its rows side by side in columns by the value of one field, thirty cards a column.

The rows are those of the list, under the same conditions and in the same order; a column is the list with one condition
more. Where the value is a person's judgement, a card is moved by the deed that changes it in the list; where it follows
from other deeds, the kanban says so and nothing is moved.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Model, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lintel.platform.access.scope import may
from lintel.platform.exchange.exporting import PERMISSION
from lintel.platform.workbench import cells, chips, preferences
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.assets import icon
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.paging import Order, Page, page_of
from lintel.platform.workbench.tools import Offered

if TYPE_CHECKING:
    from lintel.platform.workbench.listing import Listing
    from lintel.platform.workbench.resource import Resource

CARDS = 30
"""Cards of a column at once; browsers stand still over more than a few hundred."""


@dataclass(eq=False)
class Kanban:
    """One way to lay a list out in columns. ``field`` is a column of the list whose values are few words.

    Cards are moved with that column's own deed (``Column.edit``), which must ask for nothing but the value. ``why`` says,
    in a sentence, why nobody moves them by hand: then there is no deed.
    """

    field: str
    label: str | Promise
    facts: Sequence[str | Column] = ()
    """What a card says below its title, by the names of the list's columns or with columns of its own."""
    why: str | Promise = ""
    blank: tuple[str, str | Promise] = ("", "")
    """For rows without a value: what the list's filter calls them, and the words over their column. None by default."""
    column: Column = dataclasses.field(init=False, repr=False)
    shown: list[Column] = dataclasses.field(init=False, repr=False)

    def bind(self, columns: Sequence[Column], model: type[Model]) -> Kanban:
        """Find the columns that were named. Raises ``LookupError`` when cards can neither be moved nor is it said why."""
        named = {column.name: column for column in columns}
        self.column = named[self.field]
        self.shown = [
            (named.get(one) or Column(one).bind(model)) if isinstance(one, str) else one.bind(model)
            for one in self.facts
        ]
        if not self.why and self.column.edit is None:
            raise LookupError(f"{model.__name__}.{self.field}: no deed moves a card, and no reason is given")
        return self

    @property
    def by_hand(self) -> bool:
        return not self.why

    def may_move(self, user: Any) -> bool:
        """Whether this person may move any card; each row still answers for itself."""
        return self.by_hand and may(user, self.column.edit.permission)

    def values(self) -> list[tuple[str, str, str]]:
        """``(value, as the list's filter says it, in words)`` of every column, from left to right."""
        found = self.column.field
        assert found is not None, "a kanban stands on a field"
        words = [(str(value), str(value), str(word)) for value, word in found.flatchoices]
        return [*words, ("", self.blank[0], str(self.blank[1]))] if self.blank[0] else words


@dataclass
class Pile:
    """One column as it is drawn: how many rows it has in all, its first cards, and where the next ones are."""

    value: str
    label: str
    chip: SafeString
    count: int
    url: str
    """The list with this one condition more: it has ``count`` rows."""
    cards: SafeString
    more: str = ""
    takes: bool = False
    """Whether a card can be put here by hand."""


def kanban_of(resource: Resource, name: str | None) -> Kanban | None:
    """The kanban of that name; None for the list."""
    return next((one for one in resource.kanbans if one.field == name), None)


def look_of(resource: Resource, user: Any, saved: SavedView | None = None) -> str:
    """How ``saved`` opens for ``user``: as it was kept, or as they like to look at this list. Empty is the table."""
    kept = saved.look if saved else ""
    one = kanban_of(resource, kept or preferences.get(user, look_key(resource)))
    return one.field if one else ""


def kept_look(resource: Resource, shown: str) -> str:
    """What a view keeps of the look ``shown`` in the address; nothing where there is only the table."""
    one = kanban_of(resource, shown)
    return one.field if one else SavedView.TABLE if resource.kanbans else ""


def looked_at(url: str, look: str) -> str:
    """``url`` of a list, shown as the kanban ``look``."""
    return f"{url}{'&' if '?' in url else '?'}look={look}" if look else url


def look_key(resource: Resource) -> str:
    """Under what name it is remembered how this person likes to look at this list."""
    return f"look:{resource.key}"


def answer(request: HttpRequest, shown: Listing, one: Kanban) -> HttpResponse:
    """The same rows in columns."""
    resource = shown.resource
    context = {
        "resource": resource,
        "listing": shown,
        "kanban": one,
        "piles": piles(shown, one),
        "moves": one.may_move(request.user),
        "may_create": resource.may_create(request.user),
        "may_export": resource.export and may(request.user, PERMISSION),
    }
    if request.headers.get("HX-Target") == "rows":
        return page(request, "workbench/_kanban.html", context)
    return page(request, resource.list_template, context)


def answer_further(request: HttpRequest, shown: Listing) -> HttpResponse:
    """The next cards of one column of a kanban."""
    pile = further(shown, shown.kanban, shown.query.get("column", "")) if shown.kanban else None
    if pile is None:
        raise Http404
    return page(request, "workbench/_kanban_cards.html", {"pile": pile})


def counts_of(shown: Listing, one: Kanban) -> dict[str, int]:
    """Rows of each column under the conditions of the list, in one statement; as many as the list itself would count."""
    rows = shown.rows.order_by()
    number = Count("pk", distinct=rows.query.distinct)
    return {str(value or ""): n for value, n in rows.values_list(one.field).annotate(n=number).order_by()}


def piles(shown: Listing, one: Kanban) -> list[Pile]:
    """Every column: one statement for the counts, one a column, and what belongs to the cards of all."""
    counts, wanted = counts_of(shown, one), set(filter(None, shown.query.getlist(one.field)))
    values = [v for v in one.values() if not wanted or v[1] in wanted] or one.values()
    pages = [(value, _page(shown, one, value[0], counts)) for value in values]
    draw = Cards(shown, one, [row for _value, found in pages for row in found])
    moves = one.may_move(shown.request.user)
    return [
        Pile(
            value, word, _head(one, value, word), counts.get(value, 0), _narrowed(shown, one, said),
            draw.all(found), _more(shown, one, value, found.after), takes=moves and bool(value),
        )
        for (value, said, word), found in pages
    ]  # fmt: skip


def further(shown: Listing, one: Kanban, value: str) -> Pile | None:
    """The next cards of one column, after the cursor of the address; None when there is no such column."""
    said = next((v for v in one.values() if v[0] == value), None)
    if said is None:
        return None
    found = _page(shown, one, value, counts_of(shown, one), shown.query.get("after", ""))
    cards = Cards(shown, one, list(found)).all(found)
    return Pile(value, said[2], SafeString(), 0, "", cards, _more(shown, one, value, found.after))


@dataclass
class _KeysFirst(Order):
    """The same order, found by keys alone; only the rows that are shown are fetched whole.

    A column of a long list has ten thousands of rows that are sorted and not shown. What they are sorted by often stands
    in the index that finds them; whole rows, with what is joined to them, are fifty times as wide.
    """

    gathers: bool = False
    """Find few rows by their value, instead of walking through all in their order until enough of them passed."""

    def key(self) -> Any:
        if not self.gathers:
            return super().key()
        path = F(self.path)  # no index has these orders, so the database finds the rows by their value
        return path + 0 if self.path == "pk" else Coalesce(path, path)

    def first(self, rows: QuerySet, number: int, *, reverse: bool = False) -> QuerySet:
        keys = self.applied(rows, reverse=reverse).values("pk")[:number]
        return self.applied(rows.filter(pk__in=keys), reverse=reverse)


def _page(shown: Listing, one: Kanban, value: str, counts: dict[str, int], after: str = "") -> Page:
    """The next cards of a column. Of ten A customers among a hundred thousand the way along the order would be the longest one."""
    rows = shown.rows.filter(**{one.field: value}).prefetch_related(None)
    few = counts.get(value, 0) ** 2 < CARDS * sum(counts.values())
    order = _KeysFirst(shown.order.path, shown.order.descending, gathers=few)
    return page_of(rows, order, size=CARDS, after=after)


def _head(one: Kanban, value: str, word: str) -> SafeString:
    return chips.chip_html(one.column.model, one.field, value, word)


def _narrowed(shown: Listing, one: Kanban, said: str) -> str:
    return shown.with_query(look="", view="", **{one.field: said})


def _more(shown: Listing, one: Kanban, value: str, after: str) -> str:
    if not after:
        return ""
    query = shown.query.copy()
    for name in ("view", "page", "before"):
        query.pop(name, None)
    for name, said in (("look", one.field), ("_part", "column"), ("column", value), ("after", after)):
        query[name] = said
    return f"{shown.resource.url}?{query.urlencode()}"


class Cards:
    """How the cards of one kanban are drawn for one request; every text is escaped here, as in ``drawing.Table``."""

    def __init__(self, shown: Listing, one: Kanban, rows: Sequence[Any]) -> None:
        user, resource = shown.request.user, shown.resource
        prefetch_related_objects(list(rows), *resource.along(user))
        self.address, self.suffix = resource.addresses(), escape(f"?list={shown.filter_query_quoted}")
        self.drawer, self.field = escape(resource.drawer), one.field
        self.title = cells.bound_text(resource.shown[0])
        seen = [column for column in one.shown if column.shown_to(user)]
        self.chips = [cells.bound(c) for c in seen if c.kind in {"chip", "tags"}]
        self.facts = [(_name(c), cells.bound(c)) for c in seen if c.kind not in {"chip", "tags"}]
        self.edit = one.column.edit if one.may_move(user) else None
        self.offered = Offered(user, [self.edit] if self.edit else [], rows)
        self.move = escape(_("Move to …"))

    def all(self, rows: Iterable[Any]) -> SafeString:
        return mark_safe("".join(map(self.card, rows)))  # noqa: S308  (escaped piece by piece)

    def card(self, row: Any) -> str:
        """One ``li``: a title that leads to the row, the menu that moves it, what is known of it."""
        url = escape(self.address(row)) + self.suffix
        movable = self.edit is not None and self.offered(self.edit, row)
        name = escape(str(row))
        at = escape(str(getattr(row, self.field) or ""))
        held = f' data-stamp="{escape(str(row.stamp))}"' if movable else ""
        parts = [
            f'<li class="kanban-card" id="card-{row.pk}" data-href="{url}" data-at="{at}"{held}><div class="kanban-top">'
            f'<a class="row-title" href="{url}" data-drawer="{self.drawer}" draggable="false" aria-label="{name}">'
            f"{self.title(row) or name}</a>"
        ]
        if movable:
            parts.append(
                f'<details class="menu menu-end card-move no-print"><summary class="btn btn-quiet btn-icon btn-sm" '
                f'aria-label="{self.move} {name}" title="{self.move}">{icon("dots")}</summary>'
                f'<div class="menu-body"></div></details>'
            )
        parts.append("</div>")
        if tops := "".join(drawn for draw in self.chips if (drawn := draw(row)) != cells.EMPTY):
            parts.append(f'<div class="kanban-chips">{tops}</div>')
        if facts := "".join(
            f"<dt>{what}</dt><dd>{drawn}</dd>" for what, draw in self.facts if (drawn := draw(row)) != cells.EMPTY
        ):
            parts.append(f'<dl class="kanban-facts">{facts}</dl>')
        parts.append("</li>")
        return "".join(parts)


def _name(column: Column) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    return escape(f"{column.label}{unit}")
