"""Ctrl K: people, homes, deals, pages and deeds in one box, the post's own first.

What is typed travels in the body of a POST, because it may be somebody's name or number. Rows come from ``visible``;
what was opened last is kept in the session on the server, by key, never in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pypinyin import Style, lazy_pinyin

from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action, actions_on
from lintel.platform.workbench import chips
from lintel.platform.workbench.registry import resources
from lintel.platform.workbench.screens import act_url
from lintel.platform.workbench.searching import rows_found

EACH = 5
"""Rows of one list; the others are on the page of all results."""
MOST_PAGES = 6
MOST_DEEDS = 4
RECENT = 8


@dataclass(frozen=True)
class Option:
    """One line of the palette."""

    title: str
    url: str
    icon: str
    hint: str = ""
    drawer: str | None = None
    """The width of the drawer it opens in; None opens the page."""
    chip: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    options: list[Option]


@dataclass(frozen=True)
class Page:
    """A page or a form that can be named: ``Reception``, ``New customer``."""

    title: str | Promise
    url: str
    icon: str
    drawer: str | None = None


_pages: list[Callable[[Any], Iterable[Page]]] = []
_ranks: dict[str, tuple[str, ...]] = {}


def pages(source: Callable[[Any], Iterable[Page]]) -> Callable[[Any], Iterable[Page]]:
    """Declare where pages come from: a function of the person, who sees those they may open."""
    _pages.append(source)
    return source


def ranked(post: str, keys: str) -> None:
    """What the people of a post look for first: names of lists, the most wanted first."""
    _ranks[post] = tuple(keys.split())


@require_POST
def palette(request: HttpRequest) -> HttpResponse:
    """The options for what was typed; what was opened last when nothing was."""
    words = " ".join(request.POST.get("q", "").split())[:80]
    groups = found(request, words) if words else [recent(request)]
    groups = [group for group in groups if group.options]
    count = sum(len(group.options) for group in groups)
    return render(request, "workbench/_palette.html", {"groups": groups, "words": words, "count": count})


def found(request: HttpRequest, words: str) -> list[Group]:
    """Deeds when a deed was named, then rows list by list, then pages."""
    user = request.user
    deeds = Group(_("Deeds"), list(_deeds(user, words)))
    named = Group(_("Pages of Lintel"), _pages_named(user, words))
    lists = [group for resource in _lists(user) if (group := _rows(user, resource, words)).options]
    return [deeds, *lists[:6], named] if deeds.options or not named.options else _first(named, lists)


def _first(named: Group, lists: list[Group]) -> list[Group]:
    """A page whose name was typed comes before rows that only contain the words; otherwise rows come first."""
    return [named, *lists[:6]] if not lists else [*lists[:1], named, *lists[1:6]]


def _lists(user: Any) -> list[Any]:
    """The lists this person may open, those of the post first."""
    order = next((_ranks[code] for code in sorted(user.codes) if code in _ranks), ())
    open_to = [r for r in resources.values() if may(user, r.view_permission) and (r.search or r.private_search)]
    return sorted(open_to, key=lambda r: order.index(r.key) if r.key in order else len(order))


def _rows(user: Any, resource: Any, words: str) -> Group:
    rows = rows_found(user, resource, words, EACH)
    return Group(str(resource.title), [_option(resource, row) for row in rows])


def _option(resource: Any, row: Any) -> Option:
    state = resource.chip_names[0] if resource.chip_names else ""
    value = getattr(row, state, "") if state else ""
    word = getattr(row, f"get_{state}_display", lambda: value)() if value else ""
    chip = chips.chip_html(resource.model, state, value, word) if value else ""
    return Option(str(row), resource.url_of(row), resource.icon, drawer=resource.drawer, chip=chip)


# A deed and what it is done to: "hold 3-2-1503".

_LETTERS = re.compile(r"^\s*([^\W\d_]+)[\s:：,，]*(.+)$")  # msg: ok - punctuation of both widths


def _deeds(user: Any, words: str) -> Iterator[Option]:
    """``锁 3-2-1503`` → the form of that deed on that row, for whoever may do it to it."""  # msg: ok, an example
    for verb, rest in _splits(words):
        offered = list(_offered(user, verb, rest))
        if offered:
            yield from offered[:MOST_DEEDS]
            return


def _splits(words: str) -> Iterator[tuple[str, str]]:
    head, _space, tail = words.partition(" ")
    if tail:
        yield head, tail
    if (match := _LETTERS.match(words)) and match[2][:1].isdigit():
        yield match[1], match[2]


def _offered(user: Any, verb: str, rest: str) -> Iterator[Option]:
    for resource in _lists(user):
        wanted = [a for a in actions_on(resource.model) if a.button and may(user, a.permission) and _says(a, verb)]
        if not wanted:
            continue
        own = {tool.action: tool.address() for tool in resource.tools}
        for row in rows_found(user, resource, rest, 2):
            for action in wanted:
                if action.offered(user, row):
                    title = _("%(deed)s: %(thing)s") % {"deed": action.label, "thing": row}
                    url = own[action](row) if action in own else act_url(resource, row, action.name)
                    yield Option(title, url, resource.icon, drawer="")


def _says(action: Action, verb: str) -> bool:
    label = str(action.label).lower()
    verb = verb.lower()
    if label.startswith(verb) or (len(verb) > 1 and (verb in label or verb.startswith(label))):
        return True
    return verb.isascii() and len(verb) > 1 and _initials(label).startswith(verb)


# Pages and forms by name, pinyin or initials.


def _pages_named(user: Any, words: str) -> list[Option]:
    typed = "".join(words.lower().split())
    hits: list[tuple[int, Option]] = []
    seen: set[str] = set()
    for source in [_creating, *_pages]:
        for one in source(user):
            rank = _fits(str(one.title), typed)
            if rank and one.url not in seen:
                seen.add(one.url)
                hits.append((rank, Option(str(one.title), one.url, one.icon, drawer=one.drawer)))
    return [option for _rank, option in sorted(hits, key=lambda hit: hit[0])][:MOST_PAGES]


def _creating(user: Any) -> Iterator[Page]:
    for resource in resources.values():
        if resource.may_create(user):
            yield Page(resource.create.label, f"{resource.url}new/", "plus", drawer="")
        if may(user, resource.view_permission):
            yield Page(resource.title, resource.url, resource.icon)


def _fits(title: str, typed: str) -> int:
    """1 for a beginning, 2 for a part, 3 for pinyin or initials, 0 for nothing."""
    low = "".join(title.lower().split())
    if low.startswith(typed):
        return 1
    if typed in low:
        return 2
    if typed.isascii() and len(typed) > 1 and (_initials(low).startswith(typed) or _spelled(low).startswith(typed)):
        return 3
    return 0


def _initials(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)) if not text.isascii() else ""


def _spelled(text: str) -> str:
    return "".join(lazy_pinyin(text)) if not text.isascii() else ""


# What was opened last.


def remember(request: HttpRequest, resource: Any, pk: int) -> None:
    """This person opened this row: it is offered first next time. Kept by key in the session on the server."""
    kept: list[list[Any]] = request.session.get("recent", [])
    entry = [resource.key, pk]
    if kept[:1] != [entry]:
        request.session["recent"] = [entry, *(one for one in kept if one != entry)][:RECENT]


def recent(request: HttpRequest) -> Group:
    """The rows opened last that may still be seen, newest first."""
    by_key = {r.key: r for r in resources.values() if may(request.user, r.view_permission)}
    kept = [(key, pk) for key, pk in request.session.get("recent", []) if key in by_key]
    rows: dict[tuple[str, int], Any] = {}
    for key in {key for key, _pk in kept}:
        wanted = [pk for k, pk in kept if k == key]
        rows |= {(key, row.pk): row for row in visible(by_key[key].model, request.user).filter(pk__in=wanted)}
    return Group(_("Opened last"), [_option(by_key[key], rows[key, pk]) for key, pk in kept if (key, pk) in rows])
