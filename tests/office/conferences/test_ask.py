"""Nobody is reminded of what is over, and nobody gets time beyond it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.conferences.registering import an_entry, an_invitation, guest, invited
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.ask import ask_more_time, remind_invited
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference
from umlauf.office.responses.models import Extension

CONFERENCE_DAY = dt.date(2016, 12, 2)


def reminders() -> list[str]:
    return list(Message.objects.filter(key__startswith="reminder:").values_list("recipient", flat=True))


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.code


def test_until_the_conference_the_missing_are_reminded(home: House) -> None:
    conference = an_invitation(home)
    ids = [one.id for one in invited(conference)]
    set_office_time(dt.datetime(2016, 12, 2, 22, 59, tzinfo=dt.UTC))
    remind_invited(actor=home.clerk_actor, circular_id=conference.circular_id, recipient_ids=ids, nonce="one")
    assert len(reminders()) == len(ids)


@pytest.mark.parametrize("cancelled", [True, False])
def test_after_it_nobody_is_reminded_and_nobody_wants_time(home: House, cancelled: bool) -> None:
    conference = an_invitation(home)
    first, *_rest = invited(conference)
    if cancelled:
        Conference.objects.update(status=ConferenceStatus.CANCELLED)
    else:
        set_office_time(dt.datetime(2016, 12, 2, 23, 0, tzinfo=dt.UTC))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        remind_invited(
            actor=home.clerk_actor, circular_id=conference.circular_id, recipient_ids=[first.id], nonce="one"
        )
    assert code_of(refusal) == "conference.ended"
    with pytest.raises(Refused) as refusal:
        ask_more_time(
            actor=guest(first), recipient_id=first.id, entry=an_entry(), wished=CONFERENCE_DAY + dt.timedelta(days=20)
        )
    assert code_of(refusal) == "conference.ended"
    assert row_counts() == before


def test_more_time_ends_with_the_conference(home: House) -> None:
    first, *_rest = invited(an_invitation(home))
    with pytest.raises(Refused) as refusal:
        ask_more_time(
            actor=guest(first), recipient_id=first.id, entry=an_entry(), wished=CONFERENCE_DAY + dt.timedelta(days=1)
        )
    assert code_of(refusal) == "extension.date"
    ask_more_time(actor=guest(first), recipient_id=first.id, entry=an_entry(), wished=CONFERENCE_DAY)
    assert Extension.objects.get().wished == CONFERENCE_DAY


def test_a_recipient_of_another_house_is_not_found(cast: Cast) -> None:
    with scope(association=cast.other.association):
        theirs, *_rest = invited(an_invitation(cast.other))
    with scope(association=cast.home.association), pytest.raises(Http404):
        ask_more_time(actor=cast.home.clerk_actor, recipient_id=theirs.id, entry=an_entry(), wished=CONFERENCE_DAY)
