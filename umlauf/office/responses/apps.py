from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "umlauf.office.responses"
    label = "responses"

    def ready(self) -> None:
        from umlauf.office.responses import events, tasks  # noqa: F401 - makes both known by name
