from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lintel.platform.audit"
    label = "audit"

    def ready(self) -> None:
        from lintel.platform.audit import jobs  # noqa: F401  (sealing registers itself)
