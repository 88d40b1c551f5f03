from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "umlauf.office.conferences"
    label = "conferences"

    def ready(self) -> None:
        from umlauf.office.conferences import events, tasks  # noqa: F401 - makes both known by name
