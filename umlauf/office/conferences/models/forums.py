"""Which of the items that take place at once somebody has chosen."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.models import Owned
from umlauf.office.conferences.models.registration import Registration


class ForumChoice(Owned):
    """What somebody has chosen of the items that take place during the item ``block``; ``item`` None: none of them.

    Both are ids of items as released versions keep them (``programme.Item.key``): a version still has an item whose row
    was removed. The choice holds a seat while the latest version has the item in that block.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="forum_choices")
    block = models.PositiveBigIntegerField()
    item = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("registration", "block"), name="forum_chosen_once"),)
        indexes = (models.Index(fields=("block", "item"), name="forum_choice_counts"),)
