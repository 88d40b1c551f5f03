"""How the directory remembers: each change is a row, and facts are recorded and retired by it, never overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.enums import ChangeKind


class Change(Owned):
    """Something that a person or an import did to the directory at an instant of office time.

    ``by`` is the label of who did it; ``organisation`` is set where a member did it to its own entries. A change can be
    undone once; ``undoes`` says what a change took back.
    """

    kind = models.CharField(max_length=10, choices=ChangeKind)
    label = models.CharField(max_length=LIMITS.name)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)
    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ("-id",)


class Kept(Owned):
    """A fact that is believed from ``recorded_at`` until before ``retired_at``, if that is set (office time)."""

    recorded_in = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    retired_in = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Dated(Kept):
    """A fact about the days from ``since`` to ``until``, both included; no ``until``: for the time being."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


CURRENT = Q(retired_at__isnull=True)
"""The condition of facts that are believed now, for constraints and for the office's own pages."""

IN_ORDER = Q(until__isnull=True) | Q(until__gte=F("since"))
"""No fact ends before it begins."""
