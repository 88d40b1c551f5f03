from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "umlauf.ground.accounts"
    label = "accounts"
