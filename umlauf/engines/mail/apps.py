from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "umlauf.engines.mail"
    label = "mail"
