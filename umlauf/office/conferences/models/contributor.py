"""Who is asked by mail to contribute to a programme."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.conferences.models.event import Conference


class Contributor(Owned):
    """A mailbox that was asked: one link and one page for all contributions of a conference that have its address.

    ``email`` is in small letters. ``mailed_at`` is when the last mail with the link was queued, ``wishes`` what they
    need, ``unread``: they have said something that nobody of the office has noted yet. The row goes on the day
    ``purge`` gives.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="contributors")
    email = models.CharField(max_length=LIMITS.email)
    link_generation = models.PositiveSmallIntegerField(default=1)
    mailed_at = models.DateTimeField()
    wishes = models.TextField(max_length=LIMITS.note, blank=True)
    unread = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("conference", "email"), name="contributor_once"),)


class ContributorPhoto(Owned):
    """The photo that somebody gives of themselves for the public page of a conference. It goes with its contributor.

    It is shown where ``name`` contributes, who was the only person of the mailbox when it was given. ``alternative``
    stands for it where it is not seen, ``digest`` is the SHA-256 of ``data`` in hexadecimal.
    """

    contributor = models.OneToOneField(Contributor, on_delete=models.CASCADE, related_name="photo")
    name = models.CharField(max_length=LIMITS.name)
    alternative = models.CharField(max_length=LIMITS.alternative)
    media_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    given_at = models.DateTimeField()
