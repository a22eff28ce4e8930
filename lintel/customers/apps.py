from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "lintel.customers"
    label = "customers"
