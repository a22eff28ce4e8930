from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lintel.platform.audit"
    label = "audit"

    def ready(self) -> None:
        from lintel.platform.audit import invariants, jobs  # noqa: F401  (they register themselves)
