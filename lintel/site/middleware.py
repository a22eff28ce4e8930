"""What happens to every request before and after its view, in the order of ``settings.MIDDLEWARE``."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.remembered import one_look
from lintel.platform.kernel.requestid import set_request_id
from lintel.site import accounts, errors

log = logging.getLogger("lintel.errors")

Next = Callable[[HttpRequest], HttpResponse]

#: Paths that answer without anybody signed in; everything else wants a person.
OPEN = re.compile(
    r"^/(accounts/login/|accounts/logout/|accounts/2fa/authenticate/|static/|healthz$|jsi18n/|language/$"
    r"|favicon\.ico$|robots\.txt$)"
)
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,36}$")


def request_identity(get_response: Next) -> Next:
    """Give each request a number that stands in the trail, the log, the error page and the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.headers.get("X-Request-Id", "")
        request.request_id = said if _REQUEST_ID.match(said) else uuid.uuid4().hex  # type: ignore[attr-defined]
        set_request_id(request.request_id)  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            set_request_id("")
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def security_headers(get_response: Next) -> Next:
    """What QUALITY asks on every answer beyond Django's own and the content security policy's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response.setdefault("X-Frame-Options", "DENY")
        if not request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
            response.setdefault("Cache-Control", "no-store")
            patch_vary_headers(response, ["Cookie", "HX-Request", "HX-Target", "X-Lintel-Frame", "Accept-Language"])
        return response

    return middleware


def one_look_per_page(get_response: Next) -> Next:
    """A page that is only read asks once for each mark of what processes keep in mind, however many parts ask."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with one_look():
            return get_response(request)

    return middleware


def compressed_pages(get_response: Next) -> Next:
    """Pages and parts travel compressed: a list of fifty rows weighs a tenth of what it is.

    What an attacker could learn from the length of an answer (BREACH) needs his words and a secret in one answer: the
    CSRF token is masked anew each time, cookies do not come with foreign requests, and the length is blurred by Django.
    Files are left as they are: they are compressed already, or streamed.
    """
    squeeze = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return cast(HttpResponse, squeeze.process_response(request, response))

    return middleware


def sessions_end(get_response: Next) -> Next:
    """End a session after ``IDLE_MINUTES`` without a request by hand, and ``ABSOLUTE_HOURS`` after it began.

    Polling says so in ``X-Lintel-Poll`` and keeps no session alive.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        now = int(clock.now().timestamp())
        began, seen = request.session.get("began"), request.session.get("seen")
        if began is None:
            request.session["began"] = began = now
        over = now - began > settings.ABSOLUTE_HOURS * 3600 or (
            seen is not None and now - seen > settings.IDLE_MINUTES * 60
        )
        if over or not accounts.still_welcome(request):
            logout(request)
        elif "X-Lintel-Poll" not in request.headers and (seen is None or now - seen >= 15):
            request.session["seen"] = now
        return get_response(request)

    return middleware


def persons_language(get_response: Next) -> Next:
    """Speak the language the person chose; before signing in, the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if user.is_authenticated and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        response = get_response(request)
        response.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    return middleware


def signed_in_only(get_response: Next) -> Next:
    """Nothing but the allow list answers a stranger; the machine interface says so in JSON, pages ask to sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return accounts.duty_before_work(request) or get_response(request)
        if OPEN.match(request.path):
            return get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Sign in first."}, status=401)
        to = f"{reverse(settings.LOGIN_URL)}"
        if request.method == "GET" and request.path != "/" and "HX-Request" not in request.headers:
            to += f"?next={request.path}"
        if "HX-Request" in request.headers:
            response = HttpResponse(status=401)
            response["HX-Redirect"] = reverse(settings.LOGIN_URL)
            return response
        return HttpResponseRedirect(to)

    return middleware


class refusals:
    """A refusal raised by any view becomes its designed answer, in the words of the person's language; so does a busy database."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and "no such" not in str(exception):
            log.warning("busy: %s", exception)  # too many savers, a lost connection: waiting helps, no code does
            if request.path.startswith("/api/"):
                return JsonResponse({"detail": "Busy, try again."}, status=503, headers={"Retry-After": "15"})
            return errors.unavailable(request)
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"detail": str(exception), "rule": exception.rule, "clause": exception.clause}, status=exception.status
            )
        return errors.refused(request, exception)
