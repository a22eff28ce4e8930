"""What an area says about a table it can take in: fields, a plan, a commit, an undo.

An area declares an ``Importer`` and registers it (``register``) from its own ``importers.py``; everything else - upload,
matching columns, dry run, repair, confirmation in one transaction, undo - is done here, the same way for every table.

    UNITS = register(Importer(
        name="inventory.units", title=_("Units"), model=Unit, permission="inventory.import_units", clause="3.1.2",
        fields=(
            Field("building", _("Building"), aliases=("楼栋", "楼号", "幢号"), required=True, parse=values.text(40)),
            Field("price", _("Unit price"), aliases=("预售单价", "单价"), required=True, parse=values.money()),
        ),
        options=(Option("project", _("Project"), choices=projects_of),),
        totals=(Total("area", _("Building area (㎡)"), lambda row: row["area"]),),
        plan=plan_units, commit=commit_units, undo=undo_units, reshape=matrix.unfold,
    ))

``plan`` and ``commit`` are called once per batch (at most ``BATCH`` rows) with the same ``Context``; what must be remembered
between batches (keys already seen in the file, looked-up buildings) goes in ``context.memory``. Neither may touch a row at a time:
look up in bulk, ``bulk_create`` in bulk. ``plan`` changes nothing. ``commit`` runs inside the one transaction of the whole import.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise

from lintel.platform.exchange.reading.cells import BadValue, Column, Noted, Parse, Reason

__all__ = [
    "BATCH", "BadValue", "Column", "Context", "Field", "Importer", "Kind", "Noted", "Option", "Parse", "Planned", "Reason",
    "Row", "Total", "Touched", "Verdict", "Written", "all_importers", "importer_named", "register",
]  # fmt: skip

BATCH = 2_000
"""Rows handed to ``plan`` and ``commit`` at a time."""


class Kind(StrEnum):
    """What will become of one row of the file."""

    NEW = "new"  # will be created
    UPDATE = "update"  # exists, and differs
    SAME = "same"  # exists, and is already just so: nothing to do
    DUPLICATE = "duplicate"  # the same thing twice in the file, or somebody else's already
    ERROR = "error"  # cannot be taken as it is; the reasons say what to mend
    SKIPPED = "skipped"  # not a record: a total, a heading, a row a person chose to leave out


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row tells us. ``parse`` comes from ``lintel.platform.exchange.reading.values`` or is your own."""

    name: str
    label: Any
    parse: Parse
    aliases: tuple[str, ...] = ()
    required: bool = False
    """A column that must be there and a cell that must not be empty."""
    personal: bool = False
    """Personal data: shown masked on every page, never written to the trail."""
    example: str = ""
    """Shown in the downloadable template."""
    help: Any = ""


@dataclass(slots=True)
class Row:
    """One row of the file whose every cell could be read."""

    line: int
    """The line as the spreadsheet numbers it, from 1."""
    values: dict[str, Any]
    """Clean values by field name; ``None`` for an empty cell or a column that is not in the file."""
    present: frozenset[str] = frozenset()
    """Fields whose column is in the file. An absent column never empties what is stored."""


@dataclass(slots=True)
class Verdict:
    """What ``plan`` says of one row."""

    kind: Kind
    target: Any = None
    """The key of the existing row for UPDATE, SAME and DUPLICATE."""
    values: Mapping[str, Any] | None = None
    """What ``commit`` shall receive; the row's own values when None. Dates, decimals, text, numbers, bool, None, lists, dicts only."""
    reasons: Sequence[Reason] = ()


@dataclass(slots=True)
class Planned:
    """A row as ``commit`` receives it. Only NEW and UPDATE come."""

    line: int
    kind: Kind
    values: dict[str, Any]
    target: Any = None


@dataclass(slots=True)
class Written:
    """What one batch of ``commit`` did: keys by line. ``before`` is what ``undo`` gets back for an updated row."""

    created: dict[int, Any] = field(default_factory=dict)
    updated: dict[int, Any] = field(default_factory=dict)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that an import wrote and nobody has changed since, as ``undo`` receives it."""

    pk: Any
    kind: Kind  # NEW or UPDATE
    before: dict[str, Any]


@dataclass(slots=True)
class Context:
    """What ``plan``, ``commit`` and ``undo`` know besides their rows."""

    actor: Any
    options: dict[str, Any] = field(default_factory=dict)
    """The chosen options by name, as text or number: ``{"project": 3}``."""
    memory: dict[str, Any] = field(default_factory=dict)
    """Yours, kept from batch to batch within one plan or one commit; starts empty for each of the two."""
    job: Any = None
    """The ImportJob, or None from a test; its ``pk`` may be written to the trail."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice made once for the whole file, such as the project. The choices are what the actor may see."""

    name: str
    label: Any
    choices: Callable[[Any], Iterable[tuple[Any, str | Promise]]]
    """actor -> (value, label) pairs; the label may also be given on the command line."""
    required: bool = True

    def resolve(self, actor: Any, wanted: Any) -> Any:
        """The value of the choice whose value or label is ``wanted``; None when it is not among the actor's choices."""
        text = str(wanted).strip()
        pairs = list(self.choices(actor))
        for value, label in pairs:
            if text and text in (str(value), str(label)):
                return value
        return None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the rows that will be taken, shown before confirmation: the figure a person checks against their own list."""

    name: str
    label: Any
    of: Callable[[Mapping[str, Any]], Decimal | int | None]


PlanRows = Callable[[Sequence[Row], Context], Sequence[Verdict]]
CommitRows = Callable[[Any, Sequence[Planned], Context], Written]
UndoRows = Callable[[Any, Sequence[Touched], Context], Mapping[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Everything an area has to say about one table it takes in.

    ``plan(rows, context)`` answers one verdict per row in the same order and changes nothing.
    ``commit(actor, planned, context)`` writes one batch and answers what it wrote; raise ``Refused`` to call the whole import off.
    ``undo(actor, touched, context)`` takes back what it can and answers {pk: sentence} for rows it had to keep.
    ``reshape(workbook)`` may answer a ``Table`` when the file is not one row per record (the floor-by-room matrix), else None.
    """

    name: str
    title: Any
    model: type[models.Model]
    permission: str
    fields: tuple[Field, ...]
    plan: PlanRows
    commit: CommitRows
    undo: UndoRows | None = None
    options: tuple[Option, ...] = ()
    totals: tuple[Total, ...] = ()
    reshape: Callable[[Any], Any] | None = None
    clause: str = ""
    help: Any = ""

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when there is none."""
        return {f.name: f for f in self.fields}[name]


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    """Make an importer known; an area calls it when its ``importers`` module is imported (from site/navigation)."""
    if importer.name in _importers and _importers[importer.name] != importer:
        raise ValueError(f"Two importers are called {importer.name}.")
    _importers[importer.name] = importer
    return importer


def importer_named(name: str) -> Importer:
    """The importer of that name; ``KeyError`` when no area registered one."""
    return _importers[name]


def all_importers() -> list[Importer]:
    """Every registered importer, by name."""
    return [_importers[name] for name in sorted(_importers)]
