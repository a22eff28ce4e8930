"""The list of a resource: filters, search, order and pages in the address; personal searches behind a token."""

from __future__ import annotations

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
from lintel.platform.workbench import preferences, private_search
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.drawing import Table
from lintel.platform.workbench.looks import dress
from lintel.platform.workbench.narrowing import Narrowing, narrowings
from lintel.platform.workbench.paging import MOST_COUNTED, Order, Page, counted, page_of
from lintel.platform.workbench.saved_views import Tab, count_behind, tabs

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

#: Parameters of the address that are not filters.
OURS = frozenset({"q", "sort", "after", "before", "view", "found", "page", "_part"})


@dataclass
class Listing:
    """One person's look at one list: everything the template needs, nothing fetched before it is asked for."""

    resource: Resource
    request: HttpRequest
    query: QueryDict
    filters: Any = None
    rows: QuerySet = field(init=False)
    order: Order = field(init=False)

    def __post_init__(self) -> None:
        user = self.request.user
        rows = self.resource.rows(user)
        project = self.request.session.get("project")
        if self.resource.project_path and project:
            rows = rows.filter(**{self.resource.project_path: project})
        if words := self.query.get("q", "").strip():
            rows = self.resource.searched(rows, words)
        if token := self.query.get("found", ""):
            rows = private_search.narrowed(self.request, self.resource, rows, token)
        for one, value in self.narrowed():
            rows = one.rows(rows, value)
        if self.resource.filterset is not None:
            self.filters = self.resource.filterset(self.query, rows, request=self.request)
            narrow(self.filters.form, user)
            dress(self.filters.form, compact=True)
            rows = self.filters.qs
        self.rows = rows
        path = self.resource.orders(user).get(self.query.get("sort", "").lstrip("-"))
        self.order = Order(path, self.query["sort"].startswith("-")) if path else self.resource.default_order

    def narrowed(self) -> list[tuple[Narrowing, str]]:
        """The conditions that upper floors put into the address, with their values."""
        return [(one, value) for one in narrowings() if (value := self.query.get(one.parameter, ""))]

    @property
    def sorted_by(self) -> str:
        return self.query.get("sort", "")

    def page(self) -> Page:
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
        )

    def columns(self) -> list[Column]:
        """The columns this person may see and has chosen, in their order."""
        allowed = self.resource.columns_for(self.request.user)
        names = preferences.listed(self.request.user, f"columns:{self.resource.key}")
        if not names:
            return allowed
        by_name = {c.name: c for c in allowed}
        return [by_name[n] for n in names if n in by_name] or allowed

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

    def with_query(self, **changes: str) -> str:
        """This list's address with some parameters changed; an empty value removes one. Pages start anew."""
        query = self.query.copy()
        for name in ("after", "before", "_part"):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"{self.resource.url}?{query.urlencode()}" if query else self.resource.url

    @property
    def filter_query(self) -> str:
        """The conditions alone, as saved views and "previous / next" keep them."""
        query = self.query.copy()
        for name in ("after", "before", "_part", "view"):
            query.pop(name, None)
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

    def chosen(self) -> list[dict[str, Any]]:
        """The filters that are on, in words, each with the address that takes it off."""
        shown = []
        if words := self.query.get("q", "").strip():
            shown.append({"label": _("Search"), "value": words, "url": self.with_query(q="")})
        if self.query.get("found"):
            shown.append({"label": _("Search"), "value": _("a number"), "url": self.with_query(found="")})
        for told, value in self.narrowed():
            shown.append(
                {"label": str(told.label), "value": told.words(value), "url": self.with_query(**{told.parameter: ""})}
            )
        for name, one in self.filters.form.fields.items() if self.filters else ():
            if values := [v for v in self.query.getlist(name) if v]:
                shown.append(
                    {"label": one.label, "value": _in_words(one, values), "url": self.with_query(**{name: ""})}
                )
        return shown

    def tabs(self) -> list[Tab]:
        return tabs(self.request, self.resource, self.query)


def _in_words(one: forms.Field, values: list[str]) -> str:
    choices = getattr(one, "choices", None)
    words = {str(k): str(v) for k, v in choices} if choices is not None else {}
    return "、".join(words.get(v, v) for v in values)


def listing_of(request: HttpRequest, resource: Resource, query: QueryDict | None = None) -> Listing:
    """The list behind ``request``; ``query`` stands in for its address (bulk deeds, neighbours of a row)."""
    return Listing(resource, request, query if query is not None else request.GET)


@require_GET
def listing(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The whole page, its rows alone (``HX-Target: rows``), or how many there are (``_part``)."""
    require(request.user, resource.view_permission)
    if resource.default_view and not request.GET:
        return HttpResponseRedirect(f"{resource.url}?{resource.default_view.replace('=me', f'={request.user.pk}')}")
    shown = listing_of(request, resource)
    if part := request.GET.get("_part"):
        return _count(request, shown, bare=part == "number")
    bulk, found = resource.bulk_for(request.user), shown.page()
    context = {
        "resource": resource,
        "listing": shown,
        "page": found,
        "drawn": shown.table(check=bool(bulk)).rows(found),
        "columns": shown.columns(),
        "bulk": bulk,
        "may_create": resource.may_create(request.user),
        "may_export": resource.export and may(request.user, PERMISSION),
        "all_columns": resource.columns_for(request.user),
        "dense": preferences.get(request.user, "density") == "dense",
    }
    if request.headers.get("HX-Target") == "rows":
        return page(request, "workbench/_rows.html", context)
    return page(request, resource.list_template, context)


def _count(request: HttpRequest, shown: Listing, *, bare: bool) -> HttpResponse:
    """How many rows, in words over the list, as a bare number behind a tab."""
    if bare:
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


@require_POST
def find(request: HttpRequest, resource: Resource) -> HttpResponse:
    """A search for somebody's number: the words stay in the session, the address gets a token."""
    require(request.user, resource.view_permission)
    query = QueryDict(request.POST.get("query", "").lstrip("?"), mutable=True)
    for name in ("q", "found", "after", "before"):
        query.pop(name, None)
    words = request.POST.get("q", "").strip()
    if words and resource.private_search is not None:
        query["found"] = private_search.remember(request, resource, words)
    return HttpResponseRedirect(f"{resource.url}?{query.urlencode()}")


@require_POST
def choose_columns(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Which columns this person wants to see in this list, and how close together."""
    require(request.user, resource.view_permission)
    known = {c.name for c in resource.columns_for(request.user)}
    wanted = [name for name in request.POST.getlist("column") if name in known]
    preferences.keep(request.user, f"columns:{resource.key}", "" if set(wanted) == known else ",".join(wanted))
    if (density := request.POST.get("density")) in {"dense", "comfortable"}:
        preferences.keep(request.user, "density", density)
    query = QueryDict(request.POST.get("query", "").lstrip("?"))
    response = HttpResponseRedirect(f"{resource.url}?{query.urlencode()}" if query else resource.url)
    response.status_code = 303
    return response
