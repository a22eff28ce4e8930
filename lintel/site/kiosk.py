"""A browser that stands at the door for visitors reaches the check-in and the way out, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from lintel.customers.screens.kiosk import MODE

Next = Callable[[HttpRequest], HttpResponse]

#: The check-in, what it is drawn with, and saying again who one is.
REACHED = re.compile(r"^/(customers/reception/kiosk/|static/|jsi18n/|healthz$|favicon\.ico$)")
CONFIRMING = re.compile(r"^/accounts/(2fa/)?reauthenticate/$")
BACK_AFTER = 60
"""Seconds after which the question for the password gives way to the check-in."""


def in_kiosk(request: HttpRequest) -> bool:
    """Whether visitors stand in front of this browser."""
    return MODE in getattr(request, "session", {})


def kiosk_only(get_response: Next) -> Next:
    """Whatever else is asked for, by the address bar or the Back button, the answer is the check-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or not in_kiosk(request) or REACHED.match(request.path):
            return get_response(request)
        if CONFIRMING.match(request.path):
            response = get_response(request)
            response["Refresh"] = f"{BACK_AFTER}; url={reverse('customers:kiosk')}"
            return response
        return _shut(request)

    return middleware


def _shut(request: HttpRequest) -> HttpResponse:
    to = reverse("customers:kiosk")
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "This session checks visitors in and does nothing else."}, status=403)
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer
