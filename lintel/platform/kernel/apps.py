"""The kernel app: what every other package stands on."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "lintel.platform.kernel"
    label = "kernel"

    def ready(self) -> None:
        from lintel.platform.kernel.db import checks  # noqa: F401  (registers the start-up checks)

        post_migrate.connect(_guard, sender=self)


def _guard(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """SQLite drops triggers when it rebuilds a table; after migrating, the tables that need them get theirs back."""
    from lintel.platform.kernel.db.append_only import restore_guards
    from lintel.platform.kernel.db.watched import restore_watch

    restore_guards(connections[using])
    restore_watch(connections[using])
