"""Viewings that run: an administrator sees the pages as somebody else of the house does."""

from __future__ import annotations

from django.db import models

from umlauf.ground.accounts.models import User
from umlauf.ground.core.models import Owned


class Viewing(Owned):
    """Goes with the end of the viewing, which the record keeps; so none ends unseen, whatever became of its session.

    ``until`` is machine time.
    """

    viewer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
