"""The price sheet (价格测算): one press from a unit to what it costs by each way to pay. Nothing is asked first and nothing is stored."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from lintel.inventory.models import Unit
from lintel.inventory.selling import Answer, can_sell
from lintel.platform.access.scope import require, visible
from lintel.platform.kernel import clock
from lintel.platform.papers.rendering import render, render_png
from lintel.platform.workbench.answers import page, row_or_404
from lintel.sales.actions.quotes import draft_quote
from lintel.sales.forms import SheetForm, Within
from lintel.sales.papers.shapes import PriceSheet
from lintel.sales.price_sheet import Sheet, sheet_of
from lintel.sales.queries import offers_for, schemes_in_force
from lintel.sales.rates import Rates
from lintel.sales.screens.papers import PAPERS, in_sight, language, sent
from lintel.sales.screens.sheet_paper import paper_of
from lintel.sales.screens.sheet_words import no_scheme, shown

NEEDED = ("project", "building", "section", "unit_type")


@require_GET
def price_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit costs by each payment scheme in force; the address may say how much is lent, how long and for which home."""
    unit, answer = _may_be_sold(request, pk)
    if not answer.yes:
        checks = [(check, "") for check in answer.blocking]
        return page(request, "sales/price_sheet.html", {"unit": unit, "answer": answer, "checks": checks}, status=409)
    rates = _rates(unit)
    form = _form(request, unit, rates)
    sheet = _reckoned(request.user, unit, answer, form, rates)
    if not sheet.ways:
        refusal = {"unit": unit, "answer": answer, "refusal": no_scheme()}
        return page(request, "sales/price_sheet.html", refusal, status=409)
    context = {
        "unit": unit, "answer": answer, "form": form, "line": sheet.line, "permit": answer.facts.permit(unit),
        "chosen": urlencode(form.chosen), **shown(sheet),
    }  # fmt: skip
    return page(request, "sales/price_sheet.html", context)


@require_GET
def price_sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the same address as PDF."""
    name, data = _paper(request, pk)
    return sent(render(PAPERS / "price_sheet.typ", data), f"{name}.pdf", "application/pdf", inline=in_sight(request))


@require_GET
def price_sheet_image(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the same address as one narrow picture for a phone."""
    name, data = _paper(request, pk)
    return sent(render_png(PAPERS / "price_sheet.typ", data)[0], f"{name}.png", "image/png", inline=in_sight(request))


def _paper(request: HttpRequest, pk: int) -> tuple[str, PriceSheet]:
    """What the file is called, and what stands on it; refused like the page."""
    unit, answer = _may_be_sold(request, pk)
    answer.require()
    rates = _rates(unit)
    sheet = _reckoned(request.user, unit, answer, _form(request, unit, rates), rates)
    if not sheet.ways:
        raise no_scheme()
    data = paper_of(sheet, answer.facts.permit(unit), request.user, language=language())
    return f"{data['title']} {unit.code}", data


def _may_be_sold(request: HttpRequest, pk: int) -> tuple[Unit, Answer]:
    require(request.user, draft_quote.permission)
    unit = row_or_404(Unit, request.user, pk, related=NEEDED)
    return unit, can_sell(unit, user=request.user, purpose="quote")


def _rates(unit: Unit) -> Rates:
    return Rates(unit.project.city, clock.today())


def _form(request: HttpRequest, unit: Unit, rates: Rates) -> SheetForm:
    """What the address asks for, as far as it may be lent for this unit."""
    return SheetForm.asked(request.GET, Within.what_may_be_lent(unit, rates))


def _reckoned(user: Any, unit: Unit, answer: Answer, form: SheetForm, rates: Rates) -> Sheet:
    """The sheet of a unit that may be sold; such a unit has a price in force."""
    line = answer.facts.price(unit)
    if line is None:
        raise LookupError(f"{unit} may be sold without a price.")
    schemes = list(visible(schemes_in_force(unit.project_id), user))
    offers = list(visible(offers_for(unit), user))
    return sheet_of(unit, line, schemes, offers, form.asks, rates)
