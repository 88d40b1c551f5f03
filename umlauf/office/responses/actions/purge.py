"""Forget who said something, once nobody needs to know any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import forget
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import machine
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.circulars.models import Recipient
from umlauf.office.responses.enums import AskKind, ExtensionState
from umlauf.office.responses.mailing import decision_key, receipt_key
from umlauf.office.responses.models import Answer, Extension, Submission

_KEPT = dt.timedelta(days=LIMITS.retention_days)
_NAMED_ANSWER = ~Q(by_name="", by_email="", by_phone="")
_NAMED_EXTENSION = ~Q(by_name="", by_email="")
_CHUNK = 500


@transaction.atomic
def forget_answers(association: Association, today: dt.date) -> int:
    """Let go of who answered a statement or wanted more time, once the retention has run out.

    It runs from the recipient's deadline or its last word, whichever is later. Empties name, address and phone, and
    the mails that went there; what was answered stays. Returns how many rows it emptied. Registrations go by the end
    of their conference: see ``forget_answers_to``.
    """
    said_before = dt.datetime.combine(today - _KEPT, dt.time.min, ZoneInfo(association.zone))
    words = [
        *Answer.objects.filter(_NAMED_ANSWER, ask__kind=AskKind.STATEMENT).values_list("recipient_id", "at"),
        *Extension.objects.filter(_NAMED_EXTENSION, ask__kind=AskKind.STATEMENT).values_list("recipient_id", "at"),
    ]
    recent = {recipient_id for recipient_id, at in words if at >= said_before}
    silent = {recipient_id for recipient_id, _at in words} - recent
    forgotten = _forget(_past_their_deadline(silent, today), Q(at__lt=said_before))
    if forgotten:
        record(
            machine(association.id),
            "responses.forgotten",
            subject=f"core.Association:{association.id}",
            label=f"{forgotten}",
        )
    return forgotten


def forget_answers_to(circular_ids: Collection[int]) -> int:
    """The same for all answers to these circulars, whose day has come. The caller records it."""
    recipients = Recipient.objects.filter(issue__circular_id__in=circular_ids)
    return _forget(set(recipients.values_list("id", flat=True)), Q())


def _past_their_deadline(recipient_ids: Collection[int], today: dt.date) -> set[int]:
    if not recipient_ids:
        return set()
    deadlines = Recipient.objects.filter(id__in=recipient_ids).values_list(
        "id", KeyTextTransform("answer_by", "issue__content")
    )
    granted = Extension.objects.filter(recipient_id__in=recipient_ids, state=ExtensionState.GRANTED).order_by("id")
    until = dict(granted.values_list("recipient_id", "until"))
    past = set()
    for recipient_id, answer_by in deadlines:
        day = until.get(recipient_id) or (dt.date.fromisoformat(answer_by) if answer_by not in {None, "null"} else None)
        if day is None or today > day + _KEPT:
            past.add(recipient_id)
    return past


def _forget(recipient_ids: Collection[int], which: Q) -> int:
    if not recipient_ids:
        return 0
    answers = Answer.objects.filter(_NAMED_ANSWER, which, recipient_id__in=recipient_ids)
    extensions = Extension.objects.filter(_NAMED_EXTENSION, which, recipient_id__in=recipient_ids)
    theirs = Submission.objects.filter(recipient_id__in=recipient_ids)
    keys = [receipt_key(recipient_id, word) for recipient_id, word in theirs.values_list("recipient_id", "nonce")]
    keys += [decision_key(extension_id) for extension_id in extensions.values_list("id", flat=True)]
    for start in range(0, len(keys), _CHUNK):
        forget(Message.objects.filter(key__in=keys[start : start + _CHUNK]).values_list("id", flat=True))
    emptied = answers.update(by_name="", by_email="", by_phone="")
    return emptied + extensions.update(by_name="", by_email="")
