"""The outbox: one row per message and recipient address, and nothing beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.enums import DUE, HELD, State
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned

REPLY_LENGTH = 500
SUBJECT_LENGTH = 1000


class Message(Owned):
    """A message to one address, and all that is known of its way. What it says is never changed.

    ``attachments`` is a list of ``{"name", "media_type", "key"}`` with keys of the storage ``files``; ``headers`` a
    list of ``[name, value]``. ``date`` is the Date header, in office time; all other instants are machine time.
    ``kept_until`` is the last day, in office time, on which we keep what it says and to whom; empty if that may stay.
    ``next_attempt_at`` is set while the message waits and ``claimed_until`` while a worker has it, never both: their
    indexes then hold only what is still to be done, and sending costs the same with a hundred or a million old rows.
    """

    key = models.CharField(max_length=200)
    recipient = models.CharField(max_length=LIMITS.email)
    sender_name = models.CharField(max_length=LIMITS.name, blank=True)
    sender_address = models.CharField(max_length=LIMITS.email)
    reply_to = models.CharField(max_length=LIMITS.email, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    headers = models.JSONField(default=list)
    message_id = models.CharField(max_length=300)
    date = models.DateTimeField()
    kept_until = models.DateField(null=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=200, blank=True)
    claimed_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_reply = models.CharField(max_length=REPLY_LENGTH, blank=True)

    class Meta:
        verbose_name = _("message")
        constraints = (
            models.UniqueConstraint(fields=("association", "key"), name="message_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DUE), next_attempt_at__isnull=False)
                | (~Q(state__in=sorted(DUE)) & Q(next_attempt_at__isnull=True)),
                name="message_waits_until",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(HELD), claimed_until__isnull=False)
                | (~Q(state__in=sorted(HELD)) & Q(claimed_until__isnull=True)),
                name="message_held_until",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at", "id"), name="message_due", condition=Q(next_attempt_at__isnull=False)
            ),
            models.Index(fields=("claimed_until",), name="message_held", condition=Q(claimed_until__isnull=False)),
            models.Index(fields=("kept_until",), name="message_kept", condition=Q(kept_until__isnull=False)),
        )

    def __str__(self) -> str:
        return self.message_id
