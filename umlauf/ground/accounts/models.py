"""The person who logs in. What they may do is a fact about offices and lies in the directory."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from umlauf.ground.core.limits import LIMITS


class UserManager(BaseUserManager["User"]):
    """Finds people by their address without case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """Somebody with a login. Two addresses that differ in case only are the same person."""

    email = models.EmailField(_("e-mail address"), max_length=LIMITS.email)
    name = models.CharField(_("name"), max_length=LIMITS.name)
    language = models.CharField(_("language"), max_length=5, default="de")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.name
