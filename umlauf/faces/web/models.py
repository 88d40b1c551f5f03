"""Tries to log in, for as long as they count."""

from __future__ import annotations

from django.db import models


class LoginTry(models.Model):
    """Somebody tried to log in to ``account`` from ``address``: keyed digests of both, no names, gone after a while."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("account", "at"), name="login_try_account"),
            models.Index(fields=("address", "at"), name="login_try_address"),
        )
