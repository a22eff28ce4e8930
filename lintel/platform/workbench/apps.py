from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "lintel.platform.workbench"
    label = "workbench"

    def ready(self) -> None:
        from lintel.platform.workbench import grants  # noqa: F401
