from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "umlauf.ground.core"
    label = "core"
