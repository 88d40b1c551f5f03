"""What lies around a draft while it is written: texts not saved yet, hints that nobody wants again, links looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.enums import PageState
from umlauf.office.circulars.models.draft import Circular


class WorkingCopy(Owned):
    """The form of a draft as somebody is filling it in: kept while they write, gone when they save.

    ``entries`` is what the form would send, by field. ``nonce`` names the form of a circular that is not begun yet.
    ``based_on`` is the revision that the writer saw, 0 of a new one. ``kept_at`` and ``begun_at`` are machine time.
    ``window`` is the one-time word of the page that writes it, so that two windows of one person do not overwrite each
    other unseen.
    """

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, null=True, related_name="+")
    nonce = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    window = models.CharField(max_length=40, blank=True)
    entries = models.JSONField()
    based_on = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "user", "circular"),
                condition=Q(circular__isnull=False),
                name="working_copy_of_draft_once",
            ),
            models.UniqueConstraint(
                fields=("association", "user", "nonce"),
                condition=Q(circular__isnull=True),
                name="working_copy_of_new_once",
            ),
        )


class DismissedHint(Owned):
    """A hint that somebody has put aside for this circular. ``key`` is the SHA-256 of what it says."""

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("circular", "key"), name="hint_dismissed_once"),)


class LinkState(Owned):
    """What came back when a page was asked for that a draft links to. ``digest`` is the SHA-256 of its address.

    ``checked_at`` is machine time; what is older than a day says nothing any more.
    """

    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=PageState)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "digest"), name="link_state_once"),)
