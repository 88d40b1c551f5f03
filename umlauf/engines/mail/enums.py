"""What can be true of a message."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a message is.

    Gathered means that it waits to go out together with others to the same address; claimed, that a worker has it in
    hand; started, that its data may be on the way; uncertain, that it may have arrived. Paused and cancelled are what a
    person made of one that was waiting; cancelled also of one that had failed or come back and is to be left at that.
    """

    GATHERED = "gathered", _("waiting for the bundle of the day")
    QUEUED = "queued", _("waiting to be sent")
    CLAIMED = "claimed", _("about to be sent")
    STARTED = "started", _("being handed over")
    SENT = "sent", _("handed to the mail server")
    DEFERRED = "deferred", _("deferred")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("undeliverable")
    UNCERTAIN = "uncertain", _("uncertain")
    PAUSED = "paused", _("held back")
    CANCELLED = "cancelled", pgettext_lazy("delivery", "cancelled")


class Bounce(models.TextChoices):
    """How a message came back: hard, when the address takes none; soft, when it may take the next one."""

    HARD = "hard", _("the address takes no messages")
    SOFT = "soft", _("for the time being")


class ArrivalKind(models.TextChoices):
    """What a mail is that came back. Other: whatever we cannot tell."""

    BOUNCE = "bounce", _("not delivered")
    DELAY = "delay", _("still being tried")
    AUTO_REPLY = "auto_reply", _("automatic reply")
    RECEIPT = "receipt", _("receipt of a mail program")
    REPLY = "reply", _("reply")
    OTHER = "other", _("other mail")


DISPLAYED: Final = "displayed"
"""What a mail program did with a message, in the words of RFC 8098 3.2.6.2: the only one that says that it was seen."""


class Doubt(models.TextChoices):
    """Why a mail that came back changed nothing by itself."""

    UNKNOWN = "unknown", _("belongs to no message that we know")
    RECIPIENT = "recipient", _("names another address than the message went to, or none")
    LOOP = "loop", _("a message of our own that came round")


DUE: Final = frozenset({State.QUEUED, State.DEFERRED})
"""Waits for ``next_attempt_at``."""

IN_HAND: Final = frozenset({State.CLAIMED, State.STARTED})
"""A worker has it, until ``claimed_until``."""

OPEN: Final = DUE | IN_HAND
"""Will go on by itself."""

ENDED: Final = frozenset({State.SENT, State.FAILED, State.BOUNCED, State.CANCELLED})
"""Will not change by itself, except that something sent may yet bounce."""

STOPPED: Final = frozenset({State.FAILED, State.CANCELLED})
"""Went to nobody, for certain: it may be sent again without a double."""

WITHHELD: Final = frozenset({State.GATHERED, State.PAUSED})
"""Waits for something other than a worker: for its time, or for a person."""

NEEDS_A_PERSON: Final = frozenset({State.UNCERTAIN, State.FAILED, State.BOUNCED})
"""Somebody has to look: clear it up, correct the address, or send it again."""
