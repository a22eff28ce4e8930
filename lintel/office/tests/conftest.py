"""Screens are tried without a second factor: signing in has tests of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lintel.inventory.models import Project
from lintel.office.actions import change_announcement, publish_announcement, write_announcement
from lintel.office.models import Announcement
from lintel.platform.directory.models import Department, User
from lintel.platform.kernel import clock


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintel.site.accounts.needs_second_factor", lambda user: False, raising=False)


@pytest.fixture
def teams(cast: dict[str, User]) -> dict[str, Department]:
    return {team.name: team for team in Department.objects.all()}


@pytest.fixture
def draft(cast: dict[str, User], project: Project) -> Callable[..., Announcement]:
    """``draft("liu", teams=[…])``: an announcement nobody was told of yet, in force from today."""

    def made(author: str = "liu", **facts: Any) -> Announcement:
        today = clock.today()
        said = {
            "title": "周末加班安排",
            "text": "周六八点半到岗。\n\n请穿工装。",
            "starts_on": today,
            "ends_on": today + timedelta(days=7),
        }
        return write_announcement(cast[author], **{"project_id": project.pk, **said, **facts})

    return made


@pytest.fixture
def published(cast: dict[str, User], draft: Callable[..., Announcement]) -> Callable[..., Announcement]:
    def made(author: str = "liu", **facts: Any) -> Announcement:
        row = draft(author, **facts)
        publish_announcement(cast[author], row)
        row.refresh_from_db()
        return row

    return made


@pytest.fixture
def change() -> Callable[..., None]:
    """``change(actor, row, text=…)``: the form of the announcement sent again with some facts changed."""

    def changed(actor: User, row: Announcement, **facts: Any) -> None:
        said = {
            "title": row.title, "text": row.text, "project_id": row.project_id, "starts_on": row.starts_on, "ends_on": row.ends_on,
            "teams": list(row.teams.all()), "posts": row.posts,
        }  # fmt: skip
        change_announcement(actor, row, **{**said, **facts})

    return changed
