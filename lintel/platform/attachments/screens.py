"""Files come and go as downloads only, each with the permission of the row it is on."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_POST

from lintel.platform.attachments.actions import attach, remove_attachment
from lintel.platform.attachments.queries import openable, row_for


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file, never shown in place: its type is exact and the browser may run nothing of it."""
    found = openable(request.user, pk)
    if found is None:
        raise Http404
    try:
        stored = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stored, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def upload(request: HttpRequest, type_id: int, row_id: int) -> HttpResponse:
    """Put one file or several on a row the person sees."""
    row = row_for(request.user, type_id, row_id)
    files = request.FILES.getlist("file")
    if row is None or not files:
        raise Http404
    for each in files[:20]:
        attach(request.user, row, each, request.POST.get("kind", ""))
    return _done(request, _t("Kept."))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one file away, with a reason."""
    found = openable(request.user, pk)
    if found is None:
        raise Http404
    remove_attachment(request.user, found, reason=request.POST.get("reason", "")[:200])
    return _done(request, _t("Removed."))


def _done(request: HttpRequest, message: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"lintel:done": {"url": _back(request), "message": message, "tone": "ok"}})
        return response
    messages.success(request, message)
    answer = HttpResponseRedirect(_back(request))
    answer.status_code = 303
    return answer


def _back(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours."""
    back = request.POST.get("back", "")
    parts = urlsplit(back)
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return back if ours else "/"
