"""``lintel install``: bring the database to this version."""

from __future__ import annotations

import argparse

from lintel.site.commands.setup import ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="only say what went wrong")


def run(given: argparse.Namespace) -> int:
    ready()
    install(quiet=given.quiet)
    return 0


def install(*, quiet: bool = True) -> None:
    """Migrate, create the cache table, and write what every office starts with. Safe to repeat."""
    from lintel.site.installing import migrate, seed

    migrate()
    seed()
    if not quiet:
        say("The database is up to date.")
