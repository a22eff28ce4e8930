"""``lintel export LIST FILE``: a list as a person sees it on screen, personal data masked, formulas disarmed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lintel.site.commands.setup import person, ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", help="such as inventory.unit or customers.customer; 'all' names them")
    parser.add_argument("file", type=Path, nargs="?", help="ends in .xlsx or .csv")
    parser.add_argument("--purpose", default="", help="what the list is for; kept in the trail")
    parser.add_argument(
        "--as", dest="username", default="", help="the person whose reach counts (default: the system itself)"
    )


def run(given: argparse.Namespace) -> int:
    ready()
    from lintel.platform.workbench.resource import resources

    lists = {resource.key: resource for resource in resources.values() if resource.export}
    if given.list not in lists or given.file is None:
        say("\n".join(f"{key:<28} {lists[key].title}" for key in sorted(lists)), to=sys.stderr)
        return 0 if given.list == "all" else 2
    from lintel.platform.kernel.errors import Refused

    try:
        count = write(lists[given.list], person(given.username), given.file, given.purpose)
    except Refused as no:
        say(f"{no} {no.remedy}", to=sys.stderr)
        return 2
    say(f"Written: {given.file} ({count} rows, personal data masked)")
    return 0


def write(resource: Any, actor: Any, target: Path, purpose: str) -> int:
    """Write what ``actor`` may see of the list, and the fact to the trail; returns the number of rows.

    Raises ``NotPermitted`` beyond reach, ``Refused`` without a purpose or for too many rows.
    """
    from lintel.platform.access.scope import require
    from lintel.platform.exchange.exporting import ExportColumn, export_rows

    require(actor, resource.view_permission)
    shown = resource.columns_for(actor)
    columns = [ExportColumn(f"{c.label} ({c.unit})" if c.unit else str(c.label), value=c.text) for c in shown]
    rows = resource.rows(actor).order_by("pk").iterator(chunk_size=500)
    done = export_rows(actor, resource.title, columns, rows, "csv" if target.suffix == ".csv" else "xlsx", purpose)
    with target.open("wb") as file:
        file.writelines(done.pieces())
    return done.count
