"""Forget who said something, once nobody needs to know any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from umlauf.ground.audit.chain import record
from umlauf.ground.audit.erasure import erase_with
from umlauf.ground.audit.events import Erasure
from umlauf.ground.core.actor import machine
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.circulars.aftermath import moved_deadline
from umlauf.office.circulars.models import Recipient
from umlauf.office.responses.enums import AskKind, ExtensionState
from umlauf.office.responses.models import Answer, Extension
from umlauf.office.responses.queries import later_of

_KEPT = dt.timedelta(days=LIMITS.retention_days)
NAMED_ANSWER = ~Q(by_name="", by_email="", by_phone="")
NAMED_EXTENSION = ~Q(by_name="", by_email="", reason="")


@transaction.atomic
def forget_answers(association: Association, today: dt.date) -> int:
    """Let go of who answered a statement or wanted more time and why, once the retention has run out.

    It runs from the recipient's deadline or the word itself, whichever is later. What was answered stays. Returns how
    many rows it emptied. Registrations go by the end of their conference: see ``forget_answers_to``. The mails about
    it have a last day of their own.
    """
    said_before = dt.datetime.combine(today - _KEPT, dt.time.min, ZoneInfo(association.zone))
    due = Q(ask__kind=AskKind.STATEMENT, at__lt=said_before)
    known = {
        *Answer.objects.filter(NAMED_ANSWER, due).values_list("recipient_id", flat=True),
        *Extension.objects.filter(NAMED_EXTENSION, due).values_list("recipient_id", flat=True),
    }
    forgotten = _forget(association.id, due & Q(recipient_id__in=_past_their_deadline(known, today)))
    if forgotten:
        record(
            machine(association.id),
            "responses.forgotten",
            subject=f"core.Association:{association.id}",
            label=f"{forgotten}",
        )
    return forgotten


def forget_answers_to(circular_id: int, *, association_id: int) -> int:
    """The same for all answers to a circular, whose day has come. The caller records it."""
    return _forget(association_id, Q(ask__circular_id=circular_id))


def _past_their_deadline(recipient_ids: Collection[int], today: dt.date) -> set[int]:
    if not recipient_ids:
        return set()
    deadlines = Recipient.objects.filter(id__in=recipient_ids).values_list(
        "id", KeyTextTransform("answer_by", "issue__content"), moved_deadline("issue_id")
    )
    granted = Extension.objects.filter(recipient_id__in=recipient_ids, state=ExtensionState.GRANTED).order_by("id")
    until = dict(granted.values_list("recipient_id", "until"))
    past = set()
    for recipient_id, answer_by, moved in deadlines:
        signed = dt.date.fromisoformat(answer_by) if answer_by not in {None, "null"} else None
        day = later_of(until.get(recipient_id), moved or signed)
        if day is None or today > day + _KEPT:
            past.add(recipient_id)
    return past


def _forget(association_id: int, due: Q) -> int:
    """Empty who said something, in the rows and in the audit record."""
    answers, extensions = Answer.objects.filter(NAMED_ANSWER, due), Extension.objects.filter(NAMED_EXTENSION, due)
    subjects = [f"responses.Answer:{answer_id}" for answer_id in answers.values_list("id", flat=True)]
    subjects += [f"responses.Extension:{extension_id}" for extension_id in extensions.values_list("id", flat=True)]
    emptied = answers.update(by_name="", by_email="", by_phone="")
    emptied += extensions.update(by_name="", by_email="", reason="")
    erase_with(Erasure.WITH_ANSWER, association_id=association_id, subjects=subjects)
    return emptied
