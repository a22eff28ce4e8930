from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "lintel.platform.actions"
    label = "actions"

    def ready(self) -> None:
        from lintel.platform.actions import jobs  # noqa: F401  (registers itself)
