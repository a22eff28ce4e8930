"""Finding the heading among titles, notes and totals, and matching its columns to what we are looking for."""

import datetime
import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from lintel.platform.exchange.reading.text import clean, folded, heading_key

LOOK = 40
"""Rows at the top of a sheet among which the heading is sought."""
SURE, LIKELY = 1.0, 0.8
_TOTALS = re.compile(
    r"^(本?(页|表|楼|栋|层|月|期)?(合计|总计|小计|累计|共计)|total|subtotal|sum|平均|均价|(共|合计)\d+[套户间行条].*)[:: ]*",
    re.IGNORECASE,
)
_FOOTNOTES = re.compile(
    r"^(备注|注|说明|制表|审核|填报|填表|编制|复核|单位负责人|打印|第\d+页|note|prepared by|printed)", re.IGNORECASE
)
_DATA = re.compile(r"\d{5,}|^[\d.,\-/: ]+$")
"""What stands in a record rather than in a heading: long numbers, or nothing but numbers."""
_SCALE = re.compile(r"(万元|亿元|万|亿)")
_SCALES = {"万元": Decimal(10_000), "万": Decimal(10_000), "亿元": Decimal(100_000_000), "亿": Decimal(100_000_000)}
_AREA_PRICE = re.compile(r"元\s*/|/\s*(㎡|m2|平)")


class Wanted(Protocol):
    """What is asked of a field here; ``importers.Field`` is one."""

    @property
    def name(self) -> str:
        """The field's name."""

    @property
    def label(self) -> Any:
        """What people call it."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What other people call it."""

    @property
    def required(self) -> bool:
        """Whether nothing goes without it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading is and what it says. ``last_line`` is the line after which the records begin."""

    first_line: int
    last_line: int
    names: list[str]
    """One per column, from column A; empty where the column has no name. Two-row headings are joined with a blank."""
    score: int
    """How many of the wanted names were recognised."""

    @property
    def fingerprint(self) -> str:
        """The same for every file with the same headings: what a remembered mapping is found by."""
        return hashlib.sha256("\x1f".join(heading_key(name) for name in self.names).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Match:
    """A field's column (from 0) and how sure we are: 1 by name or alias, 0.8 and less by likeness."""

    column: int
    confidence: float
    factor: Decimal = Decimal(1)
    """10000 where the heading says 万元."""


@dataclass(slots=True)
class Matching:
    """What was matched, what was not, and what is in doubt."""

    fields: dict[str, Match] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Required fields without a column."""
    unmapped: list[int] = field(default_factory=list)
    """Columns nobody asked for."""
    doubled: dict[str, list[int]] = field(default_factory=dict)
    """Fields that several columns claim; the first was taken."""


def keys_of(wanted: Iterable[Wanted]) -> dict[str, str]:
    """Every comparable spelling of the wanted fields to the field's name."""
    keys: dict[str, str] = {}
    for one in wanted:
        for spelling in (one.name, str(one.label), *one.aliases):
            keys.setdefault(heading_key(spelling), one.name)
    keys.pop("", None)
    return keys


def _as_name(cell: Any) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell)).replace("\n", " ")


def find_header(rows: Sequence[tuple[int, Sequence[Any]]], wanted: Iterable[Wanted]) -> Heading | None:
    """The heading among the first rows of a sheet: the row (or two) that names the most wanted fields.

    When no name is known, the first row of several different texts, none of them a long sentence; None when there is none.
    """
    keys = keys_of(wanted)
    best: Heading | None = None
    top = rows[:LOOK]
    for place, (line, cells) in enumerate(top):
        names = [_as_name(cell) for cell in cells]
        single = Heading(line, line, names, _score(names, keys))
        candidates = [single]
        if place + 1 < len(top) and top[place + 1][0] == line + 1 and _may_continue(top[place + 1][1]):
            lower = [_as_name(cell) for cell in top[place + 1][1]]
            joined = _joined(names, lower)
            double = Heading(line, line + 1, joined, _score(joined, keys))
            if double.score > max(single.score, _score(lower, keys)):
                candidates.append(double)
        for candidate in candidates:
            if candidate.score and (best is None or candidate.score > best.score):
                best = candidate
    return best or _first_plausible(top)


def _score(names: Sequence[str], keys: Mapping[str, str]) -> int:
    found = {keys.get(heading_key(name)) or keys.get(heading_key(name.rpartition(" ")[2])) for name in names if name}
    return len(found - {None})


def _may_continue(cells: Sequence[Any]) -> bool:
    """Whether a row could be the lower half of a heading: words only."""
    said = [cell for cell in cells if cell is not None]
    return bool(said) and all(isinstance(cell, str) and not re.search(r"\d{3,}", cell) for cell in said)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows as one heading; an upper name reaches right over empty places until the next (merged or not)."""
    names, over = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        over = above or (over if below else "")
        names.append(" ".join(dict.fromkeys(part for part in (over, below) if part)))
    return names


def _first_plausible(rows: Sequence[tuple[int, Sequence[Any]]]) -> Heading | None:
    for line, cells in rows:
        names = [_as_name(cell) for cell in cells]
        said = {name for name in names if name}
        enough = said and len(said) >= min(2, max(len(r[1]) for r in rows))
        words = all(cell is None or isinstance(cell, str) for cell in cells)
        if enough and words and all(len(name) <= 40 and not _DATA.search(name) for name in said):
            return Heading(line, line, names, 0)
    return None


def match_columns(
    names: Sequence[str], wanted: Sequence[Wanted], remembered: Mapping[str, str] | None = None
) -> Matching:
    """Which column is which field: first as remembered (heading key → field name), then by name and alias, then by likeness."""
    keys, result = keys_of(wanted), Matching()
    claims: dict[str, list[tuple[float, int]]] = {}
    for column, name in enumerate(names):
        key = heading_key(name)
        if not key:
            continue
        field_name, confidence = _claim(name, key, keys, remembered or {})
        if field_name:
            claims.setdefault(field_name, []).append((-confidence, column))
    for field_name, columns in claims.items():
        columns.sort()
        confidence, column = -columns[0][0], columns[0][1]
        result.fields[field_name] = Match(column, confidence, factor_of(names[column]))
        if len([c for c in columns if c[0] == columns[0][0]]) > 1:
            result.doubled[field_name] = [c[1] for c in columns]
    taken = {match.column for match in result.fields.values()}
    _by_likeness(names, wanted, result, taken)
    result.missing = [one.name for one in wanted if one.required and one.name not in result.fields]
    result.unmapped = [column for column, name in enumerate(names) if heading_key(name) and column not in taken]
    return result


def _claim(name: str, key: str, keys: Mapping[str, str], remembered: Mapping[str, str]) -> tuple[str, float]:
    if key in remembered:
        return remembered[key], SURE
    if key in keys:
        return keys[key], SURE
    lower = heading_key(name.rpartition(" ")[2])
    if lower in keys:
        return keys[lower], 0.9
    return "", 0.0


def _by_likeness(names: Sequence[str], wanted: Sequence[Wanted], result: Matching, taken: set[int]) -> None:
    """A heading that contains an alias, or nearly is one, is offered for the person to confirm."""
    for one in wanted:
        if one.name in result.fields:
            continue
        best, where = 0.0, -1
        for spelling in {heading_key(s) for s in (str(one.label), *one.aliases)}:
            for column, name in enumerate(names):
                key = heading_key(name)
                if column in taken or len(key) < 2 or len(spelling) < 2:
                    continue
                likeness = difflib.SequenceMatcher(None, spelling, key).ratio()
                likeness = max(likeness, 0.75 if spelling in key else 0.0)
                if likeness > best:
                    best, where = likeness, column
        if best >= 0.72:
            result.fields[one.name] = Match(where, round(min(best, LIKELY), 2), factor_of(names[where]))
            taken.add(where)


def factor_of(name: str) -> Decimal:
    """10000 for a heading in 万元, 1 otherwise (also for 万元 that is a price per area, which nobody means)."""
    text = folded(name)
    bracketed = re.findall(r"[(\[【](.*?)[)\]】]", text)
    for inside in (*bracketed, text):
        unit = _SCALE.search(inside)
        if unit and not _AREA_PRICE.search(inside) and (bracketed or "万元" in inside or "亿元" in inside):
            return _SCALES[unit[1]]
    return Decimal(1)


def is_footer(cells: Sequence[Any], key_columns: Sequence[int]) -> bool:
    """Whether a row below the records is a total or a note: its first words say so and a key column is empty or no record's."""
    first = next((cell for cell in cells if cell is not None and cell != ""), None)
    if first is None:
        return True
    if not isinstance(first, str):
        return False
    said = folded(first).replace(" ", "")
    if _TOTALS.match(said):
        return True
    if not _FOOTNOTES.match(said):
        return False
    keyed = [place for place in key_columns if place < len(cells) and cells[place] not in (None, "")]
    return len(keyed) < len(key_columns) or len({str(cell) for cell in cells if cell is not None}) == 1


def repeats_heading(cells: Sequence[Any], heading: Heading) -> bool:
    """Whether a row is the heading printed again (a page break)."""
    place = next((p for p, cell in enumerate(cells) if cell is not None and cell != ""), 0)
    first = cells[place] if cells else None
    if (
        not isinstance(first, str)
        or place >= len(heading.names)
        or first[:1] not in (heading.names[place][:1], "*", " ")
    ):
        return False
    names = [heading_key(_as_name(cell)) for cell in cells]
    wanted = [heading_key(name) for name in heading.names]
    return (
        bool(any(names))
        and names == wanted[: len(names)]
        and not any(isinstance(c, datetime.date | float) for c in cells)
    )
