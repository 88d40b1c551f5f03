"""Who may act for whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Role
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.models.register import Organisation


class Grant(Owned):
    """A user may act for the association, or for one of its members."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=LIMITS.name, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "user", "role", "organisation"), name="grant_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(role=Role.MEMBER, organisation__isnull=False)
                | (~Q(role=Role.MEMBER) & Q(organisation__isnull=True)),
                name="members_act_for_an_organisation",
            ),
        )
