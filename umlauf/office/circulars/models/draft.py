"""A circular before it is signed: each saving is a revision of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models.series import Series

UNNUMBERED = 10**17
"""The place of what has no number yet: in front of all that have one."""


class Circular(Owned):
    """What the steps hang on. ``origin_digest`` is the SHA-256 of what it was begun with, a text or a form, so that the
    same begins one.

    ``place`` and ``words`` are for lists alone and follow from the rows below it (``circulars.listing``): where it
    stands among the others, and the folded words by which it is found.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    origin_digest = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique where there is one
    place = models.BigIntegerField(default=UNNUMBERED)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "origin_digest"), name="origin_once"),)
        indexes = (models.Index("association", F("place").desc(), F("id").desc(), name="circular_list"),)


class Draft(Owned):
    """One revision. It is never changed: the next saving is the next revision. ``content`` is a ``Content`` as JSON."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="drafts")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("circular", "revision"), name="revision_once"),)
        ordering = ("circular", "revision")
