"""The jobs there are. Areas declare them; the worker runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

#: How long to wait before each new try; after the last one the run stays failed.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))

_jobs: dict[str, Job] = {}


@dataclass(frozen=True)
class Job:
    """A function the worker may run; with ``every`` it also runs by itself."""

    name: str
    run: Callable[..., Any]
    every: timedelta | None = None


def job(name: str, *, every: timedelta | None = None) -> Callable[[AnyFunction], AnyFunction]:
    """Declare a function as the job ``name`` (``"sales.release_expired_holds"``).

    It must be idempotent: a run whose worker died is started again. Raises ``ValueError`` when another function
    already has the name.
    """

    def decorate(function: AnyFunction) -> AnyFunction:
        known = _jobs.get(name)
        if known and known.run.__qualname__ != function.__qualname__:
            raise ValueError(f"Two jobs are called {name!r}")
        _jobs[name] = Job(name, function, every)
        return function

    return decorate


def job_named(name: str) -> Job:
    """The job with this name. Raises ``LookupError``."""
    try:
        return _jobs[name]
    except KeyError:
        raise LookupError(f"There is no job {name!r}") from None


def job_of(function: Callable[..., Any]) -> Job:
    """The job that ``function`` was declared as. Raises ``LookupError``."""
    for one in _jobs.values():
        if one.run is function:
            return one
    raise LookupError(f"{function!r} is not declared with @job")


def recurring() -> list[Job]:
    """Every job that runs by itself, by name."""
    return sorted((j for j in _jobs.values() if j.every), key=lambda j: j.name)


def backoff(tries: int) -> timedelta | None:
    """How long to wait after ``tries`` failed tries, or nothing when it is time to give up."""
    return BACKOFF[tries - 1] if tries <= len(BACKOFF) else None
