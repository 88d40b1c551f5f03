"""Sending an issue: one delivery per address, whose state is that of its message."""

from __future__ import annotations

from django.db import models

from umlauf.engines.mail.models import Message
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models.issue import Issue, RecipientAddress


class Dispatch(Owned):
    """The decision to send, taken once."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="dispatch")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)


class Delivery(Owned):
    """An address and the message that goes there. It has no state of its own."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="deliveries")
    address = models.OneToOneField(RecipientAddress, on_delete=models.PROTECT, related_name="delivery")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    @property
    def issue(self) -> Issue:
        """The circular that it brings."""
        return self.dispatch.issue
