"""What a sale check is, and the facts it may look at: loaded once, however many units are asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar

from lintel.inventory.models import Building, Claim, PresalePermit, PriceLine, Project, Unit
from lintel.platform.access.scope import may, view_permission
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.errors import Words
from lintel.platform.kernel.remembered import remembered

Purpose = Literal["quote", "hold", "reserve", "release"]
Severity = Literal["block", "warn"]
PURPOSES: tuple[Purpose, ...] = ("quote", "hold", "reserve", "release")
Loaded = TypeVar("Loaded")


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question asked of a unit, and what the answer rests on."""

    code: str
    title: Words
    ok: bool
    evidence: str = ""
    rule: str = ""
    clause: str = ""
    severity: Severity = "block"
    about: Any = None
    """The row the evidence comes from: a permit, a scheme."""
    remedy: Words = ""

    @property
    def link(self) -> str:
        """Where the evidence can be looked at."""
        return self.about.get_absolute_url() if self.about is not None else ""

    def link_for(self, user: Any) -> str:
        """The link, when this person may open what it leads to."""
        return self.link if self.about is not None and may(user, view_permission(type(self.about))) else ""

    @property
    def blocks(self) -> bool:
        return not self.ok and self.severity == "block"

    @property
    def warns(self) -> bool:
        return not self.ok and self.severity == "warn"


@dataclass
class Facts:
    """What the checks may look at, loaded once for all units that are asked about."""

    units: Sequence[Unit]
    user: Any = None
    at: datetime = field(default_factory=clock.now)
    purpose: Purpose = "quote"
    _memory: dict[str, Any] = field(default_factory=dict)

    def remember(self, name: str, load: Callable[[], Loaded]) -> Loaded:
        """The result of ``load``, which runs once however many units are asked about."""
        if name not in self._memory:
            self._memory[name] = load()
        return self._memory[name]

    @property
    def project_ids(self) -> set[int]:
        return {u.project_id for u in self.units}

    def project(self, unit: Unit) -> Project:
        return self.remember(f"project {unit.project_id}", lambda: copy(self._estate(unit.project_id).project))

    def building(self, unit: Unit) -> Building:
        key = unit.building_id
        return self.remember(f"building {key}", lambda: copy(self._estate(unit.project_id).buildings[key]))

    def permits(self, unit: Unit) -> list[PresalePermit]:
        """Every permit, in whatever state, that names the unit or its building; newest first."""
        by_building, by_unit = self.remember("permits", self.load_permits)
        both = {p.pk: p for p in [*by_building.get(unit.building_id, ()), *by_unit.get(unit.pk, ())]}
        return sorted(both.values(), key=lambda p: p.issued_on, reverse=True)

    def permit(self, unit: Unit) -> PresalePermit | None:
        """The permit that lets the unit be sold at this moment."""
        day = clock.local(self.at).date()
        return next((p for p in self.permits(unit) if p.valid_on(day)), None)

    def price(self, unit: Unit) -> PriceLine | None:
        """The price in force."""
        if hasattr(unit, "current_lines"):
            return unit.price
        return self.remember("prices", self._load_prices).get(unit.pk)

    def _load_prices(self) -> dict[int, PriceLine]:
        if len(self.units) == 1:
            return {line.unit_id: line for line in _PRICE(self.units[0].pk)}
        return {line.unit_id: line for line in self._of_units(PriceLine.objects.in_force().select_related("scheme"))}

    def claim(self, unit: Unit) -> Claim | None:
        """The claim that binds at this moment."""
        if hasattr(unit, "live_claims"):
            return next((c for c in unit.live_claims if c.binds(self.at)), None)
        claims = Claim.objects.live(self.at).select_related("holder")
        found = self.remember("claims", lambda: {c.unit_id: c for c in self._of_units(claims)})
        return found.get(unit.pk)

    def _of_units(self, rows: Any) -> Any:
        """Few units are named one by one; many are everything in their projects."""
        if len(self.units) <= 50:
            return rows.filter(unit__in=[u.pk for u in self.units])
        return rows.filter(unit__project__in=self.project_ids)

    def load_permits(self) -> tuple[dict[int, list[PresalePermit]], dict[int, list[PresalePermit]]]:
        """The permits of the projects by building and by unit, as they are now; the caller's own copies."""
        by_building: dict[int, list[PresalePermit]] = {}
        by_unit: dict[int, list[PresalePermit]] = {}
        for estate in (self._estate(key) for key in sorted(self.project_ids)):
            own = {key: copy(permit) for key, permit in estate.permits.items()}
            by_building |= {key: [own[pk] for pk in pks] for key, pks in estate.by_building.items()}
            by_unit |= {key: [own[pk] for pk in pks] for key, pks in estate.by_unit.items()}
        return by_building, by_unit

    def _estate(self, project_id: int) -> Estate:
        return self.remember(f"estate {project_id}", lambda: estate_of(project_id))


_PRICE = Prepared(lambda unit: PriceLine.objects.in_force().filter(unit=unit).select_related("scheme"))


@dataclass(frozen=True)
class Estate:
    """What sale checks read of a project besides the unit itself; permits by building and unit as their keys.

    Shared between threads, so nobody may change it: ``Facts`` hands out copies.
    """

    project: Project
    buildings: dict[int, Building]
    permits: dict[int, PresalePermit]
    by_building: dict[int, list[int]]
    by_unit: dict[int, list[int]]


def estate_of(project_id: int) -> Estate:
    """Project, buildings and permits: from memory while the database says that none of them has changed."""
    return remembered("estate", project_id, lambda: _read_estate(project_id))


def _read_estate(project_id: int) -> Estate:
    permits = PresalePermit.objects.filter(project=project_id).in_bulk()
    by_building: dict[int, list[int]] = {}
    by_unit: dict[int, list[int]] = {}
    pairs = PresalePermit.buildings.through.objects.filter(presalepermit__in=permits)
    for permit_id, building_id in pairs.values_list("presalepermit_id", "building_id"):
        by_building.setdefault(building_id, []).append(permit_id)
    singles = PresalePermit.units.through.objects.filter(presalepermit__in=permits)
    for permit_id, unit_id in singles.values_list("presalepermit_id", "unit_id"):
        by_unit.setdefault(unit_id, []).append(permit_id)
    buildings = Building.objects.filter(project=project_id).in_bulk()
    return Estate(Project.objects.get(pk=project_id), buildings, permits, by_building, by_unit)


Examine = Callable[[Unit, Facts], Check | None]


@dataclass(frozen=True)
class Registered:
    code: str
    order: int
    purposes: tuple[Purpose, ...]
    examine: Examine


registered: list[Registered] = []


def sell_check(code: str, *, purposes: Iterable[Purpose] = PURPOSES, order: int = 100) -> Callable[[Examine], Examine]:
    """Register ``f(unit, facts) -> Check | None`` (None: does not apply). Load rows through ``facts.remember`` only."""

    def register(examine: Examine) -> Examine:
        registered[:] = [c for c in registered if c.code != code]
        registered.append(Registered(code, order, tuple(purposes), examine))
        registered.sort(key=lambda c: c.order)
        return examine

    return register
