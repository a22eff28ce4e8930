"""The home page, the health check, and the dictionary of words for scripts."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.platform.kernel import clock
from lintel.platform.workbench import drafts, widgets
from lintel.platform.workbench.answers import page
from lintel.site.navigation import shortcuts_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The workbench of this person's post: what to do today first, then the tiles of the areas."""
    user: Any = request.user
    context = {
        "greeting": _greeting(user),
        "today": f"{clock.today():%Y-%m-%d} {WEEKDAYS[clock.today().weekday()]}",
        "widgets": widgets.widgets_for(user),
        "drafts": list(drafts.mine(user).exclude(url="")[:5]),
        "shortcuts": shortcuts_for(user),
    }
    return page(request, "workbench/home.html", context)


def _greeting(user: Any) -> str:
    hour = clock.now().hour
    words = {"name": user}
    if hour < 11:
        return _("Good morning, %(name)s") % words
    if hour < 13:
        return _("Good noon, %(name)s") % words
    if hour < 18:
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the server and its database answer; says nothing else to a stranger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/static/lintel/mark.svg")
