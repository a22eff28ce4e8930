"""``lintel verify-audit``: recompute the sealed chain of the trail and compare it with the anchors."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from lintel.site.commands.setup import ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, help="verify a copy of an SQLite database instead (offline)")
    parser.add_argument("--keys", type=Path, help="the key ring that belongs to the copy")
    parser.add_argument("--anchors", type=Path, help="folder of anchors that belongs to the copy")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(given: argparse.Namespace) -> int:
    ready()
    from django.conf import settings

    from lintel.platform.audit.verify import verify, verify_file

    report = verify_file(given.file, given.keys or settings.LINTEL_KEY_FILE, given.anchors) if given.file else verify()
    if given.json:
        say(json.dumps(asdict(report), ensure_ascii=False, default=str))
    elif report.ok:
        head = report.head.digest[:16] if report.head else "none"
        say(f"The trail is whole: {report.checked} entries sealed, {report.unsealed} waiting; head {head}.")
    else:
        say(f"THE TRAIL WAS CHANGED: first bad entry {report.first_bad_seq}: {report.reason}")
    return 0 if report.ok else 1
