"""One deal of the demo: from the purchase plan to the deposit, and what may come after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from lintel.customers.demo import Hall
from lintel.customers.models import Customer
from lintel.inventory.models import Unit
from lintel.platform.approvals.actions import approve, refuse, return_to, withdraw
from lintel.platform.approvals.asking import live_request
from lintel.platform.directory.models import User
from lintel.platform.kernel.story import Story
from lintel.platform.privacy.canonical import check_digit
from lintel.sales.actions.cancelling import CANCELLATION, request_cancellation
from lintel.sales.actions.disclosing import confirm_disclosures
from lintel.sales.actions.discounts import SPECIAL_DISCOUNT, ask_special_discount
from lintel.sales.actions.holds import hold_unit
from lintel.sales.actions.money import record_receipt, record_refund, to_pay_back
from lintel.sales.actions.quotes import accept_quote, draft_quote, issue_quote
from lintel.sales.actions.reservations import (
    check_reservation,
    draft_reservation,
    extend_signing,
    sign_reservation,
)
from lintel.sales.models import Cancellation, LedgerEntry, MoneyKind, Quote, Reservation
from lintel.sales.people import Person
from lintel.sales.queries import balance, disclosures_due, offers_for, schemes_in_force

STEPS = ("drafted", "asked", "decided", "issued", "accepted", "held", "reserved", "checked", "signed", "paid")
"""How far a deal goes; each step brings the next."""
PACE = {
    "asked": 15,
    "decided": 190,
    "issued": 25,
    "held": 20,
    "accepted": 15,
    "reserved": 25,
    "checked": 150,
    "signed": 120,
    "paid": 1_100,
}
"""Minutes a step takes in an ordinary week."""
NOBODYS_REGION = "990000"
"""No place in China has this code, so no living person has the identity numbers made from it."""
Status = Quote.Status


@dataclass
class Deal:
    """One customer and one unit. ``until`` is the last step; ``special`` per cent are asked for beyond public offers."""

    hall: Hall
    pk: int
    until: str = "paid"
    special: Decimal = Decimal(0)
    answer: str = "yes"
    quick: bool = False
    then: Callable[[Deal], None] | None = None
    unit: Unit | None = None
    quote: Quote = field(init=False)
    reservation: Reservation = field(init=False)

    @property
    def story(self) -> Story:
        return self.hall.story

    @property
    def consultant(self) -> User:
        return self.hall.cast[self.quote.consultant.username]

    @property
    def supervisor(self) -> User:
        return self.hall.above(self.quote.consultant)

    def on(self, step: str, deed: Callable[[], Any]) -> None:
        """Do ``deed`` when ``step`` is due, unless the deal ends before it, or the customer has gone to a colleague by then."""
        if STEPS.index(step) <= STEPS.index(self.until):
            self.story.after(lambda: self._still_mine() and deed(), minutes=2 if self.quick else PACE[step])

    def _still_mine(self) -> bool:
        return Customer.objects.filter(pk=self.pk, owner=self.quote.consultant_id).exists()

    # the plan

    def draft(self) -> None:
        customer = Customer.objects.select_related("owner", "project").get(pk=self.pk)
        if customer.owner is None or customer.stage not in Customer.OPEN:
            return
        owner, random = self.hall.cast[customer.owner.username], self.story.random
        unit = self.unit or choose_unit(self.hall)
        if unit is None:
            return
        self.unit = unit
        day = self.story.now.date()
        schemes = [
            s for s in schemes_in_force(self.hall.project.pk, day) if s.way != "provident" or random.random() < 0.2
        ]
        home = (
            random.choice((Quote.Home.FIRST, Quote.Home.FIRST, Quote.Home.SECOND))
            if unit.kind == Unit.Kind.RESIDENTIAL
            else Quote.Home.OTHER
        )
        if unit.kind != Unit.Kind.RESIDENTIAL:  # loans are for homes here: shops and parking spaces are not completed
            schemes = [s for s in schemes if not s.borrows]
        amount = (
            (unit.price.list_price * self.special / 100).quantize(Decimal("1"))
            if unit.price and self.special
            else Decimal(0)
        )
        self.quote = draft_quote(
            owner, unit=unit, customer=customer, scheme=random.choice(schemes), home=home, months=random.choice((240, 300, 360)),
            offers=list(offers_for(unit, day)), special_discount=amount,
            special_ground=random.choice(Quote.Ground.values[:5]) if amount else "",
            special_reason="客户诚意明确，对比周边项目申请优惠" if amount else "",
        )  # fmt: skip
        if self.quote.is_special:
            self.on("asked", self.ask)
        else:
            self.on("issued", self.issue)

    def ask(self) -> None:
        ask_special_discount(self.consultant, self.quote)
        if live_request(SPECIAL_DISCOUNT, self.quote) is None:
            self.on("issued", self.issue)
        elif self.until == "asked" and self.then is not None:
            self.story.after(lambda: self.then and self.then(self), minutes=6)
        elif self.answer == "withdraw":
            self.on(
                "decided",
                lambda: withdraw(
                    self.consultant, live_request(SPECIAL_DISCOUNT, self.quote), reason="客户改选其他户型"
                ),
            )
        else:
            self.on("decided", self.decide)

    def decide(self, steps: int = 9) -> None:
        """Whoever is waited for answers; step after step when they agree."""
        for _ in range(steps):
            request = live_request(SPECIAL_DISCOUNT, self.quote)
            if request is None:
                break
            person = _waited_for(self.hall, request)
            if self.answer == "no":
                refuse(person, request, reason="与其他客户标准不一致，不同意单独优惠")
                return
            if self.answer == "back":
                return_to(person, request, reason="请补充依据，并核对付款方式")
                return
            approve(person, request, comment="同意")
        if live_request(SPECIAL_DISCOUNT, self.quote) is None:
            self.on("issued", self.issue)

    def issue(self) -> None:
        issue_quote(self.consultant, self.quote)
        self.on("held", self.hold)

    # the unit

    def hold(self) -> None:
        hold_unit(self.consultant, self.unit, customer=self.quote.customer)
        self.on("accepted", self.accept)

    def accept(self) -> None:
        confirm_disclosures(self.consultant, self.quote, items=list(disclosures_due(self.quote)))
        accept_quote(self.consultant, self.quote)
        self.on("reserved", self.reserve)

    def reserve(self) -> None:
        random = self.story.random
        self.quote.refresh_from_db()
        kind = random.choice((MoneyKind.EARNEST,) * 5 + (MoneyKind.ADVANCE, MoneyKind.INTENT))
        amount = (
            Decimal(random.choice((50_000, 50_000, 100_000))) if self.quote.net_price > 600_000 else Decimal(10_000)
        )
        self.reservation = draft_reservation(
            self.consultant, self.unit, quote=self.quote, buyers=_buyers(self), deposit_kind=kind, deposit_amount=amount,
            checked_face_to_face=True, eligibility_note="已核查购房资格，符合当地政策",
        )  # fmt: skip
        self.on("checked", self.check)

    def check(self) -> None:
        check_reservation(self.supervisor, self.reservation)
        self.on("signed", self.sign)

    def sign(self) -> None:
        sign_reservation(self.hall.cast["liu"], self.reservation)
        self.on("paid", self.pay)

    # the money

    def pay(self) -> None:
        """The cashier records the deposit from the bank slip; now and then it comes in two parts."""
        whole = self.reservation.deposit_amount
        parts = [whole / 2, whole / 2] if self.story.random.random() < 0.15 else [whole]
        for part in parts:
            self.receive(part)
        if self.then is not None:
            self.then(self)

    def receive(self, amount: Decimal, days_ago: int = 0) -> LedgerEntry:
        """The bank's slip may come a day late."""
        entry: LedgerEntry = record_receipt(
            self.hall.cast["lin"], self.reservation, amount=amount, method=self.story.random.choice(("transfer", "transfer", "card")),
            serial=_serial(self.story), received_on=self.story.now.date() - timedelta(days=days_ago), payer=self.quote.customer.name,
        )  # fmt: skip
        return entry

    # after it is in effect

    def pay_on(self) -> None:
        """Most buyers pay the first part of the price about when it is due; some pay half of it, some nothing yet."""
        random = self.story.random
        share = random.choice((1, 1, 1, 1, 1, 1, Decimal("0.5"), 0))
        if share:
            self.story.after(lambda: self._first_part(Decimal(share)), days=random.uniform(1, 8))

    def _first_part(self, share: Decimal) -> None:
        reservation = Reservation.objects.get(pk=self.reservation.pk)
        if reservation.status not in Reservation.IN_EFFECT:
            return
        first = reservation.planned.order_by("place").values_list("amount", flat=True)[0]
        missing = (first - balance(reservation)) * share
        if missing > 0:
            self.receive(missing.quantize(Decimal("0.01")), days_ago=int(self.story.random.random() < 0.2))

    def go_on(self) -> None:
        """As it should be: the price comes in, and the manager gives the time the bank takes."""
        self.pay_on()
        self.extend()

    def extend(self, days: float = 5.5) -> None:
        """The manager gives a month more, and again shortly before it is over: the bank takes its time."""
        self.story.after(self._longer, days=days)

    def _longer(self) -> None:
        reservation = Reservation.objects.get(pk=self.reservation.pk)
        until = reservation.sign_by + timedelta(days=28)
        extend_signing(self.hall.cast["liu"], reservation, until=until, reason="客户办理按揭资料，银行预审中")
        self.extend(days=27)

    def cancel(self, cause: str, reason: str, *, agree: int, paid_back: bool = False, days: float = 3) -> None:
        """Ask to end it; ``agree`` of supervisor and manager say yes; the cashier pays back what is to be returned."""
        self.story.after(lambda: self._ask_to_cancel(cause, reason, agree, paid_back), days=days, minutes=3)

    def _ask_to_cancel(self, cause: str, reason: str, agree: int, paid_back: bool) -> None:
        request_cancellation(self.consultant, self.reservation, cause=Cancellation.Cause(cause), reason=reason)
        if agree:
            self.story.after(
                lambda: self._agree_to_cancel(agree, paid_back), minutes=5 if self.quick else self.hall.story.random.randrange(40, 400)
            )  # fmt: skip

    def _agree_to_cancel(self, steps: int, paid_back: bool) -> None:
        for _ in range(steps):
            request = live_request(CANCELLATION, self.reservation)
            if request is not None:
                approve(_waited_for(self.hall, request), request, comment="情况属实")
        if paid_back:
            self.story.after(self.pay_back, days=1)

    def pay_back(self) -> None:
        self.reservation.refresh_from_db()
        amount = to_pay_back(Reservation.objects.get(pk=self.reservation.pk))
        if self.reservation.status == Reservation.Status.CANCEL_REQUESTED and amount > 0:
            record_refund(
                self.hall.cast["lin"], self.reservation, amount=amount, method=LedgerEntry.Method.TRANSFER, serial=_serial(self.story),
                paid_on=self.story.now.date(), payee=self.quote.customer.name, note="原路退回",
            )  # fmt: skip


def _waited_for(hall: Hall, request: Any) -> User:
    """The first of those whose answer the request waits for."""
    return hall.cast[request.now_at()[0].person.username]


_serials = count(1)


def _serial(story: Story) -> str:
    return f"{story.now:%Y%m%d}{next(_serials):08d}"


def _buyers(deal: Deal) -> list[Person]:
    """The customer, and for one in four a spouse with half."""
    random, customer = deal.story.random, deal.quote.customer
    phone: Any = customer.phone
    share = Decimal(50) if random.random() < 0.25 else Decimal(100)
    made = [
        Person(
            name=customer.name,
            id_number=_id_number(deal.story),
            share=share,
            phone=phone.reveal() if phone else "",
        )
    ]
    if share < 100:
        made.append(Person(name=next(deal.hall.persons).name, id_number=_id_number(deal.story), share=share))
    return made


def _id_number(story: Story) -> str:
    random = story.random
    born = f"{random.randrange(1962, 2002)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"
    first = f"{NOBODYS_REGION}{born}{random.randrange(1000):03d}"
    return first + check_digit(first)


def choose_unit(hall: Hall, kind: str = Unit.Kind.RESIDENTIAL, building: str = "") -> Unit | None:
    """A free unit with a price, by chance."""
    free = Unit.objects.free().filter(project=hall.project, kind=kind, price_lines__current=True)
    if building:
        free = free.filter(building__code=building)
    keys = list(free.order_by("pk").values_list("pk", flat=True))
    return Unit.objects.shown().get(pk=hall.story.random.choice(keys)) if keys else None
