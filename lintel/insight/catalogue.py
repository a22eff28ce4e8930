"""The figures themselves: what the manager watches (clause 2.2.1.4), each with the sentence that says what it counts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lintel.customers.models import Channel, Customer, FollowUp, Visit
from lintel.insight import figures
from lintel.insight.metrics import Metric, metric
from lintel.inventory.models import Claim, Unit
from lintel.inventory.models.unit import OFFERED, SOLD
from lintel.platform.attachments.models import Attachment
from lintel.platform.kernel import clock
from lintel.sales.actions.words import ID_SCAN, SIGNED_FORM
from lintel.sales.models import Cancellation, LedgerEntry, PlannedPayment, Reservation

WARM = (Customer.Stage.INTENT, *Customer.BY_DEAL)
MONEY = DecimalField(max_digits=16, decimal_places=2)
HOMES, PEOPLE = pgettext_lazy("counted", "units"), pgettext_lazy("counted", "people")
HALF_A_FEN = Decimal("0.005")
OF_UNIT = {"type": "unit__unit_type", "building": "unit__building"}
OF_DEAL = {"person": "consultant", "channel": "customer__channel", **OF_UNIT}
OF_DEALS_PAPER = {path: f"reservation__{to}" for path, to in OF_DEAL.items()}


def came(rows: Any) -> QuerySet:
    found: QuerySet = rows.came()
    return found


def took_effect(rows: Any) -> QuerySet:
    found: QuerySet = rows.took_effect()
    return found


VISITS = metric(
    "visits", _("Visits"),
    _("Parties that came to the sales centre, first and repeated visits, anonymous visitors included; bookings nobody kept are not."),
    model=Visit, rows=came, day="arrived_at", unit=_("parties"), clause="2.2.1.4 3.1.1",
    dims={"person": "consultant", "channel": "channel"},
)  # fmt: skip
FIRST_VISITS = metric(
    "first_visits", _("First visits"), _("Visits of people who had not come before."),
    model=Visit, rows=came, only=lambda: Q(is_first=True), day="arrived_at", unit=_("parties"),
    dims={"person": "consultant", "channel": "channel"},
)  # fmt: skip
NEW_CUSTOMERS = metric(
    "new_customers", _("New customers"),
    _("Customer records whose first contact falls in the period; records merged into another do not count twice."),
    model=Customer, rows=lambda rows: rows.filter(merged_into__isnull=True), day="first_contact_at", unit=PEOPLE,
    dims={"person": "owner", "channel": "channel"},
)  # fmt: skip
HOLDS = metric(
    "holds", _("Holds"), _("Units locked for a customer in the period, also those that were let go or reserved since."),
    model=Claim, day="since", unit=HOMES, dims={"person": "holder", **OF_UNIT},
)  # fmt: skip
RESERVATIONS = metric(
    "reservations", _("Reservations"),
    _("Reservations signed and with the whole deposit in, by the day they took effect. "
        "Those cancelled later stay counted here; see cancellations."),
    model=Reservation, rows=took_effect, day="effective_at", unit=HOMES, clause="2.2.1.4 1.1", dims=OF_DEAL,
)  # fmt: skip
RESERVED_AMOUNT = metric(
    "reserved_amount", _("Reserved amount"), _("Prices of the reservations counted beside."),
    model=Reservation, kind="money", rows=took_effect, day="effective_at", amount="price", dims=OF_DEAL,
)  # fmt: skip
NET_RESERVATIONS = metric(
    "net_reservations", _("Net reservations"),
    _("Reservations that took effect in the period and still bind their unit: what targets are measured by."),
    model=Reservation, rows=took_effect, only=lambda: Q(status__in=Reservation.LIVE), day="effective_at", unit=HOMES,
    clause="2.2.1.4 2.2.3.2", dims=OF_DEAL,
)  # fmt: skip
NET_AMOUNT = metric(
    "net_amount", _("Net reserved amount"), _("Prices of the net reservations."),
    model=Reservation, kind="money", rows=took_effect, only=lambda: Q(status__in=Reservation.LIVE), day="effective_at", amount="price",
    clause="2.2.1.4 2.2.3.2", dims=OF_DEAL,
)  # fmt: skip
COLLECTIONS = metric(
    "collections", _("Collections"),
    _("Money received less reversals and refunds, deposits included, by the day received; compensation from our own pocket is not."),
    model=LedgerEntry, kind="money", rows=lambda rows: rows.collected(), day="received_on",
    by_date=True, amount="amount", clause="2.2.1.4 3.4.2", dims=OF_DEALS_PAPER,
)  # fmt: skip
SELL_THROUGH = metric(
    "sell_through", _("Sell-through"), _("Units reserved or further, of all units released for sale, as of now. A hold is no sale."),
    model=Unit, kind="share", rows=lambda rows: rows.filter(sale_state__in=OFFERED),
    part=lambda: Q(sale_state__in=SOLD), dims={"type": "unit_type", "building": "building"},
)  # fmt: skip
DISCOUNT = metric(
    "special_discount", _("Special discount"),
    _("Special discounts of the reservations counted here, in per cent of their prices after public offers."),
    model=Reservation, kind="money_share", rows=took_effect, day="effective_at", amount="quote__special_discount",
    amount_of="quote__public_price", part=lambda: Q(quote__special_discount__gt=0), more_is="bad",
    clause="2.2.1.4 3.3.3", dims=OF_DEAL,
)  # fmt: skip
CANCELLATIONS = metric(
    "cancellations", _("Cancellations"), _("Cancellations agreed to in the period; those asked for and refused are not."),
    model=Cancellation, rows=lambda rows: rows.filter(refused=False), day="decided_at", unit=HOMES, more_is="bad",
    dims=OF_DEALS_PAPER,
)  # fmt: skip


def first_follow_ups(rows: QuerySet) -> QuerySet:
    """Those whose time has come: done, or due by now."""
    due = Q(status=FollowUp.Status.DONE) | Q(status=FollowUp.Status.DUE, due_at__lt=clock.now())
    return rows.filter(due, is_first=True)


FIRST_FOLLOW_UP = metric(
    "first_follow_up", _("First follow-up in time"),
    _("First follow-ups done by the moment they were due, of all that fell due in the period; cancelled ones are left out."),
    model=FollowUp, kind="share", rows=first_follow_ups, day="due_at", clause="2.2.1.4 3.2.1",
    part=lambda: Q(done_at__lte=F("due_at")), dims={"person": "consultant"},
)  # fmt: skip
OVERDUE_FOLLOW_UPS = metric(
    "overdue_follow_ups", _("Overdue follow-ups"), _("Follow-ups past their due moment and not done, as of now."),
    model=FollowUp, rows=lambda rows: rows.filter(status=FollowUp.Status.DUE, due_at__lt=clock.now()), unit=_("contacts"),
    more_is="bad", clause="2.2.1.4 2.2.4.4", dims={"person": "consultant"},
)  # fmt: skip


def unsigned(rows: QuerySet) -> QuerySet:
    late = Q(status=Reservation.Status.OVERDUE) | Q(status=Reservation.Status.EFFECTIVE, sign_by__lt=clock.today())
    return rows.filter(late)


OVERDUE_SIGNING = metric(
    "overdue_signing", _("Overdue signing"), _("Reservations past the day their contract was to be signed by, as of now."),
    model=Reservation, kind="money", rows=unsigned, amount="price", more_is="bad", clause="2.2.1.4 3.4.1", dims=OF_DEAL,
)  # fmt: skip


def unpaid(rows: QuerySet) -> QuerySet:
    """Reservations in effect of which more is due by now than came in; annotated with ``overdue`` (yuan)."""
    mine = {"reservation": OuterRef("pk")}
    due = PlannedPayment.objects.filter(**mine, due_on__lt=clock.today()).order_by()
    paid = LedgerEntry.objects.filter(**mine).exclude(what=LedgerEntry.What.COMPENSATION).order_by()
    sums = [Coalesce(Subquery(q.values("reservation").annotate(sum=Sum("amount")).values("sum")), Value(0), output_field=MONEY)
            for q in (due, paid)]  # fmt: skip
    held = rows.filter(status__in=Reservation.IN_EFFECT)
    return held.annotate(overdue=sums[0] - sums[1]).filter(overdue__gt=HALF_A_FEN)


OVERDUE_MONEY = metric(
    "overdue_money", _("Overdue money"), _("What the payment plans asked for before today and has not come in, of reservations in effect."),
    model=Reservation, kind="money", rows=unpaid, amount="overdue", more_is="bad", clause="2.2.1.4 3.4.2", dims=OF_DEAL,
)  # fmt: skip


def cooling(rows: QuerySet) -> QuerySet:
    limit = clock.now() - timedelta(days=figures.COOL_AFTER_DAYS.whole())
    quiet = Q(last_contact_at__lt=limit) | Q(last_contact_at__isnull=True, first_contact_at__lt=limit)
    return rows.filter(quiet, merged_into__isnull=True, stage__in=Customer.OPEN, grade__in=("A", "B"))


COOLING = metric(
    "cooling", _("Cooling customers"), _("Open customers of grade A or B whom nobody has contacted for a week (a setting), as of now."),
    model=Customer, rows=cooling, unit=PEOPLE, more_is="bad", clause="2.2.1.4 2.2.4.4", dims={"person": "owner", "channel": "channel"},
)  # fmt: skip
ATTRIBUTED = metric(
    "attributed", _("Channel known"),
    _("New customers of the period of whom it was written down how they heard of us; “other” counts as not known."),
    model=Customer, kind="share", rows=NEW_CUSTOMERS.rows, day="first_contact_at",
    part=lambda: ~Q(channel__in=(Channel.OTHER, "")), dims=NEW_CUSTOMERS.dims,
)  # fmt: skip
SATISFIED = metric(
    "satisfied", _("Satisfaction"), _("Contacts marked four or five of five, of all contacts of the period that were given marks."),
    model=FollowUp, kind="share", rows=lambda rows: rows.filter(status=FollowUp.Status.DONE, satisfaction__isnull=False),
    day="done_at", part=lambda: Q(satisfaction__gte=4), dims={"person": "consultant"}, clause="2.2.1.4 3.2.1",
)  # fmt: skip


def left_open(rows: QuerySet) -> QuerySet:
    unfinished = Q(status__in=(Visit.Status.ARRIVED, Visit.Status.RECEIVING))
    return rows.filter(unfinished, arrived_at__lt=clock.midnight())


LEFT_OPEN = metric(
    "left_open", _("Visits left open"), _("Visits of days before today that nobody closed: what came of them is not written down."),
    model=Visit, rows=left_open, unit=_("parties"), more_is="bad", clause="3.1.1", dims=VISITS.dims,
)  # fmt: skip


def without_papers(rows: QuerySet) -> QuerySet:
    """Reservations in effect that lack the signed form or a buyer's identity document."""
    held = ContentType.objects.get_for_model(Reservation)
    files = Attachment.objects.filter(about_type=held, about_id=OuterRef("pk"), removed_at__isnull=True)
    missing = [~Q(Exists(files.filter(kind=kind))) for kind in (SIGNED_FORM, ID_SCAN)]
    return rows.filter(missing[0] | missing[1], status__in=Reservation.IN_EFFECT)


FILES_MISSING = metric(
    "files_missing", _("Papers missing"),
    _("Reservations in effect without the scanned form or without a buyer's identity document, as of now."),
    model=Reservation, rows=without_papers, unit=HOMES, more_is="bad", clause="3.4.1", dims=OF_DEAL,
)  # fmt: skip


# The funnel: customers who first came in the period, and how far they have got since.


def newcomers(rows: QuerySet) -> QuerySet:
    """Customers with their first visit as ``came_at``."""
    first = Visit.objects.came().filter(customer=OuterRef("pk")).order_by("arrived_at", "pk")
    return rows.filter(merged_into__isnull=True).annotate(came_at=Subquery(first.values("arrived_at")[:1]))


def came_between(first: object, last: object) -> Q:
    """Whoever came in the period, the first time or again: the few for whom the first visit has to be looked up."""
    return Q(pk__in=Visit.objects.came().filter(arrived_at__gte=first, arrived_at__lt=last).values("customer"))


def _reserved() -> Exists:
    return Exists(Reservation.objects.filter(customer=OuterRef("pk"), effective_at__isnull=False))


def got_interested() -> Q:
    return Q(grade__in=("A", "B")) | Q(stage__in=WARM) | got_a_hold()


def got_a_hold() -> Q:
    return Q(Exists(Claim.objects.filter(customer_id=OuterRef("pk")))) | got_reserved()


def got_reserved() -> Q:
    return Q(_reserved())


def got_paying() -> Q:
    """Of the reserved ones, those whose money beyond the deposit has begun to come in."""
    price = LedgerEntry.objects.filter(
        reservation__customer=OuterRef("pk"), kind="price", what="receipt", reversed_by=None
    )
    return Q(_reserved()) & Q(Exists(price))


def _step(key: str, name: object, definition: object, reached: object = None) -> Metric:
    return metric(
        f"funnel_{key}", name, definition, model=Customer, unit=PEOPLE, day="came_at",  # type: ignore[arg-type]
        rows=newcomers, only=reached, among_whom=came_between, dims={"person": "owner", "channel": "channel"},
    )  # fmt: skip


FUNNEL = [
    _step("came", _("Came"), _("Customers whose first visit falls in the period.")),
    _step(
        "interested", _("Prospect"), _("Of these, graded A or B, made a prospect, or further, by now."), got_interested
    ),
    _step("held", _("Held"), _("Of these, a unit was locked for them, or further, by now."), got_a_hold),
    _step("reserved", _("Reserved"), _("Of these, a reservation took effect, by now."), got_reserved),
    _step(
        "paying", _("Paying"), _("Of these reserved, payments of the price beyond the deposit have begun."), got_paying
    ),
]

TILES = [
    VISITS, NEW_CUSTOMERS, HOLDS, RESERVATIONS, RESERVED_AMOUNT, COLLECTIONS, SELL_THROUGH, DISCOUNT, CANCELLATIONS,
    FIRST_FOLLOW_UP,
]  # fmt: skip
BY_CHANNEL = [VISITS, NEW_CUSTOMERS, RESERVATIONS, RESERVED_AMOUNT]
BY_PERSON = [VISITS, FIRST_VISITS, RESERVATIONS, RESERVED_AMOUNT, COLLECTIONS]
WARNINGS = [OVERDUE_SIGNING, OVERDUE_MONEY, OVERDUE_FOLLOW_UPS, COOLING]
REPORTED = [*TILES[:1], FIRST_VISITS, *TILES[1:], *WARNINGS]
"""What the daily report freezes, in its order."""
AIMED_AT = [
    NET_RESERVATIONS, NET_AMOUNT, COLLECTIONS, VISITS, NEW_CUSTOMERS, SELL_THROUGH, FIRST_FOLLOW_UP, DISCOUNT,
]  # fmt: skip
"""What a manager may set a target for."""
