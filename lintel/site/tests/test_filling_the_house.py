"""On whatever day the demo is loaded, enough people come through its doors."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from lintel.customers import demo
from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.story import Story
from lintel.platform.kernel.workingtime import seed_special_days
from lintel.site.demo.department import DAYS, SEED, first_hall, second_hall

WANTED = 800
LEAVE_A_NUMBER = 0.92
"""The share of visitors who do; the others have no record."""
LUCK = 25
"""Two may turn out to be one, and fewer than usual may leave their number; friends they bring along are not counted on."""
MONDAYS = (datetime(2026, 11, 23), datetime(2027, 2, 22))
"""A week with no holiday before it, and one with the Spring Festival."""
EARLY = timedelta(hours=10)
"""An hour after opening a day has brought the fewest."""


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many came, called and were written down; nothing else happens."""
    seen: Counter[str] = Counter()
    for name in ("_arrives", "_calls", "_lead"):
        monkeypatch.setattr(demo, name, lambda hall, name=name, **_: seen.update([name]))
    for name in ("_duty", "_pause"):
        monkeypatch.setattr(demo, name, lambda *_: None)
    monkeypatch.setattr(demo, "ROUNDS", ())
    return seen


def _doors_open(ends: datetime) -> None:
    seed_special_days((2026, 2027))
    story = Story(ends=ends, days=DAYS + 1, seed=SEED)
    people = cast(
        dict[str, User], {name: SimpleNamespace(username=name) for name in ("wang", "zhao", "sun", "qian", "tang")}
    )
    for hall in (first_hall(story, people, cast(Project, None)), second_hall(story, people, cast(Project, None))):
        demo.receptions(hall)
    story.run()


@pytest.mark.django_db
@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("monday", MONDAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def test_eight_hundred_customers_on_whatever_day_it_is_loaded(faces: Counter[str], monday: datetime, day: int) -> None:
    _doors_open((monday + timedelta(days=day) + EARLY).replace(tzinfo=clock.SHANGHAI))
    numbers = faces["_arrives"] * LEAVE_A_NUMBER + faces["_calls"] + faces["_lead"]
    assert numbers >= WANTED + LUCK, faces
