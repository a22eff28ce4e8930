from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "lintel.platform.tasks"
    label = "tasks"

    def ready(self) -> None:
        from lintel.platform.tasks import actions, grants, helping, jobs  # noqa: F401  (they register themselves)
