"""Emergency access: two people of the office open the administration for a day when no administrator is at hand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned


class Emergency(Owned):
    """Somebody asks to be administrator for a day; somebody else confirms it before ``expires_at``.

    Confirmed, it holds ``until`` then, unless the role was taken away before; ``ended_at`` is when that was seen and
    recorded. The row goes ``LIMITS.retention_days`` after its end. All moments are machine time.
    """

    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=LIMITS.note)
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")), name="emergency_needs_two"
            ),
        )
        ordering = ("-id",)
