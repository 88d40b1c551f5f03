"""A conference, who invites, what happens in which order, who contributes, and who comes."""

from __future__ import annotations

import uuid

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models import Circular, Recipient
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState, RegistrationState
from umlauf.office.responses.enums import Channel


class Conference(Owned):
    """A conference that a circular invites to. Times are local to the association's zone, ``register_by`` is a date.

    ``places`` None means that all who register are admitted.
    """

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
    places = models.PositiveIntegerField(null=True)
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


class Registration(Owned):
    """A person whom an organisation has registered. The order of ids is that of the waiting list.

    ``represents`` names whom a deputy stands for, and is empty for everybody else. ``uid`` and ``sequence`` are those
    of the calendar entry (RFC 5545 3.8.4.7, 3.8.7.4): one entry for life, a higher sequence with each change.
    ``name``, ``function``, ``email``, ``represents``, ``by_name`` and ``by_email`` go on the day ``purge`` gives; the
    row stays, so that counts stay.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="registrations")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LIMITS.person, blank=True)
    function = models.CharField(max_length=LIMITS.function, blank=True)
    email = models.CharField(max_length=LIMITS.email, blank=True)
    represents = models.CharField(max_length=LIMITS.person, blank=True)
    state = models.CharField(max_length=10, choices=RegistrationState)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=10, choices=Channel)
    by_name = models.CharField(max_length=LIMITS.person, blank=True)
    by_email = models.CharField(max_length=LIMITS.email, blank=True)
    at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("conference", "state", "id"), name="registration_state"),)
