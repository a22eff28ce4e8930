"""An ordinary day's work for the journeys that count taps, made through actions in an office that has its people.

Homes on sale and some withheld, ways to pay, who receives today, customers to call, a request to decide for a supervisor and
one for the manager, a deposit to take, a signing that is late, and somebody who looked at a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from lintel.customers.actions.duty import put_on_duty
from lintel.customers.actions.followups import record_follow_up
from lintel.customers.actions.kit import ask_question
from lintel.customers.actions.leads import add_lead
from lintel.customers.actions.reception import check_in
from lintel.customers.actions.ruling import ask_for_ruling
from lintel.customers.models import Customer
from lintel.insight.actions.reports import draft_daily_report
from lintel.inventory.actions.units import withhold_units
from lintel.inventory.models import Project, Unit
from lintel.platform.approvals.actions import approve
from lintel.platform.approvals.asking import requests_about
from lintel.platform.directory.models import User, system_user
from lintel.platform.kernel import clock
from lintel.platform.privacy.disclosures import reveal
from lintel.sales.actions import disclosing, discounts, holds, money, quotes, reservations
from lintel.sales.jobs import signing_falls_due
from lintel.sales.models import LedgerEntry, MoneyKind, PaymentScheme, Quote, Reservation
from lintel.sales.people import Person
from lintel.sales.queries import disclosures_due
from lintel.site.demo.cast import FIRST_PROJECT
from tests.matrix.labels import World
from tests.matrix.world import estate_of, office_facts

STRANGER, CALLER, KNOWN, SEEN = "15012340001", "13812340000", "13912340000", "13812349999"
DISPUTED = "13412340001"
"""Numbers: of a walk-in nobody knows, of whoever calls in, of wang's customer, of the customer whose number was looked at."""
WITHHELD, TO_REASSIGN, CROWD = 4, 22, 53
"""Homes held back, customers of somebody who leaves, and sun's customers: more than one page of a list holds."""
AGO = timedelta(days=12)
ID_NUMBER = "110101199003070388"


def begin(cast: dict[str, User], projects: dict[str, Project]) -> None:
    """Twelve days ago the doors opened; since then what is waiting today has happened."""
    project = projects[FIRST_PROJECT]
    with clock.at(clock.now() - AGO):
        world = World(cast, projects)
        office_facts(world)
        estate_of(world, FIRST_PROJECT, project)
        homes = list(Unit.objects.filter(project=project).order_by("-floor", "room"))
        withhold_units(cast["liu"], project, units=homes[:WITHHELD], reason="留作第二批")
        _cooling(cast, project)
        _late_signing(cast, project, homes[WITHHELD])
    day = iter(homes[WITHHELD + 1 :])
    for name in ("wang", "zhao"):
        put_on_duty(cast["zhou"], project, consultant=cast[name])
    for n in range(CROWD):
        customer(cast["sun"], project, f"1351234{n:04d}", f"孔众{n}")
    _to_call(cast, project)
    _disputed(cast, project)
    _asked(cast["wang"], project, next(day), Decimal(30_000), "当天付清")
    below_floor = _asked(cast["wang"], project, next(day), Decimal(200_000), "尾房清盘")
    for name in ("zhou", "chen"):
        approve(cast[name], below_floor)
    signing_falls_due()
    draft_daily_report(system_user(), project=project, day=clock.today() - timedelta(days=1))
    ask_question(cast["wang"], project, text="车位什么时候开始卖？")
    signed(cast, project, next(day), "13912340020")


def customer(who: User, project: Project, phone: str, name: str) -> Customer:
    """A customer of ``who`` who agreed to be called."""
    return add_lead(who, project, phone=phone, name=name, basis_note="外展登记，已同意")


def _cooling(cast: dict[str, User], project: Project) -> None:
    """Zhao has more customers than he can call; one of them was looked at by his supervisor."""
    for n in range(TO_REASSIGN):
        customer(cast["zhao"], project, f"1361234{n:04d}", f"周客{n}")
    seen = customer(cast["zhao"], project, SEEN, "冯看")
    reveal(cast["zhou"], seen, "phone", "checking")


def _to_call(cast: dict[str, User], project: Project) -> None:
    for n in range(3):
        one = customer(cast["wang"], project, f"1391234{n:04d}", f"郑电{n}")
        record_follow_up(
            cast["wang"], one, method="phone", text="下午再联系", next_at=clock.now() + timedelta(seconds=1)
        )


def _disputed(cast: dict[str, User], project: Project) -> None:
    """A customer of zhao is at the desk, and wang says that they are his."""
    customer(cast["zhao"], project, DISPUTED, "曹争")
    visit = check_in(cast["he"], project, channel="walk_in", phone=DISPUTED, agreed=True)
    ask_for_ruling(cast["he"], visit, claimant=cast["wang"], reason="上周先由王敏接待")


def _asked(who: User, project: Project, home: Unit, discount: Decimal, reason: str) -> Any:
    """A plan with a special discount that somebody must agree to; the request."""
    buyer = customer(who, project, f"137{home.pk:08d}", f"贺{home.pk}")
    plan = quotes.draft_quote(
        who, unit=home, customer=buyer, scheme=_way(project), special_discount=discount, special_ground=Quote.Ground.FULL_PAYMENT,
        special_reason=reason,
    )  # fmt: skip
    discounts.ask_special_discount(who, plan, reason=reason)
    return requests_about(plan).get()


def _way(project: Project) -> PaymentScheme:
    return PaymentScheme.objects.filter(project=project, way=PaymentScheme.Way.LUMP_SUM).get()


def signed(cast: dict[str, User], project: Project, home: Unit, phone: str) -> Reservation:
    """A reservation that wang's customer and the manager have signed; the deposit is not paid yet."""
    me = cast["wang"]
    buyer = customer(me, project, phone, "魏定")
    holds.hold_unit(me, home, customer=buyer)
    plan = quotes.draft_quote(me, unit=home, customer=buyer, scheme=_way(project))
    quotes.issue_quote(me, plan)
    plan.refresh_from_db()
    disclosing.confirm_disclosures(me, plan, items=list(disclosures_due(plan)))
    quotes.accept_quote(me, plan)
    made = reservations.draft_reservation(
        me, home, quote=plan, buyers=[Person(name="魏定", id_number=ID_NUMBER, phone=phone)], deposit_kind=MoneyKind.EARNEST,
        deposit_amount=Decimal(50_000), checked_face_to_face=True,
    )  # fmt: skip
    reservations.check_reservation(cast["zhou"], made)
    reservations.sign_reservation(cast["liu"], made)
    made.refresh_from_db()
    return made


def _late_signing(cast: dict[str, User], project: Project, home: Unit) -> None:
    """Paid, and then nobody came to sign."""
    made = signed(cast, project, home, "13912340010")
    money.record_receipt(
        cast["lin"], made, amount=Decimal(50_000), method=LedgerEntry.Method.TRANSFER, serial="CCB1", received_on=clock.today(),
        payer="魏定",
    )  # fmt: skip


__all__: Iterable[str] = ("CALLER", "CROWD", "KNOWN", "SEEN", "STRANGER", "TO_REASSIGN", "WITHHELD", "begin")
