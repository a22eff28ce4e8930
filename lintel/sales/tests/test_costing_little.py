"""What a deed may cost: statements from the press of the button to the answer. More needs a reason; fewer, a new number."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.inventory.models import Unit
from lintel.sales.actions.holds import hold_unit
from lintel.sales.actions.reservations import draft_reservation
from lintel.sales.models import MoneyKind
from lintel.sales.tests.conftest import BUYERS, Sale

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.1")]
RESERVING = 38
WORDS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


class Desk:
    """A signed-in person pressing buttons in a drawer, as htmx sends them."""

    def __init__(self, person: Any) -> None:
        self.client = Client(headers={"HX-Request": "true", "X-Lintel-Frame": "drawer"})
        self.client.force_login(person)

    def hold(self, unit: Unit, customer: Customer) -> tuple[int, int]:
        """Status of the answer, and how many statements it took (transaction words not counted)."""
        sent = {"_key": uuid.uuid4().hex, "_refusal": "here", "customer": customer.pk}
        with CaptureQueriesContext(connection) as caught:
            answer = self.client.post(reverse("inventory:unit-act", args=[unit.pk, "hold_unit"]), sent)
        return answer.status_code, sum(not q["sql"].startswith(WORDS) for q in caught.captured_queries)


def test_a_hold_costs_two_dozen_statements_and_a_refusal_a_dozen(
    cast: Any, units: list[Unit], customer: Customer, make_customer: Any
) -> None:
    wang, zhao = Desk(cast["wang"]), Desk(cast["zhao"])
    his = make_customer(cast["zhao"], "王五", "13800138002")
    wang.hold(units[0], customer)
    zhao.hold(units[1], his)  # both have opened the house; from now on it is remembered
    own_row = 1 if connection.features.has_select_for_update else 0
    other = make_customer(cast["wang"], "李四", "13800138001")
    assert wang.hold(units[2], other) == (204, 21 + own_row)
    assert zhao.hold(units[2], his) == (409, 10)


def test_a_hold_does_not_cost_more_in_a_bigger_house(
    cast: Any, units: list[Unit], customer: Customer, make_customer: Any
) -> None:
    wang = Desk(cast["wang"])
    wang.hold(units[0], customer)
    before = wang.hold(units[1], make_customer(cast["wang"], "李四", "13800138001"))
    for number in range(30):
        make_customer(cast["wang"], "多", f"138001390{number:02d}")
    assert wang.hold(units[2], make_customer(cast["wang"], "李五", "13800138003")) == before


@pytest.mark.clause("3.4.1")
def test_a_reservation_costs_what_it_must(cast: Any, sale: Sale, django_assert_max_num_queries: Any) -> None:
    hold_unit(cast["wang"], sale.unit, customer=sale.customer)
    values = {
        "quote": sale.accepted(), "buyers": BUYERS, "deposit_kind": MoneyKind.EARNEST, "deposit_amount": Decimal(50_000),
        "checked_face_to_face": True,
    }  # fmt: skip
    with django_assert_max_num_queries(RESERVING):
        draft_reservation.once(cast["wang"], sale.unit, key="k" * 12, **values)
