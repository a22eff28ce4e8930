from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "lintel.platform.actions"
    label = "actions"
