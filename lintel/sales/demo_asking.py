"""What waits for an answer in the demo: a request in every state, with every way of passing it on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lintel.customers.demo import Hall
from lintel.platform.approvals.actions import add_sign, comment, delegate, remind, transfer
from lintel.platform.approvals.asking import live_request
from lintel.platform.approvals.models import Request
from lintel.sales.actions.discounts import SPECIAL_DISCOUNT
from lintel.sales.demo_deal import Deal


def hand_on(deal: Deal) -> None:
    """The supervisor is with a customer; the deputy decides in their place."""
    request, waited = _open(deal)
    if request is not None:
        transfer(waited, request, to=deal.hall.cast["chen"], reason="现场接待走不开，请代为决定")


def ask_another(deal: Deal) -> None:
    """The supervisor wants planning to look at the price first."""
    request, waited = _open(deal)
    if request is not None:
        add_sign(waited, request, person=deal.hall.cast["zheng"], reason="请策划先核对该套的去化与底价依据")


def left_lying(deal: Deal) -> None:
    """Nobody answers: by now it is overdue. The consultant has added a word and reminded once."""
    request, _waited = _open(deal)
    if request is not None:
        consultant = deal.consultant
        deal.story.after(lambda: comment(consultant, _again(request), comment="客户今天再次询问，麻烦尽快"), days=1)
        deal.story.after(lambda: remind(consultant, _again(request)), days=1.2)


def deputies(hall: Hall) -> None:
    """The deputy manager is at a trade fair: for three days customer service decides on prices in her place."""
    today = hall.story.now.date()
    delegate(
        hall.cast["chen"], deputy=hall.cast["xu"], starts_on=today, ends_on=today + timedelta(days=3),
        points=["inventory.price_scheme"], reason="外出参加房博会",
    )  # fmt: skip


def _open(deal: Deal) -> tuple[Request | None, Any]:
    request = live_request(SPECIAL_DISCOUNT, deal.quote) if hasattr(deal, "quote") else None
    if request is None:
        return None, None
    first: Any = request.now_at()[0]
    return request, deal.hall.cast[first.person.username]


def _again(request: Request) -> Request:
    return Request.objects.get(pk=request.pk)
