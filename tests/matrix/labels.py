"""Rows with whom they belong to, told by hand: what the code thinks about that (its scopes) is what the matrix tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.site.demo.cast import FIRST_PROJECT, SECOND_PROJECT

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
ABSENT = 99_999_999
PASSWORD = "of-everybody-in-the-matrix"
#: Who owns the rows: the first is "own" for wang, the second his team, the third another team, the fourth another project.
OWNERS = {"wang": FIRST_PROJECT, "zhao": FIRST_PROJECT, "sun": FIRST_PROJECT, "tang": SECOND_PROJECT}
SUPERVISORS = {"wang": "zhou", "zhao": "zhou", "sun": "wu", "tang": "han"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass(frozen=True)
class Labelled:
    """A row with whom it belongs to. ``people`` are named where belonging is more than one owner."""

    row: models.Model
    owner: str = ""
    project: str = ""
    people: frozenset[str] | None = None
    parts: dict[str, set[str]] = field(default_factory=dict)
    """Who plays which part: whose task it is, who asked, whose turn it is, who took the file in."""

    @property
    def whose(self) -> str:
        return self.owner or self.project or "shared"


@dataclass
class World:
    """The cast, both projects and every labelled row by ``app.model``."""

    cast: dict[str, User]
    projects: dict[str, Project]
    rows: dict[str, list[Labelled]] = field(default_factory=dict)

    def put(
        self,
        row: models.Model,
        owner: str = "",
        project: str = "",
        people: set[str] | None = None,
        kind: str = "",
        **parts: set[str],
    ) -> Any:
        """Remember a row once under ``app.model`` (or ``kind``); ``parts`` name who plays which part in it."""
        name = kind or f"{row._meta.app_label}.{row._meta.model_name}"
        known = self.rows.setdefault(name, [])
        if all(k.row.pk != row.pk for k in known):
            known.append(Labelled(row, owner, project, frozenset(people) if people is not None else None, parts))
        return row

    def of(self, kind: str, owner: str = "", project: str = "") -> Any:
        """The first row of a kind with this label."""
        return next(k.row for k in self.rows[kind] if k.owner == owner and (not project or k.project == project))


def phone_of(n: int) -> str:
    return f"139{n:08d}"
