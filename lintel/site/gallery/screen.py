"""The page of all stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from lintel.platform.workbench.answers import page
from lintel.site.gallery import plain, work


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part with its states."""
    return page(request, "gallery/gallery.html", {"parts": [*plain.parts(request), *work.parts()]})
