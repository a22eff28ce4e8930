"""The exchange app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Import and export."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "lintel.platform.exchange"
    label = "exchange"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        """Make verbs, jobs and default grants known."""
        from lintel.platform.exchange import actions, export_actions, grants, jobs, plain  # noqa: F401  (they register themselves)
