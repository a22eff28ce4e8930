"""A unit belongs to one person at a time, and a hold ends when it said it would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lintel.inventory import claims
from lintel.inventory.claims import UnitTaken, alternatives, convert, extend, live_claim, release, take
from lintel.inventory.jobs import lapse_holds
from lintel.inventory.models import Claim, PriceLine, Unit
from lintel.inventory.models.unit import SaleState
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.1")]
NOON = datetime(2026, 11, 23, 12, tzinfo=clock.SHANGHAI)
SOON = NOON + timedelta(minutes=15)
HOLD, RESERVATION, CONTRACT = Claim.Kind.HOLD, Claim.Kind.RESERVATION, Claim.Kind.CONTRACT


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def hold(unit: Unit, who: Any, until: datetime = SOON) -> Claim:
    claim = take(unit, HOLD, who, expires_at=until)
    unit.save()
    return claim


def test_a_hold_moves_the_unit_and_a_second_person_is_refused_with_ways_out(for_sale: list[Unit], cast: Any) -> None:
    unit = for_sale[0]
    hold(unit, cast["wang"])
    assert unit.sale_state == SaleState.HELD
    with pytest.raises(UnitTaken) as said:
        take(Unit.objects.get(pk=unit.pk), HOLD, cast["zhao"], expires_at=SOON)
    facts = said.value.facts
    assert (facts["holder"], facts["since"], said.value.rule) == ("王敏", NOON, "G-03")
    assert [u.code for u in facts["alternatives"]] == ["3-1-504", "3-1-601", "3-1-604"]
    assert Claim.objects.count() == 1


def test_alternatives_are_free_priced_and_of_the_same_type(for_sale: list[Unit], cast: Any) -> None:
    hold(for_sale[3], cast["wang"])
    PriceLine.objects.filter(unit__code="3-1-601").update(current=False)
    assert [u.code for u in alternatives(for_sale[0])] == ["3-1-604"]


def test_two_live_claims_cannot_stand_in_the_database(for_sale: list[Unit], cast: Any) -> None:
    hold(for_sale[0], cast["wang"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(unit=for_sale[0], kind=RESERVATION, holder=cast["zhao"])


def test_a_hold_without_an_end_is_not_a_hold(for_sale: list[Unit], cast: Any) -> None:
    with pytest.raises((IntegrityError, UnitTaken)), transaction.atomic():
        take(for_sale[0], HOLD, cast["wang"])
    assert not Claim.objects.exists()


def test_a_hold_that_ran_out_is_free_for_the_next_before_any_sweep(for_sale: list[Unit], cast: Any) -> None:
    first = hold(for_sale[0], cast["wang"])
    with clock.at(SOON):
        second = take(Unit.objects.get(pk=for_sale[0].pk), HOLD, cast["zhao"], expires_at=SOON + timedelta(hours=1))
        assert live_claim(for_sale[0]) == second
    first.refresh_from_db()
    assert (first.live, first.ended_at) == (False, SOON)


def test_the_sweep_frees_the_unit_once_and_tells_the_floors_above(
    for_sale: list[Unit], cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(claims, "_on_run_out", [lambda actor, claim: told.append(claim.pk)])
    claim = hold(for_sale[0], cast["wang"])
    version = Unit.objects.get(pk=for_sale[0].pk).version
    lapse_holds()
    assert told == []
    with clock.at(SOON + timedelta(seconds=1)):
        lapse_holds()
        lapse_holds()
    unit = Unit.objects.get(pk=for_sale[0].pk)
    assert (unit.sale_state, unit.version, told) == (SaleState.AVAILABLE, version + 1, [claim.pk])
    entry = Entry.objects.get(deed="inventory.lapse_hold")
    assert (entry.actor.username, entry.changes) == ("system", {"sale_state": ["held", "available"]})


def test_a_hold_becomes_a_reservation_and_a_contract_without_a_gap(for_sale: list[Unit], cast: Any) -> None:
    unit = for_sale[0]
    claim = hold(unit, cast["wang"])
    convert(claim, RESERVATION, unit=unit)
    assert (unit.sale_state, claim.expires_at) == (SaleState.RESERVED, None)
    convert(claim, CONTRACT, unit=unit)
    unit.save()
    assert unit.sale_state == SaleState.CONTRACTED
    assert Claim.objects.get() == claim


def test_what_ran_out_can_be_neither_converted_nor_extended(for_sale: list[Unit], cast: Any) -> None:
    claim = hold(for_sale[0], cast["wang"])
    extend(claim, SOON + timedelta(minutes=10))
    with clock.at(SOON + timedelta(minutes=10)):
        with pytest.raises(WrongState):
            convert(claim, RESERVATION, unit=for_sale[0])
        with pytest.raises(WrongState):
            extend(claim, SOON + timedelta(hours=1))


def test_giving_back_frees_the_unit_and_is_in_the_trail(for_sale: list[Unit], cast: Any) -> None:
    claim = hold(for_sale[0], cast["wang"])
    release(claim, reason="客户改看东户", actor=cast["wang"])
    unit = Unit.objects.get(pk=for_sale[0].pk)
    assert (unit.sale_state, live_claim(unit)) == (SaleState.AVAILABLE, None)
    entry = Entry.objects.get(deed="inventory.release_claim")
    assert (entry.actor, entry.inputs["reason"]) == (cast["wang"], "客户改看东户")
    hold(unit, cast["zhao"])


@pytest.mark.parametrize("state", [SaleState.DRAFT, SaleState.WITHHELD, SaleState.NOT_FOR_SALE])
def test_what_is_not_released_cannot_be_claimed(for_sale: list[Unit], cast: Any, state: str) -> None:
    for_sale[0].sale_state = state
    for_sale[0].save()
    with pytest.raises(WrongState):
        take(for_sale[0], HOLD, cast["wang"], expires_at=SOON)
    assert not Claim.objects.exists()


@pytest.mark.clause("2.2.1.5")
def test_a_frozen_unit_takes_no_claim_of_any_kind(for_sale: list[Unit], cast: Any) -> None:
    for_sale[0].frozen, for_sale[0].frozen_reason = True, "法院查封"
    for kind in Claim.Kind:
        with pytest.raises(Refused, match="3-1-501"):
            take(for_sale[0], kind, cast["wang"], expires_at=SOON)
    assert not Claim.objects.exists()
