"""Who may allow how much: the matrix of posts and limits, and the ladder that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from lintel.platform.approvals.errors import BeyondAuthority, beyond_authority
from lintel.platform.approvals.models import AuthorityLine
from lintel.platform.approvals.points import Line, Measures, Point, Step, declared_authority
from lintel.platform.kernel import clock


@dataclass(frozen=True)
class Plan:
    """The rungs to climb; none when the asker's own authority (``own``) is enough. ``beyond`` when nothing is."""

    steps: list[Step] = field(default_factory=list)
    own: AuthorityLine | None = None
    beyond: bool = False


def lines_in_force(
    point: str, *, kind: str = "", project_id: int | None = None, on: date | None = None
) -> list[AuthorityLine]:
    """The lines of a point on a day, lowest first. A project's own lines replace the general ones, and a kind's own
    lines replace those for every kind."""
    day = on or clock.today()
    rows = AuthorityLine.objects.filter(
        Q(effective_until=None) | Q(effective_until__gte=day), point=point, effective_from__lte=day
    )
    rows = rows.filter(Q(project_id=None) | Q(project_id=project_id), kind__in=["", kind])
    found = list(rows.order_by("pk"))
    mine = [r for r in found if r.project_id is not None] or found
    special = [r for r in mine if r.kind] or mine
    newest = {r.post: r for r in sorted(special, key=lambda r: (r.effective_from, r.pk))}
    return sorted(newest.values(), key=lambda r: (r.sequence, r.pk))


def covers(line: AuthorityLine, measures: Measures) -> bool:
    """Whether this line alone allows a case of that size; a measure nobody gave is no obstacle."""
    pairs: Sequence[tuple[Decimal | int | None, Decimal | int | None]] = (
        (line.max_amount, measures.amount),
        (line.max_percent, measures.percent),
        (line.max_days, measures.days),
    )
    return all(limit is None or size is None or size <= limit for limit, size in pairs)


def plan(point: Point, measures: Measures, *, by: Any, project_id: int | None) -> Plan:
    """The ladder for a case of this size asked by this person, from the matrix in force today."""
    lines = lines_in_force(point.name, kind=measures.kind, project_id=project_id)
    if not lines:
        return Plan()
    held = [line for line in lines if line.post in by.codes]
    own = held[-1] if held else None
    if own is not None and not point.four_eyes and covers(own, measures):
        return Plan(own=own)
    above = [line for line in lines if own is None or line.sequence > own.sequence]
    if not above and point.four_eyes and own is not None and covers(own, measures):
        above = [line for line in lines if line is not own][-1:]
        return Plan([Step(line.post, line.mode) for line in above], own=own)
    steps: list[Step] = []
    for line in above:
        enough = covers(line, measures)
        if enough or line.joins:
            steps.append(Step(line.post, line.mode))
        if enough:
            return Plan(steps, own=own)
    return Plan(steps, own=own, beyond=True)


def route_for(point: Point, row: Any, *, by: Any, project_id: int | None) -> Plan:
    """The ladder for this row: the point's own, or the matrix's. Raises ``BeyondAuthority``."""
    if point.route is not None:
        return Plan(list(point.route(row)))
    found = plan(point, point.measures(row), by=by, project_id=project_id)
    if found.beyond:
        raise beyond_authority()
    return found


def sync() -> int:
    """Write the declared authority of points that have no line yet; returns how many lines were added."""
    known = set(AuthorityLine.objects.values_list("point", flat=True))
    new = [
        _row(point, position, line, declared.source, declared.effective_from)
        for point, declared in declared_authority().items()
        if point not in known
        for position, line in enumerate(declared.lines, start=1)
    ]
    return len(AuthorityLine.objects.bulk_create(new))


def _row(point: str, position: int, line: Line, source: str, effective_from: date) -> AuthorityLine:
    return AuthorityLine(
        point=point,
        kind=line.kind,
        post=line.post,
        mode=line.mode,
        sequence=position * 10,
        joins=line.joins,
        max_amount=_decimal(line.max_amount),
        max_percent=_decimal(line.max_percent),
        max_days=line.max_days,
        effective_from=effective_from,
        source=source,
    )


def _decimal(value: Decimal | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


__all__ = ["BeyondAuthority", "Plan", "covers", "lines_in_force", "plan", "route_for", "sync"]
