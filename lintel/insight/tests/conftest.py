"""A month in two projects and two teams, small enough to count by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lintel.customers.models import Channel, Customer, FollowUp, Visit
from lintel.inventory.models import Building, Claim, PriceLine, PriceScheme, Project, Unit, UnitType
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.sales.models import Cancellation, LedgerEntry, MoneyKind, PaymentScheme, PlannedPayment, Quote, Reservation

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
PRICE = Decimal("1000000.00")


@pytest.fixture(autouse=True)
def monday_morning() -> Any:
    """Every test stands on Monday, 23 November 2026, ten o'clock."""
    with clock.at(NOW):
        yield


class Office:
    """Makes rows of the past. They are placed, not done: what is tested here is how they are counted."""

    def __init__(self, cast: dict[str, User], projects: dict[str, Project]) -> None:
        self.cast, self.projects = cast, projects
        self.numbers = iter(range(1, 10_000))
        self.units: dict[int, list[Unit]] = {}
        for project in projects.values():
            self._built(project)

    def _built(self, project: Project) -> None:
        """Two buildings of two types: ten homes released and two withheld in each project."""
        self.units[project.pk] = []
        PriceScheme.objects.create(project=project, name="首次开盘", status="draft")
        PaymentScheme.objects.create(
            project=project,
            name="一次性",
            way=PaymentScheme.Way.LUMP_SUM,
            starts_on=date(2026, 10, 1),
            author=self.cast["zheng"],
        )
        for code, kind in (("1", "A"), ("2", "B")):
            building = Building.objects.create(project=project, name=f"{code}栋")
            unit_type = UnitType.objects.create(project=project, name=kind)
            for floor in range(1, 7):
                state = Unit.State.WITHHELD if floor == 6 else Unit.State.AVAILABLE
                self.units[project.pk].append(Unit.objects.create(
                    project=project, building=building, floor=floor, room="01", unit_type=unit_type, sale_state=state
                ))  # fmt: skip

    def free_unit(self, project: Project) -> Unit:
        return next(u for u in self.units[project.pk] if u.sale_state == Unit.State.AVAILABLE)

    def project_of(self, owner: str) -> Project:
        return self.projects["云栖江岸"] if owner in ("tang", "han") else self.projects["松风明月"]

    def came(
        self, owner: str, at: datetime, *, channel: str = Channel.WALK_IN, grade: str = "", again: bool = False
    ) -> Customer:
        """Somebody comes for the first time (and a second time two hours later)."""
        project, n = self.project_of(owner), next(self.numbers)
        customer = Customer.objects.create(
            project=project, number=f"C-{n:04d}", name=f"客{n}", owner=self.cast[owner], channel=channel, stage=Customer.Stage.VISITOR,
            grade=grade, first_contact_at=at, last_contact_at=at,
        )  # fmt: skip
        self.visited(customer, at)
        if again:
            self.visited(customer, at + timedelta(hours=2), first=False)
        return customer

    def visited(
        self, customer: Customer, at: datetime, *, first: bool = True, status: str = Visit.Status.CLOSED
    ) -> Visit:
        return Visit.objects.create(
            project=customer.project, number=f"V-{next(self.numbers):04d}", customer=customer, consultant=customer.owner,
            registered_by=customer.owner, status=status, outcome=Visit.Outcome.NEW, arrived_at=at, is_first=first, channel=customer.channel,
        )  # fmt: skip

    def held(self, customer: Customer, at: datetime) -> Claim:
        unit = self.free_unit(customer.project)
        return Claim.objects.create(
            unit=unit, kind=Claim.Kind.HOLD, live=False, holder=customer.owner, customer_id=customer.pk, since=at,
            expires_at=at + timedelta(minutes=15), ended_at=at + timedelta(minutes=15),
        )  # fmt: skip

    def reserved(
        self, customer: Customer, at: datetime, *, price: Decimal = PRICE, special: Decimal = Decimal(0),
        status: str = Reservation.Status.EFFECTIVE, sign_by: date | None = None,
    ) -> Reservation:  # fmt: skip
        unit, n = self.free_unit(customer.project), next(self.numbers)
        unit.sale_state = Unit.State.RESERVED
        unit.save()
        line = PriceLine.objects.create(
            scheme=customer.project.price_schemes.get(),
            unit=unit,
            list_price=price + special,
            filed_price=price + special,
        )
        quote = Quote.objects.create(
            project=customer.project, number=f"Q-{n:04d}", unit=unit, customer=customer, consultant=customer.owner,
            status=Quote.Status.USED, price_line=line, list_price=price + special, filed_price=price + special,
            public_price=price + special, special_discount=special, special_ground=Quote.Ground.GROUP if special else "",
            net_price=price, scheme=customer.project.payment_schemes.get(), valid_until=at + timedelta(days=3),
        )  # fmt: skip
        return Reservation.objects.create(
            project=customer.project, number=f"R-{n:04d}", unit=unit, customer=customer, consultant=customer.owner, quote=quote,
            status=status, price=price, deposit_kind=MoneyKind.EARNEST, deposit_amount=Decimal(50_000),
            sign_by=sign_by or (at + timedelta(days=30)).date(), signed_at=at, effective_at=at,
        )  # fmt: skip

    def paid(
        self, reservation: Reservation, on: date, amount: int, *, what: str = "receipt", kind: str = "earnest"
    ) -> LedgerEntry:
        n = next(self.numbers)
        return LedgerEntry.objects.create(
            project=reservation.project, receipt_number=n, reservation=reservation, what=what, kind=kind, amount=Decimal(amount),
            method=LedgerEntry.Method.TRANSFER, serial=f"S{n}", account_name="监管户", account_tail="8888", supervised=True, payer="客",
            received_on=on, cashier=self.cast["lin"],
        )  # fmt: skip

    def planned(self, reservation: Reservation, due_on: date, amount: int) -> PlannedPayment:
        place = reservation.planned.count() + 1
        return PlannedPayment.objects.create(
            reservation=reservation, place=place, name=f"第{place}期", amount=Decimal(amount), due_on=due_on
        )

    def cancelled(self, reservation: Reservation, at: datetime, *, refused: bool = False) -> Cancellation:
        return Cancellation.objects.create(
            reservation=reservation, project=reservation.project, cause="no_fault", reason="家人反对", effect="refund",
            asked_by=reservation.consultant, refused=refused, decided_at=at,
        )  # fmt: skip

    def to_follow_up(
        self, customer: Customer, due_at: datetime, done_at: datetime | None = None, *, first: bool = True
    ) -> FollowUp:
        status = FollowUp.Status.DONE if done_at else FollowUp.Status.DUE
        return FollowUp.objects.create(
            customer=customer, consultant=customer.owner, status=status, is_first=first, due_at=due_at, done_at=done_at
        )


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=clock.SHANGHAI)


@pytest.fixture
def office(cast: dict[str, User], projects: dict[str, Project]) -> Office:
    return Office(cast, projects)


@pytest.fixture
def month(office: Office) -> Office:
    """October and November of wang and zhao (first team), sun (second team) and tang (the other project)."""
    for owner, count in (("wang", 3), ("zhao", 2), ("sun", 4), ("tang", 1)):
        for n in range(count):
            customer = office.came(
                owner,
                at(11, 3 + n),
                channel=Channel.ONLINE if n else Channel.WALK_IN,
                grade="A" if n else "",
                again=n == 1,
            )
            office.to_follow_up(customer, at(11, 4 + n), at(11, 4 + n, 9) if n % 2 == 0 else at(11, 4 + n, 15))
            if n:
                office.held(customer, at(11, 5 + n))
            if n == 1:
                deal = office.reserved(customer, at(11, 10), special=Decimal(20_000) if owner == "wang" else Decimal(0))
                office.paid(deal, date(2026, 11, 10), 50_000)
                office.planned(deal, date(2026, 11, 20), 300_000)
            if n == 2:
                deal = office.reserved(
                    customer, at(11, 12), status=Reservation.Status.OVERDUE, sign_by=date(2026, 11, 19)
                )
                office.paid(deal, date(2026, 11, 12), 50_000)
                office.cancelled(deal, at(11, 20), refused=owner == "sun")
    before = office.came("wang", at(10, 5))
    office.paid(office.reserved(before, at(10, 7)), date(2026, 10, 7), 50_000)
    office.to_follow_up(before, at(11, 1), first=False)
    # At the edges of a day in the office, which is not a day in UTC.
    office.visited(before, at(11, 22, 23, 59), first=False)
    office.visited(before, at(11, 23, 0, 1), first=False)
    office.visited(before, at(11, 21), first=False, status=Visit.Status.NO_SHOW)
    return office
