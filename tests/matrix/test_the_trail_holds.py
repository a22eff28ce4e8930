"""After a whole world was made through the door, every deed is in the trail and the chain verifies."""

from __future__ import annotations

import json

import pytest

from lintel.platform.audit import seal
from lintel.platform.audit.models import Entry
from lintel.platform.audit.verify import verify
from tests.matrix.labels import World, phone_of

pytestmark = pytest.mark.django_db


def test_the_chain_verifies_after_everything(world: World, settings: pytest.FixtureRequest, tmp_path: object) -> None:
    settings.LINTEL_DATA_DIR = tmp_path  # type: ignore[attr-defined]
    assert seal.seal_pending() > 100
    report = verify()
    assert report.ok, report
    assert seal.unsealed() == 0


def test_the_trail_holds_no_number(world: World) -> None:
    text = json.dumps(list(Entry.objects.values_list("inputs", "changes")), default=str, ensure_ascii=False)
    for place in range(4):
        for step in range(3):
            assert phone_of(10_000 + place * 100 + step) not in text
    assert "110101199003070388" not in text
