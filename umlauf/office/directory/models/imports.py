"""A file that somebody wants to bring in, from its upload until it is applied or thrown away."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.models.changes import Change


class ImportState(models.TextChoices):
    UPLOADED = "uploaded"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"


class Import(Owned):
    """A file with what was chosen for it. Its content goes when it was applied, or ``LIMITS.import_days`` after.

    ``data`` is the file as it came. ``choices`` says which column means what (``exchange.columns.Choices``). ``done``
    of ``total`` rows are through; ``error`` says why an apply wrote nothing, and goes with the content, which it may
    quote. ``change`` is what applying it wrote.
    """

    filename = models.CharField(max_length=LIMITS.name)
    data = models.BinaryField(null=True)
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    uploaded_at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)
    digest = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    change = models.OneToOneField(Change, on_delete=models.PROTECT, null=True, related_name="brought_in_by")

    class Meta:
        ordering = ("-id",)
