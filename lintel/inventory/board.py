"""The unit control board (销控表) as data: grids of cells, totals and the fingerprint by which a browser knows it is current.

A cell is words and a glyph first; colour only repeats them. What a person may not see is not in the cell at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from lintel.inventory import figures
from lintel.inventory.board_grids import Block, blocks_of
from lintel.inventory.claims import SEE_HOLDER, SEE_PRICE
from lintel.inventory.models import Building, Claim, PresalePermit, Unit, UnitType
from lintel.inventory.models.unit import SOLD, SaleState
from lintel.inventory.selling import Facts
from lintel.platform.access.scope import may
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import format_wan

NO_PERMIT = "no_permit"
"""Released or not, without a permit it is shown as not for sale and its price is hidden (G-01)."""
FROZEN = "frozen"
CLOSED = "closed"
"""On the wall customers are not told why a unit is not on sale: a court's freeze is nobody's business."""
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
        (
            CLOSED,
            Look(
                CLOSED,
                "–",
                pgettext_lazy("on the board", "Not on sale"),
                "mute",
                gettext_lazy("Not on sale at present"),
            ),
        ),
    ]
)
LEGEND = [look for code, look in LOOKS.items() if code != CLOSED]
"""What the department's own board may show; the wall says why a unit cannot be bought in one word only."""


@dataclass(frozen=True)
class Viewer:
    """What this person may see on the board."""

    user: Any
    price: bool
    holder: bool
    wall: bool = False

    @classmethod
    def of(cls, user: Any, *, wall: bool = False) -> Viewer:
        """A wall shows states alone; prices only when the office has set it so, names never."""
        price = may(user, SEE_PRICE) and (not wall or figures.WALL_PRICES.whole() == 1)
        return cls(user, price, may(user, SEE_HOLDER) and not wall, wall)


@dataclass(frozen=True)
class Wanted:
    """The filters of the board; a cell that does not meet them stays in its place, but is dimmed."""

    state: str = ""
    unit_type: int | None = None
    kind: str = ""
    most: Decimal | None = None
    """Highest list price in yuan."""
    facing: str = ""

    @property
    def anything(self) -> bool:
        return not (self.state or self.unit_type or self.kind or self.most or self.facing)

    def met(self, cell: Cell) -> bool:
        unit = cell.unit
        return (
            (not self.state or cell.look.code == self.state)
            and (not self.unit_type or unit.unit_type_id == self.unit_type)
            and (not self.kind or unit.kind == self.kind)
            and (not self.facing or unit.orientation == self.facing)
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
    unit_price: Decimal | None = None
    mine: bool = False
    """The viewer has it, so the end of the hold is said aloud."""
    dim: bool = False
    changed: bool = False
    """Says something else than at the moment it is compared with."""
    heat: int = 0
    """Strength of the ground in a layer, 1 to 5; 0 for none."""
    corner: str = ""
    """The figure at the top: the price, or what the layer counts."""
    more: str = ""
    """What there is room for in a wide cell."""

    @property
    def version(self) -> str:
        """Differs whenever the cell would look different."""
        claim = self.unit.claim
        return f"{self.unit.version}.{claim.pk if claim else 0}.{self.look.code}{'+' if self.changed else ''}"

    @property
    def wan(self) -> str:
        return format_wan(self.list_price) if self.list_price is not None else ""

    @property
    def list_figure(self) -> str:
        """The last column of the list: the price, or what the layer counts."""
        return self.corner if self.corner != "—" else ""

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
        if self.heat and self.corner != self.wan:
            parts.append(self.corner)
        if self.changed:
            parts.append(_("changed"))
        return pgettext("between facts", ", ").join(parts)


@dataclass
class TypeCard:
    """A unit type on this board: how many there are, how many are free, and between which prices."""

    unit_type: UnitType
    count: int
    free: int
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def share(self) -> int:
        """How many of a hundred are no longer free."""
        return round(100 * (self.count - self.free) / self.count)


@dataclass
class Board:
    """Everything a board page shows."""

    blocks: list[Block]
    cells: list[Cell]
    totals: list[tuple[Look, int]]
    at: datetime
    shown: int = field(default=0)

    @property
    def types(self) -> list[TypeCard]:
        """The types of these cells, by name."""
        by_type: dict[UnitType, list[Cell]] = {}
        for cell in self.cells:
            if cell.unit.unit_type:
                by_type.setdefault(cell.unit.unit_type, []).append(cell)
        return [_type_card(one, by_type[one]) for one in sorted(by_type, key=lambda t: t.name)]

    @property
    def sold(self) -> int:
        """Units somebody has taken for good: the numerator of the sell-through (去化)."""  # msg: ok
        return sum(c.unit.sale_state in SOLD for c in self.cells)

    @property
    def for_sale(self) -> int:
        """Units that have been released: the denominator of the sell-through."""
        return sum(c.unit.sale_state not in (SaleState.DRAFT, SaleState.NOT_FOR_SALE) for c in self.cells)

    @property
    def sell_through(self) -> int | None:
        """Per cent of the released units that are taken; nothing before the first release."""
        return round(100 * self.sold / self.for_sale) if self.for_sale else None


def _type_card(unit_type: UnitType, cells: Sequence[Cell]) -> TypeCard:
    free = [c for c in cells if c.look.code == SaleState.AVAILABLE]
    prices = [c.list_price for c in free if c.list_price is not None]
    return TypeCard(unit_type, len(cells), len(free), min(prices, default=None), max(prices, default=None))


def lay_out(
    units: Sequence[Unit], viewer: Viewer, wanted: Wanted | None = None, at: datetime | None = None,
    facts: Facts | None = None,
) -> Board:  # fmt: skip
    """The board of units fetched by ``queries.dressed``. Three queries for the permits, however many units."""
    moment = at or clock.now()
    cells = cells_of(units, viewer, wanted, moment, facts)
    counts = Counter(c.look.code for c in cells)
    totals = [(look, counts[code]) for code, look in LOOKS.items() if counts[code]]
    return Board(blocks_of(cells), cells, totals, moment, shown=sum(not c.dim for c in cells))


def cells_of(
    units: Sequence[Unit], viewer: Viewer, wanted: Wanted | None = None, at: datetime | None = None,
    facts: Facts | None = None,
) -> list[Cell]:  # fmt: skip
    """The cells alone, in the order of the units. ``facts`` are those of a past moment, else of now."""
    known = facts or Facts(units, user=viewer.user, at=at or clock.now())
    cells = [_cell(unit, known, viewer) for unit in units]
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
    if viewer.wall and LOOKS[state].tone == "mute":
        state = CLOSED
    line = facts.price(unit) if viewer.price and permitted and state != CLOSED else None
    holder = str(claim.holder) if claim and viewer.holder else ""
    timed = claim is not None and claim.kind == Claim.Kind.HOLD and state == SaleState.HELD and not viewer.wall
    until = claim.expires_at if claim and timed else None
    return Cell(
        unit, LOOKS[state], line.list_price if line else None, holder, until, line.unit_price if line else None,
        mine=claim is not None and claim.holder_id == viewer.user.pk,
        corner=format_wan(line.list_price) if line else "" if viewer.wall else "—", more=_kind_of(unit),
    )  # fmt: skip


def _kind_of(unit: Unit) -> str:
    """``A 94㎡``."""
    area = f"{unit.gross_area:.0f}㎡" if unit.gross_area else ""
    return f"{unit.unit_type.name} {area}" if unit.unit_type else area


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
