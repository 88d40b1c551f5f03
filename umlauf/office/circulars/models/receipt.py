"""What shows that a circular has come: who acknowledged it, and who was asked once more to do so."""

from __future__ import annotations

from django.db import models

from umlauf.engines.mail.models import Message
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models.issue import Issue, Recipient


class Acknowledgement(Owned):
    """An organisation has said that it got the circular („Empfangsbestätigung“). One is enough, from any address.

    ``at`` is office time. ``by`` is the name as it was entered, or what somebody with a login is in that house; it goes
    on the day that ``actions.acknowledge.forget_who_acknowledged`` gives.
    """

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="acknowledgement")
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.person, blank=True)
    means = models.CharField(max_length=10, choices=AcknowledgedBy)


class ReceiptReminder(Owned):
    """The decision to ask those who have not acknowledged once more, at most once on a day of the association."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issue", "on"), name="receipt_reminder_daily"),)
        ordering = ("id",)


class ReceiptReminded(Owned):
    """A recipient that was asked once more, at one of its intake addresses."""

    reminder = models.ForeignKey(ReceiptReminder, on_delete=models.PROTECT, related_name="reminded")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
