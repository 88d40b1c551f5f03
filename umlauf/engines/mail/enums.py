"""What can be true of a message."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a message is. Claimed means that a worker has it in hand; started, that its data may be on the way."""

    QUEUED = "queued", _("waiting to be sent")
    CLAIMED = "claimed", _("about to be sent")
    STARTED = "started", _("being handed over")
    SENT = "sent", _("handed to the mail server")
    DEFERRED = "deferred", _("deferred")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("undeliverable")
    UNCERTAIN = "uncertain", _("uncertain")


DUE: Final = frozenset({State.QUEUED, State.DEFERRED})
"""Waits for ``next_attempt_at``."""

HELD: Final = frozenset({State.CLAIMED, State.STARTED})
"""A worker has it, until ``claimed_until``."""

OPEN: Final = DUE | HELD
"""Will go on by itself."""

ENDED: Final = frozenset({State.SENT, State.FAILED, State.BOUNCED})
"""Will not change by itself, except that something sent may yet bounce."""

NEEDS_A_PERSON: Final = frozenset({State.UNCERTAIN, State.FAILED, State.BOUNCED})
"""Somebody has to look: clear it up, correct the address, or send it again."""
