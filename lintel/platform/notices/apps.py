from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lintel.platform.notices"
    label = "notices"

    def ready(self) -> None:
        from lintel.platform.notices import actions, grants, jobs  # noqa: F401  (they register themselves)
