"""Figures the policy or the law leaves to a setting: declared once with default, unit, source and review date.

DEPOSIT_CAP = figure("sales.deposit_cap_percent", Decimal(20), label=_("…"), unit="%", source="Civil Code art. 586",
                     rule="G-06")
if amount > percent_of(price, DEPOSIT_CAP.value()): …
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from lintel.platform.kernel.models import FigureValue
from lintel.platform.kernel.remembered import remembered

_declared: dict[str, Figure] = {}


@dataclass(frozen=True)
class Figure:
    """A number an office may set. ``legal`` figures carry the article they come from and are reviewed by date."""

    key: str
    default: Decimal
    label: str | Promise
    unit: str | Promise = ""
    source: str | Promise = ""
    rule: str = ""
    review_on: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None

    def value(self) -> Decimal:
        """The office's value, else the default."""
        stored = remembered("figures", "own", _own_values).get(self.key)
        return self.default if stored is None else stored

    def whole(self) -> int:
        return int(self.value())

    def parse(self, text: Any) -> Decimal:
        """``text`` as a value of this figure. Raises ``ValidationError`` when it is no number or out of bounds."""
        try:
            value = Decimal(str(text))
        except InvalidOperation:
            raise ValidationError(_("Enter a number.")) from None
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            raise ValidationError(_("Allowed is %(least)s to %(most)s.") % {"least": self.least, "most": self.most})
        return value


def _of_policy(clauses: str) -> str:
    return _("Policy %(clauses)s") % {"clauses": clauses}


of_policy = lazy(_of_policy, str)
"""The source of a figure that clauses of the policy speak of: ``of_policy("3.2.1")``."""


def _own_values() -> dict[str, Decimal]:
    """What the office has set itself."""
    return {key: Decimal(value) for key, value in FigureValue.objects.values_list("key", "value")}


def figure(key: str, default: Decimal | int, **more: Any) -> Figure:
    """Declare a figure. The key starts with the area's name."""
    if key in _declared:
        raise LookupError(f"{key} is declared twice")
    for bound in ("least", "most"):
        if more.get(bound) is not None:
            more[bound] = Decimal(more[bound])
    _declared[key] = Figure(key=key, default=Decimal(default), **more)
    return _declared[key]


def all_figures() -> list[Figure]:
    return sorted(_declared.values(), key=lambda f: f.key)
