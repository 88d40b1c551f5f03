from django.apps import AppConfig


class CircularsConfig(AppConfig):
    name = "umlauf.office.circulars"
    label = "circulars"

    def ready(self) -> None:
        from umlauf.office.circulars import events, tasks  # noqa: F401 - makes both known by name
