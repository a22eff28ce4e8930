"""Tabs of a list: those its area declares, one's own, and those that were shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import may, require, visible
from lintel.platform.actions.door import action
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench import kanban, preferences
from lintel.platform.workbench.answers import done, row_or_404
from lintel.platform.workbench.conditions import NOT_CONDITIONS
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.paging import counted
from lintel.platform.workbench.performing import key_of, perform

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

#: Counting behind a tab stops here; nobody needs to know whether it is 1,200 or 1,300.
MOST = 999
MOST_TABS = 12
MOST_KEPT = 40


@dataclass
class Tab:
    """One tab above a list."""

    title: str
    url: str
    current: bool = False
    count_url: str = ""
    saved: SavedView | None = None


def all_rows(resource: Resource) -> str:
    """The list without conditions; said in the address, because an address without anything opens with the usual view."""
    return f"{resource.url}?view=all"


def tabs(request: HttpRequest, resource: Resource, query: QueryDict) -> list[Tab]:
    """Every tab this person has above this list; each opens in the look it keeps, or in the one they like."""
    declared = [Tab(_("All"), all_rows(resource))]
    for view in resource.views:
        text = _mine(request, view.query)
        declared.append(
            Tab(str(view.title), f"{resource.url}?{text}", count_url=_count_url(resource, text) if view.count else "")
        )
    for saved in views_of(request.user, resource)[:MOST_TABS]:
        count = _count_url(resource, saved.query) if saved.pinned else ""
        declared.append(Tab(saved.name, f"{resource.url}?{saved.query or 'view=all'}", count_url=count, saved=saved))
    _mark_current(declared, query, kanban.kept_look(resource, query.get("look", "")))
    for tab in declared:
        tab.url = kanban.looked_at(tab.url, kanban.look_of(resource, request.user, tab.saved))
    return declared


def _mark_current(among: list[Tab], query: QueryDict, look: str) -> None:
    """The tabs whose conditions these are; of two views with the same ones, that which keeps the look of the address."""
    now = _conditions(query)
    same = [tab for tab in among if _conditions(QueryDict(tab.url.partition("?")[2])) == now]
    alike = [tab for tab in same if tab.saved is None or tab.saved.look in {"", look}]
    for tab in alike if any(tab.saved for tab in alike) else same:
        tab.current = True


def views_of(user: Any, resource: Resource) -> list[SavedView]:
    """One's own views and those that were shared, the pinned ones first; read once per request."""
    known: dict[str, list[SavedView]] = user.__dict__.setdefault("_views", {})
    if resource.key not in known:
        rows = visible(SavedView, user).filter(resource=resource.key).select_related("owner")
        known[resource.key] = list(rows.order_by("-pinned", "name", "pk")[:MOST_KEPT])
    return known[resource.key]


def _mine(request: HttpRequest, query: str) -> str:
    return query.replace("=me", f"={request.user.pk}")


def opened_with(request: HttpRequest, resource: Resource) -> str:
    """Where an address without anything leads: the conditions the list opens with, in their look; empty when it stays."""
    saved, first = _first(request, resource)
    look = kanban.look_of(resource, request.user, saved)
    return kanban.looked_at(f"{resource.url}?{first}" if first else resource.url, look) if first or look else ""


def _first(request: HttpRequest, resource: Resource) -> tuple[SavedView | None, str]:
    """One's own choice, the view of one's post, what the area declares; or nothing."""
    user: Any = request.user
    chosen = preferences.get(user, f"opens:{resource.key}")
    views = views_of(user, resource)
    own = next((view for view in views if str(view.pk) == chosen), None)
    of_post = next((view for view in views if view.opens_for and view.opens_for in user.codes), None)
    if chosen == "all":
        return None, "view=all"
    if view := own or of_post:
        return view, view.query or "view=all"
    return None, _mine(request, resource.default_view)


def _conditions(query: QueryDict) -> dict[str, list[str]]:
    return {k: v for k, v in query.lists() if any(v) and k not in NOT_CONDITIONS}


def _count_url(resource: Resource, text: str) -> str:
    return f"{resource.url}?{text}&_part=number"


def count_behind(rows: Any) -> str:
    """``12``, or ``999+``."""
    number = counted(rows, MOST)
    return f"{MOST}+" if number > MOST else str(number)


def _may_show(actor: Any, shared: str, opens_for: str) -> None:
    """Raises ``Refused`` unless a supervisor shows a view to others; a post's first view has to be seen by it."""
    if (shared != SavedView.Shared.NO or opens_for) and not may(actor, "workbench.share_view"):
        raise Refused(_("Only supervisors share views."), remedy=_("Save it for yourself."))
    if opens_for and shared == SavedView.Shared.NO:
        raise ValidationError({"shared": _("The people of the post have to see the view: share it.")})
    if opens_for and opens_for not in POSTS:
        raise ValidationError({"opens_for": _("There is no such post.")})


def _free(actor: Any, resource: str, name: str, but: int = 0) -> None:
    if SavedView.objects.filter(owner=actor, resource=resource, name=name).exclude(pk=but).exists():
        raise ValidationError({"name": _("You already have a view of this name.")})


@action(SavedView, gettext_lazy("Save this view"), creates=True, button=False)
def save_view(
    actor: Any,
    *,
    resource: str,
    name: str,
    query: str = "",
    columns: str = "",
    look: str = "",
    shared: str = SavedView.Shared.NO,
    opens_for: str = "",
    pinned: bool = False,
) -> SavedView:
    """Keep the present filters, order, columns and look of a list under a name. Sharing it needs ``share_view``."""
    _may_show(actor, shared, opens_for)
    _free(actor, resource, name)
    return SavedView.objects.create(
        owner=actor, resource=resource, name=name, query=query[:1000], columns=columns[:600], look=look, shared=shared,
        opens_for=opens_for, pinned=pinned,
    )  # fmt: skip


def _own(actor: Any, view: SavedView) -> None:
    if view.owner_id != actor.pk:
        raise Refused(
            _("This view belongs to %(name)s.") % {"name": view.owner},
            remedy=_("Save one of your own under a new name."),
        )


@action(SavedView, gettext_lazy("Change this view"), button=False)
def change_view(
    actor: Any,
    view: SavedView,
    *,
    name: str,
    shared: str = SavedView.Shared.NO,
    opens_for: str = "",
    pinned: bool = False,
) -> None:
    """Another name, other readers, or its count beside it. Only its owner may."""
    _own(actor, view)
    _may_show(actor, shared, opens_for)
    _free(actor, view.resource, name, but=view.pk)
    view.name, view.shared, view.opens_for, view.pinned = name, shared, opens_for, pinned


@action(SavedView, gettext_lazy("Delete this view"), button=False)
def forget_view(actor: Any, view: SavedView) -> None:
    """Take a view away from everybody it was shown to. Only its owner may."""
    _own(actor, view)
    SavedView.objects.filter(pk=view.pk).delete()


class ViewForm(forms.Form):
    """Name a view, and say who sees it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    shared = forms.ChoiceField(
        label=gettext_lazy("Shown to"), choices=SavedView.Shared.choices, initial=SavedView.Shared.NO
    )
    opens_for = forms.ChoiceField(label=gettext_lazy("The list opens with it for"), choices=(), required=False)
    pinned = forms.BooleanField(label=gettext_lazy("Show how many rows it has"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [(post.code, post.title) for post in POSTS.values()]
        self.fields["opens_for"].choices = [("", _("nobody in particular")), *posts]


class OwnViewForm(ViewForm):
    """For those who share with nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("shared", "opens_for"):
            self.fields[name].widget = forms.HiddenInput()


@require_http_methods(["GET", "POST"])
def keep_view(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Save the list as it is now; ``pk`` changes one of one's own, ``forget`` deletes it, ``opens`` opens the list with it."""
    require(request.user, resource.view_permission)
    if "opens" in request.POST:
        return _opens(request, resource, request.POST["opens"])
    if pk := request.POST.get("forget", ""):
        forget_view.once(request.user, _view(request, resource, pk), key=key_of(request))
        look = kanban.look_of(resource, request.user)
        return done(request, kanban.looked_at(all_rows(resource), look), _("View deleted."))
    form_class = ViewForm if may(request.user, "workbench.share_view") else OwnViewForm
    if pk := request.GET.get("pk", ""):
        return _change(request, resource, _view(request, resource, pk), form_class)
    query = _kept(resource, request.GET.get("query", ""))
    listing = resource.listing_of(request, QueryDict(query))
    columns = ",".join(c.name for c in listing.columns())
    return perform(
        request,
        save_view,
        form_class=form_class,
        extra={
            "resource": resource.key,
            "query": query,
            "columns": columns,
            "look": kanban.kept_look(resource, request.GET.get("look", "")),
        },
        context={"action_url": request.get_full_path()},
        then=lambda view: _address(request, resource, view),
        message=_("View saved."),
    )


def _change(request: HttpRequest, resource: Resource, view: SavedView, form_class: type[ViewForm]) -> HttpResponse:
    opens = preferences.get(request.user, f"opens:{resource.key}")
    return perform(
        request,
        change_view,
        view,
        template="workbench/view.html",
        form_class=form_class,
        context={
            "action_url": request.get_full_path(),
            "view": view,
            "own": view.owner_id == request.user.pk,
            "opens": opens == str(view.pk),
            "title": resource.title,
        },
        then=lambda changed: _address(request, resource, view),
        message=_("View saved."),
    )


def _address(request: HttpRequest, resource: Resource, view: SavedView) -> str:
    return kanban.looked_at(f"{resource.url}?{view.query or 'view=all'}", kanban.look_of(resource, request.user, view))


def _view(request: HttpRequest, resource: Resource, pk: str) -> SavedView:
    rows = visible(SavedView, request.user).filter(resource=resource.key)
    return row_or_404(rows, request.user, int(pk) if pk.isdecimal() else 0)


def _opens(request: HttpRequest, resource: Resource, chosen: str) -> HttpResponse:
    """What one opens this list with: a view, ``all``, or nothing for what is usual."""
    if chosen not in {"", "all"}:
        chosen = str(_view(request, resource, chosen).pk)
    preferences.keep(request.user, f"opens:{resource.key}", chosen)
    return done(request, resource.url, _("This is how the list opens for you now."))


def _kept(resource: Resource, text: str) -> str:
    """Conditions without pages and without what somebody looked for in a list of people."""
    query = QueryDict(text.lstrip("?"), mutable=True)
    for name in (*NOT_CONDITIONS, "found", *(["q"] if resource.private_search else [])):
        query.pop(name, None)
    return query.urlencode()
