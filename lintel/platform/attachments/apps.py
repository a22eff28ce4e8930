from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "lintel.platform.attachments"
    label = "attachments"

    def ready(self) -> None:
        from lintel.platform.attachments import actions, grants  # noqa: F401  (they register themselves)
