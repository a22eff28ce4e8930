"""Conditions that upper floors add to a list: a figure of a dashboard opens the very rows it was counted from.

A narrowing is one parameter of the address. The list neither knows nor repeats what it means; whoever declared it
narrows the rows, says in words what they are, and may say what they come to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Words = Callable[[str], str]


@dataclass(frozen=True)
class Narrowing:
    """``rows(rows, value)`` answers fewer rows, never others; for a value it does not understand, none."""

    parameter: str
    label: str | Promise
    rows: Callable[[QuerySet, str], QuerySet]
    words: Callable[[str], str]
    comes_to: Callable[[QuerySet, str], str]
    """What the rows come to beside their number (an amount, a share); empty when there is nothing to add."""


_narrowings: dict[str, Narrowing] = {}


def narrowing(parameter: str, label: str | Promise, **said: Any) -> Narrowing:
    """Declare a narrowing. The parameter must be no column of any list."""
    _narrowings[parameter] = Narrowing(parameter, label, **said)
    return _narrowings[parameter]


def narrowings() -> list[Narrowing]:
    return list(_narrowings.values())
