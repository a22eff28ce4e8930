"""What sales has to tell in a customer's timeline: plans, reservations, money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _

from lintel.customers.models import Customer
from lintel.customers.timeline import Event, event_source
from lintel.platform.access.scope import may, visible
from lintel.platform.approvals.models import Request
from lintel.platform.attachments.kinds import kinds
from lintel.platform.attachments.models import Attachment
from lintel.platform.kernel.money import format_yuan
from lintel.sales.models import LedgerEntry, Quote, Reservation


@event_source("homes")
def plans(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Purchase plans from the day they were issued."""
    rows = visible(Quote, user).filter(customer=customer, issued_at__lte=until).select_related("unit", "consultant")
    return [
        Event(
            q.issued_at, q.consultant, _("Purchase plan %(number)s · %(unit)s") % {"number": q.number, "unit": q.unit},
            f"{format_yuan(q.net_price)} · {q.get_status_display()}", "file-dollar", "brand", q.get_absolute_url(),
        )
        for q in rows.order_by("-issued_at")[:limit]
        if q.issued_at
    ]  # fmt: skip


@event_source("homes")
def reservations(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Reservations from the day they were written."""
    rows = (
        visible(Reservation, user).filter(customer=customer, created_at__lte=until).select_related("unit", "consultant")
    )
    return [
        Event(
            r.created_at, r.consultant, _("Reservation %(number)s · %(unit)s") % {"number": r.number, "unit": r.unit},
            f"{format_yuan(r.price)} · {r.get_status_display()}", "contract", "ok", r.get_absolute_url(),
        )
        for r in rows.order_by("-created_at")[:limit]
    ]  # fmt: skip


@event_source("money")
def money(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Receipts, reversals and refunds."""
    rows = (
        visible(LedgerEntry, user)
        .filter(reservation__customer=customer, at__lte=until)
        .select_related("cashier", "reservation")
    )
    return [
        Event(
            e.at, e.cashier, f"{e.get_what_display()} {format_yuan(e.amount)}", f"{e.get_kind_display()} · {e.reservation.number}",
            "receipt-2", "ok" if e.amount > 0 else "warn", e.reservation.get_absolute_url(),
        )
        for e in rows.order_by("-at")[:limit]
    ]  # fmt: skip


def _about(model: Any, customer: Customer, user: Any) -> Q:
    """The condition of a request whose subject is a row of ``model`` of this customer."""
    rows = visible(model, user).filter(customer=customer).values("pk")
    return Q(subject_type=ContentType.objects.get_for_model(model), subject_id__in=rows)


@event_source("approval")
def approvals(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """What was asked about the customer's plans and reservations, and what became of it."""
    rows = visible(Request, user).filter(_about(Quote, customer, user) | _about(Reservation, customer, user))
    rows = rows.filter(created_at__lte=until).select_related("asked_by").order_by("-created_at", "-pk")[:limit]
    tones = {Request.Status.APPROVED.value: "ok", Request.Status.REJECTED.value: "bad"}
    return [
        Event(
            r.created_at, r.asked_by, str(r.title), r.get_status_display(), "gavel", tones.get(r.status, "wait"), r.get_absolute_url(),
        )
        for r in rows
    ]  # fmt: skip


@event_source("file")
def files(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Papers filed with the customer's reservations, by what they are; their names may be anything and are not shown."""
    kind = ContentType.objects.get_for_model(Reservation)
    own = visible(Reservation, user).filter(customer=customer).values("pk")
    closed = [code for code, of in kinds.items() if of.permission and not may(user, of.permission)]
    rows = Attachment.objects.filter(about_type=kind, about_id__in=own, removed_at=None, created_at__lte=until)
    rows = rows.exclude(kind__in=closed)
    return [
        Event(a.created_at, a.uploaded_by, a.label, "", "paperclip")
        for a in rows.select_related("uploaded_by").order_by("-created_at", "-pk")[:limit]
    ]
