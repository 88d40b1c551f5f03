"""What people of a conference are told, and where: one mail each, with the calendar file that belongs to it."""

import datetime as dt
import email
import html
import re
from dataclasses import replace
from email.policy import default

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from tests.cast import House
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
    receipts,
    registered,
)
from umlauf.engines.mail.compose import Encoded, compose
from umlauf.engines.mail.ledger import Ledger, holder_name
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.actions.withdraw import decline, registered_with_host, withdraw
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.enums import Way
from umlauf.office.responses.models import Ask

TITLE = "Integration in ländlichen Räumen"


def change(row: Registration, person: PersonEntry) -> None:
    change_registration(
        actor=guest(row.house),
        registration_id=row.id,
        recipient_id=row.house.id,
        entry=an_entry(1),
        person=person,
        sequence=Registration.objects.get(id=row.id).sequence,
    )


def last_id() -> int:
    return Message.objects.latest("id").id


def bare(message: Message) -> str:
    """The HTML as a person reads it."""
    return " ".join(html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", message.html, flags=re.DOTALL)).split())


def test_each_person_gets_one_mail_with_one_calendar_and_the_sayer_one_receipt(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, ANNA, BERT, CARL)
    assert list(new_mails()) == [
        (ANNA.email, f"Angemeldet – {TITLE}", "REQUEST"),
        (SAYER, f"Angemeldet – {TITLE}", "REQUEST"),
        (CARL.email, f"Angemeldet – {TITLE}", "REQUEST"),
    ]
    attendees = [re.findall(r'ATTENDEE;CN="(.+?)"', one.calendar) for one in mails()]
    assert attendees == [["Anna Berg"], ["Bert Cramer"], ["Carl Dorn"]]
    receipt = receipts().get()
    assert (receipt.recipient, receipt.calendar) == (SAYER, "")
    for line in (
        "Angemeldet: 3 Personen",
        "Anna Berg, Sozialdezernentin: angemeldet",
        "Bert Cramer, Amtsleiter: angemeldet",
    ):
        assert line in receipt.text
        assert line in bare(receipt)


def test_the_mail_to_a_person_says_who_registered_them_and_how_long_it_is_kept(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, replace(ANNA, represents="Dr. Jan Ahorntal"))
    message = mails().get()
    for words in (
        "Guten Tag Anna Berg,",
        "Sie sind angemeldet.",
        TITLE,
        "Freitag, 2. Dezember 2016, 10:00 bis 16:30",
        "Haus der Landkreise, Musterstadt",
        "Teilnehmende Person: Anna Berg, Sozialdezernentin",
        "Vertritt: Dr. Jan Ahorntal",
        "Angemeldet von: Petra Vogt, Landkreis Ahorntal",
        "Art. 14 DSGVO",
        "bis zum 2. März 2017 gespeichert",
        "Die beiliegende Kalenderdatei trägt den Termin in Ihren Kalender ein.",
    ):
        assert words in " ".join(message.text.split()).replace("\u00a0", " ")
        assert words in bare(message)
    assert message.reply_to == "feldkamp@lkt-musterland.example"
    assert message.date.date() == dt.date(2016, 11, 10)


def test_what_is_for_the_named_alone_is_not_in_subjects_and_calendars(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home, confidentiality=Confidentiality.NAMED))
    registered(recipient, ANNA)
    message, receipt = mails().get(), receipts().get()
    (event,) = icalendar.Calendar.from_ical(message.calendar).walk("VEVENT")
    for shown in (message.subject, receipt.subject, str(event["summary"])):
        assert recipient.issue.short_label in shown
        assert TITLE not in shown
        assert recipient.issue.content["keyword"] not in shown
    assert TITLE in message.text


def test_the_sayer_reads_of_others_by_name(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, BERT)
    message = mails().get()
    assert "Guten Tag Petra Vogt,\n\nBert Cramer ist angemeldet.\n" in message.text
    assert "DSGVO" not in message.text + message.html


def test_a_mail_to_a_person_has_the_link_of_their_place_and_never_that_of_the_house(home: House) -> None:
    conference = an_invitation(home, places=2)
    recipient, second, *_rest = invited(conference)
    registered(second, CARL)
    anna, _bert, _dora = registered(recipient, ANNA, BERT, PersonEntry("Dora", email="dora@x.example")).added
    change(anna, replace(ANNA, function="Leiterin"))
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=3)
    decline(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(2))
    assert mails().count() == 9
    for message in mails():
        assert "/l/" not in message.calendar + message.text + message.html
        assert "/p/" not in message.calendar + message.subject
        ended = message.subject.startswith("Abgemeldet")
        assert ("/p/" in message.text, "/p/" in message.html) == (message.recipient != SAYER and not ended,) * 2
    for receipt in receipts():
        assert receipt.calendar == ""
        assert "/l/" in receipt.text
        assert "/p/" not in receipt.text


def test_keyed_in_without_an_address_there_is_nobody_to_tell(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    before = Message.objects.count()
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(), people=[BERT])
    assert Message.objects.count() == before
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1), people=[ANNA])
    assert [one.recipient for one in Message.objects.order_by("id")[before:]] == [ANNA.email]
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(2, email=SAYER), people=[CARL])
    assert "/l/" not in receipts().get().text


def test_who_waits_gets_no_calendar_and_who_moves_up_does(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, third = invited(conference)
    (anna,) = registered(first, ANNA).added
    registered(second, CARL)
    registered(third, BERT)
    *_others, carl, bert = mails()
    assert (carl.subject, carl.calendar) == (f"Warteliste – {TITLE}", "")
    assert "Sie stehen auf der Warteliste, Platz 1." in carl.text
    assert "Sobald ein Platz frei wird" in carl.text
    assert "Bert Cramer steht auf der Warteliste, Platz 2." in bert.text
    assert "Bert Cramer, Amtsleiter: Warteliste, Platz 2" in receipts().latest("id").text
    since = last_id()
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    assert list(new_mails(since)) == [
        (ANNA.email, f"Abgemeldet – {TITLE}", "CANCEL"),
        (CARL.email, f"Nachgerückt und angemeldet – {TITLE}", "REQUEST"),
    ]
    assert f"Angemeldet von: Petra Vogt, {second.name}" in " ".join(mails().latest("id").text.split())
    since = last_id()
    decline(actor=guest(third), recipient_id=third.id, entry=an_entry(1))
    assert list(new_mails(since)) == [(SAYER, f"Abgemeldet – {TITLE}", "")]
    assert "Kalender" not in mails().latest("id").text


def test_request_change_and_cancel_are_one_entry_with_a_rising_sequence(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (anna,) = registered(recipient, ANNA).added
    change(anna, replace(ANNA, function="Leiterin"))
    change(anna, replace(ANNA, name="Anna Berg-Thal"))
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(3), registration_ids=[anna.id])
    files = [one.calendar for one in mails()]
    events = [icalendar.Calendar.from_ical(text).events[0] for text in files]
    others = [IcsCalendarStream.calendar_from_ics(text) for text in files]
    assert [not event.errors for event in events] == [True] * 4
    assert {str(event["uid"]) for event in events} == {other.events[0].uid for other in others} == {str(anna.uid)}
    assert [event.sequence for event in events] == [other.events[0].sequence for other in others] == [0, 1, 2, 3]
    assert [other.method for other in others] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [other.events[0].status for other in others] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert [event["attendee"].params["CN"] for event in events] == ["Anna Berg"] * 2 + ["Anna Berg-Thal"] * 2
    assert [one.subject.split(" – ")[0] for one in mails()] == [
        "Angemeldet",
        "Anmeldung geändert",
        "Anmeldung geändert",
        "Abgemeldet",
    ]


def test_the_address_before_loses_the_entry_and_learns_nothing(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (anna,) = registered(recipient, ANNA).added
    since = last_id()
    change(anna, PersonEntry("Ersatz Neumann", "Vertreterin", "neumann@lk-ahorntal.example"))
    assert list(new_mails(since)) == [
        (ANNA.email, f"Anmeldung geändert – {TITLE}", "CANCEL"),
        ("neumann@lk-ahorntal.example", f"Angemeldet – {TITLE}", "REQUEST"),
    ]
    old, new = mails().filter(id__gt=since)
    assert "Diese Anmeldung läuft nicht mehr über Ihre Adresse." in old.text
    assert "neumann" not in (old.text + old.html + old.calendar).lower()
    assert 'CN="Anna Berg"' in old.calendar
    assert 'CN="Ersatz Neumann"' in new.calendar
    for message, sequence in ((old, 1), (new, 2)):
        assert f"UID:{anna.uid}" in message.calendar
        assert f"SEQUENCE:{sequence}\r" in message.calendar


def test_upper_and_lower_case_are_one_mailbox(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (anna,) = registered(recipient, ANNA).added
    since = last_id()
    change(anna, replace(ANNA, email="Anna.BERG@lk-ahorntal.example"))
    assert [method for _to, _subject, method in new_mails(since)] == ["REQUEST"]


def test_an_address_that_is_given_later_takes_the_entry_over(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, BERT)
    since = last_id()
    registered(recipient, replace(BERT, email="bert@lk-ahorntal.example"))
    assert [(to, method) for to, _subject, method in new_mails(since)] == [
        (SAYER, "CANCEL"),
        ("bert@lk-ahorntal.example", "REQUEST"),
    ]


def test_who_gives_the_first_address_gets_the_entry(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (bert,) = register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(), people=[BERT]).added
    since = last_id()
    change(bert, replace(BERT, function="Leiter"))
    assert [(to, method) for to, _subject, method in new_mails(since)] == [(SAYER, "REQUEST")]


def test_a_change_of_who_waits_brings_no_calendar(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home, places=1))
    _anna, carl = registered(recipient, ANNA, CARL).added
    since = last_id()
    change(carl, replace(CARL, function="Referent"))
    change(carl, replace(CARL, email="carl@neu.example"))
    assert [(to, method) for to, _subject, method in new_mails(since)] == [
        (CARL.email, ""),
        (CARL.email, ""),
        ("carl@neu.example", ""),
    ]


def test_receipts_say_what_stands_now(home: House) -> None:
    conference = an_invitation(home)
    recipient, second, *_rest = invited(conference)
    anna, _bert = registered(recipient, ANNA, BERT).added
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(), registration_ids=[anna.id])
    text = receipts().latest("id").text
    assert "Angemeldet: 1 Person\n" in text
    assert "Bert Cramer, Amtsleiter: angemeldet\nAnna Berg, Sozialdezernentin: abgemeldet\n" in text
    decline(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(2))
    assert "Vermerkt: Sie nehmen nicht teil." in receipts().latest("id").text
    Ask.objects.filter(circular=conference.circular_id).update(way=Way.HOST)
    registered_with_host(actor=guest(second), recipient_id=second.id, entry=an_entry())
    assert "Vermerkt: Sie haben sich beim Veranstalter angemeldet." in receipts().latest("id").text


def test_an_english_circular_is_answered_in_english(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home, language="en"))
    registered(recipient, ANNA)
    message = mails().get()
    assert message.subject == f"Registered – {TITLE}"
    assert "You are registered." in message.text
    assert "kept until 2 March 2017" in " ".join(message.text.split())
    assert "//EN" in message.calendar
    assert "Registered: 1 person" in receipts().get().text


@pytest.mark.parametrize("name", ["<script>alert('x')</script>", 'Max "Mäx" & <b>x</b>', "Ö" * 120, "O"])
def test_a_name_is_text_wherever_it_stands(home: House, name: str) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, PersonEntry(name, name, "x@kreis.example", name), entry=an_entry(name=name))
    message, receipt = mails().get(), receipts().get()
    for one in (message, receipt):
        assert not re.search(r"<script|<b>", one.html)
        assert name in bare(one)
        assert name in " ".join(one.text.split()) or len(name) > 72
    assert icalendar.Calendar.from_ical(message.calendar).events[0]["attendee"].params["CN"] == name
    assert IcsCalendarStream.calendar_from_ics(message.calendar).events[0].attendees[0].common_name == name


@pytest.mark.django_db(transaction=True)
def test_what_goes_over_the_wire_is_what_mail_programs_act_on(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    Message.objects.update(state="sent", next_attempt_at=None)
    registered(recipient, replace(ANNA, name="Ändra „Böck“ <x>"))
    letters = {one.letter.recipient: one.letter for one in Ledger(holder_name("test")).claim(9)}
    wire = b"".join(compose(letters[ANNA.email], Encoded(lambda key: b"")))
    message = email.message_from_bytes(wire.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), policy=default)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    *_others, part, file = message.walk()
    assert (part.get_param("method"), part.get_content_charset(), file.get_filename()) == (
        "REQUEST",
        "utf-8",
        "einladung.ics",
    )
    stored = mails().get().calendar.encode()
    assert part.get_payload(decode=True) == file.get_payload(decode=True) == stored
    assert b"/l/" not in stored


def test_when_it_is_over_nobody_is_told(home: House) -> None:
    conference = an_invitation(home, places=1)
    recipient, second, *_rest = invited(conference)
    registered(recipient, ANNA)
    registered(second, CARL)
    before = Message.objects.count()
    set_office_time(dt.datetime(2016, 12, 3, 8, tzinfo=dt.UTC))
    register(actor=home.clerk_actor, recipient_id=second.id, entry=by_phone(1, email=SAYER), people=[BERT])
    decline(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1, email=SAYER))
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=9)
    assert Message.objects.count() == before
    assert Registration.objects.get(name=CARL.name).state == "waiting"
