"""The people around a customer as forms and pages need them; and who else a number may belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.customers.choosing import customers_to_choose
from lintel.customers.forms import checked_phone
from lintel.customers.models import Customer, RelatedPerson
from lintel.customers.models.customer import LATEST_FIRST
from lintel.inventory.models import Project
from lintel.platform.access.scope import may, visible
from lintel.platform.privacy.fields import matching
from lintel.platform.workbench.choosing import SearchedChoiceField

Relation, Basis = RelatedPerson.Relation, RelatedPerson.Basis
_STANDING = Customer.objects.standing().order_by(*LATEST_FIRST)
ACQUAINTED = customers_to_choose("acquainted", _STANDING)


class RelatedForm(forms.Form):
    """Who it is, how they may be reached and whether they agreed; perhaps their own record."""

    relation = forms.TypedChoiceField(
        label=_("Relation"),
        choices=Relation.choices,
        coerce=Relation,
        widget=forms.RadioSelect,
        initial=Relation.SPOUSE,
    )
    name = forms.CharField(label=_("Their name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    basis = forms.TypedChoiceField(
        label=_("Do they know?"), choices=Basis.choices, coerce=Basis, widget=forms.RadioSelect, initial=Basis.CUSTOMER,
        help_text=_("Their number is kept only when they agreed themselves; the notice in force is noted with it."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=24, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-phone": "", "autocomplete": "off"}),
    )  # fmt: skip
    linked = SearchedChoiceField(
        _STANDING.all(), source=ACQUAINTED, label=_("Their own record"), required=False, empty_label="—",
        help_text=_("If they are a customer of this project too."),
    )  # fmt: skip

    def about(self, customer: Customer) -> None:
        """Only other records of the same project."""
        field = cast(SearchedChoiceField, self.fields["linked"])
        rows = _STANDING.filter(project=customer.project_id).exclude(pk=customer.pk)
        field.within(customer.project_id, rows)

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        return checked_phone(typed) if typed else ""


class ChangeRelatedForm(RelatedForm):
    """The same; what is left empty stays, so that nothing personal has to be shown to be kept."""

    name = forms.CharField(
        label=_("Their name"), max_length=60, required=False, help_text=_("Empty: stays as it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=24, required=False, help_text=_("Empty: stays as it is."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-phone": "", "autocomplete": "off"}),
    )  # fmt: skip


def related_of(user: Any, customer: Customer) -> dict[str, Any]:
    """The people around a customer, each with their own record where this person may see it."""
    if not may(user, "customers.view_relatedperson"):
        return {"may_see_related": False}
    people = list(visible(RelatedPerson, user).filter(customer=customer).select_related("notice").order_by("pk"))
    keys = {one.linked_id for one in people if one.linked_id}
    seen = {c.pk: c for c in visible(Customer, user).filter(pk__in=keys)} if keys else {}
    return {"may_see_related": True, "related": [(one, seen.get(one.linked_id or 0)) for one in people]}


@dataclass(frozen=True)
class Kin:
    """A number is noted with somebody's customer; ``person`` only for those who may see that customer."""

    person: RelatedPerson | None = None


def kin_with_phone(user: Any, project: Project, phone: str) -> list[Kin]:
    """Whose related person has this number in this project: by name within reach, as a bare fact beyond it."""
    rows = RelatedPerson.objects.filter(
        matching(RelatedPerson, "phone", phone), customer__project=project, customer__merged_into__isnull=True
    ).exclude(customer__stage=Customer.Stage.ANONYMISED)
    every = set(rows.values_list("pk", flat=True))
    if not every:
        return []
    seen = visible(RelatedPerson, user).filter(pk__in=every).select_related("customer__owner").order_by("pk")
    told = [Kin(person) for person in seen]
    return told if len(told) == len(every) else [*told, Kin()]
