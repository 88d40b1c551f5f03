from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "umlauf.office.conferences"
    label = "conferences"
