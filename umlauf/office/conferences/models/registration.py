"""Who comes, and what was decided about them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.enums import (
    STATES,
    CaseWhy,
    Decision,
    Priority,
    RegistrationState,
    StateOfPeople,
)
from umlauf.office.conferences.models.event import Conference
from umlauf.office.directory.models import Function
from umlauf.office.responses.enums import Channel


class Registration(Owned):
    """A person whom an organisation has registered.

    The waiting list has the order of ``QUEUE``: who has priority (1, else 0 or -1), then who came first. ``queued_at``
    is office time.

    ``represents`` names whom a deputy stands for, and is empty for everybody else. ``uid`` and ``sequence`` are those
    of the calendar entry (RFC 5545 3.8.4.7, 3.8.7.4): one entry for life, a higher sequence with each change.
    ``link_generation`` is that of the link to the page of the place; the next one ends the links before it.
    ``name``, ``function``, ``email``, ``represents``, ``by_name``, ``by_email`` and ``priority_reason`` go on the day
    ``purge`` gives; the row stays, so that counts stay.
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
    priority = models.SmallIntegerField(choices=Priority, default=Priority.IN_TURN)
    priority_reason = models.TextField(max_length=LIMITS.note, blank=True)
    queued_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)
    link_generation = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("conference", "state", "-priority", "queued_at", "id"), name="registration_queue"),
        )

    @property
    def means(self) -> StateOfPeople:
        """What its state means."""
        return STATES[RegistrationState(self.state)]


QUEUE = ("-priority", "queued_at", "id")


class AdmissionCase(Owned):
    """Somebody has to decide, or has decided, whether a person may come; the last one of a person holds.

    ``told_at``: when the notice of the decision was queued; None: it was not. A decision that was taken back keeps what
    was decided, and says who took it back and why; a new case is open then. The reasons may name people, and go with
    them.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="cases")
    why = models.CharField(max_length=20, choices=CaseWhy)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    reason = models.TextField(max_length=LIMITS.note, blank=True)
    decided_by = models.CharField(max_length=LIMITS.name, blank=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    reversal = models.TextField(max_length=LIMITS.note, blank=True)
    reversed_by = models.CharField(max_length=LIMITS.name, blank=True)
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("registration",), condition=Q(decision=Decision.OPEN), name="admission_case_open_once"
            ),
        )


class TargetFunction(Owned):
    """Whoever holds such a post on the first day of the conference is entitled to come."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="target_functions")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("conference", "function"), name="target_function_once"),)
