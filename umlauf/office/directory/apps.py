from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "umlauf.office.directory"
    label = "directory"
