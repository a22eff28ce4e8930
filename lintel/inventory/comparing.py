"""Up to three units side by side: one row per fact, and which rows differ from the first unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lintel.inventory.facts import Check
from lintel.inventory.models import PresalePermit, PriceLine, Unit
from lintel.inventory.selling import can_sell_many
from lintel.platform.kernel.money import format_area, format_wan, format_yuan, grouped

MOST = 3
NONE = "—"


@dataclass
class Sheet:
    """What a customer may be shown of a unit: no floor price, and the list price only when the unit may be sold."""

    unit: Unit
    price: PriceLine | None
    permit: PresalePermit | None
    sellable: bool
    notes: list[Check]


@dataclass(frozen=True)
class Value:
    """One unit's answer. ``apart`` when it is not what the first unit says; ``step`` says by how much."""

    text: str
    apart: bool = False
    step: str = ""


@dataclass(frozen=True)
class Fact:
    """One row of the comparison."""

    label: str
    values: list[Value] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return any(v.apart for v in self.values)


def sheets_of(units: Sequence[Unit], user: Any, prices: bool) -> list[Sheet]:
    """The sheets of units fetched by ``shown``, in their order; the list price when ``prices`` may be seen."""
    answers = can_sell_many(units, user=user) if units else {}
    found = []
    for unit in units:
        answer = answers[unit.pk]
        permit = answer.facts.permit(unit)
        found.append(Sheet(unit, unit.price if permit and prices else None, permit, answer.yes, answer.warnings))
    return found


def compared(sheets: Sequence[Sheet]) -> list[Fact]:
    """Every fact of the units, row by row."""
    if not sheets:
        return []
    words: list[tuple[str, Callable[[Sheet], str]]] = [
        (_("Unit type"), lambda s: f"{s.unit.unit_type} {s.unit.unit_type.layout}" if s.unit.unit_type else NONE),
        (_("Building"), lambda s: s.unit.building.name),
        (_("Floor"), lambda s: s.unit.floor_word),
        (_("Orientation"), lambda s: s.unit.orientation or NONE),
    ]
    more: list[tuple[str, Callable[[Sheet], str]]] = [
        (_("Can be sold now"), lambda s: _("yes") if s.sellable else _("no")),
        (_("Presale permit"), lambda s: s.permit.number if s.permit else NONE),
        (_("Mortgage"), lambda s: _("mortgaged") if s.unit.building.mortgaged else _("none")),
    ]
    return [
        *(_worded(label, [said(s) for s in sheets]) for label, said in words),
        _counted(_("Gross floor area"), [s.unit.gross_area for s in sheets], format_area, lambda d: f"{abs(d):.2f} ㎡"),
        _counted(_("Net internal area"), [s.unit.net_area for s in sheets], format_area, lambda d: f"{abs(d):.2f} ㎡"),
        _counted(_("Share of net area"), [_share(s.unit) for s in sheets], lambda v: f"{v:.1f}%", lambda d: f"{abs(d):.1f}%"),
        _counted(
            _("List price"), [s.price.list_price if s.price else None for s in sheets], format_yuan,
            lambda d: format_wan(abs(d), unit=True),
        ),
        _counted(
            _("Unit price (yuan/㎡)"), [s.price.unit_price if s.price else None for s in sheets], lambda v: grouped(v, 0),
            lambda d: grouped(abs(d), 0),
        ),
        *(_worded(label, [said(s) for s in sheets]) for label, said in more),
    ]  # fmt: skip


def _share(unit: Unit) -> Decimal | None:
    """How much of the gross area is one's own (得房率), in per cent."""  # msg: ok
    return 100 * unit.net_area / unit.gross_area if unit.net_area and unit.gross_area else None


def _worded(label: str, texts: Sequence[str]) -> Fact:
    return Fact(label, [Value(text, apart=text != texts[0]) for text in texts])


def _counted(
    label: str, values: Sequence[Decimal | None], show: Callable[[Decimal], str], step: Callable[[Decimal], str]
) -> Fact:
    """Figures with their distance from the first unit's, direction first."""
    first, shown = values[0], []
    for value in values:
        if value is None:
            shown.append(Value(NONE, apart=first is not None))
        elif first is None or value == first:
            shown.append(Value(show(value), apart=first is None))
        else:
            shown.append(Value(show(value), apart=True, step=f"{'↑' if value > first else '↓'} {step(value - first)}"))
    return Fact(label, shown)
