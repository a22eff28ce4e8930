"""What speaks for whom when two consultants say the same customer is theirs: only what happened, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lintel.customers.models import Appointment, Consent, Customer, FollowUp, Visit
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock

Words = str | Promise
LENGTH = 12
_REGISTERED = ("customers.add_lead", "customers.register_call")


@dataclass(frozen=True)
class Touch:
    """One thing a consultant did with the customer. What was said is nobody's business here."""

    at: datetime
    what: Words
    result: Words = ""


@dataclass(frozen=True)
class Side:
    """One of the two, with everything that links them to the customer, newest first."""

    person: Any
    touches: list[Touch]
    visits: int
    contacts: int
    reached: int
    booked: int

    @property
    def first(self) -> datetime | None:
        return min((t.at for t in self.touches), default=None)

    @property
    def last(self) -> datetime | None:
        return max((t.at for t in self.touches), default=None)

    @property
    def shown(self) -> list[Touch]:
        return self.touches[:LENGTH]


@dataclass(frozen=True)
class Rule:
    """A rule that the case meets, and for whom it speaks (None: for neither)."""

    text: Words
    speaks_for: Any = None


@dataclass(frozen=True)
class Evidence:
    owner: Side
    claimant: Side
    rules: list[Rule]
    consents: list[Consent]


def evidence_on(visit: Visit) -> Evidence:
    """Both sides of a disputed visit as of now; the visit that is disputed counts for neither."""
    customer = visit.customer
    assert customer is not None, "only a known customer is disputed"
    owner, claimant = _side(customer, visit.consultant, visit), _side(customer, visit.claimant, visit)
    consents = customer.consents.select_related("witness").order_by("given_at")
    return Evidence(owner, claimant, list(_rules(visit, customer, owner, claimant)), list(consents))


def _side(customer: Customer, person: Any, disputed: Visit) -> Side:
    visits = list(customer.visits.came().filter(consultant=person).exclude(pk=disputed.pk))
    contacts = list(customer.followups.filter(consultant=person, status=FollowUp.Status.DONE))
    booked = customer.appointments.filter(consultant=person).exclude(status=Appointment.Status.CANCELLED).count()
    registered = Entry.objects.filter(
        subject_type=ContentType.objects.get_for_model(Customer),
        subject_id=customer.pk,
        actor=person,
        deed__in=_REGISTERED,
    )
    touches = [
        *(Touch(v.arrived_at, _("Received visit %(number)s") % {"number": v.number}, v.get_outcome_display()) for v in visits),
        *(Touch(f.done_at or f.due_at, f.get_method_display(), f.get_result_display()) for f in contacts),
        *(Touch(at, _("Registered the customer")) for at in registered.order_by("at").values_list("at", flat=True)[:1]),
    ]  # fmt: skip
    touches.sort(key=lambda t: t.at, reverse=True)
    reached = sum(f.result == FollowUp.Result.REACHED for f in contacts)
    return Side(person, touches, len(visits), len(contacts), reached, booked)


def _rules(visit: Visit, customer: Customer, owner: Side, claimant: Side) -> Any:
    if customer.owner_id == owner.person.pk and customer.stage in Customer.BY_DEAL:
        yield Rule(_("A deal is under way with the customer's consultant."), owner.person)
    elif customer.owner_id == owner.person.pk and customer.is_protected:
        day = f"{clock.local(customer.protected_until):%Y-%m-%d}" if customer.protected_until else ""
        yield Rule(_("Protected until %(day)s; it is renewed by contacts.") % {"day": day}, owner.person)
    elif customer.owner_id != owner.person.pk:
        yield Rule(_("The customer has changed hands since this visit: %(owner)s.") % {"owner": customer.owner or "—"})
    if owner.first and (claimant.first is None or owner.first <= claimant.first):
        yield Rule(_("Was in touch first."), owner.person)
    elif claimant.first:
        yield Rule(_("Was in touch first."), claimant.person)
    if customer.previous_owner_id == claimant.person.pk:
        yield Rule(_("Looked after the customer before."), claimant.person)
    if owner.reached == 0:
        yield Rule(_("The consultant has not reached the customer once."), claimant.person)
    if customer.is_overdue:
        yield Rule(_("The next contact is overdue."), claimant.person)
    if claimant.touches == []:
        yield Rule(_("Nothing on record links the claimant to the customer."), owner.person)
