"""After an update the database looks at its tables again, or it takes an index it knows nothing about for the best."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lintel.platform.kernel.db.statistics import known_rows
from lintel.platform.kernel.models import FigureValue
from lintel.site import installing

pytestmark = pytest.mark.django_db


@pytest.fixture
def update(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version with one change more to the tables."""

    def apply(name: str, **_options: Any) -> None:
        if name == "migrate":
            MigrationRecorder(connection).record_applied("sales", "9999_an_index_more")

    monkeypatch.setattr(installing, "call_command", apply)


def test_without_changes_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "refresh_statistics", lambda: pytest.fail("There was nothing to look at."))
    installing.migrate()


def test_after_an_update_the_database_knows_what_it_holds(update: None) -> None:
    FigureValue.objects.create(key="test.rows", value="1", source="…")
    installing.migrate()
    assert known_rows(FigureValue._meta.db_table) == FigureValue.objects.count()
