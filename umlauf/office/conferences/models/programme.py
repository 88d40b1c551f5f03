"""What happens in which order, who contributes, and what of it was released."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.engines.files.models import StoredFile
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models import AnnexVersion
from umlauf.office.conferences.enums import ContributionState, ItemKind, Timing, VoiceKind
from umlauf.office.conferences.models.event import Conference


class Programme(Owned):
    """The working programme of a conference: the lock of all who write in it. ``revision`` rises with each write."""

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="programme")
    revision = models.PositiveIntegerField(default=1)


class Room(Owned):
    """A room of the venue, by the name that is printed."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=LIMITS.person)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("conference", "name"), name="room_once"),)

    def __str__(self) -> str:
        return self.name


class ProgrammeItem(Owned):
    """A point of the programme. Times stay empty while they are not known, ``day`` None is the first day.

    ``parent`` is the item during which this one and others take place at once. What is ``internal`` is in no version.
    What is ``choosable`` those who come choose of what takes place at once; ``seats`` None is as many as want to.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind, default=ItemKind.OTHER)
    day = models.DateField(null=True)
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    timing = models.CharField(max_length=10, choices=Timing, default=Timing.EXACT)
    title = models.CharField(max_length=LIMITS.name)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parallel")
    text = models.TextField(max_length=LIMITS.note, blank=True)
    internal = models.BooleanField(default=False)
    choosable = models.BooleanField(default=False)
    seats = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(seats=None) | Q(choosable=True), name="item_seats_of_a_choice"),
        )


class Contribution(Owned):
    """Somebody takes part in a programme item, as what, and whether they have agreed to. ``name`` may be open.

    ``replaces`` is the one in whose place they come, ``title`` that of a talk. ``asked_at`` is when they were asked by
    mail, ``answered_at`` when they said by its link what the state is; None: the office wrote it down. ``deputy`` is
    whom they propose who decline. It and ``email`` are for the office alone and go on the day ``purge`` gives, and so
    does who stands in no version or has declined; the rest stays, as the programme does.
    """

    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="contributions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=VoiceKind, default=VoiceKind.PERSON)
    name = models.CharField(max_length=LIMITS.name, blank=True)
    office = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=LIMITS.name, blank=True)
    email = models.CharField(max_length=LIMITS.email, blank=True)
    state = models.CharField(max_length=20, choices=ContributionState, default=ContributionState.REQUESTED)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    deputy = models.TextField(max_length=LIMITS.note, blank=True)

    class Meta:
        ordering = ("position", "id")


class ProgrammeVersion(Owned):
    """A programme as it was released: its data (``programme.Sheet``) and its PDF. After the signature no row changes.

    ``digest`` is that of the sheet. ``annex_version`` is the annex that the letter went out with; a version that is
    later than the letter has none. ``note`` says in words what has changed, and goes on the day ``purge`` gives.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    annex_version = models.OneToOneField(AnnexVersion, on_delete=models.CASCADE, null=True, related_name="+")
    note = models.TextField(max_length=LIMITS.note, blank=True)
    nonce = models.CharField(max_length=40, blank=True)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=LIMITS.name)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("conference", "number"), name="programme_version_once"),
            models.UniqueConstraint(
                fields=("association", "nonce"), condition=~Q(nonce=""), name="programme_released_once"
            ),
        )
