from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "lintel.organisation"
    label = "organisation"
