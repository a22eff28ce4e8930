"""What people want to know about units: where the sale of a project stands, and how a board is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lintel.inventory.models import Building, Claim, Facility, PriceLine, Project, Section, Unit, UnitType
from lintel.inventory.models.estate import building_code
from lintel.platform.access.scope import visible
from lintel.platform.exchange.reading.cells import BadValue
from lintel.platform.exchange.reading.text import folded
from lintel.platform.exchange.reading.units import split_unit_name


def project_of(user: Any, wanted: Any, usual: Any = None) -> Project | None:
    """The project asked for, else the one chosen in the frame, else the first this person is in."""
    projects = visible(Project, user).order_by("pk")
    for key in (wanted, usual):
        if key and str(key).isdigit() and (found := projects.filter(pk=int(key)).first()):
            return found
    return projects.first()


def buildings_of(project: Project, user: Any) -> list[Building]:
    """The buildings of a project in the order of their numbers."""
    return sorted(visible(Building, user).filter(project=project), key=lambda b: (_number(b.code), b.name))


def _number(code: str) -> tuple[int, str]:
    digits = "".join(c for c in code if c.isdigit())
    return (int(digits) if digits else 10_000, code)


def unit_rows(project: Project, user: Any, buildings: Iterable[Building]) -> QuerySet[Unit]:
    """The units of these buildings that this person may see, highest floor first."""
    rows = visible(Unit, user).filter(project=project, building__in=[b.pk for b in buildings])
    return rows.order_by("building_id", "section_id", "-floor", "room")


def dressed(rows: QuerySet[Unit], buildings: Iterable[Building], at: datetime | None = None) -> list[Unit]:
    """The units with building, section, type, live claim and price, as ``shown`` gives them, for a thousand at a time.

    Each building and type is one object shared by its units, and prices come without their scheme: a board of a
    thousand units is made of rows, not of five thousand objects.
    """
    by_key = {b.pk: b for b in buildings}
    sections = {s.pk: s for s in Section.objects.filter(building__in=by_key)}
    types = {t.pk: t for t in UnitType.objects.filter(project__in={b.project_id for b in by_key.values()})}
    claims: dict[int, list[Claim]] = {}
    for claim in Claim.objects.live(at).filter(unit__building__in=by_key).select_related("holder"):
        claims.setdefault(claim.unit_id, []).append(claim)
    lines: dict[int, list[PriceLine]] = {}
    for line in (
        PriceLine.objects.in_force().filter(unit__building__in=by_key).only("unit_id", "list_price", "unit_price")
    ):
        lines.setdefault(line.unit_id, []).append(line)
    units = list(rows)
    for unit in units:
        unit.building, unit.section = by_key[unit.building_id], sections.get(unit.section_id or 0)
        unit.unit_type = types.get(unit.unit_type_id or 0)
        unit.live_claims, unit.current_lines = claims.get(unit.pk, []), lines.get(unit.pk, [])
    return units


@dataclass(frozen=True)
class Told:
    """A facility as it may be said to a buyer."""

    kind: str
    name: str
    note: str


def facilities_of(project: Project) -> list[Told]:
    """What is around, by kind; what is only planned says so in its name."""
    rows = Facility.objects.filter(project=project).order_by("kind", "name")
    return [Told(row.get_kind_display(), row.told_as, row.note) for row in rows]


_RUN = re.compile(r"\d{5,8}", re.ASCII)


def named(said: str) -> list[str]:
    """The codes a home's name may stand for: ``3 2 1503`` and ``321503`` are 3-2-1503; none when it names no home.

    A run of digits can be read in several ways (321503 is also 32-1503): all of them are answered, and what exists
    decides.
    """
    text = folded(said).strip()
    if _RUN.fullmatch(text):
        return _readings(text)
    try:
        name = split_unit_name(text)
    except BadValue:
        return []
    if not any(c.isdigit() for c in name.room) or len(name.room) < 3:
        return []  # 3-15 is the beginning of a name
    parts = [building_code(name.building), name.section, name.room]
    return ["-".join(part for part in parts if part)]


def _readings(digits: str) -> list[str]:
    found = []
    for room in (4, 3):
        before = digits[:-room]
        for building in (1, 2):
            section = before[building:]
            if len(before) >= building and len(section) <= 1 and not before.startswith("0"):
                found.append("-".join(part for part in (before[:building], section, digits[-room:]) if part))
    return found
