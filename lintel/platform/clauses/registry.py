"""What carries each clause of the policy out, and what enforces each rule of law.

Upper floors register here when they are imported: the door for every ``@action(clause=…)``, the workbench for every
``Resource.clause``, and areas for their measures, duties and rules. The ``policy`` area and the clause chips read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.utils.functional import Promise

from lintel.platform.clauses.text.chapters import CLAUSES, HEADINGS
from lintel.platform.clauses.text.laws import LAWS
from lintel.platform.clauses.words import Clause, Heading, LegalRule

Kind = Literal["action", "resource", "screen", "measure", "duty", "rule"]
Title = str | Promise
AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

_clauses = {clause.number: clause for clause in CLAUSES}
_headings = {heading.number: heading for heading in HEADINGS}
_laws = {law.number: law for law in LAWS}
_carriers: dict[tuple[str, str, str], Carrier] = {}

Reading = Callable[[str], list[tuple[str, str]]]
"""From a clause's number to what can be read about it: titles and addresses."""
_readings: list[Reading] = []


class UnknownClause(LookupError):
    """The policy has no clause (and our table no rule) with this number: a spelling mistake in the code."""


@dataclass(frozen=True)
class Carrier:
    """One thing in the software that carries ``clause`` out.

    ``name`` is unique within its kind: a permission for actions (``sales.reserve_unit``), ``app.model`` for
    resources, a dotted key for the rest. ``url_name`` opens without arguments. ``permission`` is what a person needs
    to open it; empty means that every signed-in person may. ``cadence`` says how often a duty falls due.
    """

    clause: str
    kind: Kind
    name: str
    title: Title
    url_name: str = ""
    permission: str = ""
    cadence: str | Promise = ""


def clause(number: str) -> Clause:
    """Return the clause with this number. Raises ``UnknownClause``."""
    try:
        return _clauses[number]
    except KeyError:
        raise UnknownClause(f"The policy has no clause {number!r}") from None


def clauses(*, chapter: str = "") -> list[Clause]:
    """Return all clauses, or those of one chapter, in the policy's order."""
    return [one for one in CLAUSES if not chapter or one.chapter == chapter]


def heading(number: str) -> Heading:
    """Return a chapter's or section's heading. Raises ``UnknownClause``."""
    try:
        return _headings[number]
    except KeyError:
        raise UnknownClause(f"The policy has no chapter or section {number!r}") from None


def chapters() -> list[Heading]:
    """Return the eight chapter headings."""
    return [one for one in HEADINGS if "." not in one.number]


def law(number: str) -> LegalRule:
    """Return a rule of law by its number (``"G-06"``). Raises ``UnknownClause``."""
    try:
        return _laws[number]
    except KeyError:
        raise UnknownClause(f"There is no rule {number!r}") from None


def laws() -> list[LegalRule]:
    """Return all rules of law in order."""
    return list(LAWS)


def carries(
    number: str | Iterable[str],
    kind: Kind,
    name: str,
    title: Title,
    *,
    url_name: str = "",
    permission: str = "",
    cadence: str | Promise = "",
) -> None:
    """Register that something carries out a clause, or several (``"3.4.1 3.4.2"`` or a list).

    Saying the same again replaces what was said. Raises ``UnknownClause`` for a number the policy does not have, at
    import, so that a wrong number never reaches a screen.
    """
    for one in number.split() if isinstance(number, str) else number:
        known = clause(one).number
        _carriers[known, kind, name] = Carrier(known, kind, name, title, url_name, permission, cadence)


def carriers_of(number: str, *kinds: Kind) -> list[Carrier]:
    """Return what carries the clause out, in order of registration; only of these kinds when any are given."""
    return [c for c in _carriers.values() if c.clause == number and (not kinds or c.kind in kinds)]


def carriers(*kinds: Kind) -> list[Carrier]:
    """Return everything registered, or everything of these kinds."""
    return [c for c in _carriers.values() if not kinds or c.kind in kinds]


def claimed() -> set[str]:
    """Return the numbers of all clauses that something in the software says it carries out."""
    return {c.clause for c in _carriers.values()}


def measure(number: str, name: str, title: Title) -> Callable[[AnyFunction], AnyFunction]:
    """Decorate a function that answers a figure of a clause: ``@measure("3.3.1", "sales.quotes_issued", _("…"))``."""
    return _registering(number, "measure", name, title)


def duty(number: str, name: str, title: Title, *, cadence: str | Promise) -> Callable[[AnyFunction], AnyFunction]:
    """Decorate a job or action that the policy wants done again and again; ``cadence`` is shown in words."""
    return _registering(number, "duty", name, title, cadence=cadence)


def rule(law_number: str, *, clause: str, name: str = "") -> Callable[[AnyFunction], AnyFunction]:
    """Decorate the function that enforces a rule of law: ``@rule("G-06", clause="3.4.2")``."""

    def decorate(function: AnyFunction) -> AnyFunction:
        kept = law(law_number)
        called = name or f"{kept.number}:{function.__module__}.{function.__name__}"
        carries(clause, "rule", called, f"{kept.number}")
        return function

    return decorate


def reading(function: Reading) -> Reading:
    """Register where explanations of clauses are found, such as the guides of the posts."""
    _readings.append(function)
    return function


def readings_about(number: str) -> list[tuple[str, str]]:
    """Return what can be read about a clause: titles and addresses."""
    return [one for ask in _readings for one in ask(number)]


def enforcers_of(law_number: str) -> list[Carrier]:
    """Return what enforces a rule of law."""
    return [c for c in carriers("rule") if c.title == law_number]


def _registering(number: str, kind: Kind, name: str, title: Title, **more: Any) -> Callable[[AnyFunction], AnyFunction]:
    def decorate(function: AnyFunction) -> AnyFunction:
        carries(number, kind, name, title, **more)
        return function

    return decorate
