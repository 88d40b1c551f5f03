"""For the person who clears up what no machine can know, and for pages that show what became of messages.

Both actions run in the caller's scope and transaction; who did it is written down by the office.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import machine_now
from umlauf.ground.text import Refused


def mark_sent(message_id: int) -> None:
    """An uncertain message did arrive. Again: no change. Raises ``Refused("mail.state")`` in any other state."""
    now = machine_now()
    if not Message.objects.filter(id=message_id, state=State.UNCERTAIN).update(state=State.SENT, sent_at=now):
        _allow_repeat(message_id, {State.SENT})


def send_again(message_id: int) -> None:
    """Put an uncertain, failed or bounced message back into the outbox, under the Message-ID it had, so that a mail
    program can tell a double. Again: no change. Raises ``Refused("mail.state")`` when it was handed over.
    """
    changed = Message.objects.filter(id=message_id, state__in=[State.UNCERTAIN, State.FAILED, State.BOUNCED]).update(
        state=State.QUEUED, next_attempt_at=machine_now(), attempts=0, claimed_by=""
    )
    if not changed:
        _allow_repeat(message_id, {State.QUEUED, State.CLAIMED, State.STARTED, State.DEFERRED})


def states_of(message_ids: Iterable[int]) -> dict[int, State]:
    """The state of each message that is in scope."""
    rows = Message.objects.filter(id__in=list(message_ids)).values_list("id", "state")
    return {message_id: State(state) for message_id, state in rows}


def _allow_repeat(message_id: int, already: set[State]) -> None:
    state = states_of([message_id]).get(message_id)
    if state not in already:
        raise Refused("mail.state", _("This message has changed in the meantime. Please look at its state again."))
