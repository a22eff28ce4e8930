from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "lintel.platform.workbench"
    label = "workbench"

    def ready(self) -> None:
        from lintel.platform.workbench import grants, jobs  # noqa: F401  (they register themselves)
