from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "umlauf.engines.mail"
    label = "mail"

    def ready(self) -> None:
        from umlauf.engines.mail import tasks  # noqa: F401 - makes the sweep known by name
