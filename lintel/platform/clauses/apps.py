from django.apps import AppConfig


class ClausesConfig(AppConfig):
    name = "lintel.platform.clauses"
    label = "clauses"
