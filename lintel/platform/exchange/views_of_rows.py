"""How judged rows look on a page: values as people write them, personal ones as their mask."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from lintel.platform.exchange.importers import Field, Kind
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.queries import cell_text
from lintel.platform.exchange.sealing import Judged
from lintel.platform.privacy.masks import mask_id_number, mask_name, mask_phone

TABS: tuple[tuple[str, Any, str], ...] = (
    (Kind.ERROR, _("Errors"), "bad"),
    (Kind.DUPLICATE, _("Duplicates"), "wait"),
    (Kind.NEW, _("New"), "ok"),
    (Kind.UPDATE, _("Changes"), "info"),
    (Kind.SAME, _("Unchanged"), "mute"),
    (Kind.SKIPPED, _("Not taken in"), "mute"),
)


@dataclass(frozen=True)
class Cell:
    """One value on the page. ``raw`` is what a person mends; ``wrong`` marks it."""

    field: Field
    text: str
    wrong: bool
    raw: str = ""


@dataclass(frozen=True)
class ShownRow:
    """One judged row on the page."""

    line: int
    cells: Sequence[Cell]
    reasons: Sequence[str]


def shown_fields(job: ImportJob) -> list[Field]:
    """The fields whose column is in the file, in the importer's order."""
    return [f for f in job.importer.fields if f.name in job.mapping]


def shown(job: ImportJob, rows: Sequence[Judged], *, mendable: bool) -> list[ShownRow]:
    """The rows for a page. With ``mendable`` the wrong cells carry what stands in the file, for its owner to mend."""
    fields = shown_fields(job)
    labels = {f.name: str(f.label) for f in fields}
    result = []
    for row in rows:
        wrong = {name for _code, _message, name in row.reasons if name} if row.kind == Kind.ERROR else set()
        cells = []
        for one in fields:
            raw = cell_text(job, row, one.name) if row.values is None else ""
            text = _masked(raw, one) if row.values is None else as_shown(row.values.get(one.name), one)
            bad = one.name in wrong
            cells.append(Cell(one, text, bad, raw if bad and mendable else ""))
        reasons = [f"{labels[name]}: {message}" if name in labels else message for _code, message, name in row.reasons]
        result.append(ShownRow(row.line, cells, reasons))
    return result


def as_shown(value: Any, field: Field) -> str:
    """A clean value as people write it; a personal one as its mask."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, Decimal):
        return number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return _masked(str(value), field) if not isinstance(value, list | dict) else "…"


def _masked(text: str, field: Field) -> str:
    if not field.personal or not text:
        return text or "—"
    digits = text.lstrip("+").replace(" ", "")
    if digits.isdigit() and len(digits) in range(7, 16):
        return mask_phone(digits if len(digits) != 11 else f"86{digits}")
    return mask_id_number(text) if len(text) == 18 else mask_name(text)
