from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "lintel.office"
    label = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        """Grants, notices, deeds and jobs announce themselves."""
        from lintel.office import actions, grants, jobs, kinds  # noqa: F401
