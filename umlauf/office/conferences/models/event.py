"""A conference, who invites, and what was announced of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models import Circular
from umlauf.office.conferences.enums import Admission, AnnouncementKind, ConferenceKind, ConferenceStatus, EventLanguage


class Conference(Owned):
    """A conference or a session that a circular invites to. Times are local to the association's zone.

    ``places`` None means that all who register are admitted. ``issuer`` is who issues the invitation where it is not
    the association itself, whoever the hosts are. ``fee`` is shown as it is; empty: free of charge. ``note`` is for the
    office alone. ``calendar_sequence`` rises with what a calendar shows: the SEQUENCE of an entry (RFC 5545 3.8.7.4) is
    this and the one of its registration together. Until when one may register says the circular. ``per_house`` is how
    many one organisation may register; None: as many as it wants. ``offer_hours`` is how many working hours somebody
    who moves up has to take the place; None: they are admitted at once. ``register_from`` is the first day on which
    members register, ``deputy_by`` the last one on which they send a deputy themselves, ``cancel_by`` until when to
    cancel is no burden; all of them whole days where it is held, None: not limited.
    """

    circular = models.OneToOneField(Circular, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ConferenceKind, default=ConferenceKind.CONFERENCE)
    title = models.CharField(max_length=LIMITS.name)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    venue = models.CharField(max_length=LIMITS.name, blank=True)
    street = models.CharField(max_length=LIMITS.name, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=LIMITS.name, blank=True)
    issuer = models.CharField(max_length=LIMITS.name, blank=True)
    language = models.CharField(max_length=2, choices=EventLanguage, default=EventLanguage.GERMAN)
    fee = models.CharField(max_length=LIMITS.name, blank=True)
    directions = models.TextField(max_length=LIMITS.abstract, blank=True)
    access_notes = models.TextField(max_length=LIMITS.abstract, blank=True)
    note = models.TextField(max_length=LIMITS.note, blank=True)
    places = models.PositiveIntegerField(null=True)
    admission = models.CharField(max_length=10, choices=Admission, default=Admission.ALL)
    per_house = models.PositiveSmallIntegerField(null=True)
    offer_hours = models.PositiveSmallIntegerField(null=True)
    register_from = models.DateField(null=True)
    cancel_by = models.DateField(null=True)
    deputy_by = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=ConferenceStatus, default=ConferenceStatus.PLANNED)
    calendar_sequence = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Host(Owned):
    """Somebody who invites, in the order of the invitation. ``co_host``: beside the others."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="hosts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LIMITS.name)
    co_host = models.BooleanField(default=False)

    class Meta:
        ordering = ("position",)


class Announcement(Owned):
    """News of a conference for many, as somebody released them. ``nonce``: the one-time word of the form.

    ``circles`` are those who are told (``Circle``). ``reached`` is the id of the last registration for which a message
    was queued, ``queued_at`` when there was none left. ``text`` may name people and goes with them.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="announcements")
    kind = models.CharField(max_length=20, choices=AnnouncementKind)
    circles = models.JSONField(default=list)
    text = models.TextField(max_length=LIMITS.abstract, blank=True)
    nonce = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)
    reached = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("association", "nonce"), name="announcement_once"),)
        indexes = (models.Index(fields=("association",), condition=Q(queued_at=None), name="announcement_waits"),)
