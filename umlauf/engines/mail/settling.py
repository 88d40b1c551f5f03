"""For the person who clears up what no machine can know, for pages that show what became of messages, and for the day
on which it must be forgotten what they said.

All actions run in the caller's scope and transaction; who did it is written down by the office.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.enums import NEEDS_A_PERSON, OPEN, State
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import machine_now
from umlauf.ground.text import Refused

FORGOTTEN: Final = ""
"""In place of a recipient: nobody knows any more to whom the message went."""


def mark_sent(message_id: int) -> None:
    """An uncertain message did arrive. Again: no change. Raises ``Refused("mail.state")`` in any other state."""
    now = machine_now()
    if not Message.objects.filter(id=message_id, state=State.UNCERTAIN).update(state=State.SENT, sent_at=now):
        _allow_repeat(message_id, {State.SENT})


def send_again(message_id: int) -> None:
    """Put an uncertain, failed or bounced message back into the outbox, under the Message-ID it had, so that a mail
    program can tell a double. Again: no change. Raises ``Refused("mail.state")`` when it was handed over or forgotten.
    """
    stopped = Message.objects.filter(id=message_id, state__in=sorted(NEEDS_A_PERSON)).exclude(recipient=FORGOTTEN)
    if not stopped.update(state=State.QUEUED, next_attempt_at=machine_now(), attempts=0, claimed_by=""):
        _allow_repeat(message_id, {State.QUEUED, State.CLAIMED, State.STARTED, State.DEFERRED})


def states_of(message_ids: Iterable[int]) -> dict[int, State]:
    """The state of each message that is in scope."""
    rows = Message.objects.filter(id__in=list(message_ids)).values_list("id", "state")
    return {message_id: State(state) for message_id, state in rows}


def forget(today: dt.date) -> int:
    """Empty what messages said and to whom they went, once their last day has passed.

    That there were some, and how they ended, stays. What is still on its way stays whole until it has ended. Returns
    how many were emptied.
    """
    ended = Message.objects.filter(kept_until__lt=today).exclude(state__in=sorted(OPEN))
    return ended.update(
        recipient=FORGOTTEN,
        subject="",
        text="",
        html="",
        calendar="",
        attachments=[],
        headers=[],
        last_reply="",
        kept_until=None,
    )


def _allow_repeat(message_id: int, already: set[State]) -> None:
    state = states_of([message_id]).get(message_id)
    if state not in already:
        raise Refused("mail.state", _("This message has changed in the meantime. Please look at its state again."))
