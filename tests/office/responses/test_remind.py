"""Reminders: exactly the missing, at their intake addresses, by a person, once."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import FOUNDED, Cast, House, a_county, a_pen, add_member, an_issue
from tests.office.responses.asking import DEADLINE, a_sent_circular, by_link, guest_of, it_is, mails, recipient_of
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.text import Refused
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress
from umlauf.office.directory.enums import AddressKind
from umlauf.office.directory.models import IntakeAddress, Membership
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.actions.ask import ask_for_registration, close_ask, set_ask
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.actions.remind import remind
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, Counting, Way
from umlauf.office.responses.models import Reminded, Reminder
from umlauf.office.responses.queries import last_reminder, reminded_of


def all_of(issue: Issue) -> list[int]:
    return list(Recipient.objects.filter(issue=issue).values_list("id", flat=True))


def reminded(house: House, issue: Issue, *, nonce: str = "once") -> Reminder:
    """Remind whoever of all recipients is missing."""
    return remind(actor=house.clerk_actor, circular_id=issue.circular_id, recipient_ids=all_of(issue), nonce=nonce)


def text_of_reminder(house: House, issue: Issue) -> str:
    reminded(house, issue)
    return " ".join(mails("reminder:")[0].text.split())


def test_exactly_the_missing_are_reminded_where_their_mail_comes_in(home: House) -> None:
    a_pen(home).enter(IntakeAddress(organisation=home.members[1], label="Büro", email="buero@lk-lindenberg.example"))
    issue = a_sent_circular(home)
    answered = recipient_of(issue, 1)
    give_nil_return(actor=guest_of(answered), recipient_id=answered.id, entry=by_link())
    reminder = reminded(home, issue)
    assert [mail.recipient for mail in mails("reminder:")] == [
        "post@lk-ahorntal.example",
        "post@lk-lindenberg.example",
        "buero@lk-lindenberg.example",
    ]
    assert last_reminder(issue) == reminder
    assert [one.recipient.name for one in reminded_of(reminder)] == [
        "Landkreis Ahorntal",
        "Landkreis Lindenberg",
        "Landkreis Lindenberg",
    ]
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("responses.reminded", "Rundschreiben Nr. 543/2016 (2)")


def test_only_those_who_were_chosen_are_reminded(home: House) -> None:
    issue = a_sent_circular(home)
    chosen = {recipient_of(issue, 2).id, 10**6}
    remind(actor=home.clerk_actor, circular_id=issue.circular_id, recipient_ids=chosen, nonce="once")
    assert [mail.recipient for mail in mails("reminder:")] == ["post@lk-lindenberg.example"]


def test_the_addresses_are_those_of_the_day_of_the_signature(home: House) -> None:
    issue = a_sent_circular(home)
    IntakeAddress.objects.filter(organisation=home.members[0]).update(email="neu@lk-ahorntal.example")
    reminded(home, issue)
    assert "post@lk-ahorntal.example" in [mail.recipient for mail in mails("reminder:")]


def test_the_same_form_reminds_once_and_another_one_again(home: House) -> None:
    issue = a_sent_circular(home)
    first = reminded(home, issue)
    before = row_counts()
    assert reminded(home, issue) == first
    assert row_counts() == before
    assert reminded(home, issue, nonce="again") != first
    assert Reminded.objects.count() == len(mails("reminder:")) == 6


def test_where_nobody_is_missing_nobody_is_reminded(home: House) -> None:
    issue = a_sent_circular(home)
    for position in range(3):
        recipient = recipient_of(issue, position)
        give_nil_return(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link())
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        reminded(home, issue)
    assert refusal.value.code == "remind.nobody"
    assert row_counts() == before


def test_who_has_no_intake_address_is_not_reminded_elsewhere(home: House) -> None:
    issue = a_sent_circular(home)
    RecipientAddress.objects.filter(recipient=recipient_of(issue), kind=AddressKind.INTAKE).delete()
    reminded(home, issue)
    assert len(mails("reminder:")) == 2
    RecipientAddress.objects.filter(kind=AddressKind.INTAKE).exclude(recipient=recipient_of(issue)).update(
        kind=AddressKind.COPY
    )
    with pytest.raises(Refused) as refusal:
        reminded(home, issue, nonce="again")
    assert refusal.value.code == "remind.nobody"


def test_a_reminder_says_what_until_when_and_where(home: House) -> None:
    issue = a_sent_circular(home)
    reminded(home, issue)
    mail = mails("reminder:")[0]
    link = letter_address(recipient_of(issue))
    assert mail.subject == "Erinnerung: RS 543/2016 – Integrationskonferenz – Rückmeldung bis 18.11.2016"
    text = " ".join(mail.text.split())
    for words in (
        "uns fehlt noch Ihre Rückmeldung: Rundschreiben Nr. 543/2016 vom 1. November 2016 (Landkreis Ahorntal).",
        "Bitte antworten Sie uns, oder melden Sie Fehlanzeige.",
        "Wir bitten darum bis zum 18. November 2016, 24 Uhr.",
        f"Rundschreiben lesen und Rückmeldung geben: {link}",
        "Nora Feldkamp, +49 391 1234-56, feldkamp@lkt-musterland.example",
        "Gesendet an: Poststelle",
    ):
        assert words in text
    assert f'href="{link}"' in mail.html
    assert mail.reply_to == "feldkamp@lkt-musterland.example"


def test_after_the_deadline_it_is_kind(home: House) -> None:
    issue = a_sent_circular(home)
    it_is(DEADLINE + dt.timedelta(days=1))
    text = text_of_reminder(home, issue)
    assert "Frist abgelaufen (18. November 2016), Rückmeldung noch möglich." in text
    assert "überfällig" not in text
    assert mails("reminder:")[0].subject == "Erinnerung: RS 543/2016 – Integrationskonferenz – Rückmeldung noch möglich"


def test_who_has_more_time_is_told_its_own_deadline(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    until = DEADLINE + dt.timedelta(days=7)
    wish = ask_extension(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), wished=until)
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    it_is(DEADLINE + dt.timedelta(days=1))
    assert "Wir bitten darum bis zum 25. November 2016, 24 Uhr." in text_of_reminder(home, issue)
    assert mails("reminder:")[0].subject.endswith("Rückmeldung bis 25.11.2016")


def test_who_said_that_more_follows_is_reminded_of_the_rest(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    set_ask(
        actor=home.clerk_actor, circular_id=issue.circular_id, terms=Terms(AskKind.STATEMENT, counts=Counting.FINAL)
    )
    give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text="Vorab.", final=False)
    assert (
        "die Rückmeldung für Landkreis Ahorntal ist noch nicht vollständig: Rundschreiben Nr. 543/2016"
        in text_of_reminder(home, issue)
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(AskKind.REGISTRATION), "Bitte melden Sie an, wer kommt"),
        (
            Terms(AskKind.REGISTRATION, Way.HOST, "https://tagung.example/"),
            "beim Veranstalter an (https://tagung.example/)",
        ),
    ],
)
def test_a_conference_asks_who_comes(home: House, terms: Terms, words: str) -> None:
    issue = a_sent_circular(home)
    ask_for_registration(actor=home.clerk_actor, circular_id=issue.circular_id)
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=terms)
    assert words in text_of_reminder(home, issue)


def test_a_reminder_is_in_the_language_of_the_circular(home: House) -> None:
    issue = a_sent_circular(home, language="en")
    text = text_of_reminder(home, issue)
    assert "we have no answer for Landkreis Ahorntal yet: Rundschreiben Nr. 543/2016 of 1 November 2016." in text
    assert "We ask for it by 18 November 2016." in text


@pytest.mark.parametrize("strict", [True, False])
def test_nobody_is_sent_to_a_closed_door(home: House, strict: bool) -> None:
    issue = a_sent_circular(home)
    if strict:
        terms = Terms(AskKind.STATEMENT, closes_at_deadline=True)
        set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=terms)
        it_is(DEADLINE + dt.timedelta(days=1))
    else:
        close_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    with pytest.raises(Refused) as refusal:
        reminded(home, issue)
    assert refusal.value.code == "remind.closed"
    assert mails("reminder:") == []


def test_only_a_person_of_the_office_reminds(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue, unsent = a_sent_circular(cast.home), an_issue(cast.home)
        for actor in (machine(cast.home.association.id), cast.member_actor, guest_of(recipient_of(issue))):
            with pytest.raises(Refused) as refusal:
                remind(actor=actor, circular_id=issue.circular_id, recipient_ids=all_of(issue), nonce="once")
            assert refusal.value.code == "access.role"
        wrong = ((cast.other.clerk_actor, issue), (cast.home.clerk_actor, unsent))
        for actor, one in wrong:
            with pytest.raises(Http404):
                remind(actor=actor, circular_id=one.circular_id, recipient_ids=all_of(one), nonce="once")
        with pytest.raises(Refused):
            remind(actor=cast.home.clerk_actor, circular_id=issue.circular_id, recipient_ids=all_of(issue), nonce="")


@pytest.mark.parametrize("members", [1, 40])
def test_the_queries_of_a_reminder_do_not_grow(home: House, members: int) -> None:
    Membership.objects.all().update(until=FOUNDED)
    for position in range(members):
        add_member(home, a_county(100 + position))
    issue = a_sent_circular(home)
    with CaptureQueriesContext(connection) as queries:
        reminded(home, issue)
    assert len(mails("reminder:")) == members
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 29
