"""Every answer that is not what was hoped for: designed, in words, with what to do next; never a blank page."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lintel.platform.access.scope import may
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.requestid import request_id
from lintel.platform.tasks.helping import ask_for_help
from lintel.site.kiosk import in_kiosk

log = logging.getLogger("lintel.errors")


def answer(request: HttpRequest, status: int, heading: str, message: str = "", **context: Any) -> HttpResponse:
    """A whole page, or for htmx the inside of the alert dialog."""
    values = {"heading": heading, "message": message, "back": _back(request), **context}
    try:
        if "HX-Request" in request.headers:
            response = render(request, "workbench/_answer.html", {**values, "fragment": True}, status=status)
            response["HX-Retarget"], response["HX-Reswap"] = "#alert-body", "innerHTML"
            return response
        template = "workbench/answer.html" if _at_work(request) else "workbench/answer_outside.html"
        return render(request, template, values, status=status)
    except Exception:  # the page about an error must not fail on the same error (a lost database, a missing file)
        log.exception("error page failed")
        return render_plain(heading, message, status)


def render_plain(heading: str, message: str, status: int) -> HttpResponse:
    """Words alone, when not even a template can be shown."""
    return HttpResponse(f"{heading}\n\n{message}\n", content_type="text/plain; charset=utf-8", status=status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The business said no: the sentence, its clause and rule, and the remedy."""
    mark = "lock" if isinstance(refusal, NotPermitted) else "ban"
    return answer(
        request,
        refusal.status,
        str(refusal.message),
        mark=mark,
        remedy=refusal.remedy,
        clause=refusal.clause,
        rule=refusal.rule,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 400, _("This request is incomplete."), _("Go back and try again."), mark="alert-circle")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request, 403, _("You are not permitted to do this."), _("Ask your supervisor or the manager."), mark="lock"
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request,
        403,
        _("This page was open too long."),
        _("Nothing was changed. Load the page again and repeat what you did."),
        mark="clock",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        404,
        _("This is not here for you."),
        _("It does not exist, or it is outside your reach. If you need it, ask your supervisor."),
        mark="search",
        ask=_may_ask(request),
        key=str(uuid.uuid4()),
    )


def _may_ask(request: HttpRequest) -> bool:
    """Whether to offer help: by who looks, never by what is there."""
    return request.method == "GET" and _at_work(request) and may(request.user, ask_for_help.permission)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 429, _("Too many attempts."), _("Wait a few minutes and try again."), mark="clock")


def server_error(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        500,
        _("Something broke on our side."),
        _("Nothing was changed. Tell your administrator the number below."),
        mark="alert-triangle",
        request_id=request_id(),
    )


AGAIN_AFTER = 15
"""Seconds after which a page that could not be shown asks again by itself."""


def unavailable(request: HttpRequest) -> HttpResponse:
    """Too much at once: nothing was changed, what was typed is kept, and trying again is one press or none."""
    kept = _typed(request)
    if request.method == "GET":
        message = _("This page tries again by itself in a few seconds.")
    elif "HX-Request" in request.headers:
        message = _(
            "Nothing was changed and what you typed is still in the form. Press again in a moment; it is done once."
        )
    elif kept:
        message = _("Nothing was changed and what you typed is kept. Press “Try again”; it is done once.")
    else:
        message = _("Nothing was changed. Go back, what you typed is still there, and press again in a moment.")
    again = request.get_full_path()
    retry = again if request.method == "GET" else ""
    response = answer(
        request, 503, _("The system is busy."), message, mark="clock", kept=kept, again=again, retry=retry
    )
    response["Retry-After"] = str(AGAIN_AFTER)
    if request.method == "GET" and "HX-Request" not in request.headers:
        response["Refresh"] = str(AGAIN_AFTER)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form sent as a whole page, to send them again; none where files or passwords are among them."""
    if request.method != "POST" or "HX-Request" in request.headers or request.path.startswith("/accounts/"):
        return []
    if request.FILES:
        return []
    return [(n, v) for n, values in request.POST.lists() if n != "csrfmiddlewaretoken" for v in values]


def _at_work(request: HttpRequest) -> bool:
    """Signed in, and no visitor in front of the screen: then the page comes with the menu."""
    return bool(getattr(request, "user", None) and request.user.is_authenticated) and not in_kiosk(request)


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that was here."""
    before = request.headers.get("Referer", "")
    base = f"{request.scheme}://{request.headers.get('Host', '')}"
    path = before.removeprefix(base)
    return path if settings.ALLOWED_HOSTS and path.startswith("/") and path != request.path else ""
