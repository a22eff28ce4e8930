from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lintel.platform.access"
    label = "access"
