"""Functions, posts, who holds them and who stands in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.enums import FunctionKind, TenureKind
from umlauf.office.directory.models.changes import CURRENT, IN_ORDER, Dated
from umlauf.office.directory.models.people import Person
from umlauf.office.directory.models.register import Organisation


class Function(Owned):
    """A kind of post: „Landrat/Landrätin“, „Dezernent/in“.

    ``female_name`` and ``male_name`` („Landrätin“, „Landrat“) are for whoever holds it; empty: ``name`` fits all.
    ``several`` says that a post of this kind may have more than one holder at a time, as a committee has.
    """

    kind = models.CharField(max_length=20, choices=FunctionKind)
    name = models.CharField(max_length=LIMITS.name)
    female_name = models.CharField(max_length=LIMITS.name, blank=True)
    male_name = models.CharField(max_length=LIMITS.name, blank=True)
    several = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "name"), name="function_once"),)
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Post(Owned):
    """A function at one organisation, for a ``subject`` where there are several („Soziales“)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    function = models.ForeignKey(Function, on_delete=models.PROTECT)
    subject = models.CharField(max_length=LIMITS.function, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "organisation", "function", "subject"), name="post_once"),
        )


class PostDetails(Dated):
    """A post exists on these days. Its own mail address and phone survive whoever holds it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="details")
    email = models.EmailField(max_length=LIMITS.email, blank=True)
    phone = models.CharField(max_length=LIMITS.phone, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post",), condition=CURRENT, name="post_details_once"),
            models.CheckConstraint(condition=IN_ORDER, name="post_details_in_order"),
        )


class Tenure(Dated):
    """A person holds a post. ``carries_on``: beyond the last day, until a successor starts (§ 61 KVG LSA).

    An acting holder („mit der Wahrnehmung beauftragt“) goes before a regular one while both hold.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")
    kind = models.CharField(max_length=10, choices=TenureKind, default=TenureKind.REGULAR)
    carries_on = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=IN_ORDER, name="tenure_in_order"),)


class Deputyship(Dated):
    """Who stands in, by rule: one function for another in every organisation, or one post for another.

    ``rank`` is the order in which deputies are asked, from 1. Where a post has deputies of its own, the rule of its
    function does not count (§ 67 KVG LSA: not every county has a First Beigeordnete).
    """

    function = models.ForeignKey(Function, on_delete=models.PROTECT, null=True, related_name="+")
    deputy_function = models.ForeignKey(Function, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    deputy_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=IN_ORDER, name="deputyship_in_order"),
            models.CheckConstraint(
                condition=Q(function__isnull=False, deputy_function__isnull=False, post=None, deputy_post=None)
                | Q(post__isnull=False, deputy_post__isnull=False, function=None, deputy_function=None),
                name="deputies_of_one_kind",
            ),
        )
