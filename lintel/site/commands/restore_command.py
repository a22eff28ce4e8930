"""``lintel restore ARCHIVE``: verify an archive and bring it back."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from lintel.site.commands.setup import ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path)
    parser.add_argument(
        "--passphrase-from", metavar="VARIABLE", default="", help="environment variable holding the passphrase"
    )
    parser.add_argument(
        "--accept-older", action="store_true", help="restore although newer work is known to have existed"
    )


def run(given: argparse.Namespace) -> int:
    ready()
    from lintel.site.backup import restore
    from lintel.site.sealed_archive import ArchiveRefused

    passphrase = os.environ.get(given.passphrase_from, "") if given.passphrase_from else ""
    try:
        restored = restore(given.archive, passphrase=passphrase, accept_older=given.accept_older)
    except (ArchiveRefused, OSError) as no:
        say(f"Not restored: {no}", to=sys.stderr)
        return 1
    say(f"Restored the backup of {restored.manifest.made_at}; what was there before is kept as {restored.kept_aside}.")
    for warning in restored.warnings:
        say(f"Note: {warning}")
    return 0
