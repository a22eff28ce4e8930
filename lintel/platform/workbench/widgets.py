"""The home page of each post: to-dos first, then tiles that areas offer. Tiles load on their own, so none holds the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from lintel.platform.access.scope import may


@dataclass(frozen=True)
class Widget:
    """A card of the home page. ``context(user)`` answers None when there is nothing to show this person."""

    name: str
    codes: frozenset[str]
    title: str | Promise
    template: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int
    width: str
    permission: str
    eager: bool

    def meant_for(self, user: Any) -> bool:
        return bool(self.codes & user.codes) and (not self.permission or may(user, self.permission))


_widgets: dict[str, Widget] = {}


def widget(
    codes: str,
    *,
    template: str,
    context: Callable[[Any], dict[str, Any] | None],
    title: str | Promise = "",
    order: int = 50,
    wide: bool = False,
    full: bool = False,
    permission: str = "",
    eager: bool = False,
    name: str = "",
) -> None:
    """Offer a card to the posts and duties in ``codes``. ``eager`` cards come with the page instead of after it."""
    key = name or template.rpartition("/")[2].removesuffix(".html").strip("_")
    width = "full" if full else "wide" if wide else ""
    _widgets[key] = Widget(key, frozenset(codes.split()), title, template, context, order, width, permission, eager)


def widgets_for(user: Any) -> list[Widget]:
    """The cards of this person's home page, in order."""
    return sorted((w for w in _widgets.values() if w.meant_for(user)), key=lambda w: w.order)


@require_GET
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One card, for htmx. A card with nothing to say answers 204 and disappears."""
    chosen = _widgets.get(name)
    if chosen is None or not chosen.meant_for(request.user):
        raise Http404
    context = chosen.context(request.user)
    if context is None:
        return HttpResponse("")
    return render(request, "workbench/_widget.html", {"widget": chosen, **context})


@dataclass(frozen=True)
class Line:
    """One row of a card: what, a quieter second line, and when."""

    title: Any
    sub: Any = ""
    at: Any = None
    url: str = ""
    wide: bool = False


def latest(
    codes: str,
    name: str,
    title: str | Promise,
    rows: Callable[[Any], Any],
    line: Callable[[Any], Line],
    *,
    more: Callable[[], str],
    empty: str | Promise,
    order: int = 50,
    wide: bool = False,
    permission: str = "",
) -> None:
    """Offer a card with the first five of ``rows(user)``; ``empty`` is said when there are none."""

    def context(user: Any) -> dict[str, Any]:
        return {"lines": [line(row) for row in rows(user)[:5]], "more_url": more(), "empty": empty}

    widget(
        codes, name=name, title=title, template="workbench/_latest.html", context=context, order=order, wide=wide,
        permission=permission,
    )  # fmt: skip
