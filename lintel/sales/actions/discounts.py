"""The special discount (特批优惠): who may give how much, asked, decided, and bound to one plan (clause 3.3.3)."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Unit
from lintel.platform.access.scope import may
from lintel.platform.actions.door import action
from lintel.platform.approvals.actions import resubmit
from lintel.platform.approvals.asking import Preview, ask, live_request, preview
from lintel.platform.approvals.points import Fact, Line, Measures, Point, default_authority
from lintel.platform.approvals.queries import requests_this_month
from lintel.platform.attachments.queries import attachments_of
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.money import format_discount, format_percent, format_yuan, rounded
from lintel.platform.notices.sending import notify
from lintel.sales import figures
from lintel.sales.actions.quotes import approved, drop_request_of
from lintel.sales.actions.words import COMPANY_CONSENT, DISCOUNT_DECIDED
from lintel.sales.models import Quote
from lintel.sales.pricing import Pricing, Wish, price_it
from lintel.sales.queries import offers_for, schemes_in_force, usual_price

Status = Quote.Status
BELOW_FLOOR, COMPANY = "below_floor", "company"
SEE_FLOOR = "inventory.see_floor_price"


def case_of(percent: Decimal, below_floor: bool) -> str:
    """The kind of case: beyond what the manager gives alone, below the floor price, or an ordinary discount."""
    if percent > figures.COMPANY_ABOVE.value():
        return COMPANY
    return BELOW_FLOOR if below_floor else ""


def measures_of(amount: Decimal, percent: Decimal, below_floor: bool) -> Measures:
    """What the matrix of authority looks at."""
    return Measures(amount=amount, percent=percent, kind=case_of(percent, below_floor))


def _facts(quote: Quote) -> list[Fact]:
    """What a decider must know. The floor price itself is not among it, and that it is undercut is nothing for the asker."""
    ratio = rounded(quote.net_price / quote.list_price, Decimal("0.0001"))
    facts = [
        Fact(gettext_lazy("Special discount"), format_yuan(quote.special_discount), emphasised=True),
        Fact(gettext_lazy("In per cent of the list price"), format_percent(quote.special_percent)),
        Fact(gettext_lazy("List price"), format_yuan(quote.list_price)),
        Fact(gettext_lazy("After public offers"), format_yuan(quote.public_price)),
        Fact(gettext_lazy("Net price"), f"{format_yuan(quote.net_price)} · {format_discount(ratio)}"),
        Fact(gettext_lazy("Unit"), str(quote.unit), on_card=True),
        Fact(gettext_lazy("Customer"), str(quote.customer), on_card=True),
        Fact(gettext_lazy("Payment scheme"), quote.scheme.name),
        Fact(gettext_lazy("Ground"), quote.get_special_ground_display()),
    ]
    if quote.below_floor:
        facts.append(
            Fact(gettext_lazy("Below the floor price"), gettext_lazy("Yes"), warning=True, permission=SEE_FLOOR)
        )
    return facts


def _history(quote: Quote, request: Any) -> list[Fact]:
    """The same type in the last thirty days, and how often this person asked this month."""
    average, deals = usual_price(quote.unit, days=30)
    asked = requests_this_month(SPECIAL_DISCOUNT.name, request.asked_by)
    facts = [Fact(gettext_lazy("Special discounts asked by this person this month"), str(asked))]
    if average is not None:
        said = _("%(price)s, %(deals)s deals") % {"price": format_yuan(average), "deals": deals}
        facts.insert(0, Fact(gettext_lazy("Average price of the same type, 30 days"), said))
    return facts


def _granted(actor: User, quote: Quote, request: Any) -> None:
    if quote.status == Status.RETURNED:
        quote.lifecycle.move(quote, Status.NEEDS_APPROVAL)
    approved(quote, figures.APPROVAL_HOURS.whole())
    _tell(quote, gettext_lazy("The special discount of plan %(number)s was approved"), request)


def _refused(actor: User, quote: Quote, request: Any) -> None:
    if quote.status == Status.RETURNED:
        quote.lifecycle.move(quote, Status.NEEDS_APPROVAL)
    quote.lifecycle.move(quote, Status.REJECTED)
    _tell(quote, gettext_lazy("The special discount of plan %(number)s was refused"), request)


def _returned(actor: User, quote: Quote, request: Any) -> None:
    if quote.status == Status.NEEDS_APPROVAL:
        quote.lifecycle.move(quote, Status.RETURNED)


def _withdrawn(actor: User, quote: Quote, request: Any) -> None:
    drop_request_of(quote, request)


def _tell(quote: Quote, title: Any, request: Any) -> None:
    notify(
        quote.consultant, DISCOUNT_DECIDED, title, url=quote.get_absolute_url(), values={"number": quote.number}, about=quote,
        event=f"discount:{request.pk}:decided",
    )  # fmt: skip


SPECIAL_DISCOUNT = Point(
    name="sales.special_discount", model=Quote, title=gettext_lazy("Special discount"), clause="3.3.3",
    measures=lambda q: measures_of(q.special_discount, q.special_percent, q.below_floor), facts=_facts,
    history=_history,
    granted=_granted, refused=_refused, returned=_returned, withdrawn=_withdrawn, expired=_returned,
    valid_for=timedelta(days=7),
)  # fmt: skip
default_authority(
    "sales.special_discount",
    [
        Line("SR", max_percent="0.5"), Line("SS", max_percent="2"), Line("DM", max_percent="4"), Line("MGR", max_percent="8"),
        # Below the floor price only the manager decides, having heard supervisor and deputy.
        Line("SS", max_percent="0", kind=BELOW_FLOOR), Line("DM", max_percent="0", kind=BELOW_FLOOR),
        Line("MGR", max_percent="8", kind=BELOW_FLOOR),
        # Above that the company's leader signs on paper, and the manager enters the signature.
        Line("SS", max_percent="0", kind=COMPANY), Line("DM", max_percent="0", kind=COMPANY), Line("MGR", kind=COMPANY),
    ],
    source="管理制度 3.3.3（比例为建议值，由公司核定）",
)  # fmt: skip


@action(
    Quote, gettext_lazy("Ask for the special discount"), clause="3.3.3", to=Status.NEEDS_APPROVAL,
    when=lambda q: q.status in (Status.DRAFT, Status.RETURNED) and q.is_special,
)  # fmt: skip
@rule("G-14", clause="3.3.3", name="G-14:sales.ask_special_discount")
def ask_special_discount(actor: User, quote: Quote, *, reason: str = "") -> None:
    """Ask whoever may allow it; within one's own authority it is allowed at once. The answer binds this plan only:
    its customer, unit, amount and validity."""
    if not quote.is_special:
        raise Refused(_("This plan needs no approval."), clause="3.3.3", remedy=_("Issue it."))
    if (
        case_of(quote.special_percent, quote.below_floor) == COMPANY
        and not attachments_of(quote, COMPANY_CONSENT).exists()
    ):
        raise Refused(
            _("A discount above %(limit)s needs the company's signature.")
            % {"limit": format_percent(figures.COMPANY_ABOVE.value())},
            clause="3.3.3", remedy=_("Attach the signed consent of the company to the plan, then ask again."),
        )  # fmt: skip
    if returned := live_request(SPECIAL_DISCOUNT, quote):
        resubmit(actor, returned, reason=reason or quote.special_reason)
    elif ask(SPECIAL_DISCOUNT, quote, by=actor, reason=reason or quote.special_reason) is None:
        approved(quote, figures.APPROVAL_HOURS.whole())


@dataclass(frozen=True)
class WithoutApproval:
    """A way to a similar price that needs nobody's yes."""

    title: str
    wish: Wish
    net: Decimal
    difference: Decimal
    """Its net price minus the one asked for."""


@dataclass(frozen=True)
class Outlook:
    """What is shown while a discount is being typed. To those who may not see the floor price (``sees_floor``) every word of
    it is what it would be without one: trying prices must not find it (decision 0009)."""

    pricing: Pricing
    needed: bool
    approval: Preview | None
    margin: Decimal | None
    alternatives: list[WithoutApproval]
    needs_company: bool
    sees_floor: bool
    below_floor: bool


def outlook(user: User, unit: Unit, wish: Wish) -> Outlook:
    """Net price, who must approve and how long that takes, and two ways that need no approval. Changes nothing."""
    pricing = price_it(unit, wish)
    stack, sees = pricing.stack, may(user, SEE_FLOOR)
    below = sees and stack.below_floor
    needed, approval = stack.special_reduction > 0 or below, None
    if needed:
        size = measures_of(stack.special_reduction, stack.special_percent, below)
        approval = preview(SPECIAL_DISCOUNT, by=user, measures=size, project_id=unit.project_id)
        needed = approval.needed
    return Outlook(
        pricing, needed, approval, stack.margin_to_floor if sees else None,
        ways_without_approval(user, unit, wish, pricing) if needed else [],
        case_of(stack.special_percent, below) == COMPANY, sees, below,
    )  # fmt: skip


def ways_without_approval(user: User, unit: Unit, wish: Wish, asked: Pricing, most: int = 2) -> list[WithoutApproval]:
    """Other payment schemes and all public offers, and what one may give oneself, nearest to the price asked for."""
    found, sees = {}, may(user, SEE_FLOOR)
    every_offer = tuple(offers_for(unit, asked.on))
    for scheme in schemes_in_force(unit.project_id, asked.on):
        tried = _tried(unit, replace(wish, scheme=scheme, offers=every_offer, special=Decimal(0), down_percent=None))
        if tried and not (sees and tried.below_floor) and tried.net < asked.stack.public_net:
            found[tried.net] = WithoutApproval(scheme.name, tried.wish, tried.net, tried.net - asked.net)
    own = _own_limit(user, unit, wish, asked)
    if own:
        found[own.net] = own
    return sorted(found.values(), key=lambda w: abs(w.difference))[:most]


def _own_limit(user: User, unit: Unit, wish: Wish, asked: Pricing) -> WithoutApproval | None:
    """As much as one may give without asking."""
    trial = preview(SPECIAL_DISCOUNT, by=user, measures=Measures(percent=Decimal(0)), project_id=unit.project_id)
    limit = trial.own_limit.max_percent if trial.own_limit else None
    if not limit:
        return None
    amount = (asked.stack.list_price * limit / 100).quantize(Decimal(1), rounding="ROUND_DOWN")
    if not 0 < amount < asked.stack.special_reduction:
        return None
    tried = _tried(unit, replace(wish, special=amount))
    if tried is None or (tried.below_floor and may(user, SEE_FLOOR)):
        return None
    title = _("Within your own authority: %(amount)s") % {"amount": format_yuan(amount)}
    return WithoutApproval(title, tried.wish, tried.net, tried.net - asked.net)


def _tried(unit: Unit, wish: Wish) -> Pricing | None:
    try:
        return price_it(unit, wish)
    except Refused:
        return None


__all__: Sequence[str] = ("SPECIAL_DISCOUNT", "Outlook", "ask_special_discount", "outlook")
