"""What an office and its members ask of each other before a conference: reminders, more time, another deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import long_day
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Notice, Recipient
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import conference_of, final_day, takes_place
from umlauf.office.responses.actions.deadline import move_deadline
from umlauf.office.responses.actions.extension import ask_extension
from umlauf.office.responses.actions.remind import remind
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.models import Extension, Reminder


@transaction.atomic
def remind_invited(*, actor: Actor, circular_id: int, recipient_ids: Collection[int], nonce: str) -> Reminder:
    """Remind those who are missing, as ``remind`` does, while there is still something to come to.

    Raises ``Refused("conference.ended")`` too.
    """
    _must_take_place(conference_of(circular_id))
    return remind(actor=actor, circular_id=circular_id, recipient_ids=recipient_ids, nonce=nonce)


@transaction.atomic
def ask_more_time(*, actor: Actor, recipient_id: int, entry: Entry, wished: dt.date, reason: str = "") -> Extension:
    """Wish for more time, as ``ask_extension`` does, and not beyond the conference that the circular invites to.

    Raises ``Refused("conference.ended")`` too, and ``extension.date`` for a day after the conference.
    """
    own = Recipient.objects.filter(id=recipient_id, association_id=actor.association_id)
    circular_id = own.values_list("issue__circular_id", flat=True).first()
    if circular_id is None:
        raise Http404
    conference = conference_of(circular_id)
    _must_take_place(conference)
    if conference is not None and wished > final_day(conference):
        raise Refused(
            "extension.date",
            _("The conference is over after %(day)s. Please choose an earlier day.")
            % {"day": long_day(final_day(conference))},
        )
    return ask_extension(actor=actor, recipient_id=recipient_id, entry=entry, wished=wished, reason=reason)


@transaction.atomic
def move_answer_deadline(*, actor: Actor, circular_id: int, day: dt.date, seen: int, text: str = "") -> Notice:
    """Move the deadline for all, as ``move_deadline`` does, and not beyond the conference that the circular invites to.

    Calendar entries and mails of the conference stay as they are: they name its day, not the deadline. Raises
    ``Refused("conference.ended")`` too, and ``deadline.past`` for a day after the conference.
    """
    conference = conference_of(circular_id)
    _must_take_place(conference)
    if conference is not None and day > final_day(conference):
        raise Refused(
            "deadline.past",
            _("The conference is over after %(day)s. Please choose an earlier day.")
            % {"day": long_day(final_day(conference))},
        )
    return move_deadline(actor=actor, circular_id=circular_id, day=day, seen=seen, text=text)


def _must_take_place(conference: Conference | None) -> None:
    if conference is not None and not takes_place(conference, office_now()):
        raise Refused("conference.ended", _("The conference is over or was cancelled. Nothing was changed."))
