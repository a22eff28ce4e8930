"""The cast with one password, in the database of the environment: ``python -m tests.e2e.people PASSWORD [trading-day]``."""

from __future__ import annotations

import sys

import django


def main(password: str, *more: str) -> None:
    """``trading-day`` also gives them an ordinary day's work."""
    django.setup()
    from django.contrib.auth.hashers import make_password

    from lintel.platform.directory.models import User
    from lintel.site.demo.cast import appoint_cast, open_projects

    cast = appoint_cast()
    projects = open_projects(cast)
    User.objects.filter(username__in=cast).update(password=make_password(password), must_change_password=False)
    if "trading-day" in more:
        from tests.e2e.trading_day import begin

        begin(cast, projects)


if __name__ == "__main__":
    main(*sys.argv[1:])
