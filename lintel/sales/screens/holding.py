"""Holding a home from the customer's page: one of those that fit, or any by its short name."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lintel.customers.matching import match_units
from lintel.customers.models import Customer
from lintel.inventory.models import Unit
from lintel.platform.access.scope import require, visible
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.performing import key_of
from lintel.sales.actions.holds import hold_unit
from lintel.sales.forms import HoldForForm


@require_http_methods(["GET", "POST"])
def hold_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a home for this customer. The address may bring ``unit``, a home that was looked at."""
    require(request.user, hold_unit.permission)
    customer = row_or_404(Customer, request.user, pk, related=("project",))
    units = visible(Unit, request.user).filter(project=customer.project_id)
    fits = match_units(customer, request.user, limit=4)
    if request.method == "GET":
        asked = request.GET.get("unit", "")
        chosen = units.filter(pk=asked).first() if asked.isdecimal() else None
        return _asked(request, customer, HoldForForm(units, fits, initial={"unit": chosen.code if chosen else ""}))
    form = HoldForForm(units, fits, request.POST)
    if not form.is_valid():
        return _asked(request, customer, form, status=422)
    unit = form.cleaned_data["unit"]
    try:
        hold_unit.once(request.user, unit, key=key_of(request), customer=customer)
    except Refused as refused:
        return _asked(request, customer, form, refusal=refused, status=refused.status)
    return done(request, customer, _("%(unit)s is held for this customer.") % {"unit": unit.code})


def _asked(request: HttpRequest, customer: Customer, form: HoldForForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "customer": customer, "row": None, "action": hold_unit, "form": form, "action_url": request.path,
        "key": request.POST.get("_key") or str(uuid.uuid4()), **more,
    }  # fmt: skip
    return page(request, "sales/hold_for.html", context, status=status)
