from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "lintel.sales"
    label = "sales"
