"""What the home page shows of sales: figures, work that waits for a post, and cards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.behind import Behind
from lintel.platform.workbench.numbers import number
from lintel.platform.workbench.standing import next_best, standing
from lintel.platform.workbench.widgets import widget
from lintel.sales.models import Cancellation, LedgerEntry, Offer, PaymentScheme, Quote, Reservation
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


def cashier_queue(user: Any) -> dict[str, Any] | None:
    """Deposits and refunds that wait, and what came in today."""
    slips = visible(LedgerEntry, user).filter(received_on=clock.today()).aggregate(sum=Sum("amount"), count=Count("pk"))
    return {
        "waiting": list(awaiting_money(user)[:6]), "refunds": list(awaiting_refund(user)[:4]), "sum": slips["sum"] or Decimal(0),
        "count": slips["count"], "more_url": reverse("sales:cashier"),
    }  # fmt: skip


def feed(user: Any) -> dict[str, Any] | None:
    """The latest deals, as they move."""
    latest = visible(Reservation, user).select_related("unit", "consultant").order_by("-updated_at")[:6]
    return {"latest": list(latest), "more_url": reverse("sales:reservation-list")}


widget("SR SS", order=12, title=_("My deals"), template="sales/_my_deals.html", context=my_deals)
widget("FIN", order=11, title=_("Money desk"), template="sales/_cashier_widget.html", context=cashier_queue, wide=True)
widget("MGR DM LEG", order=16, title=_("Deals on the move"), template="sales/_feed.html", context=feed, wide=True)


DEALS = "since={month}&until={until}&live=true"
MONEY = "since={month}&until={until}"
DAY = "since={today}&until={today}"

number(
    "MGR", "special_discounts", _("Special discounts approved"), Behind(Quote, f"{MONEY}&special=true"), order=32,
    sums="special_discount", trend=True,
)  # fmt: skip
number("FIN", "today_in", _("Entered today"), Behind(LedgerEntry, DAY), order=10, sums="amount")
number("FIN", "deposits_waited_for", _("Deposits waited for"), Behind(Reservation, "status=signed"), order=12)
number("FIN", "to_pay_back", _("To be paid back"), Behind(Cancellation, "to_pay=true"), order=13, sums="to_return")
number("LEG", "being_cancelled", _("Being cancelled"), Behind(Reservation, "status=cancel_requested"), order=13)
number("PS PC", "offers", _("Offers in force"), Behind(Offer, "approved=true"), order=32)

next_best(
    "SS", "plan_month", _("Set the team's targets for the month."), _("Set targets"), url_name="sales:targetplan-create"
)

standing("MGR", "offers_to_approve", _("Offers to approve"), Behind(Offer, "approved=false"), icon="tag")
standing(
    "MGR", "schemes_to_approve", _("Payment schemes to approve"), Behind(PaymentScheme, "approved=false"), icon="cash"
)
standing(
    "DM", "overdue_deals", _("Reservations overdue for signing"), Behind(Reservation, "status=overdue"), icon="contract"
)
standing("PS", "offers_waiting", _("Your offers wait for the manager"), Behind(Offer, "approved=false"), icon="tag")

next_best(
    "MGR", "this_month", _("%(count)s reservations took effect this month. Read how they came about."), _("Show them"),
    behind=Behind(Reservation, DEALS),
)  # fmt: skip
next_best(
    "FIN", "cashier", _("Compare today's entries with the bank's list."), _("To the cashier"), url_name="sales:cashier"
)
next_best(
    "LEG",
    "read_deals",
    _("Read a reservation before its contract is prepared."),
    _("Show them"),
    behind=Behind(Reservation, DEALS),
)
