from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "lintel.inventory"
    label = "inventory"
