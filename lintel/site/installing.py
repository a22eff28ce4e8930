"""What every office starts with: posts and grants, the calendar, rates with their sources, a privacy notice."""

from __future__ import annotations

from lintel.platform.access import defaults
from lintel.platform.directory.models import system_user
from lintel.platform.kernel import clock
from lintel.platform.kernel.workingtime import seed_special_days
from lintel.sales.seeding import seed_rates


def seed() -> None:
    """Write what is missing; leaves everything an office has changed. Safe to repeat."""
    system_user()
    defaults.sync()
    year = clock.today().year
    seed_special_days(range(year - 1, year + 2))
    seed_rates()
