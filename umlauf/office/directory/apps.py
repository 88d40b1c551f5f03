from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "umlauf.office.directory"
    label = "directory"

    def ready(self) -> None:
        from umlauf.office.directory import tasks  # noqa: F401 - makes the tasks known by name
