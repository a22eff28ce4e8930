from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "lintel.policy"
    label = "policy"
