"""What must always be true is asked of the data, and a contradiction is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lintel.inventory.claims import take
from lintel.inventory.invariants import one_project, prices_in_force, state_follows_claim
from lintel.inventory.models import Claim, PriceLine, Project, Unit
from lintel.inventory.models.unit import SaleState
from lintel.platform.kernel import clock

pytestmark = pytest.mark.django_db


def test_nothing_is_said_while_all_is_well(for_sale: list[Unit], cast: Any) -> None:
    take(for_sale[0], Claim.Kind.HOLD, cast["wang"], expires_at=clock.now() + timedelta(minutes=15))
    for_sale[0].save()
    assert [*state_follows_claim(), *prices_in_force(), *one_project()] == []


def test_each_contradiction_is_named(for_sale: list[Unit], other_project: Project) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(sale_state=SaleState.RESERVED)
    assert [said for said in state_follows_claim() if "3-1-501" in said]
    PriceLine.objects.update(current=False)
    assert len(list(prices_in_force())) == 1
    Unit.objects.filter(pk=for_sale[1].pk).update(project=other_project)
    assert len(list(one_project())) == 1
