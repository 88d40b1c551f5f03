from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "umlauf.ground.audit"
    label = "audit"

    def ready(self) -> None:
        from umlauf.ground.audit import tasks  # noqa: F401 - makes the tasks known by name
