from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "umlauf.office.responses"
    label = "responses"
