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

from lintel.platform.access.scope import may, require, visible
from lintel.platform.actions.door import action
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import done, row_or_404
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.paging import counted
from lintel.platform.workbench.performing import key_of, perform

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

#: Counting behind a tab stops here; nobody needs to know whether it is 1,200 or 1,300.
MOST = 999


@dataclass
class Tab:
    """One tab above a list."""

    title: str
    url: str
    current: bool = False
    count_url: str = ""
    saved: SavedView | None = None


def tabs(request: HttpRequest, resource: Resource, query: QueryDict) -> list[Tab]:
    """Every tab this person has above this list."""
    now = _conditions(query)
    declared = [Tab(_("All"), resource.url)]
    for view in resource.views:
        text = view.query.replace("=me", f"={request.user.pk}")
        declared.append(
            Tab(str(view.title), f"{resource.url}?{text}", count_url=_count_url(resource, text) if view.count else "")
        )
    for saved in visible(SavedView, request.user).filter(resource=resource.key).order_by("name")[:12]:
        count = _count_url(resource, saved.query) if saved.pinned else ""
        declared.append(Tab(saved.name, f"{resource.url}?{saved.query}", count_url=count, saved=saved))
    for tab in declared:
        tab.current = _conditions(QueryDict(tab.url.partition("?")[2])) == now
    return declared


def _conditions(query: QueryDict) -> dict[str, list[str]]:
    return {k: v for k, v in query.lists() if any(v) and k not in {"after", "before", "_part", "view"}}


def _count_url(resource: Resource, text: str) -> str:
    return f"{resource.url}?{text}&_part=number"


def count_behind(rows: Any) -> str:
    """``12``, or ``999+``."""
    number = counted(rows, MOST)
    return f"{MOST}+" if number > MOST else str(number)


@action(SavedView, gettext_lazy("Save this view"), creates=True, button=False)
def save_view(
    actor: Any, *, resource: str, name: str, query: str = "", shared: str = SavedView.Shared.NO, pinned: bool = False
) -> SavedView:
    """Keep the present filters, order and search of a list under a name. Sharing it needs ``share_view``."""
    if shared != SavedView.Shared.NO and not may(actor, "workbench.share_view"):
        raise Refused(_("Only supervisors share views."), remedy=_("Save it for yourself."))
    if SavedView.objects.filter(owner=actor, resource=resource, name=name).exists():
        raise ValidationError({"name": _("You already have a view of this name.")})
    return SavedView.objects.create(
        owner=actor, resource=resource, name=name, query=query[:1000], shared=shared, pinned=pinned
    )


@action(SavedView, gettext_lazy("Delete this view"), button=False)
def forget_view(actor: Any, view: SavedView) -> None:
    """Take a view away from everybody it was shown to. Only its owner may."""
    if view.owner_id != actor.pk:
        raise Refused(
            _("This view belongs to %(name)s.") % {"name": view.owner}, remedy=_("Ask its owner to delete it.")
        )
    SavedView.objects.filter(pk=view.pk).delete()


class ViewForm(forms.Form):
    """Name a view, and say who sees it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    shared = forms.ChoiceField(
        label=gettext_lazy("Shown to"), choices=SavedView.Shared.choices, initial=SavedView.Shared.NO
    )
    pinned = forms.BooleanField(label=gettext_lazy("Show how many rows it has"), required=False)


@require_http_methods(["GET", "POST"])
def keep_view(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Save the list as it is now; ``forget`` deletes one of one's own."""
    require(request.user, resource.view_permission)
    if pk := request.POST.get("forget", ""):
        view = row_or_404(SavedView, request.user, int(pk) if pk.isdigit() else 0)
        forget_view.once(request.user, view, key=key_of(request))
        return done(request, resource.url, _("View deleted."))
    query = _kept(resource, request.GET.get("query", ""))
    return perform(
        request,
        save_view,
        form_class=ViewForm,
        extra={"resource": resource.key, "query": query},
        context={"action_url": request.get_full_path()},
        then=lambda view: f"{resource.url}?{query}",
        message=_("View saved."),
    )


def _kept(resource: Resource, text: str) -> str:
    """Conditions without pages and without tokens of personal searches."""
    query = QueryDict(text.lstrip("?"), mutable=True)
    for name in ("after", "before", "found", "_part", "view"):
        query.pop(name, None)
    return query.urlencode()
