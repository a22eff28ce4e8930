"""The people around a customer: added, changed and removed beside the customer's page."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lintel.customers.actions.relating import add_related, change_related, remove_related
from lintel.customers.models import Customer, RelatedPerson
from lintel.platform.workbench.answers import row_or_404
from lintel.platform.workbench.performing import perform


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more person; no number without their agreement."""
    customer = row_or_404(Customer, request.user, pk, related=("project",))
    return perform(
        request,
        add_related,
        customer,
        context={"action_url": request.path},
        initial={"basis": RelatedPerson.Basis.CUSTOMER},
        then=lambda _row: customer.get_absolute_url(),
        message=_("The related person is noted."),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Relation, agreement, record; name and number only when they are typed anew."""
    person = row_or_404(RelatedPerson, request.user, pk, related=("customer__project",))
    return perform(
        request,
        change_related,
        person.customer,
        form_class=change_related.form,
        extra={"person": person},
        initial={"relation": person.relation, "basis": person.basis, "linked": person.linked_id},
        context={"action_url": request.path, "sentence": str(person)},
        then=lambda _row: person.customer.get_absolute_url(),
        message=_("The related person is changed."),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and number are deleted; this is confirmed first."""
    person = row_or_404(RelatedPerson, request.user, pk, related=("customer__project",))
    return perform(
        request,
        remove_related,
        person.customer,
        form_class=forms.Form,
        extra={"person": person},
        context={"action_url": request.path},
        then=lambda _row: person.customer.get_absolute_url(),
        message=_("The related person is removed."),
    )
