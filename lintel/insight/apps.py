from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "lintel.insight"
    label = "insight"
