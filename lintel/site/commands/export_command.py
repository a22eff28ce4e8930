"""``lintel export LIST FILE``: a list as a person sees it on screen, personal data masked, formulas disarmed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lintel.site.commands.setup import person, ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", help="such as inventory.unit or customers.customer; 'all' names them")
    parser.add_argument("file", type=Path, nargs="?", help="ends in .xlsx or .csv")
    parser.add_argument("--as", dest="username", default="", help="the person whose reach counts (default: the system itself)")


def run(given: argparse.Namespace) -> int:
    ready()
    from lintel.platform.workbench.resource import resources

    lists = {resource.key: resource for resource in resources.values() if resource.export}
    if given.list not in lists or given.file is None:
        say("\n".join(f"{key:<28} {lists[key].title}" for key in sorted(lists)), to=sys.stderr)
        return 0 if given.list == "all" else 2
    count = write(lists[given.list], person(given.username), given.file)
    say(f"Written: {given.file} ({count} rows, personal data masked)")
    return 0


def write(resource: Any, actor: Any, target: Path) -> int:
    """Write what ``actor`` may see of the list; returns the number of rows. Raises ``NotPermitted`` beyond reach."""
    from lintel.platform.access.scope import require
    from lintel.platform.exchange.writing import OutColumn, csv_lines, write_workbook

    require(actor, resource.view_permission)
    shown = resource.columns_for(actor)
    columns = [OutColumn(f"{c.label} ({c.unit})" if c.unit else str(c.label)) for c in shown]
    counted = _Counting([c.text(row) for c in shown] for row in resource.rows(actor).order_by("pk").iterator(chunk_size=500))
    with target.open("wb") as file:
        if target.suffix == ".csv":
            file.writelines(csv_lines(columns, counted))
        else:
            write_workbook(file, str(resource.title), columns, counted)
    return counted.seen


class _Counting:
    """Rows passing by, counted."""

    def __init__(self, rows: Iterator[list[str]] | Any) -> None:
        self.rows, self.seen = rows, 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self.rows:
            self.seen += 1
            yield row
