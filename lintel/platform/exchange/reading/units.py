"""Names of homes as people say and write them: 3号楼-2单元-1503, 3-2-1503, 3 2 1503, 321503."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.platform.exchange.reading.cells import BadValue, Column, Parse
from lintel.platform.exchange.reading.text import folded
from lintel.platform.exchange.reading.values import _empty, as_text


@dataclass(frozen=True, slots=True)
class UnitName:
    """Where a home is: building, section (empty where the building has none), room."""

    building: str
    section: str
    room: str


_WORDS = re.compile(
    r"(?P<building>.*?[^\s\-])\s*(?:号楼|号栋|栋|幢|座|楼)[\s\-]*(?:(?P<section>[^\s\-]+?)\s*单元)?[\s\-]*(?P<room>[0-9A-Za-z]+)\s*(?:室|号|房)?"
)
_PARTS = re.compile(r"[\s\-—/#]+")
_RUN = re.compile(r"(\d{1,2})(\d)(\d{4})", re.ASCII)


def split_unit_name(said: str) -> UnitName:
    """The parts of a home's name; ``BadValue`` when they cannot be told apart."""
    name = folded(said)
    if words := _WORDS.fullmatch(name):
        return UnitName(words["building"], words["section"] or "", words["room"])
    parts = [p.removesuffix("单元") for p in _PARTS.split(name) if p]
    if len(parts) == 3:
        return UnitName(*parts)
    if len(parts) == 2:
        return UnitName(parts[0], "", parts[1])
    if run := _RUN.fullmatch(name):
        return UnitName(*run.groups())
    raise BadValue(
        "not_a_unit_name", _("“%(text)s” is not the name of a home. Write it as 3-2-1503.") % {"text": name[:40]}
    )


def unit_name() -> Parse:
    """A home's name in one cell."""

    def parse(cell: Any, column: Column) -> UnitName | None:
        return None if _empty(cell) else split_unit_name(as_text(cell))

    return parse
