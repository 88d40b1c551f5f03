"""What an association knows of an organisation: membership, ways to reach it, who is responsible for what."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.enums import Language, Wish
from umlauf.office.directory.models.changes import CURRENT, IN_ORDER, Dated, Kept
from umlauf.office.directory.models.posts import Post
from umlauf.office.directory.models.register import Organisation


class Membership(Dated):
    """An organisation belongs to the association."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.CheckConstraint(condition=IN_ORDER, name="membership_in_order"),)


class ContactDetails(Kept):
    """Where an organisation is found. ``central_email`` takes in what nobody else can; ``wish`` is for its circulars.

    Phone numbers are kept as ``+49 391 123-0``. ``language`` is that of mails and pages around a circular; empty: that
    of the circular itself.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    street = models.CharField(max_length=LIMITS.name, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=LIMITS.name, blank=True)
    phone = models.CharField(max_length=LIMITS.phone, blank=True)
    central_email = models.EmailField(max_length=LIMITS.email, blank=True)
    web = models.URLField(max_length=200, blank=True)
    wish = models.CharField(max_length=10, choices=Wish, default=Wish.AT_ONCE)
    language = models.CharField(max_length=5, choices=Language, default=Language.OF_THE_CIRCULAR, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "organisation"), condition=CURRENT, name="contact_details_once"
            ),
        )


class IntakeAddress(Kept):
    """Where an organisation wants its circulars to arrive: its registry, a central mailbox."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    label = models.CharField(max_length=LIMITS.name)
    email = models.EmailField(max_length=LIMITS.email)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "organisation", "email"), condition=CURRENT, name="intake_address_once"
            ),
        )


class Responsibility(Kept):
    """For this keyword, that post of the organisation is responsible."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    keyword = models.CharField(max_length=LIMITS.keyword)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "organisation", "keyword"), condition=CURRENT, name="responsibility_once"
            ),
        )


class Tag(Kept):
    """A word by which an association groups organisations („Küstenkreis“)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "organisation", "name"), condition=CURRENT, name="tag_once"),
        )
