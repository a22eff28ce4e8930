"""Tasks for the races of sales: 32 consultants, one board, and a cashier who is killed at the worst moment.

A spawned process must set up Django before models can be imported, hence the imports inside.
"""

from __future__ import annotations

import uuid
from typing import Any

CASHIERS = 4
_memory: dict[str, Any] = {}


def open_office(units: int, consultants: int) -> None:
    """A project with ``units`` homes on sale and ``consultants`` people, each with a customer; no quota in the way."""
    from datetime import date
    from decimal import Decimal

    from lintel.customers.models import Channel, Customer
    from lintel.inventory.models import Building, PresalePermit, PriceLine, PriceScheme, Project, ProjectMember, Unit
    from lintel.inventory.models.unit import SaleState
    from lintel.platform.access import defaults
    from lintel.platform.access.models import Role
    from lintel.platform.directory.models import Department, User
    from lintel.platform.kernel.models import FigureValue

    defaults.sync()
    for key in ("sales.holds_per_consultant", "sales.holds_per_customer"):
        FigureValue.objects.create(key=key, value="1000", source="race")
    team = Department.objects.create(name="Race team", kind=Department.Kind.DEPARTMENT)
    project = Project.objects.create(
        name="Race",
        code="RACE",
        supervised_bank="Bank",
        supervised_name="Supervised",
        supervised_account="4425010001880000",
    )
    people = {"cashier": "FIN", "manager": "MGR", "supervisor": "SS"} | {f"sr{n}": "SR" for n in range(consultants)}
    for name, code in people.items():
        user = User.objects.create(username=name, name=name, department=team)
        user.roles.set([Role.objects.get(code=code)])
        ProjectMember.objects.create(project=project, user=user)
        if code == "SR":
            Customer.objects.create(project=project, number=f"RACE-{name}", name=name, channel=Channel.CALL, owner=user)
    building = Building.objects.create(project=project, name="1栋")
    permit = PresalePermit.objects.create(project=project, number="P1", issued_on=date(2026, 1, 1), status="approved")
    permit.buildings.add(building)
    scheme = PriceScheme.objects.create(
        project=project, name="S", status="in_force", filing_number="F", filed_on=date(2026, 1, 1)
    )
    for n in range(units):
        unit = Unit.objects.create(
            project=project, building=building, floor=n // 10 + 1, room=f"{n % 10:02d}", sale_state=SaleState.AVAILABLE,
            gross_area=Decimal(100), net_area=Decimal(80),
        )  # fmt: skip
        PriceLine.objects.create(
            scheme=scheme,
            unit=unit,
            basis="unit",
            list_price=Decimal(1_000_000),
            filed_price=Decimal(1_000_000),
            current=True,
        )


def _me(worker: int) -> tuple[Any, Any, list[Any]]:
    """The consultant this process is, their customer, and every unit in the same order for all."""
    if "me" not in _memory:
        from lintel.customers.models import Customer
        from lintel.inventory.models import Unit
        from lintel.platform.directory.models import User

        user = User.objects.get(username=f"sr{worker}")
        _memory["me"] = user, Customer.objects.get(owner=user), list(Unit.objects.order_by("pk"))
    me: tuple[Any, Any, list[Any]] = _memory["me"]
    return me


def hold(worker: int, turn: int) -> str:
    """Hold unit number ``turn`` through the door, as the board does."""
    from lintel.sales.actions.holds import hold_unit

    user, customer, units = _me(worker)
    hold_unit.once(user, units[turn], key=f"race-{worker}-{turn}", customer=customer)
    return "held"


def hold_without_lock(worker: int, turn: int) -> str:
    """The same by a programmer who looks first and then writes, without the lock; the constraint was dropped before."""
    import time

    from django.db import transaction

    from lintel.inventory.claims import live_claim
    from lintel.inventory.models import Claim, Unit
    from lintel.platform.kernel import clock
    from lintel.sales.actions.holds import hold_until

    user, customer, units = _me(worker)
    with transaction.atomic():
        unit = Unit.objects.get(pk=units[turn].pk)
        if live_claim(unit) is not None:
            return "taken"
        time.sleep(0.002)
        Claim.objects.create(
            unit=unit, kind="hold", holder=user, customer_id=customer.pk, expires_at=hold_until(), since=clock.now()
        )
    return "held"


def drop_the_law() -> None:
    """Take the constraint away that forbids two live claims."""
    from django.db import connection

    from lintel.inventory.models import Claim

    law = next(c for c in Claim._meta.constraints if c.name == "one_live_claim_per_unit")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Claim, law)


def double_sold() -> int:
    """Units with more than one live claim."""
    from django.db.models import Count, Q

    from lintel.inventory.models import Unit

    return Unit.objects.annotate(n=Count("claims", filter=Q(claims__live=True))).filter(n__gt=1).count()


def claims() -> dict[str, int]:
    """Live claims, units on hold, and trail entries that say so."""
    from lintel.inventory.models import Claim, Unit
    from lintel.platform.audit.models import Entry

    return {
        "claims": Claim.objects.filter(live=True).count(), "units": Unit.objects.filter(sale_state="held").count(),
        "entries": Entry.objects.filter(deed="sales.hold_unit", subject_type__model="unit").count(),
    }  # fmt: skip


def same_press(worker: int, turn: int) -> str:
    """Every process sends the same form of the same person: the same key, the same content."""
    from lintel.customers.models import Customer
    from lintel.inventory.models import Unit
    from lintel.platform.directory.models import User
    from lintel.sales.actions.holds import hold_unit

    user = User.objects.get(username="sr0")
    outcome = hold_unit.once(
        user, Unit.objects.order_by("pk")[turn], key=f"one-press-{turn}", customer=Customer.objects.get(owner=user)
    )
    return "replayed" if outcome.replayed else "done"


def sign_reservations(count: int) -> None:
    """``count`` signed reservations, one for each consultant's customer in turn, waiting for their deposit."""
    from datetime import date
    from decimal import Decimal

    from lintel.customers.models import Customer
    from lintel.inventory.models import PriceLine, Project, Unit
    from lintel.platform.directory.models import User
    from lintel.platform.kernel import clock
    from lintel.sales.actions.holds import hold_unit
    from lintel.sales.models import PaymentScheme, Quote, Reservation

    project, manager = Project.objects.get(), User.objects.get(username="manager")
    scheme = PaymentScheme.objects.create(
        project=project, name="once", way="lump_sum", starts_on=date(2026, 1, 1), approved=True, author=manager
    )
    consultants = list(Customer.objects.select_related("owner").order_by("pk"))
    for n, unit in enumerate(Unit.objects.order_by("pk")[:count]):
        customer = consultants[n % len(consultants)]
        hold_unit(customer.owner, unit, customer=customer)
        line = PriceLine.objects.get(unit=unit)
        quote = Quote.objects.create(
            project=project, number=f"Q{n}", unit=unit, customer=customer, consultant=customer.owner, status="used", price_line=line,
            list_price=line.list_price, filed_price=line.filed_price, public_price=line.list_price, net_price=line.list_price,
            scheme=scheme, valid_until=clock.now(),
        )  # fmt: skip
        row = Reservation.objects.create(
            project=project, number=f"R{n}", unit=unit, customer=customer, consultant=customer.owner, quote=quote, status="signed",
            price=line.list_price, deposit_kind="earnest", deposit_amount=Decimal(10_000), sign_by=date(2030, 1, 1),
        )  # fmt: skip
        claim = unit.claims.get(live=True)
        claim.about = row
        claim.save()


def deposit(worker: int, turn: int) -> str:
    """Record the deposit of the next reservation nobody has paid yet: reservation, claim, unit, customer, ledger, number."""
    from decimal import Decimal

    from django.db.models import F

    from lintel.platform.directory.models import User
    from lintel.platform.kernel import clock
    from lintel.sales.actions.money import record_receipt
    from lintel.sales.models import Reservation

    # Each worker has reservations of its own: money taken twice for one would be two receipts, and right.
    unpaid = Reservation.objects.filter(status="signed").order_by("pk")
    row = next((one for one in unpaid.annotate(share=F("pk") % CASHIERS) if one.share == worker), None)
    if row is None:
        return "nothing left"
    entry = record_receipt(
        User.objects.get(username="cashier"), row, amount=Decimal(10_000), method="transfer", serial=uuid.uuid4().hex,
        received_on=clock.today(), payer="x",
    )  # fmt: skip
    return f"paid {entry.pk}"


def books() -> dict[str, Any]:
    """What must agree after a kill: money, states, claims and numbers."""
    from lintel.inventory.models import Claim
    from lintel.sales.models import LedgerEntry, Reservation

    effective = set(Reservation.objects.filter(status="effective").values_list("pk", flat=True))
    reserved = set(Claim.objects.filter(live=True, kind="reservation").values_list("about_id", flat=True))
    return {
        "entries": set(LedgerEntry.objects.values_list("pk", flat=True)),
        "paid": set(LedgerEntry.objects.values_list("reservation_id", flat=True)), "effective": effective, "reserved": reserved,
        "units": Reservation.objects.filter(unit__sale_state="reserved").count(),
        "customers": Reservation.objects.filter(status="effective", customer__stage="reserved").count(),
        "numbers": sorted(LedgerEntry.objects.values_list("receipt_number", flat=True)),
    }  # fmt: skip
