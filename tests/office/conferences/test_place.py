"""One's own place: whom its link reaches, when it ends, and how somebody withdraws by it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.http import Http404

from tests.cast import House
from tests.office.conferences.asking import COACH, anna_of, answer, ask, own
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
    registered,
    stands,
    states,
)
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, Need, QuestionAnswer, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.place import own_address, place_address, place_of_link
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import intake_addresses


def _linked(text: str) -> tuple[int, int]:
    """The id and generation of the link in a mail."""
    found = re.search(rf"{re.escape(settings.PUBLIC_URL)}/p/([\w.-]+)", text)
    assert found is not None
    return read_link(Purpose.PLACE, found[1])


def _changed(row: Registration, person: PersonEntry) -> None:
    row.refresh_from_db()
    change_registration(
        actor=guest(row.house),
        recipient_id=row.house.id,
        registration_id=row.id,
        sequence=row.sequence,
        entry=an_entry(1),
        person=person,
    )


def test_the_link_goes_to_the_persons_own_address(home: House) -> None:
    row = anna_of(home)
    message = mails().get()
    assert _linked(message.text) == _linked(message.html) == (row.id, 1)
    assert place_of_link(row.id, 1, office_now()) == row
    assert place_of_link(row.id, 2, office_now()) is None


@pytest.mark.parametrize(
    ("name", "email", "by_name", "by_email", "reaches"),
    [
        ("Anna Berg", "anna@lk.example", "Petra Vogt", SAYER, True),
        ("Anna Berg", "", "Petra Vogt", SAYER, False),
        ("Anna Berg", SAYER.upper(), "Petra Vogt", SAYER, False),
        ("Petra Vogt", SAYER, "Dr. Petra Vogt", SAYER, True),
        ("Anna Berg", "anna@lk.example", "", "", True),
    ],
)
def test_an_address_of_who_registered_somebody_is_not_theirs(
    name: str, email: str, by_name: str, by_email: str, *, reaches: bool
) -> None:
    row = Registration(id=1, name=name, email=email, by_name=by_name, by_email=by_email)
    assert bool(own_address(row)) is reaches
    assert bool(place_address(row)) is reaches


def test_another_address_ends_the_link_and_gets_a_new_one(home: House) -> None:
    row = anna_of(home)
    (coach,) = ask(home, row.conference, COACH)
    answer(row, {coach: "ja"})
    _changed(row, replace(ANNA, email="neu@lk.example"))
    _first, before, after = mails()
    assert (before.recipient, after.recipient) == (ANNA.email, "neu@lk.example")
    assert "/p/" not in before.text + before.html
    assert _linked(after.text) == (row.id, 2)
    assert place_of_link(row.id, 1, office_now()) is None
    assert QuestionAnswer.objects.get().value == "ja"
    with pytest.raises(Http404):
        leave_place(actor=own(row)["actor"], key=PlaceKey(row.id, 1))


def test_another_function_or_spelling_leaves_the_link(home: House) -> None:
    row = anna_of(home)
    _changed(row, replace(ANNA, function="Leiterin", email=ANNA.email.upper()))
    row.refresh_from_db()
    assert row.link_generation == 1
    assert _linked(mails().latest("id").text) == (row.id, 1)


def test_somebody_else_in_the_same_row_sees_nothing_of_the_one_before(home: House) -> None:
    row = anna_of(home)
    (coach,) = ask(home, row.conference, COACH)
    answer(row, {coach: "ja"})
    Need.objects.create(association=home.association, registration=row, kind="diet", value="vegan")
    _changed(row, replace(ANNA, name="Berta Buch"))
    row.refresh_from_db()
    assert row.link_generation == 2
    assert not QuestionAnswer.objects.exists()
    assert not Need.objects.exists()


def test_the_link_ends_with_the_last_day_and_with_the_association(home: House) -> None:
    row = anna_of(home)
    last = dt.datetime(2017, 3, 2, 22, 59, tzinfo=dt.UTC)
    assert place_of_link(row.id, 1, last) == row
    assert place_of_link(row.id, 1, last + dt.timedelta(minutes=1)) is None
    home.association.active = False
    home.association.save()
    assert place_of_link(row.id, 1, office_now()) is None


def test_who_withdraws_is_told_and_so_is_who_registered_them(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, _third = invited(conference)
    anna, _bert = registered(first, ANNA, BERT).added
    registered(second, CARL)
    before = mails().latest("id").id
    leave_place(**own(anna))
    assert states(conference) == ["withdrawn", "admitted", "waiting"]
    assert stands(first) == ("registered", 2)
    told = list(mails().filter(id__gt=before).values_list("recipient", "key"))
    assert {email for email, _key in told} == {ANNA.email, SAYER}
    house = mails().get(key__contains=":house:")
    assert house.recipient == SAYER
    assert ANNA.name in house.text
    assert "/p/" not in house.text + house.html
    assert "/l/" not in house.text + house.html
    assert "METHOD:CANCEL" in mails().get(key__endswith=f":{anna.id}:1:withdrawn").calendar
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("conferences.place_left", first.name)
    count = row_counts()
    leave_place(**own(anna))
    assert row_counts() == count


def test_with_the_last_one_the_organisation_declines(home: House) -> None:
    row = anna_of(home)
    leave_place(**own(row))
    assert stands(row.house) == ("declined", 2)


def test_keyed_in_by_phone_the_house_is_told_at_its_own_addresses(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    done = register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(), people=[ANNA])
    leave_place(**own(done.added[0]))
    told = set(mails().filter(key__contains=":house:").values_list("recipient", flat=True))
    assert told == {one.email for one in intake_addresses([recipient.id])[recipient.id]} != set()


def test_what_ends_withdrawing_for_a_house_ends_it_for_the_person(home: House) -> None:
    row = anna_of(home)
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    with pytest.raises(Refused, match=r"cancelled|abgesagt") as refused:
        leave_place(**own(row))
    assert refused.value.code == "register.over"
    Conference.objects.update(status=ConferenceStatus.PLANNED)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    with pytest.raises(Refused) as refused:
        leave_place(**own(row))
    assert refused.value.code == "register.over"
    set_office_time(dt.datetime(2016, 11, 25, 12, tzinfo=dt.UTC))
    Ask.objects.update(closed_at=office_now())
    with pytest.raises(Refused) as refused:
        leave_place(**own(row))
    assert refused.value.code == "answer.closed"
    assert states(row.conference) == ["admitted"]


@pytest.mark.parametrize("closes", [True, False])
def test_a_withdrawal_after_the_deadline_is_welcome(home: House, *, closes: bool) -> None:
    """The house reads that it may register somebody else where it may."""
    row = anna_of(home)
    set_office_time(dt.datetime(2016, 11, 25, 12, tzinfo=dt.UTC))
    Ask.objects.update(closes_at_deadline=closes)
    leave_place(**own(row))
    assert states(row.conference) == ["withdrawn"]
    told = mails().get(key__contains=":house:").text
    assert bool(re.search(r"link of your house|Link Ihres Hauses", told)) != closes


def test_a_login_or_a_house_is_not_the_person(home: House) -> None:
    row = anna_of(home)
    key = PlaceKey(row.id, 1)
    with pytest.raises(Http404):
        leave_place(actor=home.clerk_actor, key=key)
    with pytest.raises(Refused) as refused:
        leave_place(actor=guest(row.house), key=PlaceKey(row.id))
    assert refused.value.code == "access.role"
