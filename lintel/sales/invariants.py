"""What must always be true of reservations and money. Sums are compared here, because SQLite adds decimals as floats."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, DecimalField, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce

from lintel.inventory.models import Claim
from lintel.platform.kernel.invariants import invariant
from lintel.platform.kernel.money import yuan
from lintel.sales.figures import deposit_cap
from lintel.sales.models import LedgerEntry, MoneyKind, Reservation
from lintel.sales.people import HUNDRED
from lintel.sales.queries import HELD

Status, What = Reservation.Status, LedgerEntry.What
_NOTHING = Value(Decimal(0), DecimalField(max_digits=14, decimal_places=2))


@invariant(
    "sales.ledger_sums", "What is held for a buyer is never less than nothing nor more than the price, and a reversal mirrors its receipt",
    mend="Compare the ledger with the bank statement; enter the missing movement.",
)  # fmt: skip
def ledger_sums() -> Iterator[str]:
    held = (
        LedgerEntry.objects.filter(HELD)
        .values_list("reservation__number", "reservation__price")
        .annotate(sum=Sum("amount"))
    )
    for number, price, total in held:
        if not 0 <= yuan(total) <= price:
            yield f"{number} holds {total} of {price}"
    reversals = LedgerEntry.objects.filter(what=What.REVERSAL).select_related("reverses")
    same = {"reservation": F("reverses__reservation"), "kind": F("reverses__kind"), "amount": -F("reverses__amount")}
    for number in reversals.exclude(**same).values_list("receipt_number", flat=True):
        yield f"reversal No. {number} does not mirror its receipt"


@invariant(
    "sales.deposit_cap",
    "An earnest deposit is at most a fifth of the price (G-06)",
    mend="Turn the surplus into price by a new agreement.",
)
def deposit_within_cap() -> Iterator[str]:
    earnest = Reservation.objects.exclude(status__in=(Status.CANCELLED, Status.VOID)).filter(
        deposit_kind=MoneyKind.EARNEST
    )
    for number, price, amount in earnest.values_list("number", "price", "deposit_amount"):
        if amount > deposit_cap(price):
            yield f"{number}: {amount} of {price}"


@invariant(
    "sales.payments_sum",
    "The planned payments of a reservation sum to its price",
    mend="Void it and write it anew from the plan.",
)
def payments_sum_to_price() -> Iterator[str]:
    rows = Reservation.objects.annotate(sum=Coalesce(Sum("planned__amount"), _NOTHING))
    for number, price, total in rows.values_list("number", "price", "sum"):
        if yuan(total) != price:
            yield f"{number}: {total} planned, price {price}"


@invariant("sales.shares_sum", "The shares of the buyers sum to 100 %", mend="Correct the shares with the buyers.")
def shares_sum_to_hundred() -> Iterator[str]:
    rows = Reservation.objects.annotate(sum=Coalesce(Sum("buyers__share"), _NOTHING))
    for number, total in rows.values_list("number", "sum"):
        if yuan(total) != HUNDRED:
            yield f"{number}: {total} %"


@invariant(
    "sales.effective_has_money", "A reservation in effect has its whole deposit, and its unit",
    mend="Look for the missing receipt, or ask for cancellation.",
)  # fmt: skip
def effective_has_its_money() -> Iterator[str]:
    paid = Coalesce(
        Sum("ledger__amount", filter=Q(ledger__kind=F("deposit_kind")) & ~Q(ledger__what=What.COMPENSATION)), _NOTHING
    )
    rows = Reservation.objects.filter(status__in=(*Reservation.IN_EFFECT, Status.CONVERTED)).annotate(paid=paid)
    for number, amount, found in rows.values_list("number", "deposit_amount", "paid"):
        if yuan(found) < amount:
            yield f"{number} is in effect with {found} of {amount}"
    claims = Claim.objects.filter(live=True, about_type=ContentType.objects.get_for_model(Reservation))
    for number, status in (
        Reservation.objects.live().exclude(pk__in=claims.values("about_id")).values_list("number", "status")
    ):
        yield f"{number} is {status} and its unit is not claimed by it"
    ended = Reservation.objects.filter(status__in=(Status.CANCELLED, Status.VOID), pk__in=claims.values("about_id"))
    for number, status in ended.values_list("number", "status"):
        yield f"{number} is {status} and still keeps its unit"


@invariant(
    "sales.receipts_gapless",
    "Receipt numbers of a project have no gap",
    mend="A number is missing: compare with the last backup at once.",
)
def receipts_without_gap() -> Iterator[str]:
    rows = LedgerEntry.objects.values("project__code").annotate(
        n=Count("pk"), low=Min("receipt_number"), high=Max("receipt_number")
    )
    for row in rows.exclude(low=1, high=F("n")):
        yield f"{row['project__code']}: {row['n']} entries numbered {row['low']} to {row['high']}"
