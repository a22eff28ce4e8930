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
    from django.core.management import call_command

    from lintel.site.installing import seed

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    seed()
    if not quiet:
        say("The database is up to date.")
