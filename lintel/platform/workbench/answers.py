"""Answers to a browser: a page or its drawer, "done", and a row or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from lintel.platform.access.scope import visible
from lintel.platform.kernel.errors import Refused

AnyRow = TypeVar("AnyRow", bound=Model)
_LEVELS = {"ok": messages.SUCCESS, "info": messages.INFO, "wait": messages.WARNING, "bad": messages.ERROR}


def in_drawer(request: HttpRequest) -> bool:
    """Whether the page was asked for inside a drawer."""
    return request.headers.get("X-Lintel-Frame") == "drawer"


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """``template`` as a whole page, or as a drawer's inside, whichever was asked for (``{% extends frame %}``)."""
    return render(request, template, context, status=status)


def row_or_404(
    rows: type[AnyRow] | QuerySet[AnyRow], user: Any, pk: int, permission: str = "", *, related: Sequence[str] = ()
) -> AnyRow:
    """The row, if ``user`` may see it (or has it within reach of ``permission``). Raises ``Http404`` otherwise.

    ``related`` names the rows to fetch along with it.
    """
    found = visible(rows, user, permission).filter(pk=pk)
    row = (found.select_related(*related) if related else found).first()
    if row is None:
        raise Http404
    return row


def done(request: HttpRequest, to: str | Model, message: str = "", tone: str = "ok", **facts: Any) -> HttpResponse:
    """The deed is done: show ``to`` (an address of ours or a row) and say ``message`` once.

    In a drawer the answer is an event, and the drawers find their own way; otherwise it is 303 See Other, so that a
    reload does nothing twice. ``facts`` travel with the event (``pk`` and ``label`` fill the choice that asked); the way
    back among them, ``undo``, goes along to the next page too.
    """
    url = to if isinstance(to, str) else _address(to)
    if isinstance(to, Model):
        facts = {"pk": to.pk, "label": str(to), **facts}
    message = str(message or _("Saved."))
    if in_drawer(request):
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"lintel:done": {"url": url, "message": message, "tone": tone, **facts}})
        return response
    if "undo" in facts:
        request.session[UNDO] = {"message": message, "undo": facts["undo"]}
    else:
        messages.add_message(request, _LEVELS[tone], message)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = _ours(url)
        return response
    answer = HttpResponseRedirect(_ours(url))
    answer.status_code = 303
    return answer


UNDO = "workbench_undo"
"""In the session: what has just been done, offered for taking back on the next page only."""


def offered(request: HttpRequest) -> dict[str, str]:
    """What the toast of this page says and sends to take back what was done on the page before; empty when nothing is to be."""
    kept = request.session.pop(UNDO, None) if hasattr(request, "session") else None
    return {"message": kept["message"], "undo": json.dumps(kept["undo"])} if kept else {}


def refused_beside(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal alone, for the place the form keeps for it: what was typed stands there already."""
    response = render(request, "workbench/_refusal.html", {"refusal": refusal}, status=refusal.status)
    response["HX-Retarget"], response["HX-Reswap"] = "find [data-refusal]", "innerHTML"
    return response


def toast(response: HttpResponse, message: str, tone: str = "ok") -> HttpResponse:
    """Let ``response`` also show a toast."""
    response["HX-Trigger"] = json.dumps({"lintel:toast": {"message": str(message), "tone": tone}})
    return response


def _address(row: Model) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else "/"


def _ours(url: str) -> str:
    """Only addresses of this site: anything else goes home."""
    parts = urlsplit(url)
    return "/" if parts.scheme or parts.netloc or not url.startswith("/") or url.startswith("//") else url
