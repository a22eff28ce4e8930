"""What reception and follow-up may cost in statements, transaction words included. More needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lintel.customers.actions.followups import record_follow_up
from lintel.customers.actions.reception import check_in
from lintel.customers.models import Channel, Customer, FollowUp, NoticeVersion, Visit
from lintel.customers.ownership import locked_by

pytestmark = [pytest.mark.django_db]
STRANGER, KNOWN, WRITTEN = 37, 24, 19


@pytest.mark.clause("3.1.1")
def test_an_arrival_costs_what_it_must(
    cast: Any, project: Any, notice: NoticeVersion, on_duty: list[Any], django_assert_max_num_queries: Any
) -> None:
    said = {"channel": Channel.WALK_IN, "agreed": True, "name": "张建国"}
    check_in(cast["he"], project, phone="13800001111", **said)
    with django_assert_max_num_queries(STRANGER):
        check_in.once(cast["he"], project, key="a" * 12, phone="13800001234", **said)
    with django_assert_max_num_queries(KNOWN):
        check_in.once(cast["he"], project, key="b" * 12, phone="13800001234", **said)


@pytest.mark.clause("3.2.1")
def test_a_follow_up_costs_what_it_must(
    cast: Any, customer: Customer, arrive: Callable[..., Visit], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(WRITTEN):
        record_follow_up.once(cast["wang"], customer, key="a" * 12, method=FollowUp.Method.PHONE, text="回访")


def test_a_locked_customer_brings_its_owner(customer: Customer, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        found = locked_by(customer.pk)
        assert found.owner == customer.owner
    with pytest.raises(Customer.DoesNotExist):
        locked_by(customer.pk + 10**6)
