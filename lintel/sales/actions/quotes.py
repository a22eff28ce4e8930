"""The purchase plan (置业计划书): calculated here, approved where it must be, issued, accepted - and then never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Customer
from lintel.inventory.models import PriceLine, Unit
from lintel.inventory.selling import can_sell
from lintel.platform.actions.door import action
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.numbering import next_number
from lintel.sales import figures
from lintel.sales.actions.disclosing import Before, must_be_told
from lintel.sales.actions.holds import _must_be_mine, of_one_project
from lintel.sales.calculations.loans import Method
from lintel.sales.kept import keep_charges, keep_payment, keep_steps
from lintel.sales.models import Offer, PaymentScheme, Quote
from lintel.sales.pricing import Pricing, Wish, price_it

Status = Quote.Status
EDITABLE = (Status.DRAFT, Status.RETURNED)


@action(Quote, gettext_lazy("Write a purchase plan"), creates=True, clause="3.3.1", button=False)
@rule("G-10", clause="3.3.1", name="G-10:sales.draft_quote")
def draft_quote(
    actor: User, *, unit: Unit, customer: Customer, scheme: PaymentScheme, offers: Sequence[Offer] = (),
    home: Quote.Home = Quote.Home.FIRST, months: int = 360, method: str = Method.EQUAL_INSTALMENT,
    down_percent: Decimal | None = None, special_discount: Decimal = Decimal(0), special_ground: str = "", special_reason: str = "",
) -> Quote:  # fmt: skip
    """A plan for one unit and one customer; every figure is reckoned here from what is in force, nothing is taken over.

    ``special_discount`` is in yuan and needs an objective ground (G-14).
    """
    _must_be_mine(actor, customer)
    of_one_project(unit, customer)
    can_sell(unit, user=actor, purpose="quote").require()
    wish = Wish(
        scheme=scheme, offers=tuple(offers), home=home, special=special_discount, months=months, method=Method(method),
        down_percent=down_percent,
    )  # fmt: skip
    quote = Quote(project=unit.project, unit=unit, customer=customer, consultant=actor)
    _write_down(quote, price_it(unit, wish), special_ground, special_reason)
    quote.number = f"{unit.project.code}-P{next_number(f'quote:{unit.project_id}'):05d}"
    quote.save()
    return quote


@action(Quote, gettext_lazy("Recalculate"), clause="3.3.1", when=lambda q: q.status in EDITABLE, button=False)
def change_quote(
    actor: User, quote: Quote, *, scheme: PaymentScheme, offers: Sequence[Offer] = (), home: Quote.Home = Quote.Home.FIRST,
    months: int = 360, method: str = Method.EQUAL_INSTALMENT, down_percent: Decimal | None = None,
    special_discount: Decimal = Decimal(0), special_ground: str = "", special_reason: str = "",
) -> None:  # fmt: skip
    """Calculate a plan anew that nobody has been given yet, from today's prices."""
    wish = Wish(
        scheme=scheme, offers=tuple(offers), home=home, special=special_discount, months=months, method=Method(method),
        down_percent=down_percent,
    )  # fmt: skip
    can_sell(quote.unit, user=actor, purpose="quote").require()
    _write_down(quote, price_it(quote.unit, wish), special_ground, special_reason)


def _write_down(quote: Quote, pricing: Pricing, ground: str, reason: str) -> None:
    special = pricing.stack.special_reduction
    if special and not ground:
        raise Refused(
            _("A special discount needs an objective ground."), rule="G-14", clause="3.3.3",
            remedy=_("Choose why this customer gets what others do not."),
        )  # fmt: skip
    line, wish = pricing.line, pricing.wish
    quote.price_line, quote.list_price, quote.filed_price, quote.floor_price = (
        line,
        line.list_price,
        line.filed_price,
        line.floor_price,
    )
    quote.steps, quote.public_price, quote.net_price = keep_steps(pricing.stack), pricing.stack.public_net, pricing.net
    quote.special_discount, quote.special_percent = special, pricing.stack.special_percent
    quote.special_ground, quote.special_reason = (ground, reason) if special else ("", reason)
    quote.scheme, quote.home, quote.wish = wish.scheme, wish.home, {**wish.terms, "offers": [o.pk for o in wish.offers]}
    quote.payment, quote.taxes = keep_payment(pricing.payment), keep_charges(pricing.charges)
    quote.valid_until = valid_until(pricing.wish)
    quote.full_clean(exclude=["number"])


def valid_until(wish: Wish) -> datetime:
    """Until when a plan written now for ``wish`` would be valid."""
    return _until(wish, figures.QUOTE_HOURS.whole())


def _until(wish: Wish, hours: int) -> datetime:
    """So many hours from now, but not beyond the last day of an offer or scheme it rests on."""
    until = clock.now() + timedelta(hours=hours)
    if wish.until is None:
        return until
    return min(until, datetime.combine(wish.until, time(23, 59, 59), tzinfo=clock.SHANGHAI))


def wish_of(quote: Quote) -> Wish:
    """What was asked for, from what the plan keeps."""
    down = quote.wish.get("down_percent")
    return Wish(
        scheme=quote.scheme, offers=tuple(Offer.objects.filter(pk__in=quote.wish.get("offers", []))), home=quote.home,
        special=quote.special_discount, months=int(quote.wish.get("months", 360)),
        method=Method(quote.wish.get("method", Method.EQUAL_INSTALMENT)), down_percent=Decimal(down) if down else None,
    )  # fmt: skip


@action(
    Quote, gettext_lazy("Issue"), clause="3.3.1", to=Status.ISSUED,
    when=lambda q: q.status == Status.APPROVED or (q.status == Status.DRAFT and not q.is_special),
)  # fmt: skip
@rule("G-01", clause="3.3.1", name="G-01:sales.issue_quote")
def issue_quote(actor: User, quote: Quote) -> None:
    """Give the plan to the customer. From now on not a fen of it changes; until it runs out, this is the price."""
    if quote.is_special and not was_approved(quote):
        raise needs_approval()
    if not PriceLine.objects.in_force().filter(pk=quote.price_line_id).exists():
        raise Refused(
            _("The price of this unit has changed since the plan was calculated."), rule="G-10", clause="3.3.1",
            remedy=_("Recalculate the plan with the price in force."),
        )  # fmt: skip
    can_sell(quote.unit, user=actor, purpose="quote").require()
    if not quote.is_valid:
        raise expired()
    quote.issued_at = clock.now()


def was_approved(quote: Quote) -> bool:
    """Whether somebody with authority said yes to just this plan; the amounts cannot have changed since."""
    return quote.approved_at is not None


def needs_approval() -> Refused:
    return Refused(
        _("This price needs approval before the plan can be issued."),
        clause="3.3.3",
        remedy=_("Ask for the special discount."),
    )


def expired() -> Refused:
    return Refused(_("The purchase plan has run out."), clause="3.3.1", remedy=_("Write a new one at today's price."))


@action(Quote, gettext_lazy("Customer accepts"), clause="3.3.1", to=Status.ACCEPTED)
@rule("G-05", clause="3.3.2", name="G-05:sales.accept_quote")
def accept_quote(actor: User, quote: Quote) -> None:
    """The customer agrees to the plan, having been told what must be told before that."""
    if not quote.is_valid:
        raise expired()
    must_be_told(quote, Before.ACCEPTING)
    quote.accepted_at = clock.now()


@action(Quote, gettext_lazy("Void"), clause="3.3.1", to=Status.VOID)
def void_quote(actor: User, quote: Quote, *, reason: str) -> None:
    """Take the plan back; it stays on record. One that waits for approval is withdrawn first, one in use cannot go."""


@action(Quote, gettext_lazy("Expire"), to=Status.EXPIRED, button=False)
def expire_quote(actor: User, quote: Quote) -> None:
    """Its time is over; done by the job. Nobody waits for it: a plan past its time cannot be issued, accepted or used."""
    if quote.is_valid:
        raise Refused(_("The plan is still valid."), clause="3.3.1")


def approved(quote: Quote, hours: int) -> None:
    """Mark a plan as approved and let it run anew; called by the approval."""
    quote.lifecycle.move(quote, Status.APPROVED)
    quote.approved_at = clock.now()
    quote.valid_until = _until(wish_of(quote), hours)


def drop_request_of(quote: Quote, request: Any) -> None:
    """Back to draft: the asker took it back."""
    if quote.lifecycle.allows(quote, Status.DRAFT):
        quote.lifecycle.move(quote, Status.DRAFT)
