"""A place that is offered: taken and let go by whoever it is offered to, by the link of their own place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404

from tests.cast import House
from tests.office.conferences.asking import own
from tests.office.conferences.registering import ANNA, CARL, SAYER, guest, mails, new_mails, stands, states
from tests.office.conferences.test_offers import A, L, P, W, X, code_of, lapse, offered, take
from tests.office.conferences.test_parties import full
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.own_offer import let_own_offer_go, take_own_offer
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, Offer, Registration
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.responses.enums import AnswerState
from umlauf.office.responses.models import Ask

BOTH: list[Callable[..., Registration]] = [take_own_offer, let_own_offer_go]


def test_the_mail_with_the_offer_leads_to_ones_own_place(home: House) -> None:
    _conference, carl, bert = offered(home)
    message = mails().latest("id")
    assert message.recipient == CARL.email
    assert "/p/" in message.text
    assert "Platz annehmen oder freigeben" in message.text or "Take the place or let it go" in message.text
    let_own_offer_go(**own(carl))
    (theirs,) = mails().filter(key__contains=f":{bert.id}:", key__endswith=":offered")
    assert (theirs.recipient, "/p/" in theirs.text + theirs.html) == (SAYER, False)


def test_an_offer_is_taken_once_and_the_house_is_told(home: House) -> None:
    conference, carl, _bert = offered(home)
    last = mails().latest("id").id
    take_own_offer(**own(carl))
    assert states(conference) == [X, A, W]
    assert Offer.objects.get().outcome == "taken"
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(CARL.email, "REQUEST"), (SAYER, "")]
    house = mails().latest("id")
    assert CARL.name in house.text
    assert "/p/" not in house.text + house.html
    assert stands(carl.house) == (AnswerState.REGISTERED, 2)
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("conferences.offer_taken", carl.house.name)
    count = row_counts()
    take_own_offer(**own(carl))
    assert row_counts() == count
    take(carl)
    assert (mails().latest("id"), stands(carl.house)[1]) == (house, 2)
    assert code_of(lambda: let_own_offer_go(**own(carl))) == "offer.none"


def test_an_offer_is_let_go_and_goes_to_who_waits_next(home: House) -> None:
    conference, carl, _bert = offered(home)
    last = mails().latest("id").id
    let_own_offer_go(**own(carl))
    assert states(conference) == [X, X, P]
    assert list(Offer.objects.values_list("outcome", flat=True)) == ["let_go", "open"]
    assert stands(carl.house)[0] == AnswerState.DECLINED
    assert [to for to, _subject, _method in new_mails(last)] == [CARL.email, SAYER, SAYER]
    assert mails().filter(key__contains=":house:").count() == 1
    assert AuditEntry.objects.latest("sequence").event == "conferences.offer_let_go"
    count = row_counts()
    let_own_offer_go(**own(carl))
    assert row_counts() == count
    assert code_of(lambda: take_own_offer(**own(carl))) == "offer.none"


def test_from_its_very_end_on_it_is_not_taken(home: House) -> None:
    conference, carl, bert = offered(home)
    set_office_time(Offer.objects.get().expires_at)
    assert code_of(lambda: take_own_offer(**own(carl))) == "offer.lapsed"
    lapse(conference)
    assert states(conference) == [X, L, P]
    assert code_of(lambda: take_own_offer(**own(carl))) == "offer.lapsed"
    count = row_counts()
    let_own_offer_go(**own(carl))
    assert (row_counts(), states(conference)) == (count, [X, L, P])
    assert stands(bert.house)[1] == 1


def test_it_holds_also_after_the_deadline_and_once_the_ask_is_closed(home: House) -> None:
    conference, carl, _bert = offered(home)
    Ask.objects.filter(circular=conference.circular_id).update(closes_at_deadline=True, closed_at=office_now())
    take_own_offer(**own(carl))
    assert states(conference) == [X, A, W]


@pytest.mark.parametrize("act", BOTH)
def test_nothing_is_said_once_it_is_over_or_to_who_waits(home: House, act: Callable[..., Registration]) -> None:
    conference, carl, bert = offered(home)
    assert code_of(lambda: act(**own(bert))) == "offer.none"
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    assert code_of(lambda: act(**own(carl))) == "register.over"
    Conference.objects.update(status=ConferenceStatus.PLANNED)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    assert code_of(lambda: act(**own(carl))) == "register.over"
    assert states(conference) == [X, P, W]


@pytest.mark.parametrize("act", BOTH)
def test_neither_a_house_nor_an_office_nor_an_old_link_is_the_person(
    home: House, act: Callable[..., Registration]
) -> None:
    conference, carl, bert = offered(home)
    wrong: list[dict[str, Any]] = [
        {"actor": home.clerk_actor, "key": PlaceKey(carl.id, 1)},
        own(carl) | {"key": PlaceKey(carl.id, 2)},
        own(carl) | {"key": PlaceKey(bert.id + 9, 1)},
    ]
    for one in wrong:
        with pytest.raises(Http404):
            act(**one)
    assert code_of(lambda: act(actor=guest(carl.house), key=PlaceKey(carl.id))) == "access.role"
    assert states(conference) == [X, P, W]


def test_nobody_takes_the_places_of_those_who_come_together(home: House) -> None:
    conference, _letters, rows = full(home, hours=8)
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=5)
    anna, bert, carl, _last = rows
    assert states(conference) == [A, A, P, P, P, W]
    for row in (anna, carl):
        assert code_of(lambda row=row: take_own_offer(**own(row))) == "offer.together"
    (message,) = mails().filter(recipient=ANNA.email, key__endswith=":offered")
    assert "/p/" in message.text
    assert "Platz annehmen oder freigeben" not in message.text
    let_own_offer_go(**own(carl))
    assert states(conference) == [A, A, P, P, X, P]
    take(bert)
    assert states(conference) == [A, A, A, A, X, P]


def test_the_last_of_those_who_come_together_takes_it_alone(home: House) -> None:
    conference, _letters, rows = full(home, hours=8)
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=5)
    anna, bert, carl, _last = rows
    for row in (bert, carl):
        let_own_offer_go(**own(row))
    take_own_offer(**own(anna))
    assert states(conference) == [A, A, A, X, X, P]


def test_whoever_is_left_of_those_who_waited_together_is_asked_alone(home: House) -> None:
    conference, _letters, rows = full(home, hours=8)
    for row in rows[1:3]:
        leave_place(**own(row))
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=3)
    assert states(conference) == [A, A, P, X, X, W]
    message = mails().get(recipient=ANNA.email, key__endswith=":offered")
    assert "Platz annehmen oder freigeben" in message.text
    assert "gemeinsam" not in message.text
    take_own_offer(**own(rows[0]))
    assert states(conference) == [A, A, A, X, X, W]
