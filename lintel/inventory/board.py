"""The unit control board (销控表) as data: grids of cells, totals and the fingerprint by which a browser knows it is current.

A cell is words and a glyph first; colour only repeats them. What a person may not see is not in the cell at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from lintel.inventory.claims import SEE_HOLDER, SEE_PRICE
from lintel.inventory.models import Building, Claim, PresalePermit, Unit
from lintel.inventory.models.unit import SaleState
from lintel.inventory.selling import Facts
from lintel.platform.access.scope import may
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import format_wan

NO_PERMIT = "no_permit"
"""Released or not, without a permit it is shown as not for sale and its price is hidden (G-01)."""
FROZEN = "frozen"
ON_SALE = (SaleState.AVAILABLE, SaleState.WITHHELD, SaleState.HELD)
OVERLAP = timedelta(seconds=60)
"""How far back a poll looks again, because a long transaction commits after a short one that began later."""
LIVELY = timedelta(minutes=10)
"""After a change the board is asked every two seconds for this long, then every ten."""


@dataclass(frozen=True)
class Look:
    """A state on the board: a glyph, a short word, a tone of the palette."""

    code: str
    glyph: str
    word: Any
    tone: str
    meaning: Any


def _look(state: SaleState, glyph: str, word: Any, tone: str) -> tuple[str, Look]:
    return state.value, Look(state.value, glyph, word, tone, state.label)


LOOKS: dict[str, Look] = dict(
    [
        _look(SaleState.AVAILABLE, "○", pgettext_lazy("on the board", "Free"), "ok"),
        _look(SaleState.HELD, "◔", pgettext_lazy("on the board", "Held"), "wait"),
        _look(SaleState.RESERVED, "◐", pgettext_lazy("on the board", "Reserved"), "warn"),
        _look(SaleState.CONTRACTED, "●", pgettext_lazy("on the board", "Signed"), "bad"),
        _look(SaleState.FILED, "◉", pgettext_lazy("on the board", "Filed"), "info"),
        _look(SaleState.HANDED_OVER, "◈", pgettext_lazy("on the board", "Handed over"), "info"),
        _look(SaleState.TITLED, "◆", pgettext_lazy("on the board", "Titled"), "info"),
        _look(SaleState.WITHHELD, "■", pgettext_lazy("on the board", "Withheld"), "mute"),
        _look(SaleState.NOT_FOR_SALE, "□", pgettext_lazy("on the board", "Kept"), "mute"),
        _look(SaleState.DRAFT, "×", pgettext_lazy("on the board", "Unreleased"), "mute"),
        (FROZEN, Look(FROZEN, "✕", pgettext_lazy("on the board", "Frozen"), "mute", gettext_lazy("Frozen"))),
        (
            NO_PERMIT,
            Look(
                NO_PERMIT,
                "⊘",
                pgettext_lazy("on the board", "No permit"),
                "mute",
                gettext_lazy("Not for sale: no presale permit"),
            ),
        ),
    ]
)


@dataclass(frozen=True)
class Viewer:
    """What this person may see on the board."""

    user: Any
    price: bool
    holder: bool
    wall: bool = False

    @classmethod
    def of(cls, user: Any, *, wall: bool = False, prices: bool = False) -> Viewer:
        """A wall shows states alone; prices only when asked for, names never."""
        return cls(user, may(user, SEE_PRICE) and (prices or not wall), may(user, SEE_HOLDER) and not wall, wall)


@dataclass(frozen=True)
class Wanted:
    """The filters of the board; a cell that does not meet them stays in its place, but is dimmed."""

    state: str = ""
    unit_type: int | None = None
    kind: str = ""
    most: Decimal | None = None
    """Highest list price in yuan."""

    @property
    def anything(self) -> bool:
        return not (self.state or self.unit_type or self.kind or self.most)

    def met(self, cell: Cell) -> bool:
        unit = cell.unit
        return (
            (not self.state or cell.look.code == self.state)
            and (not self.unit_type or unit.unit_type_id == self.unit_type)
            and (not self.kind or unit.kind == self.kind)
            and (not self.most or (cell.list_price is not None and cell.list_price <= self.most))
        )


@dataclass
class Cell:
    """One unit on the board."""

    unit: Unit
    look: Look
    list_price: Decimal | None
    holder: str
    until: datetime | None
    dim: bool = False

    @property
    def version(self) -> str:
        """Differs whenever the cell would look different."""
        claim = self.unit.claim
        return f"{self.unit.version}.{claim.pk if claim else 0}.{self.look.code}"

    @property
    def wan(self) -> str:
        return format_wan(self.list_price) if self.list_price is not None else ""

    @property
    def key(self) -> str:
        """The id of the cell's element; text, because templates group the digits of numbers."""
        return f"u{self.unit.pk}"

    @property
    def until_stamp(self) -> str:
        """When the hold ends, as seconds since 1970, for the timer in the cell; empty for none."""
        return str(int(self.until.timestamp())) if self.until else ""

    @property
    def spoken(self) -> str:
        """The cell as a screen reader says it: number, layout, area, state, price."""
        unit = self.unit
        parts = [unit.code]
        if unit.unit_type_id:
            parts.append(_("type %(name)s") % {"name": unit.unit_type})
        if unit.gross_area:
            parts.append(f"{unit.gross_area:.0f} ㎡")
        parts.append(str(self.look.meaning))
        if self.holder:
            parts.append(self.holder)
        if unit.frozen:
            parts.append(_("frozen"))
        if unit.building.mortgaged:
            parts.append(_("mortgaged"))
        if self.wan:
            parts.append(_("%(wan)s ten thousand yuan") % {"wan": self.wan})
        return ", ".join(parts)


@dataclass
class Column:
    """A position on the floors of a grid, headed by what most of its units are."""

    room: str
    heading: str


@dataclass
class Grid:
    """One section of a building: floors from the top down, cells by position; ``None`` where there is no unit."""

    key: str
    title: str
    columns: list[Column]
    floors: list[tuple[str, list[Cell | None]]]


@dataclass
class Board:
    """Everything a board page shows."""

    grids: list[Grid]
    cells: list[Cell]
    totals: list[tuple[Look, int]]
    at: datetime
    shown: int = field(default=0)


def lay_out(units: Sequence[Unit], viewer: Viewer, wanted: Wanted | None = None, at: datetime | None = None) -> Board:
    """The board of units fetched by ``queries.dressed``. Three queries for the permits, however many units."""
    moment = at or clock.now()
    cells = cells_of(units, viewer, wanted, moment)
    counts = Counter(c.look.code for c in cells)
    totals = [(look, counts[code]) for code, look in LOOKS.items() if counts[code]]
    return Board(_grids(cells), cells, totals, moment, shown=sum(not c.dim for c in cells))


def cells_of(
    units: Sequence[Unit], viewer: Viewer, wanted: Wanted | None = None, at: datetime | None = None
) -> list[Cell]:
    """The cells alone, in the order of the units."""
    facts = Facts(units, user=viewer.user, at=at or clock.now())
    cells = [_cell(unit, facts, viewer) for unit in units]
    if wanted is not None and not wanted.anything:
        for cell in cells:
            cell.dim = not wanted.met(cell)
    return cells


def _cell(unit: Unit, facts: Facts, viewer: Viewer) -> Cell:
    claim = facts.claim(unit)
    state = unit.sale_state
    if state == SaleState.HELD and claim is None:
        state = SaleState.AVAILABLE.value
    permitted = facts.permit(unit) is not None
    if state in ON_SALE and not permitted:
        state = NO_PERMIT
    elif state in ON_SALE and unit.frozen:
        state = FROZEN
    line = facts.price(unit) if viewer.price and permitted else None
    holder = str(claim.holder) if claim and viewer.holder else ""
    until = claim.expires_at if claim and claim.kind == Claim.Kind.HOLD else None
    return Cell(unit, LOOKS[state], line.list_price if line else None, holder, until)


def _grids(cells: Sequence[Cell]) -> list[Grid]:
    """By section; shops under the homes they stand below, so that they add no columns to every floor above."""
    by_section: dict[tuple[int, int], tuple[list[Cell], list[Cell]]] = {}
    for cell in cells:
        homes, shops = by_section.setdefault((cell.unit.building_id, cell.unit.section_id or 0), ([], []))
        (shops if cell.unit.kind == cell.unit.Kind.SHOP else homes).append(cell)
    return [_grid(key, part) for key, parts in by_section.items() for part in parts if part]


def _grid(key: tuple[int, int], cells: Sequence[Cell]) -> Grid:
    first = cells[0].unit
    rooms = sorted({c.unit.room for c in cells}, key=lambda r: (len(r), r))
    place = {room: n for n, room in enumerate(rooms)}
    floors: dict[int, list[Cell | None]] = {}
    labels: dict[int, str] = {}
    for cell in cells:
        row = floors.setdefault(cell.unit.floor, [None] * len(rooms))
        row[place[cell.unit.room]] = cell
        labels[cell.unit.floor] = cell.unit.floor_word
    title = f"{first.building.name} {first.section.name}" if first.section else first.building.name
    shops = first.kind == first.Kind.SHOP
    if shops:
        title = f"{title} {first.get_kind_display()}"
    columns = [Column(room, _heading([c.unit for c in cells if c.unit.room == room])) for room in rooms]
    name = f"{key[0]}-{key[1]}-shops" if shops else f"{key[0]}-{key[1]}"
    return Grid(name, title, columns, [(labels[f], floors[f]) for f in sorted(floors, reverse=True)])


def _heading(units: Iterable[Unit]) -> str:
    """``A 89㎡ 南``: what most of these units are."""
    words = Counter(
        " ".join(filter(None, [
            unit.unit_type.name if unit.unit_type else "", f"{unit.gross_area:.0f}㎡" if unit.gross_area else "", unit.orientation,
        ]))
        for unit in units
    )  # fmt: skip
    return words.most_common(1)[0][0] if words else ""


def fingerprint(buildings: Sequence[Building], viewer: Viewer, filters: str, at: datetime | None = None) -> str:
    """Changes whenever anything on the board does; three small queries. Serves as the ETag of a poll."""
    moment = at or clock.now()
    keys = [b.pk for b in buildings]
    units = Unit.objects.filter(building__in=keys).aggregate(
        Count("pk"), Sum("version"), Max("updated_at"), Max("building__updated_at")
    )
    claims = (
        Claim.objects.live(moment).filter(unit__building__in=keys).aggregate(Count("pk"), Sum("pk"), Max("updated_at"))
    )
    projects = {b.project_id for b in buildings}
    permits = PresalePermit.objects.filter(project__in=projects).aggregate(Count("pk"), Max("updated_at"))
    day = clock.local(moment).date()
    said = [
        sorted(units.items()), sorted(claims.items()), sorted(permits.items()), day, filters, viewer.price, viewer.holder, viewer.wall,
        viewer.user.pk, get_language(),
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def changed_since(units: Any, since: datetime, at: datetime | None = None) -> Any:
    """Those of ``units`` that may look different from what was shown at ``since``; a few too many rather than one too few."""
    moment, start = at or clock.now(), since - OVERLAP
    claimed = Claim.objects.filter(Q(updated_at__gte=start) | Q(expires_at__gt=start, expires_at__lte=moment)).values(
        "unit"
    )
    return units.filter(Q(updated_at__gte=start) | Q(pk__in=claimed))


def lively(buildings: Sequence[Building], at: datetime | None = None) -> bool:
    """Whether anything changed in the last ten minutes, so that the board should be asked more often."""
    since = (at or clock.now()) - LIVELY
    return Unit.objects.filter(building__in=[b.pk for b in buildings], updated_at__gte=since).exists()
