"""What must always be true of customers and of who looks after them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from lintel.customers.models import Customer, FollowUp
from lintel.platform.kernel.invariants import invariant


@invariant(
    "customers.one_record",
    "A phone number has one standing record in a project",
    mend="Merge the records (clause 5.1.1).",
)
def one_record_per_phone() -> Iterator[str]:
    rows = Customer.objects.standing().exclude(phone_bidx__isnull=True).values("project__code", "phone_bidx")
    for row in rows.annotate(n=Count("pk")).filter(n__gt=1):
        keys = Customer.objects.standing().filter(project__code=row["project__code"], phone_bidx=row["phone_bidx"])
        yield "one number in " + "、".join(keys.order_by("pk").values_list("number", flat=True))


@invariant(
    "customers.owner", "A protected customer and one with a deal have a consultant", mend="Hand the customer over to a consultant.",
)  # fmt: skip
def protected_by_somebody() -> Iterator[str]:
    orphans = Customer.objects.standing().filter(
        Q(protected_until__isnull=False) | Q(stage__in=Customer.BY_DEAL), owner__isnull=True
    )
    for number, stage in orphans.values_list("number", "stage"):
        yield f"{number} ({stage}) is protected for nobody"


@invariant(
    "customers.next_action",
    "What is due next agrees with the follow-up that is due",
    mend="Plan the next contact anew.",
)
def next_action_agrees() -> Iterator[str]:
    due = FollowUp.objects.filter(status=FollowUp.Status.DUE)
    for number in due.exclude(customer__next_action_at=F("due_at")).values_list("customer__number", flat=True):
        yield f"{number} says another moment than its follow-up"
    others = due.filter(customer__owner__isnull=False).exclude(consultant=F("customer__owner"))
    for number in others.values_list("customer__number", flat=True):
        yield f"{number} is followed up by somebody else than its consultant"
