"""Distribution lists: rules, not copies."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.models.changes import CURRENT, Kept
from umlauf.office.directory.models.register import Organisation


class DistributionList(Owned):
    """A list by its name. What it says lies in its ``ListRule``; ``closed_at``: nobody may choose it any more."""

    name = models.CharField(max_length=LIMITS.name)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "name"), name="distribution_list_once"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ListRule(Kept):
    """What a list says, as ``rules.Rule`` reads it. Saving it anew retires the one before."""

    distribution_list = models.ForeignKey(DistributionList, on_delete=models.PROTECT, related_name="rules")
    rule = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("distribution_list",), condition=CURRENT, name="list_rule_once"),
        )


class ListGuest(Kept):
    """Somebody from outside on a list: no post, an address of their own at an organisation of the register."""

    distribution_list = models.ForeignKey(DistributionList, on_delete=models.PROTECT, related_name="guests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.CharField(max_length=LIMITS.name)
    email = models.EmailField(max_length=LIMITS.email)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("distribution_list", "email"), condition=CURRENT, name="list_guest_once"),
        )
