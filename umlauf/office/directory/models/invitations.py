"""Invitations: somebody may begin to act for the association, or for one of its members."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.ground.core.policy import Role
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.models.register import Organisation

_OPEN = Q(accepted_at__isnull=True, revoked_at__isnull=True)


class Invitation(Owned):
    """What was offered to whom. Of those that are open, one per address (lower case), house and inviting side.

    ``roles`` is a list of role values, ``principals`` a list of post ids. All moments are machine time. A new
    ``generation`` makes the links sent before worth nothing. ``of_office``: the office of the association invited,
    not the organisation's own administrator.
    """

    email = models.EmailField(max_length=LIMITS.email)
    name = models.CharField(max_length=LIMITS.name)
    title = models.CharField(max_length=LIMITS.name, blank=True)
    signs_as = models.CharField(max_length=10, choices=SignsAs, blank=True, default=SignsAs.OWN)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    roles = models.JSONField()
    principals = models.JSONField(default=list)
    language = models.CharField(max_length=5, default="de")
    of_office = models.BooleanField(default=True)
    invited_at = models.DateTimeField()
    invited_by = models.CharField(max_length=LIMITS.name)
    expires_at = models.DateTimeField()
    generation = models.PositiveSmallIntegerField(default=1)
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "email"),
                condition=_OPEN & Q(organisation__isnull=True),
                name="office_invitation_once",
            ),
            models.UniqueConstraint(
                fields=("association", "email", "organisation", "of_office"),
                condition=_OPEN & Q(organisation__isnull=False),
                name="member_invitation_once",
            ),
        )

    @property
    def offered(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)
