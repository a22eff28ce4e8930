"""Small answers of the frame: staying signed in, one's own settings, the project switcher, help, the watermark."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lintel.platform.kernel import clock
from lintel.platform.workbench import preferences

THEMES = {"auto", "light", "dark", "contrast"}
"""Appearances a person may choose; ``auto`` follows the device."""


@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Somebody pressed "stay signed in": the idle clock starts again."""
    return JsonResponse({"alive": True})


@require_POST
def settings_of_mine(request: HttpRequest) -> HttpResponse:
    """Language, appearance and size of text of the person who asks."""
    language, theme, text = (request.POST.get(name, "") for name in ("language", "theme", "text"))
    changes: dict[str, Any] = {}
    if language in dict(settings.LANGUAGES):
        changes["language"] = language
        translation.activate(language)
    if theme in THEMES:
        changes["theme"] = "" if theme == "auto" else theme
    if changes:
        get_user_model()._default_manager.filter(pk=request.user.pk).update(**changes)
    if text in preferences.LOOKS["text"]:
        preferences.keep(request.user, "text", text)
    return _back(request)


@require_POST
def choose_project(request: HttpRequest) -> HttpResponse:
    """Narrow lists to one project; which projects there are is decided by each list's own rows."""
    chosen = request.POST.get("project", "")
    if chosen.isdecimal():
        request.session["project"] = int(chosen)
    else:
        request.session.pop("project", None)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    to = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(to if safe and to.startswith("/") else "/")
    answer.status_code = 303
    return answer


_TILE = """<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs><pattern id="t" width="300" height="190" \
patternUnits="userSpaceOnUse" patternTransform="rotate(-24)"><text x="12" y="60" font-family="system-ui, sans-serif" font-size="14" \
fill="#808080" fill-opacity=".13">{name}</text><text x="12" y="80" font-family="system-ui, sans-serif" font-size="12" fill="#808080" \
fill-opacity=".13">{when}</text></pattern></defs><rect width="100%" height="100%" fill="url(#t)"/></svg>"""


@require_GET
def watermark(request: HttpRequest) -> HttpResponse:
    """Who looked and on which day, tiled over pages with personal data, so that a photo of the screen can be traced."""
    user: Any = request.user
    text = _TILE.format(name=escape(f"{user} {user.username}"), when=f"{clock.now():%Y-%m-%d %H:%M}")
    return HttpResponse(text, content_type="image/svg+xml")
