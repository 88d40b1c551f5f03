"""A calendar that follows: who may fetch the events of their house by an address of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.models import Owned
from umlauf.office.conferences.enums import EventLanguage
from umlauf.office.directory.models import Organisation


class FeedKey(Owned):
    """The address by which a calendar of ``user`` fetches the events of a house: one a person and house.

    ``organisation`` None: all events of the association, for somebody of its office. ``digest`` is the SHA-256 of the
    secret in the address, in hex; the secret itself is kept nowhere. ``used_on`` is the day (machine time, UTC) on
    which it was fetched last, ``language`` what the calendar is written in.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=EventLanguage, default=EventLanguage.GERMAN)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)

    class Meta:
        constraints = (
            # Two, since SQLite knows no constraint for which two NULLs are the same.
            models.UniqueConstraint(
                fields=("association", "user"),
                condition=Q(organisation__isnull=True),
                name="feed_of_office_once",
            ),
            models.UniqueConstraint(fields=("association", "user", "organisation"), name="feed_of_member_once"),
        )
