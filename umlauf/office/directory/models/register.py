"""The register: organisations known to all associations, free of personal data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.directory.enums import KeyScheme, OrganisationKind
from umlauf.office.directory.models.changes import Change


class Organisation(models.Model):
    """A public body or another organisation, as the register has it now.

    ``genitive`` ("des Landkreises Harz") and ``locative`` ("im Landkreis Harz") are stored because they cannot be
    derived safely. ``official_key`` is the AGS as text with its leading zeros: two digits for a state, five for a
    county, eight for a municipality. ``regional_key`` is the ARS of twelve digits. ``area_key`` is the official key of
    the area in which the organisation lies, its own where it has one. ``search_key`` is what a search looks into:
    names, seat and keys, folded. ``area`` is in km².

    ``keeper`` is the association that has entered it and may change it; None: the installation keeps it.
    ``withdrawn_at`` is set on an entry that was taken back (an import undone): nothing new may lead to it.
    """

    name = models.CharField(max_length=LIMITS.name)
    short_name = models.CharField(max_length=LIMITS.name)
    genitive = models.CharField(max_length=LIMITS.name, blank=True)
    locative = models.CharField(max_length=LIMITS.name, blank=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    official_key = models.CharField(max_length=8, unique=True, null=True, blank=True)
    regional_key = models.CharField(max_length=12, unique=True, null=True, blank=True)
    area_key = models.CharField(max_length=12, blank=True, db_index=True)
    seat = models.CharField(max_length=LIMITS.name, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    area = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    search_key = models.CharField(max_length=900, blank=True)
    keeper = models.ForeignKey(Association, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_in = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("short_name", "id")

    def __str__(self) -> str:
        return self.name


class FormerState(models.Model):
    """What the register said of an organisation until ``retired_at``. ``values`` has the fields that changed then."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_states")
    values = models.JSONField()
    retired_in = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(db_index=True)


class OfficialKey(models.Model):
    """A key that an organisation bears or bore. Keys are never given anew while they hold.

    No ``since``: the beginning is not known. Sources: the Gemeindeverzeichnis of the statistical offices.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="keys")
    scheme = models.CharField(max_length=3, choices=KeyScheme)
    key = models.CharField(max_length=12, db_index=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("scheme", "key"), condition=Q(until__isnull=True), name="official_key_held_once"
            ),
        )


class Succession(models.Model):
    """``successor`` takes the place of ``predecessor`` from the day ``since`` on. Mergers have several rows."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inheritances")
    since = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),)
