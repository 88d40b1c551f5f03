"""A conference, who invites, what happens in which order, and who contributes."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models import Circular
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState


class Conference(Owned):
    """A conference that a circular invites to. Times are local to the association's zone, ``register_by`` is a date."""

    circular = models.OneToOneField(Circular, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=LIMITS.name)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    venue = models.CharField(max_length=LIMITS.name, blank=True)
    street = models.CharField(max_length=LIMITS.name, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=LIMITS.name, blank=True)
    register_by = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=ConferenceStatus, default=ConferenceStatus.PLANNED)

    def __str__(self) -> str:
        return self.title


class Host(Owned):
    """Somebody who invites, in the order of the invitation."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="hosts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LIMITS.name)

    class Meta:
        ordering = ("position",)


class ProgrammeItem(Owned):
    """A point of the programme. Times stay empty while they are not known."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    title = models.CharField(max_length=LIMITS.name)

    class Meta:
        ordering = ("position",)


class Contribution(Owned):
    """Somebody takes part in a programme item, as what, and whether they have agreed to. ``name`` may be open."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="contributions")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LIMITS.name, blank=True)
    office = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=ContributionState, default=ContributionState.REQUESTED)

    class Meta:
        ordering = ("position",)
