"""An ask, what each recipient has answered to it, who wanted more time, and who was reminded."""

from __future__ import annotations

from django.db import models

from umlauf.engines.mail.models import Message
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.models import Circular, Recipient
from umlauf.office.responses.enums import AnswerState, AskKind, Channel, Counting, ExtensionState, Way


class Ask(Owned):
    """What a circular asks of its recipients. The deadline is that of the circular (``content_now``).

    A circular with a deadline and without a row asks for a statement, with the defaults below. ``host_address`` is the
    host's own form or mail address, passed on unchanged. Once ``closed_at`` is set only the office enters answers.
    """

    circular = models.OneToOneField(Circular, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=AskKind, default=AskKind.STATEMENT)
    way = models.CharField(max_length=10, choices=Way, default=Way.US)
    host_address = models.CharField(max_length=LIMITS.address, blank=True)
    counts = models.CharField(max_length=10, choices=Counting, default=Counting.FIRST)
    closes_at_deadline = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=LIMITS.name, blank=True)


class Answer(Owned):
    """What a recipient has answered, as it stands. ``revision`` grows with each change of it.

    ``final`` is false while more is to follow. ``late`` says that it first came after the recipient's deadline.
    ``by_name``, ``by_email``, ``by_phone`` are who said it last; they go on the day that ``retention`` gives.
    """

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="answers")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=AnswerState)
    final = models.BooleanField(default=True)
    text = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    by_name = models.CharField(max_length=LIMITS.person, blank=True)
    by_email = models.CharField(max_length=LIMITS.email, blank=True)
    by_phone = models.CharField(max_length=LIMITS.phone, blank=True)
    at = models.DateTimeField()
    late = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ask", "recipient"), name="answer_once"),)


class SentForm(Owned):
    """A form that was sent, by its one-time word, so that sending it twice does it once. ``at`` is machine time.

    ``said`` is a digest of what it said: the same word with other entries is another form.
    """

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=40)
    said = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "nonce"), name="sent_form_once"),)
        indexes = (models.Index(fields=("recipient", "at"), name="sent_form_recent"),)


class Extension(Owned):
    """A recipient wants more time. ``until`` is the new deadline, once granted. The latest of a recipient holds."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="extensions")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    wished = models.DateField()
    reason = models.CharField(max_length=LIMITS.note, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    by_name = models.CharField(max_length=LIMITS.person, blank=True)
    by_email = models.CharField(max_length=LIMITS.email, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    until = models.DateField(null=True)
    decided_by = models.CharField(max_length=LIMITS.name, blank=True)
    decided_at = models.DateTimeField(null=True)


class Reminder(Owned):
    """The decision to remind those who are missing, by the one-time word of its form."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="reminders")
    nonce = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "nonce"), name="reminder_once"),)


class Reminded(Owned):
    """A recipient that was reminded at one of its intake addresses."""

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="reminded")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
