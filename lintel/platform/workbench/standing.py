"""Work no single to-do stands for: rows in a state that waits for a post. Counted from the data, so it clears itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from lintel.platform.access.scope import may
from lintel.platform.workbench.behind import Behind

Words = str | Promise


@dataclass(frozen=True)
class Standing:
    """Rows behind a list that wait for whoever holds one of ``codes`` and has ``permission``."""

    name: str
    codes: frozenset[str]
    label: Words
    behind: Behind
    icon: str
    permission: str

    def meant_for(self, user: Any) -> bool:
        return (
            bool(self.codes & user.codes)
            and self.behind.open_to(user)
            and (not self.permission or may(user, self.permission))
        )


@dataclass(frozen=True)
class Waiting:
    """How many wait, and where they are."""

    label: Words
    count: int
    url: str
    icon: str


@dataclass(frozen=True)
class NextBest:
    """What is worth doing when nothing waits. With ``behind`` only while there are rows; ``%(count)s`` is how many."""

    name: str
    codes: frozenset[str]
    sentence: Words
    label: Words
    behind: Behind | None
    url_name: str
    query: str


@dataclass(frozen=True)
class Suggestion:
    """The sentence, the words of the button, and where it leads."""

    sentence: str
    label: str
    url: str


_standing: dict[str, Standing] = {}
_next: dict[str, NextBest] = {}


def standing(
    codes: str, name: str, label: Words, behind: Behind, *, icon: str = "circle-dashed", permission: str = ""
) -> None:
    """Say that rows of this list are work for these posts."""
    _standing[name] = Standing(name, frozenset(codes.split()), label, behind, icon, permission)


def next_best(
    codes: str,
    name: str,
    sentence: Words,
    label: Words,
    *,
    behind: Behind | None = None,
    url_name: str = "",
    query: str = "",
) -> None:
    """Offer something to do when all is done; the first that applies is shown, in order of declaration."""
    _next[name] = NextBest(name, frozenset(codes.split()), sentence, label, behind, url_name, query)


def waiting(request: HttpRequest) -> list[Waiting]:
    """What stands waiting for this person, without what is nought."""
    mine = [s for s in _standing.values() if s.meant_for(request.user)]
    counted = ((s, s.behind.count(request)) for s in mine)
    return [Waiting(s.label, count, s.behind.url(request.user), s.icon) for s, count in counted if count]


def suggestion(request: HttpRequest) -> Suggestion | None:
    """What this person could well do next."""
    for one in _next.values():
        if one.codes & request.user.codes and (found := _applies(request, one)):
            return found
    return None


def _applies(request: HttpRequest, one: NextBest) -> Suggestion | None:
    if one.behind is None:
        return Suggestion(str(one.sentence), str(one.label), f"{reverse(one.url_name)}{one.query}")
    count = one.behind.count(request) if one.behind.open_to(request.user) else 0
    if not count:
        return None
    return Suggestion(str(one.sentence) % {"count": f"{count:,}"}, str(one.label), one.behind.url(request.user))
