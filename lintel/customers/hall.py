"""Today on the floor: who is with whom and for how long. Counters, duty list and those who wait all read it from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lintel.customers import queries
from lintel.customers.models import DutyTurn, Visit
from lintel.inventory.models import Project
from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock

Status = Visit.Status


@dataclass
class Stand:
    """One consultant: their turn on the duty list, if they are on it, and the visitors they have now."""

    consultant: Any
    turn: DutyTurn | None = None
    here: list[Visit] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Nobody waits for them and they receive nobody."""
        return not self.here


@dataclass(frozen=True)
class Floor:
    """A day of one project. ``mine`` are the keys of the visits the person looking may open; about others only the state is said."""

    visits: list[Visit]
    mine: frozenset[int]
    stands: list[Stand]

    def having(self, status: str) -> list[Visit]:
        """Those in a state, the longest first."""
        return [v for v in self.visits if v.status == status]

    @property
    def waiting(self) -> list[Visit]:
        return self.having(Status.ARRIVED)

    @property
    def receiving(self) -> list[Visit]:
        return self.having(Status.RECEIVING)

    @property
    def closed(self) -> list[Visit]:
        return self.having(Status.CLOSED)

    @property
    def next(self) -> Stand | None:
        """Who receives the next new visitor."""
        return next((s for s in self.stands if s.turn and s.turn.status == DutyTurn.Status.QUEUED), None)


def floor_of(user: Any, project: Project) -> Floor:
    """Today's visits of the project in their order, and everybody on the duty list or with a visitor."""
    today = Visit.objects.came().filter(project=project, arrived_at__gte=clock.midnight())
    visits = list(today.select_related("consultant", "customer").order_by("arrived_at", "pk"))
    mine = frozenset(visible(today, user).values_list("pk", flat=True))
    return Floor(visits, mine, _stands(list(queries.duty_list(project)), [v for v in visits if v.status in Visit.HERE]))


def _stands(turns: list[DutyTurn], here: list[Visit]) -> list[Stand]:
    """Those whose turn may come first, then those with a visitor, then those away; whoever helps out without a turn is last."""
    stands = {turn.consultant_id: Stand(turn.consultant, turn) for turn in turns}
    for visit in here:
        if visit.consultant is not None:
            stands.setdefault(visit.consultant.pk, Stand(visit.consultant)).here.append(visit)
    order = [*DutyTurn.Status.values, ""]
    return sorted(stands.values(), key=lambda s: order.index(s.turn.status if s.turn else ""))
