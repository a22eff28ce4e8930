"""``lintel import units|customers FILE --project P``: the same import as on screen, for the command line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from lintel.site.commands.install_command import install
from lintel.site.commands.setup import person, ready, say

IMPORTERS = {"units": "inventory.units", "customers": "customers.customers"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(IMPORTERS))
    parser.add_argument("file", type=Path)
    parser.add_argument("--project", required=True, help="code or name of the project")
    parser.add_argument("--as", dest="username", default="", help="the person who imports (default: the system itself)")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="another choice the table asks for"
    )
    parser.add_argument("--dry-run", action="store_true", help="check every row and change nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(given: argparse.Namespace) -> int:
    ready()
    install()
    from lintel.platform.exchange.filing import import_file
    from lintel.platform.kernel.errors import Refused

    choices = dict(pair.partition("=")[::2] for pair in given.option)
    options = {"project": _project(given.project), **choices}
    try:
        report = import_file(person(given.username), IMPORTERS[given.what], given.file, options, dry_run=given.dry_run)
    except Refused as no:
        say(f"{no} {no.remedy}", to=sys.stderr)
        return 2
    if given.json:
        say(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        _tell(report)
    return 0 if report.ok else 1


def _project(wanted: str) -> int:
    from lintel.inventory.models import Project

    found = Project.objects.filter(code=wanted).first() or Project.objects.filter(name=wanted).first()
    if found is None:
        say(f"There is no project {wanted!r}.", to=sys.stderr)
        sys.exit(2)
    return found.pk


def _tell(report: object) -> None:
    content = report.as_json()  # type: ignore[attr-defined]
    say(f"{content['file']}: {content['state']}" + (" (nothing was changed)" if content["dry_run"] else ""))
    for name, count in content["counts"].items():
        say(f"  {name:<10} {count}")
    for name, total in content["totals"].items():
        say(f"  total {name:<12} {total}")
    for problem in content["problems"]:
        reasons = "; ".join(str(r["message"]) for r in problem["reasons"])
        say(f"  line {problem['line']}: {problem['kind']}: {reasons}")
    if content["message"]:
        say(content["message"])
