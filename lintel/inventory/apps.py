from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "lintel.inventory"
    label = "inventory"
    verbose_name = _("Homes and prices")

    def ready(self) -> None:
        from lintel.inventory import grants, importers, jobs, sell_checks  # noqa: F401  (they register themselves)
        from lintel.inventory.actions import designating, estate, permits, prices, units  # noqa: F401
