from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "lintel.sales"
    label = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        """What registers itself: grants, deeds with their notices and to-dos, jobs."""
        from lintel.sales import grants, jobs  # noqa: F401
        from lintel.sales.actions import cancelling, discounts, money, targets, terms  # noqa: F401
