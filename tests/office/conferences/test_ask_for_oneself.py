"""Somebody who has withdrawn, was withdrawn, or let an offer lapse asks again by the link of their own place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404

from tests.cast import House
from tests.office.conferences.asking import own
from tests.office.conferences.inviting_guests import EVA
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    CARL,
    SAYER,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    new_mails,
    persons,
    registered,
    stands,
    states,
)
from tests.office.conferences.test_admission import ruled
from tests.office.conferences.test_invitees_place import IDA, comes_alone, sent
from tests.office.conferences.test_offers import A, L, P, R, W, X, code_of, lapse, offered
from tests.office.conferences.test_parties import full
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.conferences.actions.ask_for_oneself import ask_for_oneself, no_asking
from umlauf.office.conferences.actions.decide import decide_case
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import registered_with_host, withdraw
from umlauf.office.conferences.enums import Admission, CaseWhy, ConferenceStatus, GroupAdmission
from umlauf.office.conferences.models import AdmissionCase, Conference, InvitedGroup, Invitee, Offer, Registration
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.responses.enums import AnswerState, ExtensionState, Way
from umlauf.office.responses.models import Ask, Extension


def gone(home: House, places: int | None = None) -> tuple[Conference, Registration]:
    """Anna, who had a place and has withdrawn."""
    conference = an_invitation(home, places=places)
    (anna,) = registered(invited(conference)[0], ANNA).added
    leave_place(**own(anna))
    return conference, anna


def asks(row: Registration) -> Registration:
    """As the page shows it now."""
    target = own(row)
    return ask_for_oneself(**target, seen=row.sequence)


def refused(row: Registration) -> str:
    """Why somebody cannot ask, which the page says before they do."""
    target = own(row)
    code = code_of(lambda: ask_for_oneself(**target, seen=row.sequence))
    known = no_asking(target["actor"], Registration.objects.select_related("conference").get(id=row.id))
    assert known is not None
    assert known.code == code
    return code


def test_who_withdrew_has_the_free_place_again_and_the_house_is_told(home: House) -> None:
    conference, anna = gone(home)
    assert stands(anna.house) == (AnswerState.DECLINED, 2)
    last = mails().latest("id").id
    assert no_asking(own(anna)["actor"], anna) is None
    seen = anna.sequence
    asks(anna)
    assert states(conference) == [A]
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(ANNA.email, "REQUEST"), (SAYER, "")]
    house = mails().latest("id")
    assert ANNA.name in house.text
    assert "fragt erneut" in house.text
    assert "/p/" not in house.text + house.html
    assert stands(anna.house) == (AnswerState.REGISTERED, 3)
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("conferences.asked_again", anna.house.name)
    count = row_counts()
    ask_for_oneself(**own(anna), seen=seen)
    assert row_counts() == count
    leave_place(**own(anna))
    target = own(anna)
    assert code_of(lambda: ask_for_oneself(**target, seen=seen)) == "again.changed"
    assert states(conference) == [X]


def test_whom_the_house_withdrew_asks_behind_those_who_wait(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, third = invited(conference)
    (anna,) = registered(first, ANNA).added
    registered(second, CARL)
    registered(third, BERT)
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    assert states(conference) == [X, A, W]
    set_office_time(office_now() + dt.timedelta(hours=1))
    last = mails().latest("id").id
    asks(anna)
    assert states(conference) == [W, A, W]
    assert "Platz 2" in mails().filter(id__gt=last).get(recipient=ANNA.email).text


def test_whose_offer_lapsed_asks_again_after_a_strict_deadline_too(home: House) -> None:
    conference, carl, bert = offered(home)
    set_office_time(Offer.objects.earliest("id").expires_at)
    lapse(conference)
    assert states(conference) == [X, L, P]
    (lapsed,) = mails().filter(recipient=CARL.email, key__endswith=":lapsed")
    assert "/p/" in lapsed.text
    assert "Seite Ihres Platzes" in lapsed.text
    Ask.objects.filter(circular=conference.circular_id).update(closes_at_deadline=True)
    set_office_time(dt.datetime(2016, 11, 21, 12, tzinfo=dt.UTC))
    leave_place(**own(bert))
    assert refused(bert) == "answer.over"
    asks(carl)
    assert states(conference) == [X, A, X]
    Ask.objects.filter(circular=conference.circular_id).update(closed_at=office_now())
    assert code_of(lambda: leave_place(**own(carl))) == "answer.closed"


def test_more_time_for_the_house_is_more_time_for_its_people(home: House) -> None:
    conference, anna = gone(home)
    Ask.objects.filter(circular=conference.circular_id).update(closes_at_deadline=True)
    set_office_time(dt.datetime(2016, 11, 21, 12, tzinfo=dt.UTC))
    assert refused(anna) == "answer.over"
    Extension.objects.create(
        association_id=anna.association_id,
        ask=Ask.objects.get(circular=conference.circular_id),
        recipient=anna.house,
        wished=dt.date(2016, 11, 25),
        until=dt.date(2016, 11, 25),
        state=ExtensionState.GRANTED,
        at=office_now(),
    )
    asks(anna)
    assert states(conference) == [A]
    leave_place(**own(anna))
    Ask.objects.filter(circular=conference.circular_id).update(closed_at=office_now())
    assert refused(anna) == "answer.closed"


def test_the_rule_and_the_limit_hold_as_for_the_house(home: House) -> None:
    conference, anna = gone(home)
    ruled(conference, home, admission=Admission.CASE)
    asks(anna)
    assert (states(conference), anna.cases.get().why) == ([R], CaseWhy.EACH)
    leave_place(**own(anna))
    ruled(conference, home, admission=Admission.ALL, per_house=1)
    registered(anna.house, CARL, entry=an_entry(stands(anna.house)[1]))
    assert refused(anna) == "register.house_full"
    Conference.objects.update(per_house=None)
    registered(anna.house, ANNA, entry=an_entry(stands(anna.house)[1]))
    assert refused(anna) == "registration.known"


def test_a_refusal_and_a_deputy_are_not_asked_away(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    (anna,) = registered(invited(conference)[0], ANNA).added
    decide_case(
        actor=home.clerk_actor,
        conference_id=conference.id,
        registration_id=anna.id,
        admit=False,
        reason="voll",
        sequence=anna.sequence,
        seen=AdmissionCase.objects.get().id,
    )
    assert refused(anna) == "again.refused"
    Registration.objects.update(state="replaced")
    assert refused(anna) == "again.refused"


def test_nobody_asks_who_is_with_the_host_or_once_it_is_over(home: House) -> None:
    conference, anna = gone(home)
    registered_with_host(
        actor=home.clerk_actor, recipient_id=anna.house.id, entry=by_phone(stands(anna.house)[1]), final=True
    )
    assert refused(anna) == "again.host"
    Ask.objects.update(way=Way.HOST)
    assert refused(anna) == "register.host"
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    assert refused(anna) == "register.over"
    Conference.objects.update(status=ConferenceStatus.PLANNED)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    assert refused(anna) == "register.over"
    assert states(conference) == [X]


def test_nobody_asks_for_those_who_come_together_and_the_last_one_for_themselves(home: House) -> None:
    conference, _letters, rows = full(home, hours=8)
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=5)
    set_office_time(Offer.objects.earliest("id").expires_at)
    lapse(conference)
    assert states(conference) == [A, A, L, L, L, P]
    anna = rows[0]
    (message,) = mails().filter(recipient=ANNA.email, key__endswith=":lapsed")
    assert "Seite Ihres Platzes" not in message.text
    assert refused(anna) == "again.together"
    Registration.objects.filter(id__in=[one.id for one in rows[1:3]]).update(state="withdrawn", party=None)
    asks(anna)
    assert states(conference) == [A, A, A, X, X, P]


def test_neither_a_house_nor_an_office_nor_an_old_link_asks(home: House) -> None:
    conference, anna = gone(home)
    seen = Registration.objects.get().sequence
    with pytest.raises(Http404):
        ask_for_oneself(actor=home.clerk_actor, key=PlaceKey(anna.id, 1), seen=seen)
    with pytest.raises(Http404):
        ask_for_oneself(**own(anna) | {"key": PlaceKey(anna.id, 2)}, seen=seen)
    assert code_of(lambda: ask_for_oneself(actor=guest(anna.house), key=PlaceKey(anna.id), seen=seen)) == "access.role"
    assert states(conference) == [X]


def test_withdrawing_and_asking_in_turn_has_an_end(home: House) -> None:
    _conference, anna = gone(home)
    for _turn in range(5):
        asks(anna)
        leave_place(**own(anna))
    target = own(anna)
    assert code_of(lambda: ask_for_oneself(**target, seen=anna.sequence)) == "answer.too_many"


def test_who_was_invited_asks_while_the_invitation_is_open(home: House) -> None:
    conference, eva, row = comes_alone(home, register_by=dt.date(2016, 11, 15))
    leave_place(**own(row))
    last = mails().latest("id").id
    asks(row)
    assert states(conference) == [A]
    assert [to for to, _subject, _method in new_mails(last)] == [EVA.email]
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("conferences.asked_again", eva.group.name)
    eva.refresh_from_db()
    assert eva.revision == 3
    leave_place(**own(row))
    InvitedGroup.objects.update(admission=GroupAdmission.CASE)
    asks(row)
    assert (states(conference), row.cases.get().why) == ([R], CaseWhy.EACH)
    leave_place(**own(row))
    set_office_time(dt.datetime(2016, 11, 16, 12, tzinfo=dt.UTC))
    assert refused(row) == "invitee.over"
    Invitee.objects.update(until=dt.date(2016, 11, 20))
    assert no_asking(own(row)["actor"], Registration.objects.get()) is None


def test_who_registered_a_guest_is_told_and_the_number_of_the_invitation_holds(home: House) -> None:
    conference, desk, (ida, _ole) = sent(home)
    leave_place(**own(ida))
    last = mails().latest("id").id
    asks(ida)
    told = mails().filter(id__gt=last).get(key__contains=":house:")
    assert (told.recipient, "fragt erneut" in told.text) == (desk.email, True)
    assert IDA.name in told.text
    leave_place(**own(ida))
    InvitedGroup.objects.update(per_invitee=1)
    assert refused(ida) == "invitee.places"
    assert states(conference) == [X, A]


def test_who_waits_before_them_comes_first(home: House) -> None:
    conference, anna = gone(home, places=1)
    register(
        actor=guest(invited(conference)[1]),
        recipient_id=invited(conference)[1].id,
        entry=an_entry(),
        people=persons(2),
    )
    assert states(conference) == [X, A, W]
    asks(anna)
    assert states(conference) == [W, A, W]
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=2)
    assert states(conference) == [W, A, A]
