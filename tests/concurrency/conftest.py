"""Offices for the races: migrated once, copied for each test, with processes of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.concurrency.harness import Office, Template

needs_postgres = pytest.mark.skipif(not shutil.which("createdb"), reason="no PostgreSQL here")
BOTH = ["sqlite", pytest.param("postgres", marks=[needs_postgres, pytest.mark.postgres])]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Template]]:
    """``template("postgres")``: tables without rows, made when first asked for."""
    made: dict[str, Template] = {}

    def of(kind: str) -> Template:
        if kind not in made:
            made[kind] = Template.make(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    yield of
    for one in made.values():
        one.remove()


@pytest.fixture
def open_office(template: Callable[[str], Template], tmp_path: Path) -> Iterator[Callable[[str], Office]]:
    """``open_office("sqlite")``: an office with empty tables; closed when the test is over."""
    offices: list[Office] = []

    def make(kind: str) -> Office:
        offices.append(template(kind).copy(tmp_path))
        return offices[-1]

    yield make
    for office in offices:
        office.close()


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest, open_office: Callable[[str], Office]) -> Office:
    """An office on each of the two databases."""
    return open_office(request.param)
