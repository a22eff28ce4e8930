"""The board at a past moment, and what changed since: states from the trail, takers from the claims, prices from the schemes.

Nothing is kept for this: every deed already left its ``[before, after]`` in the trail, so the present is walked back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

from lintel.inventory import queries
from lintel.inventory.facts import Facts
from lintel.inventory.models import Building, Claim, PresalePermit, PriceLine, Unit
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock, typed_days
from lintel.platform.kernel.money import format_wan

if TYPE_CHECKING:
    from lintel.inventory.board import Cell, Look, Viewer

MORNING, EVENING = time(8, 40), time(18, 30)
"""When the department meets: before the doors open, and after the last follow-up calls."""
SHOWN = ("sale_state", "frozen")


def moment_of(said: str, now: datetime) -> datetime | None:
    """``meeting`` (yesterday evening's), ``morning`` (today's), ``week`` (seven days ago), or a date and time; never the future."""
    today = clock.local(now).replace(second=0, microsecond=0)
    named = {
        "meeting": _at(today - timedelta(days=1), EVENING),
        "morning": _at(today, MORNING),
        "week": today - timedelta(days=7),
    }
    if said in named:
        return named[said] if named[said] < now else _at(today - timedelta(days=1), MORNING)
    moment = typed_days.moment_of(said, now)
    return moment if moment is not None and datetime(2000, 1, 1, tzinfo=clock.SHANGHAI) < moment < now else None


def _at(day: datetime, hour: time) -> datetime:
    return day.replace(hour=hour.hour, minute=hour.minute)


def values_before(
    model: type[models.Model], fields: Sequence[str], at: datetime, project_id: int | None
) -> dict[int, dict[str, Any]]:
    """What ``fields`` of the rows said at ``at``, for rows that changed since: the "before" of the first change after it."""
    kind = ContentType.objects.get_for_model(model)
    changed = Q()
    for name in fields:
        changed |= Q(changes__has_key=name)
    entries = Entry.objects.filter(changed, subject_type=kind, at__gt=at, project_id=project_id).order_by("id")
    found: dict[int, dict[str, Any]] = {}
    for key, changes in entries.values_list("subject_id", "changes"):
        row = found.setdefault(key, {})
        for name in fields:
            if name in changes:
                row.setdefault(name, changes[name][0])
    return found


def dressed_at(rows: QuerySet[Unit], buildings: Sequence[Building], at: datetime) -> list[Unit]:
    """The units as they were at ``at``, dressed like ``queries.dressed``. Units made later are left out."""
    project = buildings[0].project_id if buildings else None
    before = values_before(Unit, SHOWN, at, project)
    claims, lines = _claims_at(buildings, at), _lines_at(buildings, at)
    units = queries.dressed(rows.filter(created_at__lte=at), buildings, at)
    for unit in units:
        for name, value in before.get(unit.pk, {}).items():
            if value is not None:  # nothing came before the row was made
                setattr(unit, name, value)
        unit.live_claims, unit.current_lines = claims.get(unit.pk, []), lines.get(unit.pk, [])
    return units


def _claims_at(buildings: Iterable[Building], at: datetime) -> dict[int, list[Claim]]:
    """The claims that bound at ``at``, whatever became of them."""
    begun = Claim.objects.filter(unit__building__in=[b.pk for b in buildings], since__lte=at).select_related("holder")
    open_then = begun.filter(Q(ended_at=None) | Q(ended_at__gt=at)).filter(Q(expires_at=None) | Q(expires_at__gt=at))
    found: dict[int, list[Claim]] = {}
    for claim in open_then.order_by("pk"):
        claim.live = True
        found.setdefault(claim.unit_id, []).append(claim)
    return found


def _lines_at(buildings: Iterable[Building], at: datetime) -> dict[int, list[PriceLine]]:
    """The price of each unit at ``at``: that of the scheme which came into force last."""
    lines = PriceLine.objects.filter(unit__building__in=[b.pk for b in buildings], scheme__in_force_at__lte=at)
    ordered = lines.order_by("scheme__in_force_at", "pk").only("unit_id", "list_price", "unit_price")
    return {line.unit_id: [line] for line in ordered}


def facts_at(units: Sequence[Unit], viewer: Viewer, at: datetime) -> Facts:
    """The facts a past board is drawn from: permits in the state they had then (which units they name is as of today)."""
    facts = Facts(units, user=viewer.user, at=at)
    before: dict[int, dict[str, Any]] = {}
    for project in {u.project_id for u in units}:
        before.update(values_before(PresalePermit, ("status",), at, project))
    for permits in facts.remember("permits", facts.load_permits):
        for permit in {p.pk: p for found in permits.values() for p in found}.values():
            permit.status = before.get(permit.pk, {}).get("status", permit.status) or PresalePermit.Status.DRAFT
    return facts


@dataclass(frozen=True)
class Difference:
    """What one cell says now and said then. ``who`` has the unit now, else did the last deed;
    empty when this person is not to be told."""

    cell: Cell
    was: Look | None
    price_was: Decimal | None
    at: datetime | None
    who: str

    @property
    def new(self) -> bool:
        return self.was is None

    @property
    def state_changed(self) -> bool:
        return self.was is not None and self.was.code != self.cell.look.code

    @property
    def price_changed(self) -> bool:
        """Both prices are known and differ; a price that was merely hidden before is no change of price."""
        return None not in (self.price_was, self.cell.list_price) and self.price_was != self.cell.list_price

    @property
    def step(self) -> Decimal:
        """By how many yuan the price rose."""
        return (self.cell.list_price or Decimal(0)) - (self.price_was or Decimal(0))

    @property
    def step_wan(self) -> str:
        """The same without its sign, as the list says amounts."""
        return format_wan(abs(self.step))


def differences(
    before: Sequence[Cell], after: Sequence[Cell], since: datetime, until: datetime, viewer: Viewer
) -> list[Difference]:
    """Every cell that says something else than it did, latest first; marks those cells. Two queries."""
    was = {c.unit.pk: c for c in before}
    changed = [c for c in after if _differs(was.get(c.unit.pk), c)]
    last, priced = _last_deeds(changed, since, until, viewer), _priced_between(changed, since, until)
    found = []
    for cell in changed:
        cell.changed = True
        old, (moment, who) = was.get(cell.unit.pk), last.get(cell.unit.pk, (None, ""))
        moment = moment or priced.get(cell.unit.pk)
        found.append(
            Difference(cell, old.look if old else None, old.list_price if old else None, moment, cell.holder or who)
        )
    return sorted(found, key=lambda d: (d.at is not None, d.at or since), reverse=True)


def _differs(old: Cell | None, new: Cell) -> bool:
    return old is None or old.look.code != new.look.code or old.list_price != new.list_price


def _last_deeds(
    cells: Sequence[Cell], since: datetime, until: datetime, viewer: Viewer
) -> dict[int, tuple[datetime, str]]:
    """When each unit's state last changed, and by whom when this person may know who has units."""
    if not cells:
        return {}
    entries = Entry.objects.filter(
        Q(changes__has_key="sale_state") | Q(changes__has_key="frozen"), subject_type=ContentType.objects.get_for_model(Unit),
        at__gt=since, at__lte=until, project_id=cells[0].unit.project_id,
    ).select_related("actor").order_by("id")  # fmt: skip
    wanted = {c.unit.pk for c in cells}
    return {e.subject_id: (e.at, str(e.actor) if viewer.holder else "") for e in entries if e.subject_id in wanted}


def _priced_between(cells: Sequence[Cell], since: datetime, until: datetime) -> dict[int, datetime]:
    """When the price each unit has now came into force, if that was after ``since``."""
    if not cells:
        return {}
    lines = PriceLine.objects.filter(
        unit__project=cells[0].unit.project_id, scheme__in_force_at__gt=since, scheme__in_force_at__lte=until
    )
    found = lines.order_by("scheme__in_force_at").values_list("unit_id", "scheme__in_force_at")
    return {unit: moment for unit, moment in found if moment}
