"""The own place of whoever came by an invitation beside the circular: its link, and withdrawing by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import Http404

from tests.cast import House
from tests.office.conferences.asking import COACH, answer, ask, own
from tests.office.conferences.inviting_guests import COMES, EVA, UWE, a_group, accepted, by_link, guests
from tests.office.conferences.registering import an_entry, an_invitation, by_phone, mails, new_mails, states
from tests.office.conferences.test_offers import code_of
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.conferences.actions.answer_invitation import accept_invitation, decline_invitation
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.needs import say_needs
from umlauf.office.conferences.actions.own_offer import take_own_offer
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.invitee_entries import InviteeEntry
from umlauf.office.conferences.models import Conference, Invitee, Need, QuestionAnswer, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.question_kinds import NeedKind
from umlauf.office.responses.models import Ask

DESK = InviteeEntry("", "", "Rundfunk", "redaktion@rundfunk.example")
IDA, OLE = (PersonEntry(name, "", f"{name[:3].lower()}@rundfunk.example") for name in ("Ida Kern", "Ole Kern"))


def comes_alone(house: House, **group: Any) -> tuple[Conference, Invitee, Registration]:
    """Eva, who has registered herself by her invitation."""
    conference = an_invitation(house)
    (eva,) = guests(house, a_group(house, conference, **group))
    accepted(eva)
    return conference, eva, Registration.objects.get(invitee=eva)


def sent(house: House, **group: Any) -> tuple[Conference, Invitee, list[Registration]]:
    """Two people whom an editorial office has registered by its invitation."""
    conference = an_invitation(house)
    (desk,) = guests(house, a_group(house, conference, per_invitee=2, **group), DESK)
    accepted(desk, IDA, OLE, entry=an_entry(name="Maria Voss", email=DESK.email))
    return conference, desk, list(Registration.objects.filter(invitee=desk).order_by("id"))


def test_who_registered_themselves_has_a_place_and_withdraws_by_it(home: House) -> None:
    conference, eva, row = comes_alone(home, places=1)
    (uwe,) = guests(home, eva.group, UWE)
    accepted(uwe, PersonEntry("Uwe Moor", "", UWE.email))
    (message,) = mails().filter(key__endswith=":admitted")
    assert (message.recipient, "/p/" in message.text) == (EVA.email, True)
    last = mails().latest("id").id
    leave_place(**own(row))
    assert states(conference) == ["withdrawn", "admitted"]
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(EVA.email, "CANCEL"), (UWE.email, "REQUEST")]
    assert not mails().filter(key__contains=":house:").exists()
    eva.refresh_from_db()
    assert (eva.revision, eva.answered_at is not None) == (2, True)
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("conferences.place_left", eva.group.name)
    assert entry.subject == f"conferences.Invitee:{eva.id}"
    count = row_counts()
    leave_place(**own(row))
    assert row_counts() == count


def test_who_was_registered_by_others_withdraws_and_these_are_told(home: House) -> None:
    conference, desk, (ida, ole) = sent(home)
    assert {one.recipient for one in mails().filter(key__endswith=":admitted") if "/p/" in one.text} == {
        IDA.email,
        OLE.email,
    }
    leave_place(**own(ida))
    assert states(conference) == ["withdrawn", "admitted"]
    told = mails().get(key__contains=":house:")
    assert told.recipient == DESK.email
    assert IDA.name in told.text
    assert "/p/" not in told.text + told.html
    assert "/event/" not in told.text + told.html
    leave_place(**own(ole))
    desk.refresh_from_db()
    assert desk.revision == 3
    assert mails().filter(key__contains=":house:").count() == 2


def test_keyed_in_by_the_office_the_address_of_the_invitation_is_told(home: House) -> None:
    conference = an_invitation(home)
    (desk,) = guests(home, a_group(home, conference), DESK)
    accept_invitation(actor=home.clerk_actor, invitee_id=desk.id, entry=by_phone(), people=[IDA])
    leave_place(**own(Registration.objects.get()))
    assert mails().get(key__contains=":house:").recipient == DESK.email


def test_an_english_invitation_is_told_in_english(home: House) -> None:
    _conference, desk, (ida, _ole) = sent(home)
    Invitee.objects.filter(id=desk.id).update(language="en")
    leave_place(**own(ida))
    assert "has withdrawn" in mails().get(key__contains=":house:").text


def test_withdrawing_is_welcome_until_it_is_over(home: House) -> None:
    conference, _eva, row = comes_alone(home, register_by=dt.date(2016, 11, 15))
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    assert code_of(lambda: leave_place(**own(row))) == "register.over"
    Conference.objects.update(status=ConferenceStatus.PLANNED)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    assert code_of(lambda: leave_place(**own(row))) == "register.over"
    set_office_time(dt.datetime(2016, 11, 25, 12, tzinfo=dt.UTC))
    Ask.objects.update(closed_at=office_now())
    leave_place(**own(row))
    assert states(conference) == ["withdrawn"]


def test_a_form_of_the_invitation_that_is_open_meanwhile_is_told(home: House) -> None:
    _conference, eva, row = comes_alone(home)
    leave_place(**own(row))
    entry = an_entry(1, name=eva.name, email=eva.email)
    assert code_of(lambda: decline_invitation(actor=by_link(eva), invitee_id=eva.id, entry=entry)) == "answer.changed"


def test_questions_and_needs_are_said_by_the_link(home: House) -> None:
    conference, eva, row = comes_alone(home)
    (coach,) = ask(home, conference, COACH)
    answer(row, {coach: "ja"})
    say_needs(**own(row), needs={(NeedKind.DIET, "vegan"): ""})
    assert QuestionAnswer.objects.get().registration == row
    assert Need.objects.get().registration == row
    with pytest.raises(Http404):
        leave_place(actor=by_link(eva), key=PlaceKey(row.id, row.link_generation + 1))


def test_a_guest_is_offered_nothing(home: House) -> None:
    _conference, _eva, row = comes_alone(home)
    take_own_offer(**own(row))
    Registration.objects.update(state="waiting")
    assert code_of(lambda: take_own_offer(**own(row))) == "offer.none"


def test_the_first_mail_says_whose_page_it_leads_to(home: House) -> None:
    comes_alone(home)
    (message,) = mails().filter(recipient=COMES.email, key__endswith=":admitted")
    assert COMES.name in message.text
    assert "Art. 14" not in message.text
