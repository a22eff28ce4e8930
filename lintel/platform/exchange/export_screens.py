"""The page of one export: how far it is, the file while it may be fetched, and what to do when not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lintel.platform.access.scope import visible
from lintel.platform.exchange.exporting import CONTENT_TYPES, download_headers
from lintel.platform.exchange.fetching import expired, fetch
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.plain import request_of
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused


def _mine_or_404(request: HttpRequest, pk: int) -> ExportJob:
    """One's own export; anybody else's is not there."""
    found = visible(ExportJob, request.user).filter(pk=pk, owner_id=request.user.pk).select_related("owner").first()
    if found is None:
        raise Http404
    return found


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The export as it stands."""
    return _page(request, _mine_or_404(request, pk))


def _page(request: HttpRequest, job: ExportJob, refusal: Refused | None = None) -> HttpResponse:
    if refusal is None and job.over:
        refusal = expired(job)
        status = 200
    else:
        status = refusal.status if refusal else 200
    context = {"job": job, "refusal": refusal, "asked": request_of(job) if job.plain else None}
    return render(request, "exchange/export.html", context, status=status)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, polled; when it is over the page is loaded anew."""
    job = _mine_or_404(request, pk)
    answer = render(request, "exchange/_export_progress.html", {"job": job})
    if not job.under_way:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, to its asker alone; recorded each time."""
    job = _mine_or_404(request, pk)
    try:
        data = fetch(request.user, job)
    except Refused as no:
        return _page(request, job, no)
    made = clock.local(job.ready_at or job.created_at)
    answer = HttpResponse(data, content_type=CONTENT_TYPES[job.fmt])
    return download_headers(answer, f"{job.title}-{made:%Y%m%d-%H%M}.{job.fmt}")
