"""What an entity is made of, for the purpose of showing it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

from django.db.models import Model, Prefetch, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import URLPattern, URLResolver, get_script_prefix, get_urlconf, include, path, reverse
from django.utils.functional import Promise, lazystr
from django.utils.text import capfirst
from django_filters.filterset import FilterSet, filterset_factory

from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action, actions_on
from lintel.platform.clauses.registry import carries
from lintel.platform.workbench import crud, editing, exports, listing, palette, screens
from lintel.platform.workbench.bulk import bulk_act
from lintel.platform.workbench.chips import chips
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.kanban import Kanban
from lintel.platform.workbench.paging import Order
from lintel.platform.workbench.periods import Period, with_periods
from lintel.platform.workbench.registry import Panel, panel_on, panels_on, resource_of, resources
from lintel.platform.workbench.saved_views import keep_view
from lintel.platform.workbench.several import several
from lintel.platform.workbench.tools import Tool

__all__ = [
    "Column", "Kanban", "Panel", "Period", "Resource", "Tool", "View", "chips", "panel_on", "resource_of", "resources", "urls_for",
]  # fmt: skip

Columns = Sequence[str | Column]
Group = tuple[str | Promise, Columns]


@dataclass(frozen=True)
class View:
    """A predefined tab of a list: a title and a query string; ``me`` as a value means the person looking."""

    title: str | Promise
    query: str = ""
    count: bool = False


class Resource:
    """Declare one per entity. Every attribute but ``model`` and ``columns`` is optional."""

    model: ClassVar[type[Model]]
    columns: ClassVar[list[str | Column]]
    detail_columns: ClassVar[Sequence[str | Column | Group]] = []
    icon: ClassVar[str] = "list"
    title: str | Promise = ""
    lead: str | Promise = ""
    clause: ClassVar[str] = ""
    card: ClassVar[Sequence[str]] = []
    """What a row says on a phone besides its first column and its deeds: states beside the title, the rest in one line below.
    The other columns are in the drawer. Without it every column is a line of the card."""
    filters: ClassVar[list[str]] = []
    filterset: type[FilterSet] | None = None
    periods: ClassVar[Sequence[str | Period]] = []
    """Date columns the list is narrowed by: this week, last month, days of one's own. The days of the first are ``since`` and ``until``."""
    search: ClassVar[list[str]] = []
    search_hint: str | Promise = ""
    private_search: Callable[[Any, str], QuerySet | None] | None = None
    form: ClassVar[list[str]] = []
    create: Action | None = None
    bulk: ClassVar[list[Action]] = []
    back_by: ClassVar[Mapping[Action, Action]] = {}
    """Deeds on many rows that can be taken back: by which deed, given the same inputs."""
    tools: ClassVar[Sequence[Tool]] = []
    """At most two deeds at the end of each row; the others are behind the three dots."""
    deeds_in_rows: ClassVar[bool] = True
    """Whether a row's deeds are offered in the list at all."""
    order: ClassVar[str] = "-pk"
    views: ClassVar[list[View]] = []
    kanbans: ClassVar[Sequence[Kanban]] = []
    """Ways to lay the rows out in columns by the value of a field, beside the list."""
    default_view: ClassVar[str] = ""
    per_page: ClassVar[int] = 50
    list_template: ClassVar[str] = "workbench/list.html"
    detail_template: ClassVar[str] = "workbench/detail.html"
    detail: Callable[..., Any] | None = None
    adding: Callable[..., Any] | None = None
    acting: ClassVar[dict[str, Callable[..., Any]]] = {}
    """Views of one's own in place of the generic form: ``detail`` and ``adding`` take (request, resource[, pk])."""
    watermark: ClassVar[bool] = False
    export: ClassVar[bool] = True
    empty: ClassVar[str | Promise] = ""
    """Said while there is no row: why, and what will bring the first one."""
    wide: ClassVar[bool] = False
    trail: ClassVar[bool] = True
    drawer: ClassVar[str] = ""
    total: ClassVar[str] = ""
    """A column of amounts in yuan whose sum stands beside the number of rows."""
    project_path: ClassVar[str] = ""
    """Path to the project's key (``project_id``), so that the project switcher narrows the list."""

    app: str
    name: str

    def __init_subclass__(cls) -> None:
        made = cls()
        made.app, made.name = str(cls.model._meta.app_label), str(cls.model._meta.model_name)
        made.title = cls.title or lazystr(_Plural(cls.model))
        made.shown = [_column(one, cls.model) for one in cls.columns]
        for column in made.shown[1:] if cls.card else ():
            column.place = _place(column, cls.card)
        for board in cls.kanbans:
            board.bind(made.shown, cls.model)
        made.groups = _groups(cls.detail_columns or cls.columns, cls.model)
        if cls.filterset is None and cls.filters:
            made.filterset = filterset_factory(cls.model, fields=cls.filters)
        if cls.periods:
            made.filterset = with_periods(made.filterset, cls.model, cls.periods)
        if made.filterset is not None:
            made.filterset = several(made.filterset)
        if cls.form:
            made.create = cls.create or crud.add(cls.model, cls.form)
            crud.change(cls.model, cls.form)
        resources[cls.model] = made
        if cls.clause:
            carries(
                cls.clause,
                "resource",
                made.key,
                made.title,
                url_name=made.route("list"),
                permission=made.view_permission,
            )

    shown: list[Column]
    groups: list[tuple[str | Promise, list[Column]]]

    @property
    def key(self) -> str:
        """``inventory.unit``: how saved views and column choices name this list."""
        return f"{self.app}.{self.name}"

    @property
    def area(self) -> str:
        """The area that declares it: ``organisation`` for ``directory.User``."""
        return type(self).__module__.split(".")[1]

    @property
    def view_permission(self) -> str:
        return f"{self.app}.view_{self.name}"

    def route(self, screen: str) -> str:
        return f"{self.app}:{self.name}-{screen}"

    @property
    def url(self) -> str:
        return _address(self.route("list"), get_script_prefix(), get_urlconf() or "")

    def url_of(self, row: Model) -> str:
        """The page of one row."""
        return self.addresses()(row)

    def addresses(self) -> Callable[[Model], str]:
        """``url_of`` for many rows: what is the same for all of them is looked up once."""
        beginning = self.url
        return lambda row: f"{beginning}{row.pk}/"

    @property
    def searches_numbers(self) -> bool:
        """Whether digits typed into the search box are somebody's number (templates would call the function)."""
        return self.private_search is not None

    @property
    def chip_names(self) -> list[str]:
        """The state that stands beside the title of a row's page."""
        lifecycle = getattr(self.model, "lifecycle", None)
        return [lifecycle.field] if lifecycle is not None else []

    @property
    def default_order(self) -> Order:
        return Order.parse(self.order)

    def orders(self, user: Any) -> dict[str, str]:
        """What this list may be sorted by: ``{column name: order_by path}``."""
        return {c.name: c.path for c in self.columns_for(user) if c.path}

    def columns_for(self, user: Any) -> list[Column]:
        return [c for c in self.shown if c.shown_to(user)]

    def usual_columns(self, user: Any) -> list[Column]:
        """What the list shows before this person chose anything."""
        return [c for c in self.columns_for(user) if c.usual]

    def rows(self, user: Any) -> QuerySet:
        """The only place a screen gets rows from. Override to annotate, on top of ``super().rows(user)``."""
        related = {c.relation for c in self.shown if c.relation}
        return visible(self.model, user).select_related(*related) if related else visible(self.model, user)

    def along(self, user: Any) -> Sequence[Prefetch | str]:
        """What the cards of a kanban need besides ``rows``: fetched once for the cards of all columns."""
        return ()

    def listing_of(self, request: HttpRequest, query: QueryDict) -> listing.Listing:
        """The list under the conditions of ``query``, as whoever asks would see it."""
        return listing.listing_of(request, self, query)

    def searched(self, rows: QuerySet, words: str) -> QuerySet:
        """Every word must be found in one of the search fields."""
        for word in words.split()[:6]:
            rows = rows.filter(Q(*((f"{f}__icontains", word) for f in self.search), _connector=Q.OR))
        return rows

    def calls(self, user: Any) -> Callable[[Any], str] | None:
        """Where the receiver of a row leads for this person; None where nobody is called."""
        return None

    def may_create(self, user: Any) -> bool:
        return self.create is not None and may(user, self.create.permission)

    def bulk_for(self, user: Any) -> list[Action]:
        return [a for a in self.bulk if may(user, a.permission)]

    def actions(self, user: Any, row: Model) -> list[Action]:
        """The deeds to offer on the page of ``row``, in order of declaration."""
        return [a for a in actions_on(self.model) if a.button and a.offered(user, row)]

    def has_deeds(self, user: Any) -> bool:
        """Whether this person may do anything to any row, so that three dots are worth drawing."""
        return self.deeds_in_rows and any(a.button and may(user, a.permission) for a in actions_on(self.model))

    def panels(self) -> list[Panel]:
        return panels_on(self.model)

    @property
    def urls(self) -> list[URLPattern]:
        """The routes of this entity, named ``<model>-<screen>``."""
        name, bind = self.name, functools.partial(functools.partial, resource=self)
        said = vars(type(self))
        shown, new = bind(said.get("detail") or screens.detail), bind(said.get("adding") or screens.create)
        acts = [
            path(f"{name}/<int:pk>/{verb}/", bind(view), name=f"{name}-{verb}") for verb, view in self.acting.items()
        ]
        return [
            path(f"{name}/", bind(listing.listing), name=f"{name}-list"),
            path(f"{name}/find/", bind(listing.find), name=f"{name}-find"),
            path(f"{name}/export/", bind(exports.export), name=f"{name}-export"),
            path(f"{name}/columns/", bind(listing.choose_columns), name=f"{name}-columns"),
            path(f"{name}/view/", bind(keep_view), name=f"{name}-view"),
            path(f"{name}/new/", new, name=f"{name}-create"),
            path(f"{name}/bulk/<slug:verb>/", bind(bulk_act), name=f"{name}-bulk"),
            path(f"{name}/<int:pk>/", _remembered(self, shown), name=f"{name}-detail"),
            path(f"{name}/<int:pk>/more/", bind(editing.more), name=f"{name}-more"),
            path(f"{name}/<int:pk>/cell/<slug:column>/", bind(editing.cell), name=f"{name}-cell"),
            *acts,
            path(f"{name}/<int:pk>/<slug:verb>/", bind(screens.act), name=f"{name}-act"),
        ]


def _remembered(resource: Resource, view: Callable[..., Any]) -> Callable[..., Any]:
    """``view``, and the palette offers the row again."""

    def shown(request: HttpRequest, pk: int, **more: Any) -> Any:
        answer = view(request, pk=pk, **more)
        if answer.status_code == 200:
            palette.remember(request, resource, pk)
        return answer

    return shown


@functools.lru_cache(maxsize=512)
def _address(route: str, prefix: str, urlconf: str) -> str:
    """A page asks for the addresses of two dozen lists, and they do not change while the server runs."""
    return reverse(route)


class _Plural:
    """What rows of a model are called, with a capital, in the language of whoever looks."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def __str__(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))


def _column(one: str | Column, model: type[Model]) -> Column:
    return (Column(one) if isinstance(one, str) else one).bind(model)


def _place(column: Column, card: Sequence[str]) -> str:
    if column.name not in card:
        return "off-card"
    return "card-top" if column.kind == "chip" else "card-line"


def _groups(said: Iterable[Any], model: type[Model]) -> list[tuple[str | Promise, list[Column]]]:
    listed = list(said)
    if listed and isinstance(listed[0], tuple):
        return [(title, [_column(one, model) for one in names]) for title, names in listed]
    return [("", [_column(one, model) for one in listed])]


def urls_for(area: str) -> list[URLResolver]:
    """Every route of one area: its own ``urls.py`` first, then what its resources declare.

    The prefix and namespace are the app label of the model, so that ``row.get_absolute_url()`` works for rows whose
    model lives elsewhere (people are ``directory.User``, their screens are in ``organisation``).
    """
    package = f"lintel.{area}"
    if find_spec(f"{package}.resources"):
        import_module(f"{package}.resources")
    own: dict[str, list[Any]] = {area: []}
    if find_spec(f"{package}.urls"):
        own[area] += import_module(f"{package}.urls").urlpatterns
    for resource in resources.values():
        if resource.area == area:
            own.setdefault(resource.app, []).extend(resource.urls)
    return [path(f"{label}/", include((routes, label))) for label, routes in own.items() if routes]
