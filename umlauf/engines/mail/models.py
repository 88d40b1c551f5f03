"""The outbox: one row per message and recipient address, and nothing beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.enums import DUE, IN_HAND, NEEDS_A_PERSON, ArrivalKind, Bounce, Doubt, State
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned

REPLY_LENGTH = 500
SUBJECT_LENGTH = 1000


class Body(Owned):
    """What many messages say alike, kept once while one of them says it.

    Where a message says something of its own, a mark stands (``outbox.MARK``). ``attachments`` are as in ``Message``.
    """

    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)


class Message(Owned):
    """A message to one address, and all that is known of its way. What it says is never changed.

    With a ``body`` it says what that says, with its own ``parts``, by name, in place of the marks; ``text``, ``html``
    and ``attachments`` are empty then.

    ``attachments`` is a list of ``{"name", "media_type", "key"}`` with keys of the storage ``files``; ``headers`` a
    list of ``[name, value]``. ``date`` is the Date header, in office time; all other instants are machine time.
    ``kept_until`` is the last day, in office time, on which we keep what it says and to whom; empty if that may stay.
    ``next_attempt_at`` is set while the message waits and ``claimed_until`` while a worker has it, never both: their
    indexes then hold only what is still to be done, and sending costs the same with a hundred or a million old rows.
    ``domain`` is the recipient's, in small letters. ``last_reply`` is what the server said last, with ``reply_code``
    (RFC 5321 4.2) and, once it took the message, the ``queue_id`` by which its log names it. ``bounce`` goes with the
    state bounced. ``crashes`` counts how often a worker ended without a word while it had the message in hand.
    ``slot_at`` is when it may go out by the pace of its domain (``Pace``), once that was reserved.
    """

    key = models.CharField(max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="messages")
    parts = models.JSONField(default=dict)
    recipient = models.CharField(max_length=LIMITS.email)
    domain = models.CharField(max_length=LIMITS.email, blank=True)
    sender_name = models.CharField(max_length=LIMITS.name, blank=True)
    sender_address = models.CharField(max_length=LIMITS.email)
    reply_to = models.CharField(max_length=LIMITS.email, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField(blank=True)
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
    reply_code = models.PositiveSmallIntegerField(null=True)
    queue_id = models.CharField(max_length=100, blank=True)
    bounce = models.CharField(max_length=4, choices=Bounce, blank=True)
    crashes = models.PositiveSmallIntegerField(default=0)
    slot_at = models.DateTimeField(null=True)

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
                condition=Q(state__in=sorted(IN_HAND), claimed_until__isnull=False)
                | (~Q(state__in=sorted(IN_HAND)) & Q(claimed_until__isnull=True)),
                name="message_held_until",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at", "id"), name="message_due", condition=Q(next_attempt_at__isnull=False)
            ),
            models.Index(fields=("claimed_until",), name="message_held", condition=Q(claimed_until__isnull=False)),
            models.Index(fields=("association",), name="message_gathered", condition=Q(state=State.GATHERED)),
            models.Index(fields=("association",), name="message_stuck", condition=Q(state__in=sorted(NEEDS_A_PERSON))),
            models.Index(fields=("kept_until",), name="message_kept", condition=Q(kept_until__isnull=False)),
        )

    def __str__(self) -> str:
        return self.message_id


class Pace(models.Model):
    """How far the slots of a destination domain are given away, for all associations: a sender serves the house.

    ``free_at`` is when the next message may go there. A token bucket holds as many tokens as slots lie between it and
    now.
    """

    domain = models.CharField(max_length=LIMITS.email, primary_key=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.domain


class Arrival(Owned):
    """A mail that came back, for as long as we keep it: the same bytes are one row (``digest``, SHA-256).

    ``address`` is whom it is about, in small letters, ``status`` as in RFC 3463, of a receipt as in RFC 8098,
    ``diagnostic`` what the server said, status included, ``text`` what a person reads of it. The whole mail lies
    under ``raw_key`` of the storage ``files``.
    ``message`` is what came back; while there is a ``doubt`` it is only the likeliest, and nothing was done.
    ``received_at`` and ``kept_until``, the last day on which we keep what it says, are office time.
    """

    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=ArrivalKind)
    bounce = models.CharField(max_length=4, choices=Bounce, blank=True)
    status = models.CharField(max_length=12, blank=True)
    diagnostic = models.CharField(max_length=REPLY_LENGTH, blank=True)
    address = models.CharField(max_length=LIMITS.email, blank=True)
    sender = models.CharField(max_length=LIMITS.email, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    text = models.TextField(blank=True)
    raw_key = models.CharField(max_length=120, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="arrivals")
    doubt = models.CharField(max_length=10, choices=Doubt, blank=True)
    kept_until = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=LIMITS.name, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "digest"), name="arrival_once"),
            models.CheckConstraint(condition=Q(message__isnull=False) | ~Q(doubt=""), name="arrival_known_or_doubted"),
            models.CheckConstraint(
                condition=(Q(kind=ArrivalKind.BOUNCE) & ~Q(bounce="")) | (~Q(kind=ArrivalKind.BOUNCE) & Q(bounce="")),
                name="arrival_bounced_how",
            ),
        )
        indexes = (
            models.Index(fields=("association", "-received_at", "-id"), name="arrival_latest"),
            models.Index(
                fields=("association", "address"), name="arrival_bounces", condition=Q(kind=ArrivalKind.BOUNCE)
            ),
            models.Index(fields=("kept_until",), name="arrival_kept", condition=Q(kept_until__isnull=False)),
        )
