"""What was cleared up of addresses that take no messages."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned


class ClearedAddress(Owned):
    """Somebody said that an address is in order: what came back from it before ``at`` (office time) counts no more."""

    address = models.CharField(max_length=LIMITS.email)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)

    class Meta:
        indexes = (models.Index(fields=("association", "address"), name="cleared_address"),)
