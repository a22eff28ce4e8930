"""The list of a resource: filters, search, order and pages in the address; personal searches behind a token."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django import forms
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import may, require
from lintel.platform.exchange.exporting import PERMISSION
from lintel.platform.workbench import kanban, preferences, private_search
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.conditions import NOT_CONDITIONS, Condition, conditions_of, parameters_of, without_crowds
from lintel.platform.workbench.drawing import Table
from lintel.platform.workbench.looks import dress
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.narrowing import Narrowing, narrowings
from lintel.platform.workbench.paging import MOST_COUNTED, Order, Page, counted, numbered, page_of
from lintel.platform.workbench.periods import settled
from lintel.platform.workbench.saved_views import Tab, all_rows, count_behind, opened_with, tabs

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

#: Parameters of the address that are not filters.
OURS = NOT_CONDITIONS | {"q", "sort", "found"}
#: Filters in sight; when there is only one more, it is in sight as well.
NEAR = 5


@dataclass
class Listing:
    """One person's look at one list: everything the template needs, nothing fetched before it is asked for."""

    resource: Resource
    request: HttpRequest
    query: QueryDict
    filters: Any = None
    rows: QuerySet = field(init=False)
    order: Order = field(init=False)
    crowds: set[str] = field(default_factory=set)
    picked: list[int] | None = None

    def __post_init__(self) -> None:
        user = self.request.user
        rows = self.resource.rows(user)
        project = self.request.session.get("project")
        if self.resource.project_path and project:
            rows = rows.filter(**{self.resource.project_path: project})
        if words := self.query.get("q", "").strip():
            if self.resource.private_search is not None:
                rows = private_search.matching(self.resource, user, rows, words)
            else:
                rows = self.resource.searched(rows, words)
        if token := self.query.get("found", ""):
            rows = private_search.narrowed(self.request, self.resource, rows, token)
        for one, value in self.narrowed():
            rows = one.rows(rows, value)
        if self.resource.filterset is not None:
            self.filters = self.resource.filterset(self.query, rows, request=self.request)
            narrow(self.filters.form, user)
            self.crowds = without_crowds(self.filters.form, self.query)
            dress(self.filters.form, compact=True)
            rows = self.filters.qs
        self.rows = rows
        path = self.resource.orders(user).get(self.query.get("sort", "").lstrip("-"))
        self.order = Order(path, self.query["sort"].startswith("-")) if path else self.resource.default_order

    def narrowed(self) -> list[tuple[Narrowing, str]]:
        """The conditions that upper floors put into the address, with their values."""
        return [(one, value) for one in narrowings() if (value := self.query.get(one.parameter, ""))]

    @functools.cached_property
    def _bound(self) -> list[forms.BoundField]:
        return [one for one in self.filters.form if one.name not in self.crowds] if self.filters else []

    @property
    def near_filters(self) -> list[forms.BoundField]:
        """The filters that are always in sight: on a desk they fit into one line with the search."""
        return self._bound if len(self._bound) <= NEAR + 1 else self._bound[:NEAR]

    @property
    def far_filters(self) -> list[forms.BoundField]:
        """The others, behind "more filters"."""
        return self._bound[len(self.near_filters) :]

    @property
    def far_chosen(self) -> int:
        """How many of the others are on: then they are in sight too."""
        return sum(any(self.query.get(name) for name in parameters_of(one)) for one in self.far_filters)

    @property
    def reset_url(self) -> str:
        """The list without any condition, as a list or as the kanban it is."""
        return kanban.looked_at(all_rows(self.resource), self.look)

    @functools.cached_property
    def kanban(self) -> kanban.Kanban | None:
        """The kanban this list is shown as; None for its table."""
        return kanban.kanban_of(self.resource, self.query.get("look"))

    @property
    def look(self) -> str:
        return self.kanban.field if self.kanban else ""

    @functools.cached_property
    def typed(self) -> str:
        """What stands in the search box: words, but never somebody's number."""
        if self.resource.private_search is None:
            return self.query.get("q", "")
        words = private_search.said(self.request, self.resource, self.query.get("found", ""))
        return "" if private_search.is_number(words) else words

    @property
    def sorted_by(self) -> str:
        return self.query.get("sort", "")

    @property
    def number(self) -> int:
        """The page asked for by number; 0 when it was asked for by its neighbours."""
        said = self.query.get("page", "")
        return min(max(int(said), 1), self.last_page) if said.isdecimal() and len(said) < 6 else 0

    @property
    def last_page(self) -> int:
        """The last page that may be asked for by number; what lies beyond is found by conditions."""
        return MOST_COUNTED // self.resource.per_page

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The conditions as hidden fields."""
        return [(name, value) for name, values in QueryDict(self.filter_query).lists() for value in values]

    def page(self) -> Page:
        if self.number:
            return numbered(self.rows, self.order, size=self.resource.per_page, number=self.number)
        return page_of(
            self.rows,
            self.order,
            size=self.resource.per_page,
            after=self.query.get("after", ""),
            before=self.query.get("before", ""),
        )

    def table(self, *, check: bool) -> Table:
        """How this list's rows are drawn: each leads to its page, which knows the list it came from."""
        return Table(
            self.columns(),
            self.resource.addresses(),
            suffix=f"?list={self.filter_query_quoted}",
            check=check,
            drawer=self.resource.drawer,
            pinned=True,
            user=self.request.user,
            tools=[t for t in self.resource.tools if may(self.request.user, t.action.permission)],
            more=self.resource.has_deeds(self.request.user),
            calls=self.resource.calls(self.request.user),
        )

    @functools.cached_property
    def view(self) -> SavedView | None:
        """The saved view whose conditions these are, if any."""
        return next((tab.saved for tab in self.tabs if tab.current and tab.saved is not None), None)

    @property
    def columns_key(self) -> str:
        """Under what name this person's own choice of columns is remembered: for the list, or for this view of it."""
        return f"columns:{self.resource.key}{f'#{self.view.pk}' if self.view else ''}"

    @functools.cached_property
    def _chosen(self) -> list[Column]:
        """The columns this person, or the view, has chosen, in their order; none is the usual ones."""
        names = preferences.listed(self.request.user, self.columns_key)
        if not names and self.view is not None:
            names = self.view.columns.split(",")
        by_name = {c.name: c for c in self.resource.columns_for(self.request.user)}
        return [by_name[n] for n in names if n in by_name]

    def columns(self) -> list[Column]:
        """The columns this person may see and has chosen, in their order."""
        return self._chosen or self.resource.usual_columns(self.request.user)

    def columns_out(self) -> list[Column]:
        """What an export holds: the chosen columns, or every one this person may see."""
        return self._chosen or self.resource.columns_for(self.request.user)

    def pick(self, keys: list[int]) -> None:
        """These rows of the list alone: those that somebody ticked."""
        self.picked, self.rows = keys, self.rows.filter(pk__in=keys)

    def choose(self, columns: list[Column]) -> None:
        """Show these columns: a job writes those that were asked for, whatever was chosen since."""
        self._chosen = columns

    def all_columns(self) -> list[Column]:
        """For choosing: those that are shown, in their order, then the others."""
        shown = self.columns()
        return [*shown, *(c for c in self.resource.columns_for(self.request.user) if c not in shown)]

    def headers(self) -> list[dict[str, Any]]:
        """Column heads with the address that sorts by them."""
        sortable = self.resource.orders(self.request.user)
        return [
            {"column": c, "url": self._sort_url(c.name) if c.name in sortable else "", "sorted": self._sorted(c.name)}
            for c in self.columns()
        ]

    def _sorted(self, name: str) -> str:
        if self.sorted_by.lstrip("-") != name:
            return ""
        return "descending" if self.sorted_by.startswith("-") else "ascending"

    def _sort_url(self, name: str) -> str:
        return self.with_query(sort=f"-{name}" if self._sorted(name) == "ascending" else name)

    def with_query(self, **changes: str | list[str]) -> str:
        """This list's address with some parameters changed, to several values if need be; an empty value removes one. Pages start anew."""
        query = self.query.copy()
        for name in ("after", "before", "page", "_part", "column"):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query.setlist(name, [value] if isinstance(value, str) else value)
            else:
                query.pop(name, None)
        return f"{self.resource.url}?{query.urlencode()}" if query else all_rows(self.resource)

    @functools.cached_property
    def filter_query(self) -> str:
        """The conditions alone, as saved views and "previous / next" keep them."""
        query = QueryDict(mutable=True)
        for name, values in self.query.lists():
            if name not in NOT_CONDITIONS and (said := [value for value in values if value]):
                query.setlist(name, said)
        return query.urlencode()

    @property
    def filter_query_quoted(self) -> str:
        return quote(self.filter_query, safe="")

    @property
    def after_url(self) -> str:
        return self._paging("after")

    @property
    def before_url(self) -> str:
        return self._paging("before")

    def _paging(self, name: str) -> str:
        return f"{self.resource.url}?{self.filter_query}{'&' if self.filter_query else ''}{name}="

    @functools.cached_property
    def chosen(self) -> list[Condition]:
        """The conditions that are on, in words, each with the address that takes it off."""
        return conditions_of(self)

    @functools.cached_property
    def tabs(self) -> list[Tab]:
        """The views above the list."""
        return tabs(self.request, self.resource, self.query)


def listing_of(request: HttpRequest, resource: Resource, query: QueryDict | None = None) -> Listing:
    """The list behind ``request``; ``query`` stands in for its address (bulk deeds, neighbours of a row)."""
    return Listing(resource, request, query if query is not None else request.GET)


@require_GET
def listing(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The whole page, its rows alone (``HX-Target: rows``), or how many there are (``_part``)."""
    require(request.user, resource.view_permission)
    if not request.GET and (first := opened_with(request, resource)):
        return HttpResponseRedirect(first)
    if resource.private_search is not None and request.GET.get("q", "").strip() and not request.htmx:
        return _without_words(request, resource)
    shown = listing_of(request, resource)
    if shown.filters is not None and (query := settled(request.GET, shown.filters.form)):
        return HttpResponseRedirect(f"{resource.url}?{query.urlencode()}")
    if part := request.GET.get("_part"):
        return _count(request, shown, part)
    if shown.kanban is not None:
        return kanban.answer(request, shown, shown.kanban)
    bulk, found = resource.bulk_for(request.user), shown.page()
    may_export = resource.export and may(request.user, PERMISSION)
    table = shown.table(check=bool(bulk) or may_export)
    context = {
        "resource": resource,
        "listing": shown,
        "page": found,
        "drawn": table.rows(found),
        "closed": table.closed,
        "columns": shown.columns(),
        "bulk": bulk,
        "may_create": resource.may_create(request.user),
        "may_export": may_export,
        "choosable": bool(bulk) or may_export,
        "all_columns": shown.all_columns(),
        "dense": preferences.get(request.user, "density") == "dense",
    }
    if request.headers.get("HX-Target") == "rows":
        return page(request, "workbench/_rows.html", context)
    return page(request, resource.list_template, context)


def _count(request: HttpRequest, shown: Listing, part: str) -> HttpResponse:
    """How many rows: in words over the list, short behind a tab (``number``), to the last one (``whole``) before a deed."""
    if part == "column":
        return kanban.answer_further(request, shown)
    if part == "whole":
        return HttpResponse(f"{shown.rows.order_by().count():,}", content_type="text/plain")
    if part == "number":
        return HttpResponse(count_behind(shown.rows), content_type="text/plain")
    number = counted(shown.rows)
    words = _("more than %(number)s") % {"number": f"{MOST_COUNTED:,}"} if number > MOST_COUNTED else f"{number:,}"
    sums = [said for one, value in shown.narrowed() if (said := one.comes_to(shown.rows, value))]
    total = None if sums else _total(request, shown)
    context = {"count": words, "number": number, "total": total, "comes_to": sums}
    return page(request, "workbench/_count.html", context)


def _total(request: HttpRequest, shown: Listing) -> Decimal | None:
    """The sum of the column the resource names, when this person may see that column."""
    name = shown.resource.total
    if not name or name not in {c.name for c in shown.resource.columns_for(request.user)}:
        return None
    return shown.rows.order_by().aggregate(sum=Sum(name))["sum"] or Decimal(0)


def _without_words(request: HttpRequest, resource: Resource) -> HttpResponse:
    """An old link with somebody's name in it: the name goes behind a token at once."""
    query = request.GET.copy()
    query["found"] = private_search.remember(request, resource, query.pop("q")[-1].strip())
    return HttpResponseRedirect(f"{resource.url}?{query.urlencode()}")


@require_POST
def find(request: HttpRequest, resource: Resource) -> HttpResponse:
    """A search for somebody's number: the words stay in the session, the address gets a token."""
    require(request.user, resource.view_permission)
    query = QueryDict(request.POST.get("query", "").lstrip("?"), mutable=True)
    for name, values in request.POST.lists():
        if name not in {"query", "csrfmiddlewaretoken"} and any(values):
            query.setlist(name, [value for value in values if value])
    words = request.POST.get("q", "").strip()
    for name in ("q", "after", "before", "page", "_part", *(["found"] if words else [])):
        query.pop(name, None)
    if words and resource.private_search is not None:
        query["found"] = private_search.remember(request, resource, words)
    return HttpResponseRedirect(f"{resource.url}?{query.urlencode() or 'view=all'}")


@require_POST
def choose_columns(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Which columns this person wants to see in this list, and how close together; or whether as a kanban (``look``)."""
    require(request.user, resource.view_permission)
    query = QueryDict(request.POST.get("query", "").lstrip("?"))
    shown = listing_of(request, resource, query)
    offered = {c.name for c in resource.columns_for(request.user)}
    usual = [c.name for c in resource.usual_columns(request.user)]
    wanted = [name for name in dict.fromkeys(request.POST.getlist("column")) if name in offered]
    same = wanted == (shown.view.columns.split(",") if shown.view and shown.view.columns else usual)
    if "look" not in request.POST:
        preferences.keep(request.user, shown.columns_key, "" if same or "usual" in request.POST else ",".join(wanted))
    if (density := request.POST.get("density")) in {"dense", "comfortable"}:
        preferences.keep(request.user, "density", density)
    look = shown.look
    if "look" in request.POST:
        chosen = kanban.kanban_of(resource, request.POST["look"])
        look = chosen.field if chosen else ""
        preferences.keep(request.user, kanban.look_key(resource), look)
    response = HttpResponseRedirect(
        kanban.looked_at(f"{resource.url}?{query.urlencode()}" if query else all_rows(resource), look)
    )
    response.status_code = 303
    return response
