"""The page on which columns are matched: each column with its heading, what its cells look like, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lintel.platform.audit.models import scrub
from lintel.platform.exchange import filing
from lintel.platform.exchange.checking import chosen_table
from lintel.platform.exchange.filing import Received
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.reading.child import coordinates
from lintel.platform.exchange.reading.errors import Unreadable
from lintel.platform.exchange.reading.workbook import read_workbook
from lintel.platform.exchange.sealing import as_source, kept_file
from lintel.platform.kernel.errors import Refused

SAMPLES = 3
_SAMPLED_UP_TO = 20_000
"""In a larger file looking for samples would make the page wait."""


@dataclass(frozen=True)
class ShownColumn:
    """One column of the file."""

    place: int
    letter: str
    heading: str
    samples: list[str]
    field: str
    doubtful: bool


def columns_of(request: HttpRequest, job: ImportJob) -> dict[str, Any]:
    """What the page shows; ``?sheet=`` and ``?heading=`` look at the file with another sheet or heading line."""
    sheet, line = request.GET.get("sheet", ""), request.GET.get("heading", "")
    heading_line = int(line) if line.isdecimal() else 0
    seen = (
        filing.look_again(request.user, job, sheet=sheet, heading_line=heading_line) if sheet or heading_line else None
    )
    headings = seen.headings if seen else job.headings
    mapping = seen.mapping if seen else job.mapping
    doubts = seen.doubts if seen else job.doubts
    by_place = {place: name for name, place in mapping.items()}
    samples = _samples(job, seen)
    columns = [
        ShownColumn(
            n, coordinates(1, n)[:-1], heading, samples.get(n, []), by_place.get(n, ""), by_place.get(n, "") in doubts
        )
        for n, heading in enumerate(headings)
        if heading or n in by_place or samples.get(n)
    ]
    return {
        "columns": columns,
        "missing": [f.label for f in job.importer.fields if f.required and f.name not in mapping],
        "sheets": [s for s in job.sheets if not s["hidden"] and s["rows"]],
        "hidden_sheets": [s["name"] for s in job.sheets if s["hidden"]],
        "sheet": seen.sheet if seen else job.sheet,
        "heading_line": seen.heading_line if seen else job.heading_line,
        "other": bool(seen),
        "layout": seen.layout if seen else job.layout,
        "warnings": next((s for s in job.sheets if s["name"] == (seen.sheet if seen else job.sheet)), {}),
    }


def _samples(job: ImportJob, seen: Received | None) -> dict[int, list[str]]:
    """The first different values of each column, with long numbers masked."""
    if sum(int(s["rows"]) for s in job.sheets) > _SAMPLED_UP_TO:
        return {}
    sheet, line = (seen.sheet, seen.heading_line) if seen else (job.sheet, job.heading_line)
    layout = seen.layout if seen else job.layout
    found: dict[int, list[str]] = {}
    try:
        with as_source(kept_file(job.uid)) as source, read_workbook(source) as book:
            table = chosen_table(book, job.importer, sheet=sheet, heading_line=line, layout=layout)
            for number, (_line, cells) in enumerate(table.rows() if table else ()):
                if number >= 20:
                    break
                for place, cell in enumerate(cells):
                    text = (
                        scrub(format(cell, ".15g") if isinstance(cell, float) else str(cell))[:24]
                        if cell is not None
                        else ""
                    )
                    known = found.setdefault(place, [])
                    if text and text not in known and len(known) < SAMPLES:
                        known.append(text)
    except (Unreadable, FileNotFoundError):
        return {}
    return found


def chosen_mapping(request: HttpRequest, job: ImportJob) -> tuple[Received | None, dict[str, int]]:
    """What the form says: another sheet or heading (or None), and field name to column."""
    sheet, line = request.POST.get("sheet", ""), request.POST.get("heading", "")
    seen = None
    if request.POST.get("other"):
        seen = filing.look_again(request.user, job, sheet=sheet, heading_line=int(line) if line.isdecimal() else 0)
    mapping: dict[str, int] = {}
    for key, name in request.POST.items():
        if key.startswith("column-") and key[7:].isdecimal() and name:
            if name in mapping:
                raise Refused(
                    _("Two columns were both said to be “%(name)s”.") % {"name": _label(job, str(name))},
                    remedy=_("Keep one of them and leave the other out."),
                )
            mapping[str(name)] = int(key[7:])
    return seen, mapping


def _label(job: ImportJob, name: str) -> str:
    return next((str(f.label) for f in job.importer.fields if f.name == name), name)
