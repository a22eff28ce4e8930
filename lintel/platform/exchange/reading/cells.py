"""The words between a cell and whoever makes sense of it: a column, a reason, a refusal of one value."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say about one row: a stable code for programs, a sentence for people, the field it is about."""

    code: str
    message: Any
    """A lazy translation is welcome; it is rendered when it is stored."""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The column a cell came from, as a parser sees it."""

    header: str = ""
    factor: Decimal = Decimal(1)
    """10000 where the heading says 万元: the value is multiplied by it."""
    epoch_1904: bool = False


class BadValue(ValueError):
    """A cell that cannot be taken. ``code`` for programs; ``message`` a (lazy) sentence that says what to do."""

    def __init__(self, code: str, message: Any) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Noted:
    """A parsed value together with something the person should know about how it was understood (say, rounding)."""

    value: Any
    reason: Reason


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell in which the spreadsheet itself shows an error, such as ``#N/A``."""

    text: str

    def __str__(self) -> str:
        return self.text


Parse = Callable[[Any, Column], Any]
"""cell, column -> the clean value (None for an empty cell), or ``Noted``; raises ``BadValue``."""
