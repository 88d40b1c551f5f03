"""Sending an issue: one delivery per address, whose state is that of its message."""

from __future__ import annotations

from django.db import models

from umlauf.engines.mail.models import Message
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models.issue import Issue, RecipientAddress


class PlannedDispatch(Owned):
    """When a circular is to be sent by itself, and who said so. Both instants are office time.

    It is there while that is to come: the dispatch removes it, and so does whoever takes the plan back.
    """

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="plan")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    set_at = models.DateTimeField()


class Dispatch(Owned):
    """The decision to send, taken once."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="dispatch")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)


class Hold(Owned):
    """A dispatch is held back by a person, until one goes on with it or gives it up. ``at`` is office time."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="hold")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)


class Delivery(Owned):
    """An address and the message that goes there. It has no state of its own.

    The bundle of a day is one message that brings several circulars, so several deliveries may have the same.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="deliveries")
    address = models.OneToOneField(RecipientAddress, on_delete=models.PROTECT, related_name="delivery")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")

    @property
    def issue(self) -> Issue:
        """The circular that it brings."""
        return self.dispatch.issue
