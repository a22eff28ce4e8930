"""The ``lintel`` command: demo, serve, worker, import, export, doctor, backup, restore, verify-audit."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "demo": "a whole department with invented data, server and worker, in one command",
    "serve": "the web server",
    "worker": "background work: reminders, expiries, mails, sealing of the trail",
    "install": "create or update the database (serve, worker and demo do it by themselves)",
    "add-admin": "create an administrator with a one-time password",
    "import": "take in a table of units or customers",
    "export": "write a table to a file, personal data masked",
    "doctor": "check settings, database, files and data; say what is wrong and how to mend it",
    "backup": "write everything into one encrypted archive",
    "restore": "bring an archive back into an empty data folder",
    "verify-audit": "prove that nobody changed the trail",
}


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command adds its own options."""
    top = argparse.ArgumentParser(
        prog="lintel", description="Lintel: software for a property developer's sales office."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text in COMMANDS.items():
        one = commands.add_parser(name, help=help_text, description=help_text)
        module = import_module(f"lintel.site.commands.{name.replace('-', '_')}_command")
        module.arguments(one)
        one.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command; exits with its code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lintel.site.settings")
    given = parser().parse_args(argv)
    sys.exit(given.run(given))
