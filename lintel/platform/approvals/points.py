"""Where the business asks a second person. Areas declare points; this package knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.audit.deeds import name_deed

Words = str | Promise
OUTCOMES: dict[str, Words] = {
    "granted": _("approved"), "refused": _("rejected"), "returned": _("sent back"), "withdrawn": _("withdrawn"),
    "expired": _("expired"),
}  # fmt: skip
name_deed("approvals.ask", _("Asked for approval"))


points: dict[str, Point] = {}


def _outcome(title: Words, word: Words) -> str:
    return _t("%(matter)s: %(outcome)s") % {"matter": title, "outcome": word}


_said = lazy(_outcome, str)


@dataclass(frozen=True)
class Fact:
    """One thing a decider must know. The first ``emphasised`` one stands on the card, with the words of those ``on_card``;
    a ``warning`` stops batches. With a ``permission`` it is shown to those who hold it and to those who must decide, and
    to nobody else: not to the asker."""

    label: Words
    value: Words
    emphasised: bool = False
    warning: bool = False
    on_card: bool = False
    permission: str = ""


@dataclass(frozen=True)
class Measures:
    """What the authority matrix looks at: yuan, per cent (3.2 means 3.2 %), days, and a kind of case."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    days: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Step:
    """One rung: whoever holds ``post`` must agree, any one of them or all."""

    post: str
    mode: str = "any"


@dataclass(frozen=True)
class Line:
    """A default row of authority: ``post`` alone may allow up to these limits; no limit means everything.

    ``joins`` says that this post is also asked when a higher one decides.
    """

    post: str
    max_amount: Decimal | str | None = None
    max_percent: Decimal | str | None = None
    max_days: int | None = None
    mode: str = "any"
    joins: bool = True
    kind: str = ""


@dataclass(frozen=True)
class DefaultAuthority:
    """The lines a point starts with, and where they come from."""

    lines: tuple[Line, ...]
    source: str
    effective_from: date


Outcome = Callable[[Any, Any, Any], Any]


def _nothing(actor: Any, row: Any, request: Any) -> None:
    """Most points need nothing done when they are not granted."""


def _no_facts(row: Any) -> Sequence[Fact]:
    return ()


def _no_history(row: Any, request: Any) -> Sequence[Fact]:
    return ()


def _no_measures(row: Any) -> Measures:
    return Measures()


def _own_project(row: Any) -> int | None:
    return row.pk if row._meta.model_name == "project" else getattr(row, "project_id", None)


@dataclass(kw_only=True, eq=False)
class Point:
    """A place where somebody else must agree, and what follows when they do or do not.

    ``granted`` and its siblings are ``(actor, row, request)``: the row is locked, its changed fields are saved and go
    to the trail in the actor's name; the request is the authority, so no permission of the actor is asked. An
    ``@action`` that takes a keyword ``request`` will do as well.
    """

    name: str
    model: type[models.Model]
    title: Words
    granted: Any
    clause: str = ""
    facts: Callable[[Any], Sequence[Fact]] = _no_facts
    history: Callable[[Any, Any], Sequence[Fact]] = _no_history
    """``(row, request)``: what was done in like cases, to compare with. It moves every day, so no decision is bound to it."""
    measures: Callable[[Any], Measures] = _no_measures
    route: Callable[[Any], Sequence[Step]] | None = None
    project: Callable[[Any], int | None] = _own_project
    refused: Any = _nothing
    returned: Any = _nothing
    withdrawn: Any = _nothing
    expired: Any = _nothing
    four_eyes: bool = False
    due_after: timedelta = timedelta(hours=24)
    valid_for: timedelta | None = None
    do_not_call_in_templates: bool = field(default=True, repr=False)

    def __post_init__(self) -> None:
        points[self.name] = self
        for outcome, word in OUTCOMES.items():
            name_deed(f"{self.name}_{outcome}", _said(self.title, word))


_defaults: dict[str, DefaultAuthority] = {}


def default_authority(
    point: str, lines: Sequence[Line], *, source: str, effective_from: date = date(2026, 1, 1)
) -> None:
    """Declare the authority a point starts with, lowest post first; written when the point has none yet."""
    _defaults[point] = DefaultAuthority(tuple(lines), source, effective_from)


def declared_authority() -> dict[str, DefaultAuthority]:
    """What :func:`default_authority` was told, by point."""
    return dict(_defaults)
