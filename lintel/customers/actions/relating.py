"""Writing down who decides along with a customer, and forgetting it again (clauses 3.1.3, 5.1.1)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers import queries
from lintel.customers.models import Customer, RelatedPerson
from lintel.customers.relating import ChangeRelatedForm, RelatedForm
from lintel.platform.access.scope import visible
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.fields import encrypted_field, matching
from lintel.platform.privacy.secret import Secret

MOST = 8
"""People around one customer."""
_FIELDS = ["relation", "name", "phone", *encrypted_field(RelatedPerson, "phone").followers, "basis", "notice", "linked"]


@action(
    Customer, gettext_lazy("Add a related person"), when=lambda c: c.is_standing, clause="5.1.1", form=RelatedForm, button=False,
    personal=("name", "phone"),
)  # fmt: skip
def add_related(
    actor: User,
    customer: Customer,
    *,
    relation: RelatedPerson.Relation,
    name: str,
    basis: RelatedPerson.Basis,
    phone: str = "",
    linked: Customer | None = None,
) -> None:
    """Somebody who decides, pays or acts along. Their number only when they agreed."""
    if customer.related.count() >= MOST:
        raise Refused(
            _("At most %(most)d people are noted around a customer.") % {"most": MOST}, clause="5.1.1",
            remedy=_("Remove one who no longer matters."),
        )  # fmt: skip
    person = RelatedPerson(customer=customer, relation=relation, name=name.strip())
    _reached(person, phone, basis)
    _linked(actor, person, phone, linked)
    person.save()
    created_many(actor, "customers.add_related", [person], {}, clause="5.1.1")


@action(
    Customer, gettext_lazy("Change a related person"), when=lambda c: c.is_standing, clause="5.1.1", form=ChangeRelatedForm, button=False,
    personal=("name", "phone"),
)  # fmt: skip
def change_related(
    actor: User,
    customer: Customer,
    *,
    person: RelatedPerson,
    relation: RelatedPerson.Relation,
    basis: RelatedPerson.Basis,
    name: str = "",
    phone: str = "",
    linked: Customer | None = None,
) -> None:
    """What is empty stays; who no longer agrees loses the number."""
    person = _own(customer, person)
    person.relation = relation
    if name.strip():
        person.name = name.strip()
    if basis not in RelatedPerson.AGREED and not phone:
        person.phone = None
    _reached(person, phone, basis)
    _linked(actor, person, phone, linked)
    save_many(actor, "customers.change_related", [person], _FIELDS, {}, clause="5.1.1")


@action(Customer, gettext_lazy("Remove a related person"), when=lambda c: c.is_standing, clause="5.1.1", button=False)
def remove_related(actor: User, customer: Customer, *, person: RelatedPerson) -> None:
    """Forget them: name and number are gone, the trail keeps that somebody was there."""
    RelatedPerson.objects.filter(pk=_own(customer, person).pk).delete()


def _own(customer: Customer, person: RelatedPerson) -> RelatedPerson:
    """The person as they stand now, of this very customer."""
    found = lock(RelatedPerson.objects.filter(pk=person.pk, customer=customer))
    if not found:
        raise Refused(_("This person is no longer noted here."), clause="5.1.1", remedy=_("Open the customer again."))
    return found[0]


def _reached(person: RelatedPerson, phone: Any, basis: str) -> None:
    """Number and agreement belong together, with the notice that was shown. Raises ``Refused`` for one without the other."""
    typed = phone.reveal() if isinstance(phone, Secret) else str(phone or "")
    if typed and basis not in RelatedPerson.AGREED:
        raise Refused(
            _("A number is kept only when the person agreed."), rule="G-31", clause="3.1.3",
            remedy=_("Ask them first, or leave the number out."),
        )  # fmt: skip
    if typed:
        _not_noted_yet(person, typed)
        person.phone = typed
    if basis != person.basis or typed:
        person.notice = queries.notice_shown() if basis in RelatedPerson.AGREED else None
    person.basis = basis


def _not_noted_yet(person: RelatedPerson, phone: str) -> None:
    customer = person.customer
    if Customer.objects.filter(matching(Customer, "phone", phone), pk=customer.pk).exists():
        raise Refused(
            _("This is the customer's own number."), clause="5.1.1", remedy=_("Enter the related person's number.")
        )
    same = customer.related.filter(matching(RelatedPerson, "phone", phone))
    if same.exclude(pk=person.pk).exists():
        raise Refused(
            _("This number is noted for this customer already."),
            clause="5.1.1",
            remedy=_("Change the person who has it."),
        )


def _linked(actor: User, person: RelatedPerson, phone: str, linked: Customer | None) -> None:
    """Their own record: the one chosen, else the one with their number, if the actor may see it."""
    customer, before = person.customer, person.linked
    if linked is None and before is not None and not visible(Customer, actor).filter(pk=before.pk).exists():
        return  # a record this person was not shown is not theirs to take away
    if linked is None and phone:
        linked = queries.customer_with_phone(customer.project, phone)
        if linked is not None and not visible(Customer, actor).filter(pk=linked.pk).exists():
            linked = None
    elif linked is not None and not visible(Customer, actor).filter(pk=linked.pk).exists():
        raise Refused(_("The other record is out of your reach."), clause="5.1.1", remedy=_("Leave it empty."))
    if linked is not None and (linked.pk == customer.pk or linked.project_id != customer.project_id):
        raise Refused(_("Choose another record of the same project."), clause="5.1.1")
    person.linked = linked
