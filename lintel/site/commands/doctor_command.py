"""``lintel doctor``: settings, database, files, trail and data; what is wrong and how to mend it."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from lintel.site.commands.setup import ready, say

LOW_SPACE = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``wrong`` is empty when it is well; ``mend`` says what to do."""

    what: str
    wrong: str = ""
    mend: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="leave out the questions that read whole tables")


def run(given: argparse.Namespace) -> int:
    ready()
    findings = list(examine(quick=given.quick))
    for finding in findings:
        say(f"{'ok   ' if not finding.wrong else 'WRONG'} {finding.what}")
        if finding.wrong:
            say(f"      {finding.wrong}\n      Mend: {finding.mend}")
    bad = sum(bool(f.wrong) for f in findings)
    say(f"{len(findings)} things looked at, {bad} wrong.")
    return 1 if bad else 0


def examine(*, quick: bool = False) -> Iterator[Finding]:
    """Everything the doctor looks at, cheapest first."""
    yield from _system()
    yield from _files()
    yield from _migrations()
    if not quick:
        yield from _trail()
        yield from _invariants()


def _system() -> Iterator[Finding]:
    from django.core.checks import run_checks

    problems = [c for c in run_checks(include_deployment_checks=False, databases=["default"]) if c.level >= 30]
    yield Finding(
        "settings and database profile",
        "; ".join(str(p.msg) for p in problems),
        "; ".join(str(p.hint or "") for p in problems),
    )


def _files() -> Iterator[Finding]:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    from lintel.platform.papers.rendering import FONTS

    free = shutil.disk_usage(settings.LINTEL_DATA_DIR).free
    yield Finding(
        "disk space",
        "" if free > LOW_SPACE else f"only {free // 1024**2} MB are free",
        "Free some space on the disk of the data folder.",
    )
    mode = settings.LINTEL_KEY_FILE.stat().st_mode & 0o077 if settings.LINTEL_KEY_FILE.exists() else 0
    yield Finding("key ring", "others can read the key file" if mode else "", f"chmod 600 {settings.LINTEL_KEY_FILE}")
    assets = finders.find("lintel/app.css")
    yield Finding("built assets", "" if assets else "app.css is missing", "Run ./dev assets, or install the wheel.")
    fonts = list(FONTS.glob("*.ttf"))
    yield Finding(
        "fonts for papers", "" if len(fonts) > 1 else "the fonts are missing", "Run ./dev assets, or install the wheel."
    )


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding("database version", f"{len(plan)} migrations are missing" if plan else "", "Run lintel install.")


def _trail() -> Iterator[Finding]:
    from lintel.platform.audit.verify import verify

    report = verify()
    yield Finding(
        f"trail ({report.checked} entries)",
        "" if report.ok else f"entry {report.first_bad_seq}: {report.reason}",
        "Keep this machine as it is and compare with the last backup: somebody changed the trail.",
    )


def _invariants() -> Iterator[Finding]:
    from lintel.platform.kernel.invariants import all_invariants

    for one in all_invariants():
        broken = list(one.ask())
        wrong = f"{len(broken)} broken: " + "; ".join(broken[:3]) if broken else ""
        yield Finding(one.promise, wrong, one.mend)
