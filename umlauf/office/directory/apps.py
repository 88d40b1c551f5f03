from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "umlauf.office.directory"
    label = "directory"

    def ready(self) -> None:
        from umlauf.office.directory import events, tasks  # noqa: F401 - makes both known by name
