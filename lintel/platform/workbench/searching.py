"""One box over every list the person may open. What is typed travels by POST, because it may be somebody's name or number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lintel.platform.access.scope import may
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.registry import resources

EACH = 6


@dataclass
class Found:
    resource: Any
    rows: list[Any]
    more: bool


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Rows of every resource that match, a few of each."""
    words = request.POST.get("q", "").strip()[:80]
    return page(
        request, "workbench/search.html", {"words": words, "found": found(request.user, words) if words else []}
    )


def found(user: Any, words: str) -> list[Found]:
    """What ``user`` may see of ``words``, list by list; lists without a match are left out."""
    answers = []
    for resource in resources.values():
        if may(user, resource.view_permission) and (first := rows_found(user, resource, words, EACH + 1)):
            answers.append(Found(resource, first[:EACH], len(first) > EACH))
    return answers


def rows_found(user: Any, resource: Any, words: str, most: int) -> list[Any]:
    """The first rows of one list that ``words`` find, within what ``user`` may see."""
    rows = resource.rows(user)
    if resource.private_search is not None:
        private = type(resource).private_search(user, words)
        if private is None:
            return []
        rows = rows.filter(pk__in=private.values("pk"))
    elif resource.search:
        rows = resource.searched(rows, words)
    else:
        return []
    return list(resource.default_order.applied(rows)[:most])
