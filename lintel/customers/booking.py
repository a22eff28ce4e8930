"""The form of an appointment that begins at a free hour of a week: with whom, for what, how long and where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.customers.choosing import customers_to_choose
from lintel.customers.models import Appointment, Customer, Room
from lintel.platform.kernel.day_fields import MomentField, MomentInput
from lintel.platform.workbench.choosing import SearchedChoiceField

BOOKED = customers_to_choose("booked", Customer.objects.open().filter(owner__isnull=False))
HALF_HOURS = (30, 60, 90, 120, 180, 240)


def _lengths() -> list[tuple[int, str]]:
    return [(n, str(_("%(minutes)d minutes")) % {"minutes": n}) for n in HALF_HOURS]


class BookAtForm(forms.Form):
    """The customer is whom the deed is done to, and no input of it."""

    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"))
    kind = forms.TypedChoiceField(label=_("Kind"), choices=Appointment.Kind.choices, coerce=Appointment.Kind)
    starts_at = MomentField(label=_("From"), widget=MomentInput({"step": "1800"}))
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, initial=60, choices=_lengths)
    room = forms.ModelChoiceField(
        Room.objects.filter(in_use=True), label=Appointment._meta.get_field("room").verbose_name, required=False
    )

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        given.pop("customer", None)
        return given


def book_at_form(customers: QuerySet[Customer]) -> type[BookAtForm]:
    """The form for these customers, of whom one is found by typing."""
    chosen = SearchedChoiceField(customers, source=BOOKED, label=_("Customer"))
    return type("ThisBookAtForm", (BookAtForm,), {"customer": chosen})
