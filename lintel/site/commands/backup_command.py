"""``lintel backup TARGET``: database, files and manifest in one encrypted archive."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from lintel.site.commands.setup import ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", type=Path, help="the archive to write, or a folder")
    parser.add_argument(
        "--passphrase-from", metavar="VARIABLE", default="",
        help="environment variable holding a passphrase; without it the key ring seals the archive",
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    ready()
    from lintel.site.backup import backup

    archive = backup(
        given.target, passphrase=os.environ.get(given.passphrase_from, "") if given.passphrase_from else ""
    )
    say(f"Written: {archive} ({archive.stat().st_size / 1024**2:.1f} MB)")
    return 0
