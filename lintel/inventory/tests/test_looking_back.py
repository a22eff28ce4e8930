"""The time machine: the board as it was, and what changed since, walked back from the trail and the price schemes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lintel.inventory import history
from lintel.inventory.actions.permits import revoke_permit
from lintel.inventory.actions.prices import put_in_force
from lintel.inventory.actions.units import freeze_unit, release_units, withhold_units
from lintel.inventory.models import PresalePermit, PriceLine, PriceScheme, Project, Unit
from lintel.inventory.tests.test_reading_the_board import board_url, cell, signed_in
from lintel.platform.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]

START = datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def story(
    units: list[Unit], permit: PresalePermit, cast: Any, project: Project
) -> list[Unit]:  # fmt: skip
    """Day 0 made, day 1 released, day 2 one withheld and one frozen, day 3 dearer, day 5 now."""
    Unit.objects.update(created_at=START)
    PriceScheme.objects.update(in_force_at=START)
    with clock.at(START + timedelta(days=1)):
        release_units(cast["liu"], project, units=units, reason="首次开盘")
    with clock.at(START + timedelta(days=2)):
        withhold_units(cast["liu"], project, units=[units[0]], reason="样板间")
        freeze_unit(cast["gao"], units[1], reason="法院查封")
    dearer = PriceScheme.objects.create(
        project=project, name="上调", status=PriceScheme.Status.FILED, filing_number="119", filed_on=START.date()
    )
    for unit in units[2:4]:
        PriceLine.objects.create(
            scheme=dearer,
            unit=unit,
            list_price=Decimal("4600000.00"),
            filed_price=Decimal("4600000.00"),
            unit_price=Decimal("49000.00"),
        )
    with clock.at(START + timedelta(days=3)):
        put_in_force(cast["liu"], dearer)
    return units


def seen(cast: Any, day: float, who: str = "wang", **more: str) -> str:
    at = (START + timedelta(days=day)).isoformat()
    with clock.at(START + timedelta(days=5)):
        return signed_in(cast[who]).get(board_url(at=at, **more)).content.decode()


def test_the_board_of_each_day_is_the_board_people_saw(story: list[Unit], cast: Any) -> None:
    def states(day: float) -> list[str]:
        html = seen(cast, day)
        return [
            name
            for unit in story[:4]
            for name in ("draft", "available", "withheld", "frozen")
            if f"s-{name}" in cell(html, unit)
        ]

    assert states(0.5) == ["draft"] * 4
    assert states(1.5) == ["available"] * 4
    assert states(2.5) == states(4) == ["withheld", "frozen", "available", "available"]


def test_prices_are_those_then_in_force(story: list[Unit], cast: Any) -> None:
    assert "450.00" in cell(seen(cast, 2.5), story[2])
    assert "460.00" in cell(seen(cast, 4), story[2])
    assert "460.00" not in seen(cast, 2.5)
    assert "450.00" not in seen(cast, 4, who="xu")


def test_units_made_later_are_not_on_the_older_board(story: list[Unit], cast: Any) -> None:
    Unit.objects.filter(pk=story[0].pk).update(created_at=START + timedelta(days=1))
    html = seen(cast, 0.5)
    assert f'id="u{story[0].pk}"' not in html
    assert f'id="u{story[1].pk}"' in html


def test_a_permit_revoked_since_still_counts_then(story: list[Unit], permit: PresalePermit, cast: Any) -> None:
    with clock.at(START + timedelta(days=4)):
        revoke_permit(cast["liu"], permit, reason="撤销")
    assert "s-available" in cell(seen(cast, 3.5), story[2])
    assert "s-no_permit" in cell(seen(cast, 4.5), story[2])


def test_a_past_board_stands_still_and_offers_no_deeds(story: list[Unit], cast: Any) -> None:
    html = seen(cast, 2.5, who="liu")
    assert ("data-still" in html, "data-board-select" in html, "data-board-deed" in html) == (True, False, False)
    assert "回到现在" in html


def test_what_changed_is_marked_and_told_in_words(story: list[Unit], cast: Any) -> None:
    since = (START + timedelta(days=1.5)).isoformat()
    with clock.at(START + timedelta(days=5)):
        html = signed_in(cast["liu"]).get(board_url(**{"from": since})).content.decode()
    assert ["u-changed" in cell(html, unit) for unit in story[:6]] == [True, True, True, True, False, False]
    told = html[html.index('class="side-changes"') :]
    for words in ("可售 → <b>■ 保留</b>", "450.00 → <b>460.00</b>", "10.00", "11-04 09:00", "刘建国"):
        assert words in told
    assert told.index("3-1-503") < told.index("3-1-501")


def test_who_did_it_is_not_told_to_who_may_not_know_takers(story: list[Unit], cast: Any) -> None:
    since = (START + timedelta(days=1.5)).isoformat()
    with clock.at(START + timedelta(days=5)):
        html = signed_in(cast["xu"]).get(board_url(**{"from": since})).content.decode()
    told = html[html.index('class="side-changes"') :].split("</ol>")[0]
    assert "保留" in told
    assert not any(word in told for word in ("刘建国", "高远", "460.00", "450.00"))


def test_two_past_moments_can_be_compared(story: list[Unit], cast: Any) -> None:
    html = seen(cast, 2.5, **{"from": (START + timedelta(days=1.5)).isoformat()})
    assert [unit.code for unit in story if "u-changed" in cell(html, unit)] == ["3-1-501", "3-1-502"]


def test_meetings_are_moments_of_the_past() -> None:
    noon = datetime(2026, 11, 5, 12, 0, tzinfo=clock.SHANGHAI)
    assert history.moment_of("meeting", noon) == datetime(2026, 11, 4, 18, 30, tzinfo=clock.SHANGHAI)
    assert history.moment_of("morning", noon) == datetime(2026, 11, 5, 8, 40, tzinfo=clock.SHANGHAI)
    assert history.moment_of("morning", noon.replace(hour=7)) == datetime(2026, 11, 4, 8, 40, tzinfo=clock.SHANGHAI)
    assert history.moment_of("2026-11-06T00:00", noon) is None
    assert history.moment_of("1", noon) is None
