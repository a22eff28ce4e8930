"""The price sheet (价格测算): one press from a unit to what it costs by each way to pay. Nothing is asked first and nothing is stored."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from lintel.inventory.models import Unit
from lintel.inventory.selling import Answer, can_sell
from lintel.platform.access.scope import require, visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import page, row_or_404
from lintel.sales.actions.quotes import draft_quote
from lintel.sales.forms import SheetForm
from lintel.sales.papers import wording
from lintel.sales.price_sheet import Way, holds_until, ways_to_pay
from lintel.sales.queries import offers_in_force, schemes_in_force
from lintel.sales.screens import words
from lintel.sales.screens.plans import ladder, payment_lines

NEEDED = ("project", "building", "section", "unit_type")


@require_GET
def price_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit costs by each payment scheme in force; ``years`` and ``down`` (per cent) change the loans."""
    require(request.user, draft_quote.permission)
    unit = row_or_404(Unit, request.user, pk, related=NEEDED)
    answer = can_sell(unit, user=request.user, purpose="quote")
    if not answer.yes:
        checks = [(check, "") for check in answer.blocking]
        return page(request, "sales/price_sheet.html", {"unit": unit, "answer": answer, "checks": checks}, status=409)
    return page(request, "sales/price_sheet.html", {"unit": unit, "answer": answer, **_shown(request, unit, answer)})


def _shown(request: HttpRequest, unit: Unit, answer: Answer) -> dict[str, Any]:
    user: Any = request.user
    form, line = SheetForm.asked(request.GET), answer.facts.price(unit)
    schemes = list(visible(schemes_in_force(unit.project_id), user))
    offers = list(visible(offers_in_force(unit.project_id), user))
    said = form.cleaned_data
    ways = (
        ways_to_pay(unit, line, schemes, offers, years=said["years"], down_percent=said["down"]) if line is not None else []
    )  # fmt: skip
    until = holds_until(ways)
    valid = f"{clock.local(until):%Y-%m-%d %H:%M}" if until else ""
    return {
        "form": form, "line": line, "permit": answer.facts.permit(unit), "valid": valid, "offers": offers,
        "ways": [_card(unit, way, said["years"]) for way in ways], "borrows": any(s.borrows for s in schemes),
        "disclaimers": wording.plan_disclaimers(valid) if valid else [],
    }  # fmt: skip


def _card(unit: Unit, way: Way, years: int) -> dict[str, Any]:
    """One scheme for the page; the floor price is not among what it says."""
    scheme, pricing = way.wish.scheme, way.pricing
    asked: dict[str, Any] = {"unit": unit.pk, "scheme": scheme.pk, "offers": [o.pk for o in way.wish.offers] or ""}
    if scheme.borrows:
        asked |= {"years": years, "down_percent": way.wish.down_percent or ""}
    card = {
        "scheme": scheme,
        "refusal": way.refusal,
        "plan_url": f"{reverse('sales:quote-new')}?{urlencode(asked, doseq=True)}",
    }
    if pricing is None:
        return card
    payment = pricing.payment
    return {
        **card, "stack": pricing.stack, "steps": ladder(pricing.stack), "payment": payment, "lines": payment_lines(payment),
        "loans": [words.loan(x) for x in payment.schedule.loans] if payment.schedule else [],
    }  # fmt: skip
