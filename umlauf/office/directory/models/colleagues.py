"""What an office keeps of its own people for its letters."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned


class Colleague(Owned):
    """How letters name somebody of the office: the mark behind a file reference („kö“) and the phone at their desk.

    It goes when they may act for the office no more; what bears their mark keeps it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=LIMITS.mark, blank=True)
    phone = models.CharField(max_length=LIMITS.phone, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "user"), name="colleague_once"),
            models.UniqueConstraint(fields=("association", "mark"), condition=~Q(mark=""), name="mark_once"),
        )
        ordering = ("id",)
