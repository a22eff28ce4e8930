"""What a list asks the database for is pinned, list by list, and does not grow with its rows.

``query_counts.json`` is the baseline. A list that needs more has to say so there, where a reviewer sees it; write it anew
with ``LINTEL_WRITE_BASELINE=1``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from lintel.platform.kernel import clock
from lintel.platform.workbench.registry import resources
from tests.matrix.conftest import Visitor, rolled_back
from tests.matrix.labels import NOW, World
from tests.matrix.life import live
from tests.matrix.policy import TABLE

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).with_name("query_counts.json")
#: Who opens a list: the first of these who may.
EYES = {"MGR": "liu", "SYS": "admin", "FIN": "lin"}


def counts(visitor: Callable[[str], Visitor], world: World) -> dict[str, int]:
    """Queries of every list, in the hands of whoever sees most of it."""
    found, people = {}, {code: visitor(name) for code, name in EYES.items()}
    for eyes in people.values():
        eyes.client.get(reverse("help"))  # the session is opened and stays
    for resource in resources.values():
        codes = set(TABLE["lists"][resource.key].split())
        eyes = next(eyes for code, eyes in people.items() if code in codes)
        url = reverse(resource.route("list"))
        if resource.default_view:
            url += f"?{resource.default_view.replace('=me', f'={eyes.person.user.pk}')}"
        answer = eyes.get(url)
        assert answer.status == 200, (resource.key, answer.status)
        found[resource.key] = answer.queries
    return found


def test_a_list_asks_as_much_for_many_rows_as_for_few(world: World, visitor: Callable[[str], Visitor]) -> None:
    few = counts(visitor, world)
    if os.environ.get("LINTEL_WRITE_BASELINE"):
        BASELINE.write_text(json.dumps(few, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert few == json.loads(BASELINE.read_text(encoding="utf-8"))
    with rolled_back():
        kept = {kind: list(rows) for kind, rows in world.rows.items()}
        with clock.at(NOW):
            for place in (4, 5, 6):
                live(world, "wang", place)
        many = counts(visitor, world)
        world.rows.update(kept)
    assert many == few
