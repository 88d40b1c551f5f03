from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "umlauf.faces.web"
    label = "web"
