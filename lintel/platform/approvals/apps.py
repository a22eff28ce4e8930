from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def write_default_authority(**kwargs: Any) -> None:
    """Points that have no authority yet get their default one when the database is brought up to date."""
    from lintel.platform.approvals import authority

    authority.sync()


class ApprovalsConfig(AppConfig):
    name = "lintel.platform.approvals"
    label = "approvals"

    def ready(self) -> None:
        from lintel.platform.approvals import actions, grants, jobs  # noqa: F401  (they register themselves)

        post_migrate.connect(write_default_authority, sender=self)
