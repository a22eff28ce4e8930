"""What must always be true of the data. Areas register questions; ``lintel doctor`` and the restore drill ask them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Question = Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Invariant:
    """``ask`` yields one sentence per row that breaks it; none when all is well. ``mend`` says what to do about it."""

    name: str
    promise: str
    mend: str
    ask: Question


_registered: dict[str, Invariant] = {}


def invariant(name: str, promise: str, *, mend: str) -> Callable[[Question], Question]:
    """Register ``ask`` under ``name`` (``inventory.one_claim``). English sentences, for operators."""

    def decorate(ask: Question) -> Question:
        _registered[name] = Invariant(name, promise, mend, ask)
        return ask

    return decorate


def all_invariants() -> list[Invariant]:
    return sorted(_registered.values(), key=lambda i: i.name)
