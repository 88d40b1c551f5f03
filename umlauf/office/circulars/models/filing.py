"""What circulars are filed under („Aktenplan“), and what they can be begun with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models.series import Series


class FilePlanEntry(Owned):
    """An entry of the file plan. ``code`` is verbatim text („103-55“, „020.11“) and stays as it is.

    How long it is kept: ``retention_years``, or ``permanent``; where neither is said, as long as its parent. ``place``
    follows from the code and is for sorting alone. Entries are closed and never deleted, since letters bear them.
    """

    code = models.CharField(max_length=LIMITS.file_code)
    title = models.CharField(max_length=LIMITS.name)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    retention_years = models.PositiveSmallIntegerField(null=True)
    permanent = models.BooleanField(default=False)
    place = models.CharField(max_length=LIMITS.name)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "code"), name="file_code_once"),
            models.CheckConstraint(
                condition=Q(permanent=False) | Q(retention_years__isnull=True), name="kept_for_years_or_for_good"
            ),
        )
        ordering = ("place", "code")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CircularTemplate(Owned):
    """What a circular can be begun with, under a name. ``content`` is a ``Content`` as JSON, without its days."""

    name = models.CharField(max_length=LIMITS.person)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=LIMITS.name)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "name"), name="template_once"),)
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
