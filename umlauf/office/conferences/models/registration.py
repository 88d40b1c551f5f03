"""Who comes, and what was decided about them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

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
from umlauf.office.conferences.models.invitees import Invitee
from umlauf.office.directory.models import Function
from umlauf.office.responses.enums import Channel


class Registration(Owned):
    """A person whom an organisation that the circular reached, or somebody invited beside it, has registered.

    The waiting list has the order of ``QUEUE``: who has priority (1, else 0 or -1), then who came first. ``queued_at``
    is office time. Those of one ``party`` move up together.

    ``represents`` names whom a deputy stands for, and is empty for everybody else. ``replaces`` is whoever had the
    place before, if it was taken over: that row stays, in the state ``REPLACED``, and ``at`` is since when. ``uid`` and
    ``sequence`` are those of the calendar entry (RFC 5545 3.8.4.7, 3.8.7.4): one entry for life, a higher sequence with
    each change. ``name``, ``function``, ``email``, ``represents``, ``by_name``, ``by_email`` and ``priority_reason`` go
    on the day ``purge`` gives; the row stays, so that counts stay. ``name_follows``: a place of a house that says later
    who comes; it has no name, and ``called`` says so. ``link_generation`` is that of the link to the page of the place;
    the next one ends the links before it.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="registrations")
    recipient = models.ForeignKey(Recipient, null=True, on_delete=models.PROTECT, related_name="+")
    invitee = models.ForeignKey(Invitee, null=True, on_delete=models.PROTECT, related_name="registrations")
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
    party = models.ForeignKey("conferences.Party", on_delete=models.PROTECT, null=True, related_name="people")
    purged_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    name_follows = models.BooleanField(default=False)
    link_generation = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, invitee=None) | Q(recipient=None, invitee__isnull=False),
                name="registration_inviter",
            ),
            models.CheckConstraint(
                condition=Q(name_follows=True, name="")
                | (Q(name_follows=False) & (~Q(name="") | Q(purged_at__isnull=False))),
                name="registration_named",
            ),
            models.UniqueConstraint(
                fields=("replaces",),
                condition=~Q(state__in=(RegistrationState.WITHDRAWN, RegistrationState.REFUSED)),
                name="registration_replaced_once",
            ),
        )
        indexes = (
            models.Index(fields=("conference", "state", "-priority", "queued_at", "id"), name="registration_queue"),
        )

    @property
    def means(self) -> StateOfPeople:
        """What its state means."""
        return STATES[RegistrationState(self.state)]

    @property
    def house(self) -> Recipient:
        """The organisation that has registered them; raises ``ValueError`` for who was invited beside the members."""
        if self.recipient is None:
            raise ValueError(f"registration {self.id} is not one of a recipient")
        return self.recipient

    @property
    def inviter_name(self) -> str:
        """Who has registered them: the organisation, or who was invited beside it. To be fetched with both."""
        if self.recipient is not None:
            return self.recipient.name
        return self.invitee.title if self.invitee is not None else ""

    @property
    def in_calendar(self) -> bool:
        """Whether a calendar has its entry: only somebody with a name has one."""
        return self.means.calendar and not self.name_follows

    @property
    def called(self) -> str:
        """The name, or that it follows, in the active language."""
        return _("Name follows") if self.name_follows else self.name


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
