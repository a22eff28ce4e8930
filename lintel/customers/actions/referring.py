"""Somebody the customer knows: registered before that person's first visit, or not at all (clause 3.2.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures, queries
from lintel.customers.forms import ReferralForm
from lintel.customers.models import Basis, Channel, Customer, Referral
from lintel.customers.ownership import entrust, keep, open_record
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused


def _can_refer(customer: Customer) -> bool:
    return customer.owner_id is not None and customer.is_standing and customer.stage != Customer.Stage.INVALID


def _who_takes(actor: User, customer: Customer) -> User | None:
    """The referrer's consultant, as long as that person sells here; else whoever's turn it is."""
    owner = customer.owner
    return owner if queries.sells(owner, customer.project) else queries.whose_turn(actor, customer.project)[0]


@action(
    Customer, _("Register a referral"), when=_can_refer, clause="3.2.3", form=ReferralForm, personal=("phone", "name")
)
def refer(
    actor: User, customer: Customer, *, phone: str, name: str, relation: Referral.Relation, agreed: bool = False
) -> Referral:
    """The referred person becomes a lead of the referrer's consultant. Refused when the number is known: then nobody referred them."""
    if not agreed:
        raise Refused(
            _("The person must have agreed to be contacted."),
            rule="G-31",
            clause="3.2.3",
            remedy=_("Ask the referrer to ask first."),
        )
    known = queries.customer_with_phone(customer.project, phone)
    if known is not None:
        raise Refused(
            _("This number was already registered, so the referral does not count."),
            clause="3.2.3",
            remedy=_("A referral must be registered before the first contact."),
        )
    friend = open_record(
        actor,
        "customers.refer",
        customer.project,
        owner=_who_takes(actor, customer),
        name=name.strip(),
        phone=phone,
        channel=Channel.REFERRAL,
        basis=Basis.REFERRAL,
        basis_note=customer.number,
        introduced_by=customer,
        stage=Customer.Stage.LEAD,
        clause="3.2.3",
    )
    entrust(friend, figures.PROTECTION_AFTER_CALL.whole())
    keep(actor, "customers.refer", friend, clause="3.2.3")
    return Referral.objects.create(referrer=customer, customer=friend, relation=relation, registered_by=actor)
