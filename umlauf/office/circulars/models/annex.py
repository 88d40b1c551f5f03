"""Annexes: what is attached to a circular, in versions that stay what they were."""

from __future__ import annotations

from django.db import models

from umlauf.engines.files.models import StoredFile
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models.draft import Circular


class Annex(Owned):
    """„Anlage 1“ of a circular. ``on_request``: who asks gets it in an accessible form."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="annexes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LIMITS.name)
    digital_only = models.BooleanField(default=True)
    on_request = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("circular", "number"), name="annex_number_once"),)
        ordering = ("number",)


class AnnexVersion(Owned):
    """One version of an annex's file. ``source`` says where it comes from: ``upload``, or what rendered it.

    ``findings`` are what was found in it when it came, so that nobody needs to open it again; empty, if nothing was.
    """

    annex = models.ForeignKey(Annex, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=LIMITS.name)
    source = models.CharField(max_length=40)
    findings = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("annex", "version"), name="annex_version_once"),)
        ordering = ("annex", "version")
