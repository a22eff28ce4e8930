"""The deals of the demo: from the purchase plan to the deposit, and the many ways in which one ends before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from lintel.customers.demo import Hall
from lintel.customers.demo_people import Persona
from lintel.customers.models import Customer
from lintel.inventory.jobs import lapse_holds
from lintel.inventory.models import Claim
from lintel.platform.approvals.jobs import expire_requests
from lintel.platform.kernel.story import EVENING, Story
from lintel.sales.actions.holds import queue_for_unit, release_hold
from lintel.sales.actions.money import reverse_receipt
from lintel.sales.actions.quotes import void_quote
from lintel.sales.actions.reservations import (
    void_reservation,
)
from lintel.sales.demo_asking import ask_another, deputies, hand_on, left_lying
from lintel.sales.demo_deal import Deal, choose_unit
from lintel.sales.demo_targets import targets
from lintel.sales.demo_terms import terms
from lintel.sales.jobs import expire_quotes, signing_falls_due
from lintel.sales.models import LedgerEntry, Quote

Status = Quote.Status


def deals(story: Story, halls: Sequence[Hall]) -> None:
    """Listen for serious customers, keep the evening's order, and leave today full of open ends."""
    for hall in halls:
        terms(story, hall.cast, hall.project, ago=hall.begins + 1 if hall.begins < 34 else hall.begins)
    story.on("serious", _serious)
    targets(story, halls)
    for ago in range(halls[0].begins, -1, -1):
        story.at(story.day(ago, 9, 30), lapse_holds)
        story.at(story.day(ago, 14, 30), lapse_holds)
        story.at(story.day(ago, 19, 50), _evening, until=EVENING)
    story.at(story.before_end(320), signing_falls_due)
    story.at(story.before_end(330), lambda: deputies(halls[0]))
    _today(halls[0])


def _evening() -> None:
    lapse_holds()
    expire_quotes()
    expire_requests()
    signing_falls_due()


def _serious(hall: Hall, pk: int, someone: Persona) -> None:
    """What becomes of a customer who came back."""
    random = hall.story.random
    roll = random.random()
    deal = Deal(hall, pk)
    if random.random() < 0.3:
        deal.special = Decimal(random.choice(("0.4", "1.2", "1.5", "2.6", "3.5")))
        deal.answer = random.choice(("yes",) * 6 + ("no", "back", "withdraw"))
    if roll < 0.05:
        deal.until = "drafted"
    elif roll < 0.25:
        deal.until = "issued"
    elif roll < 0.32:
        deal.until = "held"
        deal.story.after(lambda: _let_go(deal), minutes=140)
    elif roll < 0.37:
        deal.until = "issued"
        deal.story.after(lambda: _takes_back(deal), minutes=900)
    elif roll < 0.41:
        deal.until = "checked"
        deal.story.after(lambda: _void(deal), minutes=1_000)
    else:
        deal.then = _afterwards(deal, random.random())
    hall.story.after(deal.draft, minutes=90)


def _afterwards(deal: Deal, roll: float) -> Callable[[Deal], None]:
    if roll < 0.64:
        return Deal.go_on
    if roll < 0.70:
        return lambda d: d.cancel("buyer", "买方个人原因放弃认购", agree=2)
    if roll < 0.78:
        return lambda d: d.cancel("no_fault", "银行未批准贷款，双方同意解除", agree=2, paid_back=True)
    if roll < 0.81:
        return lambda d: d.cancel("seller", "该套图纸变更，公司提出解除", agree=2, paid_back=True)
    if roll < 0.86:
        return lambda d: d.cancel("buyer", "客户称家庭变故申请退订", agree=0, days=4)
    return Deal.pay_on


def _let_go(deal: Deal) -> None:
    if (
        hasattr(deal, "quote")
        and Claim.objects.live().filter(unit=deal.unit, holder=deal.consultant, about_id=None).exists()
    ):
        release_hold(deal.consultant, deal.unit, reason="客户改看其他户型")


def _takes_back(deal: Deal) -> None:
    if hasattr(deal, "quote"):
        deal.quote.refresh_from_db()
        if deal.quote.status == Status.ISSUED:
            void_quote(deal.consultant, deal.quote, reason="客户改变付款方式，重新出具")


def _void(deal: Deal) -> None:
    if hasattr(deal, "reservation"):
        void_reservation(deal.consultant, deal.reservation, reason="买受人姓名录入有误，重新填写")


def _today(hall: Hall) -> None:
    """One of everything that can wait for somebody, so that every desk has work."""
    yes = {"quick": True}
    script: tuple[tuple[float, dict[str, Any]], ...] = (
        (5_900, {"until": "paid"}), (5_880, {"until": "paid", "then": Deal.go_on}),
        (5_860, {"until": "paid", "then": lambda d: d.cancel("no_fault", "银行未批准贷款，双方同意解除", agree=2, paid_back=True)}),
        (5_400, {"until": "asked", "special": Decimal("1.6"), "then": left_lying}),
        (1_900, {"until": "asked", "special": Decimal("1.7"), "then": left_lying}),
        (1_400, {"until": "asked", "special": Decimal("3.4"), "then": left_lying}),
        (300, {"until": "asked", "special": Decimal("1.6"), "then": hand_on}),
        (296, {"until": "asked", "special": Decimal("2.1"), "then": ask_another}),
        (290, {"until": "asked", "special": Decimal("1.5")}),
        (282, {"until": "asked", "special": Decimal("1.8")}),
        (274, {"until": "asked", "special": Decimal("3.2")}),
        (266, {"until": "asked", "special": Decimal("6.5")}),
        (258, {"until": "decided", "special": Decimal("1.9"), "answer": "back"}),
        (254, {"until": "drafted"}), (250, {"until": "decided", "special": Decimal("3.0"), "answer": "no"}),
        (244, {"until": "decided", "special": Decimal("1.4")}),
        (238, {"until": "reserved"}), (230, {"until": "reserved"}),
        (222, {"until": "checked"}), (214, {"until": "checked"}),
        (206, {"until": "signed"}), (198, {"until": "signed"}),
        (190, {"until": "paid"}),
        (180, {"until": "paid", "then": lambda d: d.cancel("no_fault", "限购政策核查未通过，协商解除", agree=0, days=0)}),
        (170, {"until": "paid", "then": lambda d: d.cancel("no_fault", "银行征信未通过，协商解除", agree=1, days=0)}),
        (160, {"until": "paid", "then": lambda d: d.cancel("no_fault", "公司同意无责退订", agree=2, days=0)}),
        (150, {"until": "paid", "then": lambda d: d.story.after(lambda: _wrong_slip(d), minutes=4)}),
        (140, {"until": "accepted"}),
        (105, {"until": "held"}), (88, {"until": "held"}), (64, {"until": "held"}), (31, {"until": "held"}),
        (27, {"until": "issued"}),
    )  # fmt: skip
    for place, (minutes, what) in enumerate(script):
        hall.story.at(hall.story.before_end(minutes), lambda p=place, w=what: _begin(hall, p, {**yes, **w}))  # type: ignore[misc]
    hall.story.at(hall.story.before_end(14), lambda: _queues(hall))


def _begin(hall: Hall, place: int, what: dict[str, Any]) -> None:
    """A deal of today with somebody's open customer; consultants take turns so that nobody's quota is used up, and
    whoever has nobody leaves the turn to the next."""
    turn = place % len(hall.consultants)
    busy = Quote.objects.filter(created_at__date=hall.story.today).values("customer")
    theirs = (
        Customer.objects.open()
        .filter(project=hall.project)
        .exclude(pk__in=busy)
        .exclude(reservations__isnull=False)
        .exclude(grade="")
        .order_by("grade", "-pk")
    )
    people = hall.consultants[turn:] + hall.consultants[:turn]
    customer = next((c for person in people if (c := theirs.filter(owner=person).first()) is not None), None)
    if customer is not None:
        special = what.get("special", Decimal(0))
        building = "6" if what["until"] == "paid" and place % 2 else ""
        Deal(hall, customer.pk, unit=choose_unit(hall, building=building), **{**what, "special": special}).draft()


def _wrong_slip(deal: Deal) -> None:
    """The cashier notices a slip entered for the wrong amount and asks the manager to reverse it."""
    entry = LedgerEntry.objects.filter(reservation=deal.reservation).latest("pk")
    reverse_receipt(deal.hall.cast["lin"], entry, reason="回单金额录入有误，申请冲红后重录")


def _queues(hall: Hall) -> None:
    """Somebody else's customer wants a unit that is held."""
    for claim in (
        Claim.objects.live()
        .filter(kind=Claim.Kind.HOLD, unit__project=hall.project)
        .select_related("unit", "holder")
        .order_by("pk")[:3]
    ):
        other = next(p for p in hall.consultants if p.pk != claim.holder_id)
        queue_for_unit(other, claim.unit)
