"""The papers of a sale, set when asked for and never stored by us: each copy says who made it and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote as escaped

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.platform.kernel.errors import Refused
from lintel.platform.papers.rendering import render, render_png
from lintel.platform.workbench.answers import row_or_404
from lintel.sales import printing, queries
from lintel.sales.actions.money import print_receipt
from lintel.sales.actions.reservations import print_reservation
from lintel.sales.models import Quote

PAPERS = Path(__file__).resolve().parent.parent / "papers"


def sent(content: bytes, name: str, kind: str, *, inline: bool) -> HttpResponse:
    """A file for this person alone: not kept by browsers or proxies, never taken for something else, shown in no frame."""
    answer = HttpResponse(content, content_type=kind)
    how = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{escaped(name)}"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def in_sight(request: HttpRequest) -> bool:
    """Whether the paper is to open in the browser, and not to be saved."""
    return request.GET.get("open") == "1"


def _plan(request: HttpRequest, pk: int) -> Quote:
    found: Quote = row_or_404(queries.quotes_in_full(), request.user, pk)
    if found.issued_at is None:
        raise Refused(_("A plan is printed after it is issued."), clause="3.3.1", remedy=_("Issue the plan first."))
    return found


@require_GET
def quote_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """置业计划书 as PDF; ``?all=1`` with every month of the loan."""
    found = _plan(request, pk)
    data = printing.purchase_plan(found, request.user, language=language(), annex=request.GET.get("all") == "1")
    return sent(
        render(PAPERS / "purchase_plan.typ", data), f"{found.number}.pdf", "application/pdf", inline=in_sight(request)
    )


@require_GET
def quote_image(request: HttpRequest, pk: int) -> HttpResponse:
    """置业计划书 as one narrow picture for a phone."""
    found = _plan(request, pk)
    pages = render_png(PAPERS / "purchase_plan.typ", printing.purchase_plan(found, request.user, language=language()))
    return sent(pages[0], f"{found.number}.png", "image/png", inline=in_sight(request))


@require_GET
def reservation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """认购书 for signature, once it has passed the check. Printing it is recorded."""
    found: Any = row_or_404(queries.reservations_in_full(), request.user, pk)
    print_reservation(request.user, found)
    data = printing.reservation_form(found, request.user, language=language())
    return sent(
        render(PAPERS / "reservation.typ", data), f"{found.number}.pdf", "application/pdf", inline=in_sight(request)
    )


@require_GET
def receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """收据 for one receipt. Printing it is recorded; a reversed one says so across the page."""
    found: Any = row_or_404(queries.entries_in_full(), request.user, pk)
    print_receipt(request.user, found)
    data = printing.receipt(found, request.user, language=language())
    name = f"{found.project.code}-{found.receipt_number:06d}.pdf"
    return sent(render(PAPERS / "receipt.typ", data), name, "application/pdf", inline=in_sight(request))


def language() -> str:
    """In which language the labels of a paper stand: that of the page it was asked from."""
    return get_language() or "zh-hans"
