from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def write_default_grants(**kwargs: Any) -> None:
    """New permissions get their default grants when the database is brought up to date."""
    from lintel.platform.access import defaults

    defaults.sync()


class SiteConfig(AppConfig):
    name = "lintel.site"
    label = "site"

    def ready(self) -> None:
        from lintel.site import areas

        areas.load()
        post_migrate.connect(write_default_grants, sender=self)
