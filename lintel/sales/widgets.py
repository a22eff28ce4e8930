"""Cards of the home page: holds that end, plans and papers that wait, the cashier's queue, the manager's feed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.widgets import widget
from lintel.sales.models import LedgerEntry, Quote, Reservation
from lintel.sales.queries import awaiting_money, awaiting_refund, holds_of

Status = Reservation.Status


def my_deals(user: Any) -> dict[str, Any] | None:
    """One's holds with the time left, plans that wait, and reservations to be signed."""
    mine = visible(Reservation, user).filter(consultant=user)
    unsigned = (
        mine.filter(status__in=(Status.EFFECTIVE, Status.OVERDUE))
        .select_related("unit", "customer")
        .order_by("sign_by")
    )
    plans = visible(Quote, user).filter(
        consultant=user, status__in=(Quote.Status.APPROVED, Quote.Status.RETURNED, Quote.Status.ACCEPTED)
    )
    holds, waiting, todo = (
        list(holds_of(user)[:5]),
        list(unsigned[:5]),
        list(plans.select_related("unit", "customer").order_by("valid_until")[:5]),
    )
    if not (holds or waiting or todo):
        return None
    return {
        "holds": holds,
        "unsigned": waiting,
        "plans": todo,
        "today": clock.today(),
        "more_url": reverse("sales:reservation-list") + "?consultant=me",
    }


def to_check(user: Any) -> dict[str, Any] | None:
    """Reservations that wait for a supervisor's check or the manager's signature."""
    wanted = [Status.DRAFT] if "SS" in user.codes else [Status.CHECKED]
    rows = visible(Reservation, user).filter(status__in=wanted).exclude(consultant=user)
    rows = rows.select_related("unit", "customer", "consultant").order_by("pk")
    found = list(rows[:6])
    return {"rows": found, "more_url": f"{reverse('sales:reservation-list')}?status={wanted[0]}"} if found else None


def cashier_queue(user: Any) -> dict[str, Any] | None:
    """Deposits and refunds that wait, and what came in today."""
    slips = visible(LedgerEntry, user).filter(received_on=clock.today()).aggregate(sum=Sum("amount"), count=Count("pk"))
    return {
        "waiting": list(awaiting_money(user)[:6]), "refunds": list(awaiting_refund(user)[:4]), "sum": slips["sum"] or Decimal(0),
        "count": slips["count"], "more_url": reverse("sales:cashier"),
    }  # fmt: skip


def feed(user: Any) -> dict[str, Any] | None:
    """This month's reservations and money, and the latest deals."""
    first = clock.today().replace(day=1)
    rows = visible(Reservation, user).filter(effective_at__date__gte=first)
    money = visible(LedgerEntry, user).filter(received_on__gte=first).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    totals = rows.aggregate(count=Count("pk"), sum=Sum("price"))
    special = (
        visible(Quote, user)
        .filter(approved_at__gte=clock.now() - timedelta(days=30))
        .aggregate(sum=Sum("special_discount"))["sum"]
    )
    latest = visible(Reservation, user).select_related("unit", "consultant").order_by("-updated_at")[:6]
    return {
        "count": totals["count"], "sum": totals["sum"] or Decimal(0), "money": money, "special": special or Decimal(0),
        "latest": list(latest),
        "overdue": visible(Reservation, user).filter(status=Status.OVERDUE).count(), "more_url": reverse("sales:reservation-list"),
    }  # fmt: skip


widget("SR SS", order=12, title=_("My deals"), template="sales/_my_deals.html", context=my_deals)
widget("SS MGR", order=14, title=_("Reservations for you"), template="sales/_to_check.html", context=to_check)
widget("FIN", order=11, title=_("Money desk"), template="sales/_cashier_widget.html", context=cashier_queue, wide=True)
widget("MGR DM", order=16, title=_("Deals this month"), template="sales/_feed.html", context=feed, wide=True)
