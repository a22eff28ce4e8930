"""What the tests of this area stand on: units for sale, ways to pay, and customers of two consultants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lintel.customers.models import Channel, Customer
from lintel.customers.ownership import open_record
from lintel.inventory.models import Building, PresalePermit, PriceLine, PriceScheme, Project, Section, Unit, UnitType
from lintel.inventory.models.unit import SaleState
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.sales.actions.disclosing import add_standard_disclosures, confirm_disclosures
from lintel.sales.actions.holds import hold_unit
from lintel.sales.actions.quotes import accept_quote, draft_quote, issue_quote
from lintel.sales.actions.reservations import check_reservation, draft_reservation, sign_reservation
from lintel.sales.actions.terms import (
    approve_offer,
    approve_payment_scheme,
    draft_offer,
    draft_payment_scheme,
)
from lintel.sales.models import LedgerEntry, MoneyKind, Offer, PaymentScheme, Quote, Reservation
from lintel.sales.people import Person
from lintel.sales.queries import disclosures_due
from lintel.sales.seeding import seed_rates

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
PRICE = Decimal("4500000.00")
ZHANG_ID = "110101199003070388"
LI_ID = "110101198511122311"


@pytest.fixture(autouse=True)
def monday_morning() -> Any:
    """Every test stands on Monday, 23 November 2026, ten o'clock."""
    with clock.at(NOW):
        yield


@pytest.fixture
def units(project: Project) -> list[Unit]:
    """Six homes of one type in building 3, permitted, priced at 4.5 million with a floor of 95 %, released."""
    building = Building.objects.create(project=project, name="松风明月花园3栋")
    section = Section.objects.create(building=building, name="1单元")
    kind = UnitType.objects.create(project=project, name="B", rooms=3, halls=2, baths=2)
    permit = PresalePermit.objects.create(
        project=project,
        number="深房许字(2026)平湖008号",
        issued_on=date(2026, 10, 1),
        status=PresalePermit.Status.APPROVED,
    )
    permit.buildings.add(building)
    scheme = PriceScheme.objects.create(
        project=project,
        name="首次开盘",
        status=PriceScheme.Status.IN_FORCE,
        filing_number="深房价备2026-118",
        filed_on=date(2026, 10, 8),
    )
    made = [
        Unit.objects.create(
            project=project, building=building, section=section, floor=floor, room=f"0{room}", unit_type=kind, orientation="南",
            gross_area=Decimal("93.87"), net_area=Decimal("74.81"), sale_state=SaleState.AVAILABLE,
        )
        for floor in (15, 16)
        for room in (1, 2, 3)
    ]  # fmt: skip
    PriceLine.objects.bulk_create(
        PriceLine(
            scheme=scheme, unit=u, list_price=PRICE, filed_price=PRICE, floor_price=Decimal("4275000.00"),
            unit_price=Decimal("47938.64"), basis=PriceLine.Basis.UNIT, current=True,
        )
        for u in made
    )  # fmt: skip
    return made


@pytest.fixture
def unit(units: list[Unit]) -> Unit:
    """3-1-1501."""
    return units[0]


@pytest.fixture
def terms(project: Project, cast: dict[str, User]) -> dict[str, PaymentScheme]:
    """Three approved ways to pay: at once with 2 % off, by mortgage with 1 % off, combined without."""
    seed_rates()
    zheng, liu = cast["zheng"], cast["liu"]
    day = date(2026, 10, 1)
    ways = {
        "at_once": draft_payment_scheme(
            zheng, project=project, name="一次性付款98折", way=PaymentScheme.Way.LUMP_SUM, discount_percent=Decimal(2), starts_on=day
        ),
        "mortgage": draft_payment_scheme(
            zheng, project=project, name="商业按揭99折", way=PaymentScheme.Way.COMMERCIAL, discount_percent=Decimal(1),
            down_percent=Decimal(30), starts_on=day,
        ),
        "combined": draft_payment_scheme(
            zheng, project=project, name="组合贷款", way=PaymentScheme.Way.COMBINED, down_percent=Decimal(20),
            provident_limit=Decimal(600_000), starts_on=day,
        ),
    }  # fmt: skip
    for way in ways.values():
        approve_payment_scheme(liu, way)
        way.refresh_from_db()
    return ways


@pytest.fixture
def offer(project: Project, cast: dict[str, User]) -> Offer:
    """1 % off for whoever signs in time."""
    made = draft_offer(
        cast["zheng"], project=project, name="按时签约优惠", conditions="认购后 7 天内签约", by=Offer.By.PERCENT, value=Decimal(1),
        starts_on=date(2026, 10, 1),
    )  # fmt: skip
    approve_offer(cast["liu"], made)
    made.refresh_from_db()
    return made


MakeCustomer = Callable[..., Customer]


@pytest.fixture
def make_customer(project: Project) -> MakeCustomer:
    """A visitor of one consultant."""

    def make(owner: User, name: str = "张三", phone: str = "13800138000") -> Customer:
        return open_record(
            owner, "customers.check_in", project, owner=owner, name=name, phone=phone, channel=Channel.WALK_IN,
            stage=Customer.Stage.VISITOR, protected_until=clock.now() + timedelta(days=15),
        )  # fmt: skip

    return make


@pytest.fixture
def customer(make_customer: MakeCustomer, cast: dict[str, User]) -> Customer:
    """张三, a customer of wang."""
    return make_customer(cast["wang"])


@pytest.fixture
def disclosures(project: Project, cast: dict[str, User]) -> None:
    add_standard_disclosures(cast["liu"], project)


def tell_everything(actor: User, quote: Quote) -> None:
    confirm_disclosures(actor, quote, items=list(disclosures_due(quote)))


BUYERS = [Person(name="张三", id_number=ZHANG_ID, phone="13800138000")]


class Sale:
    """Walks the usual way, as the people whose work it is, up to a point."""

    def __init__(self, cast: dict[str, User], unit: Unit, customer: Customer, scheme: PaymentScheme) -> None:
        self.cast, self.unit, self.customer, self.scheme = cast, unit, customer, scheme

    def plan(self, **more: Any) -> Quote:
        return draft_quote(self.cast["wang"], unit=self.unit, customer=self.customer, scheme=self.scheme, **more)

    def accepted(self) -> Quote:
        quote = self.plan()
        issue_quote(self.cast["wang"], quote)
        quote.refresh_from_db()
        tell_everything(self.cast["wang"], quote)
        accept_quote(self.cast["wang"], quote)
        quote.refresh_from_db()
        return quote

    def drafted(self, **more: Any) -> Reservation:
        hold_unit(self.cast["wang"], self.unit, customer=self.customer)
        values = {
            "quote": self.accepted(), "buyers": BUYERS, "deposit_kind": MoneyKind.EARNEST, "deposit_amount": Decimal(50_000),
            "checked_face_to_face": True, **more,
        }  # fmt: skip
        return draft_reservation(self.cast["wang"], self.unit, **values)

    def signed(self, **more: Any) -> Reservation:
        reservation = self.drafted(**more)
        check_reservation(self.cast["zhou"], reservation)
        sign_reservation(self.cast["liu"], reservation)
        reservation.refresh_from_db()
        return reservation

    def effective(self, **more: Any) -> Reservation:
        from lintel.sales.actions.money import record_receipt

        reservation = self.signed(**more)
        record_receipt(self.cast["lin"], reservation, **slip(reservation.deposit_amount))
        reservation.refresh_from_db()
        return reservation


def slip(amount: Decimal | int, serial: str = "CCB20261123001", **more: Any) -> dict[str, Any]:
    """A bank slip as the cashier types it."""
    return {
        "amount": Decimal(amount), "method": LedgerEntry.Method.TRANSFER, "serial": serial, "received_on": clock.today(),
        "payer": "张三", **more,
    }  # fmt: skip


@pytest.fixture
def sale(
    cast: dict[str, User], unit: Unit, customer: Customer, terms: dict[str, PaymentScheme], disclosures: None
) -> Sale:
    return Sale(cast, unit, customer, terms["at_once"])


@pytest.fixture
def no_second_factor(settings: Any) -> None:
    """People sign in with their password alone."""
    settings.LINTEL_REQUIRE_TOTP = False


@pytest.fixture
def wang(client: Client, cast: dict[str, User], terms: dict[str, PaymentScheme]) -> Client:
    """A consultant's browser; the login remembers the projects, so they come first."""
    client.force_login(cast["wang"])
    return client
