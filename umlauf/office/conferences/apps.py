from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "umlauf.office.conferences"
    label = "conferences"

    def ready(self) -> None:
        from umlauf.office.conferences import events, returned, signing, tasks  # noqa: F401 - makes all of them known
