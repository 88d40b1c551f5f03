"""For the person who clears up what no machine can know, for pages that show what became of messages, and for the day
on which it must be forgotten what they said.

All actions run in the caller's scope and transaction; who did it is written down by the office.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.enums import DUE, NEEDS_A_PERSON, OPEN, STOPPED, WITHHELD, Bounce, State
from umlauf.engines.mail.ledger import REQUEUED
from umlauf.engines.mail.models import REPLY_LENGTH, Body, Message
from umlauf.ground.core.clock import machine_now
from umlauf.ground.text import Refused

FORGOTTEN: Final = ""
"""In place of a recipient: nobody knows any more to whom the message went."""


def mark_sent(message_id: int) -> None:
    """An uncertain message did arrive. Again: no change. Raises ``Refused("mail.state")`` in any other state."""
    if not mark_seen(Message.objects.filter(id=message_id)):
        _allow_repeat(message_id, {State.SENT})


def mark_seen(messages: QuerySet[Message]) -> int:
    """Those of the messages that are uncertain did arrive: somebody used what stood in them. Returns how many.

    They count as handed over when their data began to go out.
    """
    began = Coalesce("started_at", machine_now())
    return messages.filter(state=State.UNCERTAIN).update(state=State.SENT, sent_at=began)


def uncertain_ids(association_id: int) -> list[str]:
    """The Message-IDs of all messages of which nobody knows whether they arrived."""
    uncertain = Message.objects.filter(association_id=association_id, state=State.UNCERTAIN)
    return list(uncertain.order_by("id").values_list("message_id", flat=True))


def mark_logged(association_id: int, taken: Mapping[str, str]) -> int:
    """Those that are uncertain were handed over: the server's own log says so. Returns how many.

    ``taken`` has the queue id by Message-ID (``server_log.taken``).
    """
    count = 0
    for message_id, queue_id in taken.items():
        own = Message.objects.filter(association_id=association_id, message_id=message_id, state=State.UNCERTAIN)
        count += own.update(state=State.SENT, sent_at=Coalesce("started_at", machine_now()), queue_id=queue_id)
    return count


def send_again(message_id: int) -> None:
    """Put an uncertain, failed, bounced or cancelled message back into the outbox, under the Message-ID it had, so that
    a mail program can tell a double. Again: no change. Raises ``Refused("mail.state")`` when it was handed over, and
    ``mail.forgotten`` when nobody knows any more what it said.
    """
    if Message.objects.filter(id=message_id, recipient=FORGOTTEN).exists():
        raise Refused(
            "mail.forgotten",
            _(
                "What this message said is not kept any more, so it cannot be sent again. How it ended is. "
                "Where the circular is still needed, please send a new link."
            ),
        )
    stopped = Message.objects.filter(id=message_id, state__in=sorted(NEEDS_A_PERSON | {State.CANCELLED}))
    if not _queue_again(stopped):
        _allow_repeat(message_id, {State.QUEUED, State.CLAIMED, State.STARTED, State.DEFERRED})


def give_up(message_id: int) -> None:
    """Leave it at that: what failed or came back is not sent again. Again: no change.

    Raises ``Refused("mail.state")`` in any other state.
    """
    gone = Message.objects.filter(id=message_id, state__in=[State.FAILED, State.BOUNCED])
    if not gone.update(state=State.CANCELLED, bounce=""):
        _allow_repeat(message_id, {State.CANCELLED})


def send_all_again(messages: QuerySet[Message]) -> int:
    """Put back those of the messages that certainly went to nobody: failed or cancelled ones. Returns how many."""
    return _queue_again(messages.filter(state__in=sorted(STOPPED)))


def _queue_again(messages: QuerySet[Message]) -> int:
    return messages.exclude(recipient=FORGOTTEN).update(
        state=State.QUEUED, next_attempt_at=machine_now(), attempts=0, crashes=0, bounce="", claimed_by=""
    )


def mark_bounced(message_id: int, kind: Bounce, reply: str) -> bool:
    """What was handed over came back; so what was uncertain had been handed over. Whether it counts as bounced now.

    Again: no change, but that hard outweighs soft. False while a worker has it in hand, which is soon over, and for
    what never went out. ``reply`` is what the other side said; it is not kept of what was forgotten.
    """
    came = Message.objects.filter(id=message_id)
    said = Case(When(recipient=FORGOTTEN, then=Value("")), default=Value(reply[:REPLY_LENGTH]))
    out = came.filter(state__in=[State.SENT, State.UNCERTAIN, State.DEFERRED])
    if not out.update(state=State.BOUNCED, bounce=kind, next_attempt_at=None, last_reply=said) and kind == Bounce.HARD:
        came.filter(state=State.BOUNCED, bounce=Bounce.SOFT).update(bounce=kind, last_reply=said)
    return came.filter(state=State.BOUNCED).exists()


def pause(messages: QuerySet[Message]) -> int:
    """Hold back those of the messages that wait. What a worker has in hand still goes out. Returns how many."""
    return messages.filter(state__in=sorted(DUE | {State.GATHERED})).update(state=State.PAUSED, next_attempt_at=None)


def resume(messages: QuerySet[Message]) -> int:
    """Let those that are held back wait for a worker again, at once. Returns how many."""
    return messages.filter(state=State.PAUSED).update(state=REQUEUED, next_attempt_at=machine_now())


def release(messages: QuerySet[Message]) -> int:
    """Let those that are gathered go out each by itself, at once. Returns how many."""
    return messages.filter(state=State.GATHERED).update(state=State.QUEUED, next_attempt_at=machine_now())


def cancel(messages: QuerySet[Message]) -> int:
    """Give up those that wait, are gathered or held back: they never go out. Returns how many."""
    return messages.filter(state__in=sorted(DUE | WITHHELD)).update(state=State.CANCELLED, next_attempt_at=None)


def states_of(message_ids: Iterable[int]) -> dict[int, State]:
    """The state of each message that is in scope."""
    rows = Message.objects.filter(id__in=list(message_ids)).values_list("id", "state")
    return {message_id: State(state) for message_id, state in rows}


def forget(today: dt.date) -> int:
    """Empty what messages said and to whom they went, once their last day has passed.

    That there were some, and how they ended, stays. What is still on its way, or waits for that, stays whole until it
    has ended. A body goes with the last message that says it. Returns how many were emptied.
    """
    with transaction.atomic():  # else a kill in between leaves a body that no message leads to
        ended = Message.objects.filter(kept_until__lt=today).exclude(state__in=sorted(OPEN | WITHHELD))
        bodies = list(ended.exclude(body=None).values_list("body_id", flat=True).distinct())
        emptied = ended.update(
            recipient=FORGOTTEN,
            domain="",
            body=None,
            parts={},
            subject="",
            text="",
            html="",
            calendar="",
            attachments=[],
            headers=[],
            last_reply="",
            kept_until=None,
        )
        Body.objects.filter(id__in=bodies, messages=None).delete()
    return emptied


def _allow_repeat(message_id: int, already: set[State]) -> None:
    state = states_of([message_id]).get(message_id)
    if state not in already:
        raise Refused("mail.state", _("This message has changed in the meantime. Please look at its state again."))
