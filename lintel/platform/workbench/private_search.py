"""Searching by a telephone or document number without the number ever standing in an address or a log.

The words live in the session, sealed; the address carries a random token that means something to this session only.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from lintel.platform.privacy import cipher

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

_KEPT = 20
DIGITS = 4
"""From this many digits on, words are somebody's number and are not shown again."""


def remember(request: HttpRequest, resource: Resource, words: str) -> str:
    """Keep ``words`` for this session; answers the token for the address."""
    token = secrets.token_urlsafe(9)
    kept = dict(request.session.get("found", {}))
    kept[token] = cipher.encrypt(words, _context(request, resource)).hex()
    request.session["found"] = dict(list(kept.items())[-_KEPT:])
    return token


def said(request: HttpRequest, resource: Resource, token: str) -> str:
    """What ``token`` stands for in this session; empty when it stands for nothing."""
    sealed = request.session.get("found", {}).get(token)
    return cipher.decrypt(bytes.fromhex(sealed), _context(request, resource)) if sealed else ""


def narrowed(request: HttpRequest, resource: Resource, rows: QuerySet, token: str) -> QuerySet:
    """The rows that match what ``token`` stands for; none when it stands for nothing."""
    words = said(request, resource, token)
    return matching(resource, request.user, rows, words) if words else rows.none()


def matching(resource: Resource, user: Any, rows: QuerySet, words: str) -> QuerySet:
    """The rows that ``words`` find in a list with a search of its own."""
    if resource.private_search is None:
        return rows.none()
    found = type(resource).private_search(user, words)
    return rows.none() if found is None else rows.filter(pk__in=found.values("pk"))


def is_number(words: str) -> bool:
    """Whether these are digits of somebody's telephone or document."""
    return sum(c.isdigit() for c in words) >= DIGITS and not any(c.isalpha() and not c.isascii() for c in words)


def _context(request: HttpRequest, resource: Resource) -> str:
    return f"workbench.search|{request.user.pk}|{resource.key}"
