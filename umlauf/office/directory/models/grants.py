"""Who may act for whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.ground.core.policy import MEMBER_ROLES, Role
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.models.posts import Post
from umlauf.office.directory.models.register import Organisation

_OF_MEMBERS = sorted(role.value for role in MEMBER_ROLES)


class Grant(Owned):
    """A user may act for the association, or for one of its members. It holds while it is not suspended or over.

    ``until`` is machine time: an emergency does not wait for the office clock of a demo. ``signs_as`` is for
    signatories alone.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=LIMITS.name, blank=True)
    signs_as = models.CharField(max_length=10, choices=SignsAs, blank=True, default=SignsAs.OWN)
    granted_at = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=LIMITS.name, blank=True)
    suspended_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            # Two, since SQLite knows no constraint for which two NULLs are the same.
            models.UniqueConstraint(
                fields=("association", "user", "role"),
                condition=Q(organisation__isnull=True),
                name="grant_of_office_once",
            ),
            models.UniqueConstraint(
                fields=("association", "user", "role", "organisation"), name="grant_of_member_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=_OF_MEMBERS, organisation__isnull=False)
                | (~Q(role__in=_OF_MEMBERS) & Q(organisation__isnull=True)),
                name="members_act_for_an_organisation",
            ),
            models.CheckConstraint(condition=Q(signs_as="") | Q(role=Role.SIGNATORY.value), name="signatories_sign_as"),
        )


class Principal(Owned):
    """Somebody for whom a front office acts: a post, so that it stays when its holder changes."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="principals")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("grant", "post"), name="principal_once"),)
