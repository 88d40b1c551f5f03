from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "umlauf.office.responses"
    label = "responses"

    def ready(self) -> None:
        from umlauf.office.responses import events, returned, tasks  # noqa: F401 - makes all of them known
