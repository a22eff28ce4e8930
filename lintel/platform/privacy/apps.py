"""The privacy app: encrypted fields, masks, and who was shown what."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "lintel.platform.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from lintel.platform.privacy import checks  # noqa: F401  (registers the start-up checks)

        post_migrate.connect(_mark, sender=self)


def _mark(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """A database that has just been made remembers which key ring it belongs to."""
    from lintel.platform.privacy.checks import mark_database

    mark_database(using)
