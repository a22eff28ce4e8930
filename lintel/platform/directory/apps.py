from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "lintel.platform.directory"
    label = "directory"
