"""What every office starts with: posts and grants, the calendar, rates with their sources, a privacy notice."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lintel.platform.access import defaults
from lintel.platform.directory.models import system_user
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.statistics import refresh_statistics
from lintel.platform.kernel.workingtime import seed_special_days
from lintel.sales.seeding import seed_rates


def migrate() -> None:
    """Bring the tables to this version. An index it knows nothing about the database takes for the best, until it has looked.

    In a new office there is nothing to look at yet, and PostgreSQL would remember the tables as empty.
    """
    before = _applied()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if before and _applied() != before:
        refresh_statistics()


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def seed() -> None:
    """Write what is missing; leaves everything an office has changed. Safe to repeat."""
    system_user()
    defaults.sync()
    year = clock.today().year
    seed_special_days(range(year - 1, year + 2))
    seed_rates()
