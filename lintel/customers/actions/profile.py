"""Keeping the record right: needs, grade, basic facts, and saying that it is still correct (clauses 3.1.3, 5.1.1, 5.1.3)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers import queries
from lintel.customers.forms import BasicForm, NeedsForm
from lintel.customers.models import Customer, Grade, Needs
from lintel.customers.ownership import grade_it, index_name, plan_by_grade
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.secret import Secret

NEEDS_FIELDS = (
    "rooms",
    "area_min",
    "area_max",
    "budget_min",
    "budget_max",
    "floor_min",
    "floor_max",
    "orientation",
    "purpose",
    "timing",
    "concerns",
    "note",
)


@action(Customer, _("Edit needs"), when=lambda c: c.is_standing, clause="3.1.3", form=NeedsForm)
def save_needs(actor: User, customer: Customer, **wanted: Any) -> None:
    """Write the needs profile. Everything is optional; what was not asked stays as it was."""
    values = {name: wanted[name] for name in NEEDS_FIELDS if name in wanted}
    needs = lock(Needs.objects.filter(customer=customer))
    customer.confirmed_at = clock.now()
    if not needs:
        made = Needs.objects.create(customer=customer, **values)
        created_many(actor, "customers.save_needs", [made], {}, clause="3.1.3")
        return
    for name, value in values.items():
        setattr(needs[0], name, value)
    save_many(actor, "customers.save_needs", needs, list(NEEDS_FIELDS), {}, clause="3.1.3")


@action(Customer, _("Set the grade"), when=lambda c: c.is_open, clause="3.1.3")
def set_grade(actor: User, customer: Customer, *, grade: Grade) -> None:
    """The intent grade decides how soon the next contact is due."""
    grade_it(customer, grade)
    plan_by_grade(customer)


@action(
    Customer,
    _("Edit basic facts"),
    when=lambda c: c.is_standing,
    clause="5.1.1",
    form=BasicForm,
    personal=("phone", "name"),
)
def edit_basic(actor: User, customer: Customer, *, name: str, title: str = "", phone: Any = None) -> None:
    """Name, form of address, phone. Where the customer came from is fixed at first touch and not asked here (clause 4.5.3)."""
    if isinstance(phone, str) and phone:
        typed = phone.reveal() if isinstance(phone, Secret) else phone
        other = queries.customer_with_phone(customer.project, typed)
        if other is not None and other.pk != customer.pk:
            raise Refused(
                _("Another customer of this project has this number."),
                clause="5.1.1",
                remedy=_("Ask the supervisor to merge the two records."),
            )
        customer.phone = phone
    customer.title, customer.confirmed_at = title, clock.now()
    if name.strip() != customer.name:
        customer.name = name.strip()
        index_name(customer)


@action(Customer, _("Still correct"), when=lambda c: c.is_standing, clause="5.1.3")
def confirm_correct(actor: User, customer: Customer) -> None:
    """Name, number and needs were checked with the customer today and are right."""
    customer.confirmed_at = clock.now()
