"""Units that fit what the customer wants, each with its reasons (clause 3.2.2). Only what can be sold now."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lintel.customers.models import Customer, Needs
from lintel.customers.offering import Offered, offered
from lintel.inventory.models import Unit
from lintel.inventory.selling import can_sell_many
from lintel.platform.access.scope import visible
from lintel.platform.kernel.money import format_wan

LOOKED_AT = 400
TOLERANCE = Decimal("0.05")
WEIGHTS = {"rooms": 30, "area": 25, "budget": 30, "floor": 8, "orientation": 7}


@dataclass
class Match:
    """One unit: how well it fits (0-100), why, and where it does not."""

    unit: Unit
    score: int
    reasons: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    deeds: list[Offered] = field(default_factory=list)
    """What may be begun with this home for this customer."""


def match_units(customer: Customer, user: Any, limit: int = 6) -> list[Match]:
    """The best sellable units for this customer's needs, best first; empty without a needs profile.

    Area and budget may be missed by 5 %, which costs points and is said.
    """
    needs = Needs.objects.filter(customer=customer).first()
    if needs is None:
        return []
    units = list(_candidates(customer, needs, user)[:LOOKED_AT])
    answers = can_sell_many(units, user=user, purpose="quote")
    matches = [_scored(unit, needs) for unit in units if answers[unit.pk].yes]
    best = sorted(matches, key=lambda m: (-m.score, m.unit.code))[:limit]
    for match in best:
        match.deeds = offered(user, customer, match.unit)
    return best


def _candidates(customer: Customer, needs: Needs, user: Any) -> Any:
    rows: Any = visible(Unit.objects.free(), user).filter(project_id=customer.project_id, kind=Unit.Kind.RESIDENTIAL)
    if needs.area_min is not None:
        rows = rows.filter(gross_area__gte=needs.area_min * (1 - TOLERANCE))
    if needs.area_max is not None:
        rows = rows.filter(gross_area__lte=needs.area_max * (1 + TOLERANCE))
    if needs.rooms is not None:
        rows = rows.filter(Q(unit_type__isnull=True) | Q(unit_type__rooms=needs.rooms))
    return rows.shown().order_by("floor", "code")


def _scored(unit: Unit, needs: Needs) -> Match:
    match = Match(unit, 0)
    asked = 0
    for name, judge in (
        ("rooms", _rooms),
        ("area", _area),
        ("budget", _budget),
        ("floor", _floor),
        ("orientation", _orientation),
    ):
        fit = judge(unit, needs, match)
        if fit is not None:
            asked += WEIGHTS[name]
            match.score += round(WEIGHTS[name] * fit)
    match.score = round(100 * match.score / asked) if asked else 0
    return match


def _say(match: Match, fit: float, word: str) -> float:
    (match.reasons if fit >= 1 else match.misses).append(word)
    return fit


def _rooms(unit: Unit, needs: Needs, match: Match) -> float | None:
    if needs.rooms is None or unit.unit_type is None or unit.unit_type.rooms is None:
        return None
    return _say(
        match, float(unit.unit_type.rooms == needs.rooms), _("%(count)d bedrooms") % {"count": unit.unit_type.rooms}
    )


def _area(unit: Unit, needs: Needs, match: Match) -> float | None:
    return _within(match, unit.gross_area, needs.area_min, needs.area_max, _("%(area)s ㎡") % {"area": unit.gross_area})


def _budget(unit: Unit, needs: Needs, match: Match) -> float | None:
    price = unit.price.list_price if unit.price else None
    if price is None:
        return None
    word = _("%(price)s 10k yuan") % {"price": format_wan(price)}
    if needs.budget_max is not None and price < (needs.budget_min or 0):
        return _say(match, 1, word)  # cheaper than expected is no fault
    return _within(match, price, None, needs.budget_max, word)


def _floor(unit: Unit, needs: Needs, match: Match) -> float | None:
    low, high = needs.floor_min, needs.floor_max
    if low is None and high is None:
        return None
    fits = (low is None or unit.floor >= low) and (high is None or unit.floor <= high)
    return _say(match, float(fits), _("floor %(floor)s") % {"floor": unit.floor_word})


def _orientation(unit: Unit, needs: Needs, match: Match) -> float | None:
    if not needs.orientation or not unit.orientation:
        return None
    fits = bool(set(needs.orientation) & set(unit.orientation) - {"向", "朝"})  # msg: ok
    return _say(match, float(fits), unit.orientation)


def _within(match: Match, value: Decimal | None, low: Decimal | None, high: Decimal | None, word: str) -> float | None:
    if value is None or (low is None and high is None):
        return None
    if (low is None or value >= low) and (high is None or value <= high):
        return _say(match, 1, word)
    near = (low is None or value >= low * (1 - TOLERANCE)) and (high is None or value <= high * (1 + TOLERANCE))
    return _say(match, 0.5 if near else 0, word)
