"""Two records, one person: joined with both histories, and parted again within thirty days (clause 5.1.1)."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.kinds import COMPARE
from lintel.customers.merging import move_all, move_back, moves_with_customer
from lintel.customers.models import (
    Appointment,
    Consent,
    Customer,
    FieldReport,
    FollowUp,
    Interest,
    Merge,
    Needs,
    Referral,
    RelatedPerson,
    Tagging,
    Visit,
)
from lintel.customers.ownership import end_follow_ups, keep, locked
from lintel.platform.access.scope import visible
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User, supervisor_of
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.fields import matching
from lintel.platform.privacy.scan import redact
from lintel.platform.tasks.todo import settle, todo

for model, field in (
    (Visit, "customer"), (FollowUp, "customer"), (Consent, "customer"), (Needs, "customer"), (Appointment, "customer"),
    (FieldReport, "customer"), (Interest, "customer"), (Tagging, "customer"), (RelatedPerson, "customer"), (RelatedPerson, "linked"),
    (Referral, "customer"), (Referral, "referrer"), (Customer, "introduced_by"),
):  # fmt: skip
    moves_with_customer(model, field)

MERGE = "customers.merge_customers"


@action(Customer, _("Merge a duplicate"), when=lambda c: c.merged_into_id is None, clause="5.1.1", button=False)
def merge_customers(actor: User, customer: Customer, *, duplicate: Customer, reason: str) -> Merge:
    """``duplicate`` becomes part of ``customer``: both histories stay, the earlier first contact counts."""
    if duplicate.pk == customer.pk or duplicate.project_id != customer.project_id:
        raise Refused(_("Choose another record of the same project."), clause="5.1.1")
    if not visible(Customer, actor, MERGE).filter(pk=duplicate.pk).exists():
        raise Refused(
            _("The other record is out of your reach."),
            clause="5.1.1",
            remedy=_("Ask whoever supervises both consultants."),
        )
    dropped = locked(duplicate)
    if dropped.merged_into_id is not None:
        raise Refused(_("This record was merged already."), clause="5.1.1")
    if dropped.stage in Customer.BY_DEAL and customer.stage not in Customer.BY_DEAL:
        raise Refused(
            _("The record with the deal must be the one that stays."),
            clause="5.1.1",
            remedy=_("Merge the other way round."),
        )
    end_follow_ups(dropped)
    keep(actor, MERGE, dropped, clause="5.1.1")
    merge = Merge(kept=customer, dropped=dropped, reason=reason[:200], moved=move_all(dropped, customer))
    merge.save()
    dropped.merged_into = customer
    dropped.save(update_fields=["merged_into", "updated_at"])
    settle(dropped, actor)
    customer.first_contact_at = min(customer.first_contact_at, dropped.first_contact_at)
    customer.grade = customer.grade or dropped.grade
    customer.marketing_refused = customer.marketing_refused or dropped.marketing_refused
    return merge


@action(Customer, _("Ask to merge"), when=lambda c: c.merged_into_id is None, clause="5.1.1", button=False)
def ask_to_merge(actor: User, customer: Customer, *, duplicate: Customer, reason: str) -> None:
    """Whoever supervises compares ``duplicate`` with this record and decides."""
    if duplicate.pk == customer.pk or duplicate.project_id != customer.project_id:
        raise Refused(_("Choose another record of the same project."), clause="5.1.1")
    above = supervisor_of(actor)
    todo(
        COMPARE,
        duplicate,
        _("Compare %(one)s with %(other)s: %(reason)s"),
        values={"one": customer.number, "other": duplicate.number, "reason": redact(reason)[:80]},
        assignee=above,
        role="" if above else "MGR",
        url=reverse("customers:merge", args=[customer.pk, duplicate.pk]),
    )


@action(Merge, _("Undo the merge"), when=lambda m: m.undone_at is None, clause="5.1.1")
def undo_merge(actor: User, merge: Merge, *, reason: str) -> None:
    """Part the two records again; each gets back what it brought. Possible for thirty days."""
    days = figures.MERGE_UNDO_DAYS.whole()
    if merge.created_at + timedelta(days=days) < clock.now():
        raise Refused(_("A merge can be undone for %(days)d days only.") % {"days": days}, clause="5.1.1")
    dropped = Customer.objects.select_for_update().get(pk=merge.dropped_id)
    if dropped.phone and _taken(dropped):
        raise Refused(
            _("Its number now belongs to another record."), clause="5.1.1", remedy=_("Merge with that one instead.")
        )
    dropped.merged_into = None
    dropped.save(update_fields=["merged_into", "updated_at"])
    move_back(merge.moved, dropped, merge.kept)
    merge.undone_at = clock.now()


def _taken(dropped: Customer) -> bool:
    same = matching(Customer, "phone", dropped.phone.reveal() if dropped.phone else "")
    others = Customer.objects.standing().filter(same, project_id=dropped.project_id)
    return others.exclude(pk=dropped.pk).exists()
