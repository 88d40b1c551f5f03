"""Statements and nil returns: what is kept, what is confirmed, and what is recorded."""

import pytest

from tests.cast import House
from tests.office.responses.asking import a_sent_circular, by_link, guest_of, keyed_in, mails, recipient_of
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.text import Refused
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.enums import AnswerState, AskKind
from umlauf.office.responses.models import Answer, Ask


def test_a_statement_is_kept_as_it_was_written(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    text = "\r\nZu § 3:  ja.  \r\n\r\nZu § 4: nein, wegen „Größe“.\r\n"
    answer = give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text=text)
    assert answer.text == "Zu § 3:  ja.\n\nZu § 4: nein, wegen „Größe“."
    assert (answer.state, answer.final, answer.revision) == (AnswerState.STATED, True, 1)
    assert (answer.by_name, answer.by_email, answer.by_phone) == ("Pia Wendlandt", "pia@amt.example", "03941 1234-5")
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == (
        "responses.answered",
        "Rundschreiben Nr. 543/2016 Landkreis Ahorntal: stated (link)",
    )
    assert "Wendlandt" not in str(PersonalPart.objects.get(entry=entry).data)


def test_a_nil_return_takes_the_place_of_a_statement_and_back(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    guest = guest_of(recipient)
    give_statement(actor=guest, recipient_id=recipient.id, entry=by_link(), text="Ja.", final=False)
    nil = give_nil_return(actor=guest, recipient_id=recipient.id, entry=by_link(seen=1))
    assert (nil.state, nil.text, nil.final, nil.revision) == (AnswerState.NIL, "", True, 2)
    again = give_statement(actor=guest, recipient_id=recipient.id, entry=by_link(seen=2), text="Doch.")
    assert (again.state, again.text, again.revision) == (AnswerState.STATED, "Doch.", 3)
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "answer.empty"), (" \r\n\t", "answer.empty"), ("x" * 20_001, "answer.long"), ("a\0b", "circular.characters")],
)
def test_what_is_no_statement_is_refused(home: House, text: str, code: str) -> None:
    recipient = recipient_of(a_sent_circular(home))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text=text)
    assert refusal.value.code == code
    assert row_counts() == before


def test_the_longest_statement_fits(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text="ä" * 20_000)


def test_whoever_shall_register_states_nothing(home: House) -> None:
    issue = a_sent_circular(home)
    Ask.objects.create(association=home.association, circular_id=issue.circular_id, kind=AskKind.REGISTRATION)
    recipient = recipient_of(issue)
    with pytest.raises(Refused) as stated:
        give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text="Ja.")
    with pytest.raises(Refused) as nil:
        give_nil_return(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link())
    assert stated.value.code == nil.value.code == "answer.kind"
    assert Answer.objects.count() == 0


def test_who_came_by_link_gets_a_receipt_with_it(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    give_statement(
        actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text="Zu § 3: ja.\nSonst nichts."
    )
    (mail,) = mails("receipt:")
    assert (mail.recipient, mail.subject) == (
        "pia@amt.example",
        "RS 543/2016 – Integrationskonferenz – Ihre Rückmeldung",
    )
    for words in (
        "Guten Tag Pia Wendlandt,",
        "am 10. November 2016 um 12:00 Uhr haben wir für Landkreis Ahorntal",
        "Rückmeldung:\n\nZu § 3: ja.\nSonst nichts.\n",
        "Rückmeldung ansehen oder ändern:\n" + letter_address(recipient),
    ):
        assert words in mail.text
    assert f'href="{letter_address(recipient)}"' in mail.html
    assert "Zu § 3: ja.<br>Sonst nichts." in mail.html
    assert dict(mail.headers)["Auto-Submitted"] == "auto-generated"


def test_a_caller_gets_a_receipt_without_the_link_if_there_is_an_address(home: House) -> None:
    issue = a_sent_circular(home)
    for position, email in enumerate(("", "anna@amt.example")):
        recipient = recipient_of(issue, position)
        give_nil_return(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(email=email))
    (mail,) = mails("receipt:")
    assert mail.recipient == "anna@amt.example"
    assert "Fehlanzeige" in mail.text
    assert "Guten Tag,\n" in mail.text
    assert "Stimmt etwas nicht" in mail.text
    assert "/l/" not in mail.text + mail.html


def test_a_receipt_is_in_the_language_of_the_circular(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home, language="en"))
    give_nil_return(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link())
    (mail,) = mails("receipt:")
    assert mail.subject == "RS 543/2016 – Integrationskonferenz – your answer"
    assert "on 10 November 2016 at 12:00 we took down for Landkreis Ahorntal" in " ".join(mail.text.split())


def test_nothing_in_a_receipt_is_active(home: House) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ association.iban }}"
    recipient = recipient_of(a_sent_circular(home))
    give_statement(
        actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(name=hostile), text=f"{hostile}\n{hostile}"
    )
    (mail,) = mails("receipt:")
    assert "<img" not in mail.html
    assert mail.html.count("{{ association.iban }}") == 3
    assert hostile in mail.text
