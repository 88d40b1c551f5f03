"""Who is invited beside the members whom the circular reaches: groups, and the people in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.conferences.enums import EventLanguage, GroupAdmission
from umlauf.office.conferences.models.event import Conference


class InvitedGroup(Owned):
    """People who are invited beside the members: a federal agency, the press. Times are of the association's zone.

    ``places`` None: as many as the conference has. ``outside_total``: they do not take places from the conference, so
    that somebody can be invited when it is full. ``per_invitee`` is how many one invitation is for. ``register_by``
    None: until the conference is over; a day without a time ends at midnight. ``invitation`` is the text of their mail.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=LIMITS.name)
    invitation = models.TextField(max_length=LIMITS.abstract)
    places = models.PositiveIntegerField(null=True)
    outside_total = models.BooleanField(default=False)
    per_invitee = models.PositiveSmallIntegerField(default=1)
    admission = models.CharField(max_length=10, choices=GroupAdmission, default=GroupAdmission.ALL)
    register_from = models.DateField(null=True)
    register_from_time = models.TimeField(null=True)
    register_by = models.DateField(null=True)
    register_by_time = models.TimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("conference", "name"), name="invited_group_once"),)

    def __str__(self) -> str:
        return self.name


class Invitee(Owned):
    """A person or a house with an invitation of its own, by mail with a personal link.

    ``invited_at`` is when somebody released the mail, ``reminded_at`` the last reminder; ``queued_at`` None: the mail
    that was released last waits to be queued. ``answered_at`` None: they have said nothing. Whether they come stands in
    their registrations alone; who has answered and has none does not take part. ``until`` is more time than the group
    has, for a reason. ``revision`` grows with each answer. Name, function, house, address and reason go on the day that
    ``purge`` gives; the row stays, so that counts stay.
    """

    group = models.ForeignKey(InvitedGroup, on_delete=models.PROTECT, related_name="invitees")
    name = models.CharField(max_length=LIMITS.person, blank=True)
    function = models.CharField(max_length=LIMITS.function, blank=True)
    house = models.CharField(max_length=LIMITS.name, blank=True)
    email = models.CharField(max_length=LIMITS.email, blank=True)
    language = models.CharField(max_length=2, choices=EventLanguage, default=EventLanguage.GERMAN)
    until = models.DateField(null=True)
    until_reason = models.CharField(max_length=LIMITS.note, blank=True)
    link_generation = models.PositiveIntegerField(default=1)
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("group", "email"), condition=~Q(email="") & Q(purged_at=None), name="invitee_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="", house="") | Q(purged_at__isnull=False), name="invitee_somebody"
            ),
        )
        indexes = (
            models.Index(
                fields=("association",), condition=Q(invited_at__isnull=False, queued_at=None), name="invitee_waits"
            ),
        )

    @property
    def title(self) -> str:
        """„Dr. Eva Lang, Kreisblatt“: who it is, in one line."""
        return ", ".join(part for part in (self.name, self.house) if part)


class InviteeForm(Owned):
    """A form that somebody invited has sent, by its one-time word, so that sending it twice does it once.

    ``at`` is machine time; ``said`` a digest of what it said: the same word with other entries is another form.
    """

    invitee = models.ForeignKey(Invitee, on_delete=models.PROTECT, related_name="forms")
    nonce = models.CharField(max_length=40)
    said = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "nonce"), name="invitee_form_once"),)
        indexes = (models.Index(fields=("invitee", "at"), name="invitee_form_recent"),)
