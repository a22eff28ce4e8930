"""What a stand of the gallery is, and the people and homes invented for it."""

# msg: ok - invented people, homes and sentences, read by developers only

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LONGEST = "阿卜杜热合曼·买买提依明·吐尔逊江·艾力·阿布都克里木·努尔"
"""Thirty characters with the dots of a name in several parts."""
HOME = "3-2-1503"


@dataclass(frozen=True)
class Stand:
    """One part in one state, drawn by the template the product draws it with."""

    state: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A shared part with its states; ``wide`` gives each state the whole width, ``card`` the card it stands in otherwise."""

    name: str
    stands: tuple[Stand, ...]
    wide: bool = False
    card: bool = False


@dataclass(frozen=True)
class Home:
    """A unit, as far as the templates ask about it."""

    number: str
    gross_area: Decimal = Decimal("115.36")
    unit_type: str = "B"
    price: None = None

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return "#"
