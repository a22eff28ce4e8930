"""The board of any past moment is the board that was on the screen then: holds, reservations, lapses and releases included."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lintel.inventory import board as boards
from lintel.inventory import history, queries
from lintel.inventory.interest import interest_in
from lintel.inventory.jobs import lapse_holds
from lintel.inventory.models import PriceScheme, Project, Unit
from lintel.platform.kernel import clock
from lintel.sales.actions.holds import hold_unit, queue_for_unit, release_hold
from lintel.sales.tests.conftest import NOW

pytestmark = pytest.mark.clause("3.1.2")

Picture = dict[str, tuple[str, str, str]]


def picture(project: Project, user: Any, at: datetime | None = None) -> Picture:
    """State, holder and price of every unit: as drawn now, or walked back to ``at``."""
    buildings = queries.buildings_of(project, user)
    rows, viewer = queries.unit_rows(project, user, buildings), boards.Viewer.of(user)
    if at is None:
        cells = boards.cells_of(queries.dressed(rows, buildings), viewer)
    else:
        units = history.dressed_at(rows, buildings, at)
        cells = boards.cells_of(units, viewer, None, at, history.facts_at(units, viewer, at))
    return {c.unit.code: (c.look.code, c.holder, c.wan) for c in cells}


def test_every_moment_of_a_morning_can_be_looked_at_again(
    cast: Any, project: Project, units: list[Unit], sale: Any, make_customer: Any
) -> None:
    Unit.objects.update(created_at=NOW - timedelta(days=1))
    PriceScheme.objects.update(in_force_at=NOW - timedelta(days=1))
    wang, zhao = cast["wang"], cast["zhao"]
    others = make_customer(zhao, "李四", "13900139000")
    deeds = [
        lambda: hold_unit(wang, units[1], customer=sale.customer),
        lambda: hold_unit(zhao, units[2], customer=others),
        lambda: release_hold(zhao, units[2], reason="客户再考虑"),
        lambda: release_hold(wang, units[1], reason="换一套"),
        sale.effective,
        lambda: hold_unit(zhao, units[3], customer=others),
    ]
    frames: list[tuple[datetime, Picture]] = []
    for n, deed in enumerate(deeds):
        with clock.at(NOW + timedelta(minutes=10 * n)):
            deed()
        seen_at = NOW + timedelta(minutes=10 * n + 5)
        with clock.at(seen_at):
            frames.append((seen_at, picture(project, wang)))
    lapsed = NOW + timedelta(minutes=50 + 121)
    with clock.at(lapsed):  # run out, and not swept yet
        frames.append((lapsed, picture(project, wang)))
    with clock.at(lapsed + timedelta(minutes=2)):
        lapse_holds()
    with clock.at(lapsed + timedelta(hours=3)):
        for moment, shown in frames:
            assert picture(project, wang, moment) == shown, moment
    assert len({str(shown) for _moment, shown in frames}) >= 5


@pytest.mark.clause("3.3.1")
def test_the_conflict_sheet_queues_with_one_press(
    cast: Any, units: list[Unit], customer: Any, make_customer: Any, settings: Any
) -> None:
    settings.LINTEL_REQUIRE_TOTP = False
    hold_unit(cast["wang"], units[0], customer=customer)
    hers = make_customer(cast["zhao"], "李四", "13900139000")
    client = Client()
    client.force_login(cast["zhao"])
    hold = reverse("inventory:unit-act", args=[units[0].pk, "hold_unit"])
    html = client.post(hold, {"customer": hers.pk, "_key": "conflict-key-1"}).content.decode()
    queue = reverse("sales:queue", args=[units[0].pk])
    assert f'hx-post="{queue}"' in html
    answer = client.post(queue, {"customer": hers.pk, "_key": "queue-key-0001"}, headers={"X-Lintel-Frame": "drawer"})
    assert answer.status_code == 204
    assert units[0].waiters.get().customer == hers
    again = client.post(hold, {"customer": hers.pk, "_key": "conflict-key-2"}).content.decode()
    assert f'hx-post="{queue}"' not in again


def test_plans_claims_and_waiting_count_as_interest(cast: Any, project: Project, sale: Any) -> None:
    sale.drafted()
    queue_for_unit(cast["zhao"], sale.unit)
    found = interest_in(queries.buildings_of(project, cast["wang"]))
    assert {str(word): n for word, n in found[sale.unit.pk]} == {"占用": 1, "计划书": 1, "候补": 1}
    assert list(found) == [sale.unit.pk]
