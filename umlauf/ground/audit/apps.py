from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "umlauf.ground.audit"
    label = "audit"
