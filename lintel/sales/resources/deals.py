"""Plans, reservations, money, targets and who waits for a unit, and what of it stands on the pages of units and customers."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers.merging import moves_with_customer
from lintel.customers.models import Customer
from lintel.inventory.claims import live_claim
from lintel.inventory.models import Claim, Project, Unit
from lintel.platform.access.scope import may, visible
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.resource import Panel, Period, Resource, View, chips, panel_on
from lintel.sales import filters, on_board, on_customer, timeline, widgets  # noqa: F401  (some only register themselves)
from lintel.sales.actions import targets
from lintel.sales.actions.discounts import SEE_FLOOR
from lintel.sales.allocating import LABELS
from lintel.sales.models import (
    Buyer,
    Cancellation,
    DisclosureItem,
    LedgerEntry,
    Offer,
    PaymentScheme,
    Quote,
    Reservation,
    TargetPlan,
    TargetShare,
    UnitWaiter,
)
from lintel.sales.queries import valid_plans
from lintel.sales.screens.plans import quote_page
from lintel.sales.screens.reserving import reservation_page
from lintel.sales.screens.targets import allocate, revise
from lintel.sales.targets import attainment

chips(Quote, "status", {
    "draft": ("mute", "○"), "needs_approval": ("wait", "◔"), "approved": ("info", "✓"), "returned": ("warn", "↩"), "rejected": ("bad", "×"),
    "issued": ("brand", "◔"), "accepted": ("ok", "◑"), "used": ("ok", "●"), "expired": ("mute", "–"), "void": ("mute", "×"),
})  # fmt: skip
chips(Reservation, "status", {
    "draft": ("wait", "○"), "checked": ("info", "◔"), "signed": ("brand", "◑"), "effective": ("ok", "●"), "overdue": ("bad", "!"),
    "converted": ("ok", "★"), "cancel_requested": ("warn", "◔"), "cancelled": ("mute", "×"), "void": ("mute", "×"),
})  # fmt: skip
chips(
    LedgerEntry,
    "what",
    {"receipt": ("ok", "+"), "reversal": ("bad", "↩"), "refund": ("warn", "−"), "compensation": ("bad", "−")},
)
chips(
    LedgerEntry,
    "kind",
    {"earnest": ("brand", "◆"), "advance": ("info", "◇"), "intent": ("mute", "○"), "price": ("ok", "¥")},
)
chips(
    Cancellation,
    "effect",
    {"forfeit": ("warn", "◆"), "double": ("bad", "×2"), "refund": ("info", "↩"), "nothing": ("mute", "–")},
)


class Quotes(Resource):
    """Purchase plans: one's own, one's team's, everybody's."""

    model = Quote
    empty = _("A purchase plan is written on a unit's page or for a customer; it is kept here with its validity.")
    icon = "file-dollar"
    clause = "3.3.1"
    columns = [
        "number", "unit", Column("customer", sort=False), Column("net_price", kind="wan", unit=_("10k yuan")),
        Column("special_percent", kind="percent", label=_("Special")),
        "scheme", "status", "consultant", "valid_until",
    ]  # fmt: skip
    detail_columns = [
        "number", "project", "unit", "customer", "consultant", "status", "list_price", Column("filed_price"),
        Column("floor_price", permission=SEE_FLOOR), "public_price", "special_discount", "special_ground", "special_reason", "net_price",
        "scheme", "home", "valid_until", "issued_at", "accepted_at",
    ]  # fmt: skip
    card = ["status", "unit", "customer", "net_price"]
    filterset = filters.QuoteFilter
    periods = ["approved_at", "created_at", Period("valid_until", ahead=True)]
    total = "net_price"
    search = ["number", "unit__code"]
    views = [
        View(_("Mine"), "consultant=me"), View(_("Waiting for approval"), "status=needs_approval", count=True),
        View(_("Issued"), "status=issued"), View(_("Accepted"), "status=accepted", count=True),
    ]  # fmt: skip
    project_path = "project_id"
    detail = staticmethod(quote_page)
    drawer = "wide"
    wide = True

    def rows(self, user: Any) -> QuerySet[Quote]:
        unit = ("unit__building", "unit__section", "unit__unit_type", "unit__project")
        return super().rows(user).select_related(*unit, "project", "customer", "consultant", "scheme", "price_line")


class Reservations(Resource):
    """Reservations, with what each waits for."""

    model = Reservation
    empty = _("A reservation begins with one's own hold on a unit and comes here when the form is signed.")
    icon = "contract"
    clause = "3.4.1"
    columns = [
        "number", "unit", Column("customer", sort=False), Column("price", kind="wan", unit=_("10k yuan")), "deposit_kind",
        Column("deposit_amount", kind="money"), "status", "sign_by", "consultant",
    ]  # fmt: skip
    detail_columns = [
        "number", "project", "unit", "customer", "consultant", "status", "price", "deposit_kind", "deposit_amount", "sign_by", "extended",
        Column("eligibility_note", wrap=True), "checked_by", "signed_at", "effective_at", "form_version",
    ]  # fmt: skip
    card = ["status", "unit", "customer", "price", "sign_by"]
    filterset = filters.ReservationFilter
    periods = ["effective_at", "created_at", Period("sign_by", ahead=True)]
    total = "price"
    search = ["number", "unit__code"]
    views = [
        View(_("Mine"), "consultant=me"), View(_("To check"), "status=draft", count=True), View(_("To sign"), "status=checked", count=True),
        View(_("Waiting for the deposit"), "status=signed", count=True), View(_("Effective"), "status=effective"),
        View(_("Overdue"), "status=overdue", count=True), View(_("Being cancelled"), "status=cancel_requested", count=True),
    ]  # fmt: skip
    project_path = "project_id"
    detail = staticmethod(reservation_page)
    drawer = "wide"
    wide = True
    watermark = True

    def rows(self, user: Any) -> QuerySet[Reservation]:
        unit = ("unit__building", "unit__section", "unit__unit_type", "unit__project")
        return (
            super()
            .rows(user)
            .select_related(*unit, "project", "customer", "consultant", "quote__scheme", "cancellation")
        )


class Ledger(Resource):
    """Every movement of money, as it was entered."""

    model = LedgerEntry
    empty = _("Nothing has been received or paid back yet. The cashier records money on the reservation.")
    icon = "receipt-2"
    title = _("Receipts and refunds")
    clause = "3.4.2"
    columns = [
        "receipt_number", "received_on", "reservation", "what", "kind", Column("amount", kind="money"), "method",
        Column("serial", usual=False),
        Column("account_tail", label=_("Account"), sort=False, value=lambda e: f"•••• {e.account_tail}", usual=False),
        "supervised", "cashier",
    ]  # fmt: skip
    detail_columns = [
        "receipt_number", "project", "reservation", "what", "kind", Column("amount", kind="money"), "method", "serial", "payer",
        "account_name", Column("account_tail", label=_("Account"), value=lambda e: f"•••• {e.account_tail}"),
        "supervised", "received_on", "at",
        "cashier", "reverses", Column("note", wrap=True),
    ]  # fmt: skip
    card = ["kind", "received_on", "reservation", "amount"]
    filters = ["what", "kind", "method", "cashier"]
    periods = ["received_on"]
    total = "amount"
    search = ["serial", "reservation__number", "reservation__unit__code"]
    views = [
        View(_("Receipts"), "what=receipt"),
        View(_("Reversals"), "what=reversal"),
        View(_("Refunds"), "what=refund"),
    ]
    project_path = "project_id"
    detail_template = "sales/entry.html"
    watermark = True


class Buyers(Resource):
    model = Buyer
    empty = _("Buyers are entered with the reservation, with their shares.")
    icon = "users"
    columns = [
        "reservation",
        "place",
        Column("masked_name", label=_("Name"), sort=False),
        "document",
        "id_number",
        "phone",
        Column("share", kind="percent"),
        "minor",
    ]
    watermark = True
    export = False


class Cancellations(Resource):
    model = Cancellation
    empty = _("Nobody has asked to leave a reservation. A cancellation is asked for on the reservation itself.")
    icon = "arrow-back-up"
    clause = "3.4.2"
    columns = [
        "reservation",
        "cause",
        "effect",
        Column("money_in", kind="money"),
        Column("to_return", kind="money"),
        "asked_by",
        "decided_at",
        "settled_at",
    ]
    filterset = filters.CancellationFilter
    periods = ["decided_at", "created_at", "settled_at"]
    project_path = "project_id"


class TargetPlans(Resource):
    """What each team is to reach in a month."""

    model = TargetPlan
    empty = _("No targets have been proposed. The supervisor proposes a month, the manager approves it.")
    icon = "trophy"
    clause = "2.2.3.2"
    columns = [
        Column("month", value=lambda p: f"{p.month:%Y-%m}", kind="text", label=_("Month")), "team", "project", "units",
        Column("amount", kind="wan", unit=_("10k yuan")), Column("collection", kind="wan", unit=_("10k yuan")), "visits", "status",
        "author",
    ]  # fmt: skip
    detail_columns = [
        Column("month", value=lambda p: f"{p.month:%Y-%m}", kind="text", label=_("Month")), "team", "project", "status", "author",
        "decided_by", Column("shortfall", wrap=True),
    ]  # fmt: skip
    filters = ["status", "team"]
    create = targets.propose_targets
    adding = staticmethod(allocate)
    acting = {"revise_targets": revise}
    order = "-month"
    views = [View(_("To approve"), "status=proposed", count=True)]
    project_path = "project_id"
    wide = True


class TargetShares(Resource):
    """What each person is to reach in a month; consultants see their own."""

    model = TargetShare
    empty = _("Shares of the target appear here with the month's plan.")
    icon = "trophy"
    clause = "2.2.3.2"
    columns = [
        "person", "plan", "units", Column("amount", kind="wan", unit=_("10k yuan")),
        Column("collection", kind="wan", unit=_("10k yuan")), "visits",
    ]  # fmt: skip
    filters = ["person"]
    order = "-plan__month"
    project_path = "plan__project_id"

    def rows(self, user: Any) -> QuerySet[TargetShare]:
        return super().rows(user).select_related("plan__team")


class Waiters(Resource):
    model = UnitWaiter
    empty = _("Nobody waits for a unit somebody else has. One press on the unit's page queues for it.")
    icon = "clock"
    clause = "3.3.1"
    columns = ["unit", "consultant", "customer", "since", "told_at"]
    periods = ["since"]
    project_path = "project_id"


moves_with_customer(Quote, "customer")
moves_with_customer(Reservation, "customer")
moves_with_customer(UnitWaiter, "customer")
moves_with_customer(Claim, "customer_id")


def _deal(user: Any, unit: Unit) -> dict[str, Any] | None:
    """What this person can do with the unit now: hold, extend, plan, reserve, queue."""
    if not may(user, "sales.draft_quote"):
        return None
    claim = live_claim(unit)
    mine = claim is not None and claim.holder_id == user.pk and claim.kind == Claim.Kind.HOLD
    customer = visible(Customer, user).filter(pk=claim.customer_id).first() if mine and claim else None
    plan = valid_plans(user, customer, unit).first() if customer else None
    for_sale = unit.sale_state not in (Unit.State.DRAFT, Unit.State.WITHHELD, Unit.State.NOT_FOR_SALE)
    if not for_sale and not claim:
        return None
    query = f"?unit={unit.pk}" + (f"&customer={customer.pk}" if customer else "")
    return {
        "unit": unit, "claim": claim, "mine": mine, "customer": customer, "plan": plan, "plan_url": reverse("sales:quote-new") + query,
        "taken": claim is not None and not mine, "own_paper": mine and claim is not None and claim.about_id is not None,
        "waiting": visible(UnitWaiter, user).filter(unit=unit, consultant=user, told_at__isnull=True).exists(),
    }  # fmt: skip


def _attained(user: Any, plan: TargetPlan) -> dict[str, Any]:
    return {"lines": attainment(plan), "heads": list(LABELS.values())}


chips(TargetPlan, "status", {"proposed": ("wait", "◔"), "approved": ("ok", "●"), "returned": ("warn", "↩")})
panel_on(
    TargetPlan,
    Panel(title=_("How far the month has come"), template="sales/_attainment.html", context=_attained, order=1),
)
panel_on(Unit, Panel(title=_("Deal"), template="sales/_deal.html", context=_deal, order=1))
panel_on(Unit, Panel(title=_("Purchase plans"), model=Quote, by="unit", order=70, limit=10))
panel_on(Unit, Panel(title=_("Reservations"), model=Reservation, by="unit", order=60, limit=10))
panel_on(Customer, Panel(title=_("Reservations"), model=Reservation, by="customer", order=10, limit=10))
panel_on(Customer, Panel(title=_("Purchase plans"), model=Quote, by="customer", order=20, limit=10))
panel_on(Project, Panel(title=_("Offers"), model=Offer, by="project", order=80))
panel_on(Project, Panel(title=_("Payment schemes"), model=PaymentScheme, by="project", order=81))
panel_on(Project, Panel(title=_("Disclosures"), model=DisclosureItem, by="project", order=82))
