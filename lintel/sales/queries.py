"""Questions about sales: what is in force, who holds what, what a reservation is worth, what came in on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from lintel.inventory.models import Claim, Project, Unit
from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.sales import figures
from lintel.sales.models import (
    Disclosed,
    DisclosureItem,
    LedgerEntry,
    LendingRule,
    LoanRate,
    MoneyKind,
    Offer,
    PaymentScheme,
    Quote,
    Reservation,
    TaxRate,
)

ZERO = Decimal(0)
HELD = ~Q(what=LedgerEntry.What.COMPENSATION)
"""Entries that change what we hold for the buyer."""


def offers_in_force(project_id: int, on: date | None = None) -> QuerySet[Offer]:
    """Approved public offers of a day, in the order in which they are applied."""
    return Offer.objects.on(on or clock.today()).filter(project=project_id).order_by("place", "pk")


def offers_for(unit: Unit, on: date | None = None) -> QuerySet[Offer]:
    """Those of them that are given for this kind of unit."""
    return offers_in_force(unit.project_id, on).filter(unit_kind__in=["", unit.kind])


def schemes_in_force(project_id: int, on: date | None = None) -> QuerySet[PaymentScheme]:
    """Approved payment schemes of a day."""
    return PaymentScheme.objects.on(on or clock.today()).filter(project=project_id).order_by("pk")


def tax_rates(city: str, on: date) -> QuerySet[TaxRate]:
    """Lines of taxes and fees, general and of the city, that hold on a day."""
    rows = TaxRate.objects.filter(city__in=["", city], effective_from__lte=on)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=on)).order_by("pk")


def loan_rates(city: str, on: date) -> QuerySet[LoanRate]:
    """What lenders take on a day: the city's own rate goes before the general one, the newest before the older."""
    rows = LoanRate.objects.filter(city__in=["", city], effective_from__lte=on)
    return rows.order_by("-city", "-effective_from")


def lending_rules(city: str, on: date) -> QuerySet[LendingRule]:
    """What may be lent on a day: the city's own rule goes before the general one, the newest before the older."""
    rows = LendingRule.objects.filter(city__in=["", city], effective_from__lte=on)
    return rows.order_by("-city", "-effective_from")


def balance(reservation: Reservation, *, kind: str = "") -> Decimal:
    """What we hold for this reservation in yuan: receipts less reversals and refunds; of one ``kind`` when given."""
    rows = reservation.ledger.filter(HELD)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.aggregate(sum=Sum("amount"))["sum"] or ZERO


def balances(reservations: Iterable[Reservation]) -> dict[int, Decimal]:
    """The same for many, by key, in one query."""
    rows = LedgerEntry.objects.filter(HELD, reservation__in=[r.pk for r in reservations])
    return {r["reservation"]: r["sum"] for r in rows.values("reservation").annotate(sum=Sum("amount"))}


def deposit_outstanding(reservation: Reservation) -> Decimal:
    """What of the deposit has not come in yet."""
    return max(reservation.deposit_amount - balance(reservation, kind=reservation.deposit_kind), ZERO)


def holds_of(user: Any) -> QuerySet[Claim]:
    """This person's live holds, soonest to run out first."""
    rows = Claim.objects.live().filter(holder=user, kind=Claim.Kind.HOLD)
    return rows.select_related("unit__building", "unit__section", "unit__unit_type", "unit__project").order_by(
        "expires_at"
    )


def plain_holds(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those no reservation rests on."""
    return claims.filter(about_id__isnull=True)


def disclosures_due(quote: Quote, before: str | None = None) -> QuerySet[DisclosureItem]:
    """What the customer of this plan must be told: the project's items in force; mortgage items where they apply."""
    rows = DisclosureItem.objects.filter(project=quote.project_id, ended_on__isnull=True)
    if before:
        rows = rows.filter(before=before)
    if not quote.unit.building.mortgaged:
        rows = rows.filter(for_mortgaged=False)
    return rows.order_by("before", "place", "pk")


def disclosures_missing(quote: Quote, *stages: str) -> list[DisclosureItem]:
    """Mandatory items of these stages that nobody has confirmed yet."""
    told = Disclosed.objects.filter(quote=quote).values("item")
    return list(disclosures_due(quote).filter(mandatory=True, before__in=stages).exclude(pk__in=told))


@dataclass(frozen=True)
class DayOfMoney:
    """One line of the report “deposits and collections by day” (clause 3.4.2), in yuan."""

    day: date
    receipts: int
    deposits: Decimal
    price: Decimal
    returned: Decimal

    @property
    def net(self) -> Decimal:
        return self.deposits + self.price + self.returned


def money_by_day(entries: QuerySet[LedgerEntry], first: date, last: date) -> list[DayOfMoney]:
    """Receipts (less reversals) and what was paid back, by day received, newest first."""
    what, kind = LedgerEntry.What, MoneyKind
    came_in = Q(what__in=(what.RECEIPT, what.REVERSAL))
    rows = (
        entries.filter(received_on__range=(first, last))
        .values("received_on")
        .annotate(
            receipts=Count("pk", filter=Q(what=what.RECEIPT)),
            deposits=Sum("amount", filter=came_in & ~Q(kind=kind.PRICE), default=ZERO),
            price=Sum("amount", filter=came_in & Q(kind=kind.PRICE), default=ZERO),
            returned=Sum("amount", filter=Q(what__in=(what.REFUND, what.COMPENSATION)), default=ZERO),
        )
        .order_by("-received_on")
    )
    return [DayOfMoney(r["received_on"], r["receipts"], r["deposits"], r["price"], r["returned"]) for r in rows]


def awaiting_money(user: Any) -> QuerySet[Reservation]:
    """Signed reservations whose deposit is not complete, oldest first."""
    rows = visible(Reservation, user).filter(status=Reservation.Status.SIGNED)
    return rows.select_related("unit", "customer", "consultant", "project").order_by("signed_at", "pk")


def awaiting_refund(user: Any) -> QuerySet[Reservation]:
    """Approved cancellations whose money has not been paid back yet."""
    rows = visible(Reservation, user).filter(
        status=Reservation.Status.CANCEL_REQUESTED,
        cancellation__decided_at__isnull=False,
        cancellation__settled_at__isnull=True,
    )
    return rows.select_related("unit", "customer", "consultant", "cancellation").order_by(
        "cancellation__decided_at", "pk"
    )


def live_reservation(unit: Unit) -> Reservation | None:
    """The reservation that binds this unit, if any."""
    return Reservation.objects.live().filter(unit=unit).first()


def valid_plans(user: Any, customer: Any, unit: Unit) -> QuerySet[Quote]:
    """Accepted plans of this customer for this unit that a reservation can be made from."""
    return visible(Quote, user).filter(
        customer=customer, unit=unit, status=Quote.Status.ACCEPTED, valid_until__gte=clock.now()
    )


def units_in_full() -> QuerySet[Unit]:
    """Units with what their names and papers need."""
    return Unit.objects.select_related("project", "building", "section", "unit_type")


def quotes_in_full() -> QuerySet[Quote]:
    """Plans with what their page and paper need."""
    unit = ("unit__building", "unit__section", "unit__unit_type", "unit__project")
    return Quote.objects.select_related(*unit, "project", "customer", "consultant", "scheme", "price_line")


def reservations_in_full() -> QuerySet[Reservation]:
    """Reservations with what their page and paper need."""
    unit = ("unit__building", "unit__section", "unit__unit_type", "unit__project")
    return Reservation.objects.select_related(
        *unit,
        "project",
        "customer",
        "consultant",
        "quote__scheme",
        "quote__price_line",
        "quote__unit__building",
        "quote__unit__section",
    )


def entries_in_full() -> QuerySet[LedgerEntry]:
    """Ledger entries with what a receipt needs."""
    return LedgerEntry.objects.select_related(
        "project", "cashier", "reservation__unit__building", "reservation__unit__section"
    )


def projects_of(user: Any) -> QuerySet[Project]:
    return visible(Project, user).order_by("pk")


def usual_price(unit: Unit, *, days: int) -> tuple[Decimal | None, int]:
    """Average price (yuan) of homes of the unit's type signed within so many days, and of how many.

    None for fewer than a figure says: the average of one deal would be a colleague's deal.
    """
    if unit.unit_type_id is None:
        return None, 0
    like = Reservation.objects.filter(
        project_id=unit.project_id, unit__unit_type=unit.unit_type_id, signed_at__gte=clock.now() - timedelta(days=days)
    ).exclude(status__in=[Reservation.Status.CANCELLED, Reservation.Status.VOID])
    found = like.aggregate(price=Avg("price"), deals=Count("pk"))
    price = found["price"] if found["deals"] >= figures.FEWEST_FOR_AN_AVERAGE.whole() else None
    return (None if price is None else Decimal(price).quantize(Decimal("0.01"))), found["deals"]
