"""Homes beside a customer: those the customer thinks of, and those that would fit. Fetched after the page stands."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from lintel.customers import thinking
from lintel.customers.actions.interests import note_interest
from lintel.customers.matching import match_units
from lintel.customers.models import Customer, Interest, Needs
from lintel.inventory.choosing import UnitField
from lintel.inventory.comparing import MOST as COMPARED
from lintel.inventory.models import Unit
from lintel.platform.access.scope import may, visible
from lintel.platform.workbench.answers import page, row_or_404
from lintel.platform.workbench.performing import perform

Standing = Interest.Standing


class InterestForm(forms.Form):
    """One home by its short name, what the customer thinks of it, and why not."""

    unit = UnitField()
    standing = forms.ChoiceField(
        label=_("What the customer thinks"), choices=Standing.choices, widget=forms.RadioSelect
    )
    concern = forms.ChoiceField(
        label=_("Ruled out for"), required=False, choices=[("", _("(not said)")), *Needs.Concern.choices],
        help_text=_("Only when the home is ruled out."),
    )  # fmt: skip
    among: QuerySet[Unit]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.rows = self.among


@require_GET
def homes(request: HttpRequest, pk: int) -> HttpResponse:
    """The two cards: homes of interest with their state and price of now, and homes that fit the needs."""
    user: Any = request.user
    customer = row_or_404(Customer, user, pk, related=("project", "needs"))
    sees = may(user, "inventory.view_unit")
    thought = thinking.thoughts(user, customer) if sees else []
    open_ones = [one for one in thought if one.interest.standing != Standing.OUT]
    known = {one.unit.pk for one in thought}
    context = {
        "customer": customer, "sees": sees, "thought": open_ones, "ruled_out": thought[len(open_ones) :],
        "matches": [m for m in match_units(customer, user, limit=8) if m.unit.pk not in known][:4] if sees else [],
        "needs": getattr(customer, "needs", None), "may_note": _may_note(user, customer), "compare": _compare(open_ones),
    }  # fmt: skip
    return page(request, "customers/_homes.html", context)


def _may_note(user: Any, customer: Customer) -> bool:
    reached = visible(Customer, user, note_interest.permission).filter(pk=customer.pk)
    return may(user, note_interest.permission) and note_interest.when(customer) and reached.exists()


def _compare(open_ones: list[thinking.Thought]) -> str:
    """Where the first of them stand side by side; nothing for a single one."""
    if len(open_ones) < 2:
        return ""
    return f"{reverse('inventory:compare')}?{urlencode([('unit', one.unit.pk) for one in open_ones[:COMPARED]])}"


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a home, or change what is thought of it. The address may bring ``unit`` and ``standing``."""
    customer = row_or_404(Customer, request.user, pk, note_interest.permission)
    units = visible(Unit, request.user).filter(project=customer.project_id)
    form = type("InterestForm", (InterestForm,), {"among": units})
    return perform(
        request, note_interest, customer, form_class=form, initial=_initial(request, customer, units),
        context={"action_url": request.get_full_path()}, then=lambda _row: customer.get_absolute_url(),
    )  # fmt: skip


def _initial(request: HttpRequest, customer: Customer, units: QuerySet[Unit]) -> dict[str, Any]:
    asked, standing = request.GET.get("unit", ""), request.GET.get("standing", "")
    unit = units.filter(pk=asked).first() if asked.isdecimal() else None
    before = thinking.thought_before(customer, unit) if unit else None
    said = {"standing": before.standing, "concern": before.concern} if before else {"standing": Standing.FIRST}
    return {"unit": unit.code if unit else "", **said, **({"standing": standing} if standing in Standing else {})}
