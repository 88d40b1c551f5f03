from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "umlauf.office.responses"
    label = "responses"

    def ready(self) -> None:
        from umlauf.office.responses import tasks  # noqa: F401 - makes the tasks known by name
