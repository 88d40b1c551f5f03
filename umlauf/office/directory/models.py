"""The register of organisations, which all associations share, and each association's own directory of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Role
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.enums import FunctionKind, OrganisationKind


class Organisation(models.Model):
    """A public body, known to all associations and free of personal data.

    ``genitive`` ("des Landkreises Harz") and ``locative`` ("im Landkreis Harz") are stored because they cannot be
    derived safely. ``official_key`` is text with its leading zeros (AGS, five digits for a county).
    """

    name = models.CharField(max_length=LIMITS.name)
    short_name = models.CharField(max_length=LIMITS.name)
    genitive = models.CharField(max_length=LIMITS.name, blank=True)
    locative = models.CharField(max_length=LIMITS.name, blank=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    official_key = models.CharField(max_length=12, unique=True, null=True)  # noqa: DJ001 - unique only where known
    seat = models.CharField(max_length=LIMITS.name, blank=True)

    class Meta:
        ordering = ("short_name", "id")

    def __str__(self) -> str:
        return self.name


class Membership(Owned):
    """An organisation belongs to the association from ``since`` to ``until``, both included."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)


class Function(Owned):
    """A kind of post: Landrat, Dezernentin for a subject."""

    kind = models.CharField(max_length=20, choices=FunctionKind)
    name = models.CharField(max_length=LIMITS.name)

    def __str__(self) -> str:
        return self.name


class Post(Owned):
    """A function at one organisation. Its own mail address survives whoever holds it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    function = models.ForeignKey(Function, on_delete=models.PROTECT)
    email = models.EmailField(max_length=LIMITS.email, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "organisation", "function"), name="post_once"),)


class Person(Owned):
    """Somebody who holds or held a post."""

    title = models.CharField(max_length=60, blank=True)
    first_name = models.CharField(max_length=LIMITS.name, blank=True)
    last_name = models.CharField(max_length=LIMITS.name)

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


class Tenure(Owned):
    """A person holds a post from ``since`` to ``until``, both included."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)


class IntakeAddress(Owned):
    """Where an organisation wants its circulars to arrive: its registry, a central mailbox."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    label = models.CharField(max_length=LIMITS.name)
    email = models.EmailField(max_length=LIMITS.email)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "organisation", "email"), name="intake_address_once"),
        )


class Responsibility(Owned):
    """For this keyword, that post of the organisation is responsible."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    keyword = models.CharField(max_length=LIMITS.keyword)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "organisation", "keyword"), name="responsibility_once"),
        )


class DistributionList(Owned):
    """A rule, not a copy: the members of a kind, as they are on the day somebody asks."""

    name = models.CharField(max_length=LIMITS.name)
    member_kind = models.CharField(max_length=30, choices=OrganisationKind)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "name"), name="distribution_list_once"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


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
