"""After an update the database looks at its tables again, or it takes an index it knows nothing about for the best."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lintel.site import installing

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the database was let look. Not done: PostgreSQL would remember the tables of all later tests as empty."""
    times: list[int] = []
    monkeypatch.setattr(installing, "refresh_statistics", lambda: times.append(1))
    return times


@pytest.fixture
def update(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version with one change more to the tables."""

    def apply(name: str, **_options: Any) -> None:
        if name == "migrate":
            MigrationRecorder(connection).record_applied("sales", "9999_an_index_more")

    monkeypatch.setattr(installing, "call_command", apply)


def test_without_changes_nobody_looks(looked: list[int]) -> None:
    installing.migrate()
    assert looked == []


def test_after_an_update_the_database_looks_at_its_tables(update: None, looked: list[int]) -> None:
    installing.migrate()
    assert looked == [1]


def test_in_a_new_office_there_is_nothing_to_look_at(update: None, looked: list[int]) -> None:
    MigrationRecorder.Migration.objects.all().delete()
    installing.migrate()
    assert looked == []
