from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "umlauf.engines.files"
    label = "files"
