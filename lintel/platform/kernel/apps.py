from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "lintel.platform.kernel"
    label = "kernel"
