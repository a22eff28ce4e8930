from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lintel.platform.audit"
    label = "audit"
