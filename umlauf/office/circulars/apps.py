from django.apps import AppConfig


class CircularsConfig(AppConfig):
    name = "umlauf.office.circulars"
    label = "circulars"

    def ready(self) -> None:
        from umlauf.office.circulars import tasks  # noqa: F401 - makes the tasks known by name
