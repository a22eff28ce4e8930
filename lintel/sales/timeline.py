"""What sales has to tell in a customer's timeline: plans, reservations, money."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lintel.customers.models import Customer
from lintel.customers.timeline import Event, event_source
from lintel.platform.access.scope import visible
from lintel.platform.kernel.money import format_yuan
from lintel.sales.models import LedgerEntry, Quote, Reservation


@event_source
def plans(customer: Customer, user: Any, limit: int) -> list[Event]:
    """Purchase plans from the day they were issued."""
    rows = visible(Quote, user).filter(customer=customer, issued_at__isnull=False).select_related("unit", "consultant")
    return [
        Event(
            q.issued_at, q.consultant, _("Purchase plan %(number)s · %(unit)s") % {"number": q.number, "unit": q.unit},
            f"{format_yuan(q.net_price)} · {q.get_status_display()}", "file-dollar", "brand", "money", q.get_absolute_url(),
        )
        for q in rows.order_by("-issued_at")[:limit]
        if q.issued_at
    ]  # fmt: skip


@event_source
def reservations(customer: Customer, user: Any, limit: int) -> list[Event]:
    """Reservations from the day they were written."""
    rows = visible(Reservation, user).filter(customer=customer).select_related("unit", "consultant")
    return [
        Event(
            r.created_at, r.consultant, _("Reservation %(number)s · %(unit)s") % {"number": r.number, "unit": r.unit},
            f"{format_yuan(r.price)} · {r.get_status_display()}", "contract", "ok", "money", r.get_absolute_url(),
        )
        for r in rows.order_by("-created_at")[:limit]
    ]  # fmt: skip


@event_source
def money(customer: Customer, user: Any, limit: int) -> list[Event]:
    """Receipts, reversals and refunds."""
    rows = visible(LedgerEntry, user).filter(reservation__customer=customer).select_related("cashier", "reservation")
    return [
        Event(
            e.at, e.cashier, f"{e.get_what_display()} {format_yuan(e.amount)}", f"{e.get_kind_display()} · {e.reservation.number}",
            "receipt-2", "ok" if e.amount > 0 else "warn", "money", e.reservation.get_absolute_url(),
        )
        for e in rows.order_by("-at")[:limit]
    ]  # fmt: skip
