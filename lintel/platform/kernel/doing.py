"""Who is doing something just now, so that nobody is told of their own deed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_doer: ContextVar[Any] = ContextVar("lintel_doer", default=None)


def doer_id() -> Any:
    """The key of the person whose deed is under way; None when nobody's is."""
    return _doer.get()


@contextmanager
def doing(actor: Any) -> Iterator[None]:
    """Within this, ``actor`` is at it. A deed inside a deed is the inner actor's."""
    token = _doer.set(getattr(actor, "pk", None))
    try:
        yield
    finally:
        _doer.reset(token)
