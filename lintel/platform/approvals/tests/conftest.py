"""A small matter to decide: renaming a team, with a discount-like matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lintel.inventory.models import Project
from lintel.platform.approvals.asking import ask
from lintel.platform.approvals.authority import sync
from lintel.platform.approvals.models import Request
from lintel.platform.approvals.points import Fact, Line, Measures, Point, Step, default_authority, points
from lintel.platform.directory.models import Department, User


@dataclass
class Matter:
    """A point under test, the row it is about, and the size of the case."""

    row: Department
    project: Project
    percent: Decimal | None = None
    amount: Decimal | None = None
    warning: bool = False
    happened: list[str] = field(default_factory=list)
    point: Point = None  # type: ignore[assignment]

    def ask(self, by: User, percent: str = "", amount: str = "", **more: Any) -> Request | None:
        self.percent = Decimal(percent) if percent else None
        self.amount = Decimal(amount) if amount else None
        return ask(self.point, self.row, by=by, reason="a good reason", **more)


def _point(matter: Matter, name: str, **more: Any) -> Point:
    def granted(actor: User, row: Department, request: Request) -> None:
        row.name = "granted"
        matter.happened.append(f"granted by {actor.username}")

    def outcome(word: str) -> Callable[[Any, Any, Any], None]:
        return lambda actor, row, request: matter.happened.append(f"{word} by {actor.username}")

    return Point(
        name=name,
        model=Department,
        title="Rename a team",
        granted=granted,
        clause="3.3.3",
        project=lambda row: matter.project.pk,
        measures=lambda row: Measures(percent=matter.percent, amount=matter.amount),
        facts=lambda row: [
            Fact("Percent", str(matter.percent), emphasised=True),
            Fact("Name", row.name),
            Fact("Floor", "x", warning=matter.warning),
        ],
        refused=outcome("refused"),
        returned=outcome("returned"),
        withdrawn=outcome("withdrawn"),
        expired=outcome("expired"),
        valid_for=timedelta(days=3),
        **more,
    )


@pytest.fixture
def matter(cast: dict[str, User], project: Project) -> Iterator[Matter]:
    """By matrix: a consultant 1 %, a supervisor 2 %, the deputy 4 % or 100,000, the manager everything."""
    made = Matter(Department.objects.create(name="before"), project)
    made.point = _point(made, "test.discount")
    default_authority(
        "test.discount",
        [
            Line("SR", max_percent="1"),
            Line("SS", max_percent="2"),
            Line("DM", max_percent="4", max_amount="100000"),
            Line("MGR"),
        ],
        source="test",
    )
    sync()
    yield made
    points.pop("test.discount")


@pytest.fixture
def ladder(cast: dict[str, User], project: Project) -> Iterator[Callable[..., Matter]]:
    """A matter with a ladder of its own: ``ladder("SS", "DM", "MGR")``; ``"SS:all"`` asks every holder."""

    def build(*steps: str) -> Matter:
        made = Matter(Department.objects.create(name="before"), project)
        rungs = [Step(*step.split(":")) for step in steps]
        made.point = _point(made, "test.ladder", route=lambda row: rungs)
        return made

    yield build
    points.pop("test.ladder", None)


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens are tried without one: signing in has tests of its own."""
    monkeypatch.setattr("lintel.site.accounts.needs_second_factor", lambda user: False, raising=False)
