"""“Can we sell this unit now?” - one engine, asked by board, quote, hold, reservation and release alike.

Every answer lists every check with its evidence, whether it passed or not. A floor above adds its own with
``@sell_check``; a check sees one unit and the ``Facts`` gathered for all of them, so a board of a thousand units costs
the same number of queries as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lintel.inventory.claims import taken
from lintel.inventory.facts import Check, Facts, Purpose, Registered, registered, sell_check
from lintel.inventory.models import Unit
from lintel.inventory.sell_checks import INDISPENSABLE
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

__all__ = ["Answer", "Check", "Facts", "can_sell", "can_sell_many", "sell_check"]


@dataclass(frozen=True)
class Answer:
    """Yes or no, and why."""

    unit: Unit
    checks: tuple[Check, ...]
    facts: Facts

    @property
    def yes(self) -> bool:
        return not self.blocking

    @property
    def blocking(self) -> list[Check]:
        return [c for c in self.checks if c.blocks]

    @property
    def warnings(self) -> list[Check]:
        return [c for c in self.checks if c.warns]

    def require(self) -> None:
        """Raises ``UnitTaken`` when somebody has the unit, else ``Refused`` with the first check that says no."""
        blocking = self.blocking
        if any(c.code == "claim" for c in blocking):
            raise taken(self.unit, self.facts.claim(self.unit), self.facts.user)
        for check in blocking:
            raise Refused(
                f"{self.unit}: {check.evidence or check.title}",
                rule=check.rule,
                clause=check.clause,
                remedy=check.remedy,
            )


def can_sell(
    unit: Unit, *, user: Any = None, at: datetime | None = None, purpose: Purpose = "quote", unclaimed: bool = False
) -> Answer:
    """Ask every check about one unit. ``user`` decides whose hold is “own” and what may be told.

    ``unclaimed``: the caller has just looked, under the unit's lock, and no claim binds it; it is not asked for again.
    """
    known: dict[str, Any] = {"claims": {}} if unclaimed else {}
    return can_sell_many([unit], user=user, at=at, purpose=purpose, known=known)[unit.pk]


def can_sell_many(
    units: Sequence[Unit],
    *,
    user: Any = None,
    at: datetime | None = None,
    purpose: Purpose = "quote",
    known: dict[str, Any] | None = None,
) -> dict[int, Answer]:
    """The answers by key, with a number of queries that does not grow with the number of units."""
    if missing := INDISPENSABLE - {c.code for c in registered}:
        raise LookupError(f"Sale checks are missing: {sorted(missing)}")
    facts = Facts(units, user=user, at=at or clock.now(), purpose=purpose, _memory=known or {})
    asked = [c for c in registered if purpose in c.purposes]
    return {unit.pk: Answer(unit, _examined(unit, facts, asked), facts) for unit in units}


def _examined(unit: Unit, facts: Facts, asked: Sequence[Registered]) -> tuple[Check, ...]:
    found = ((one.code, one.examine(unit, facts)) for one in asked)
    return tuple(check if check.code == code else replace(check, code=code) for code, check in found if check)
