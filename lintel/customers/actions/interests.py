"""Which homes a customer thinks of, and which are out of the question (clause 3.2.2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Customer, Interest, Needs
from lintel.inventory.models import Unit
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused

Standing = Interest.Standing
MOST = 12
"""Homes that one customer can think of at a time; those ruled out do not count."""
DEED = "customers.note_interest"


@action(Customer, _("Note a home of interest"), when=lambda c: c.is_standing, clause="3.2.2", button=False)
def note_interest(
    actor: User,
    customer: Customer,
    *,
    unit: Unit,
    standing: Interest.Standing = Standing.FIRST,
    concern: Needs.Concern | None = None,
) -> Interest:
    """Say what the customer thinks of ``unit`` now; what was said before is replaced, and stays in the trail.

    ``concern`` is why a home is ruled out. ``Refused`` for a home of another project, and beyond ``MOST`` homes.
    """
    if unit.project_id != customer.project_id:
        raise Refused(
            _("%(unit)s belongs to another project than the customer.") % {"unit": unit.code},
            clause="3.2.2",
            remedy=_("Choose a home of the customer's project, or register the customer there."),
        )
    why = concern if standing == Standing.OUT and concern else ""
    known = lock(Interest.objects.filter(customer=customer, unit=unit))
    if standing != Standing.OUT:
        _refuse_too_many(customer, unit)
    if known:
        known[0].standing, known[0].concern = standing, why
        save_many(actor, DEED, known, ["standing", "concern"], {"unit": unit.code}, clause="3.2.2")
        return known[0]
    made = Interest.objects.create(customer=customer, unit=unit, standing=standing, concern=why)
    created_many(actor, DEED, [made], {"unit": unit.code}, clause="3.2.2")
    return made


def _refuse_too_many(customer: Customer, unit: Unit) -> None:
    others = Interest.objects.filter(customer=customer).exclude(unit=unit).exclude(standing=Standing.OUT)
    if others.count() >= MOST:
        raise Refused(
            _("A customer thinks of at most %(most)d homes at a time.") % {"most": MOST},
            clause="3.2.2",
            remedy=_("Rule one out first: ask which of them are still in question."),
        )
