from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lintel.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        from lintel.platform.jobs import housekeeping  # noqa: F401  (its own sweeps are jobs too)
