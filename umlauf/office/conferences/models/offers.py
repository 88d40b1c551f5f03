"""Places that are offered to who waits, and who moves up only together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.models import Owned
from umlauf.office.conferences.enums import OfferOutcome
from umlauf.office.conferences.models.event import Conference
from umlauf.office.conferences.models.registration import Registration


class Party(Owned):
    """People of one organisation who come together or not at all: those who wait move up when all of them fit."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="parties")
    at = models.DateTimeField()


class Offer(Owned):
    """A place that is kept for somebody until ``expires_at`` (office time). Those of a party have the same."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="offers")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OfferOutcome, default=OfferOutcome.OPEN)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("registration",), condition=Q(outcome=OfferOutcome.OPEN), name="offer_open_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("association", "expires_at"), condition=Q(outcome=OfferOutcome.OPEN), name="offer_ends"
            ),
        )
