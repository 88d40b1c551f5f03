"""Who may answer, until when, and how often."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.responses.asking import (
    DEADLINE,
    a_sent_circular,
    by_link,
    by_login,
    guest_of,
    it_is,
    keyed_in,
    recipient_of,
)
from tests.office.rows import row_counts
from umlauf.ground.core.actor import machine
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.responses.access import lock_ask
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.actions.ask import close_ask, reopen_ask, set_ask
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.entries import Entry, Terms
from umlauf.office.responses.enums import AskKind, Channel, Counting, Way
from umlauf.office.responses.models import Answer, Ask, SentForm
from umlauf.office.responses.queries import ask_of

STRICT = Terms(AskKind.STATEMENT, closes_at_deadline=True)


def say(recipient: Recipient, entry: Entry, text: str = "Ja.") -> Answer:
    """A guest of the recipient answers."""
    return give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=entry, text=text)


def refused(recipient: Recipient, entry: Entry) -> str:
    """The code of the refusal that a guest of the recipient gets, which leaves nothing behind."""
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        say(recipient, entry)
    assert row_counts() == before
    return refusal.value.code


@pytest.mark.parametrize(
    ("day", "time", "late"),
    [
        (DEADLINE, "00:00:02", False),
        (DEADLINE, "23:59:30", False),
        (DEADLINE + dt.timedelta(days=1), "00:00:01", True),
    ],
)
def test_a_deadline_is_open_until_midnight_where_the_office_is(
    home: House, day: dt.date, time: str, late: bool
) -> None:
    recipient = recipient_of(a_sent_circular(home))
    it_is(day, time)
    answer = say(recipient, by_link())
    assert answer.late is late


def test_midnight_is_that_of_the_associations_own_zone(home: House) -> None:
    home.association.zone = "America/New_York"
    home.association.save(update_fields=["zone"])
    recipient = recipient_of(a_sent_circular(home))
    it_is(DEADLINE + dt.timedelta(days=1), "05:59:30")
    assert say(recipient, by_link()).late is False
    it_is(DEADLINE + dt.timedelta(days=1), "06:00:01")
    set_ask(actor=home.clerk_actor, circular_id=recipient.issue.circular_id, terms=STRICT)
    assert refused(recipient, by_link(seen=1)) == "answer.over"


def test_first_late_stays_late_and_first_in_time_stays_in_time(home: House) -> None:
    issue = a_sent_circular(home)
    early, late = recipient_of(issue, 0), recipient_of(issue, 1)
    say(early, by_link())
    it_is(DEADLINE + dt.timedelta(days=3))
    say(late, by_link())
    answer = say(early, by_link(seen=1), "Doch nicht.")
    assert (answer.late, answer.revision) == (False, 2)
    assert Answer.objects.get(recipient=late).late is True


def test_a_strict_deadline_ends_it_for_a_link_and_not_for_the_office(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=STRICT)
    it_is(DEADLINE + dt.timedelta(days=1), "00:00:01")
    assert refused(recipient, by_link()) == "answer.over"
    answer = give_statement(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(), text="Ja.")
    assert (answer.late, answer.by_name, answer.channel) == (True, "", Channel.PHONE)


def test_an_extension_moves_the_deadline_of_one_alone(home: House) -> None:
    issue = a_sent_circular(home)
    longer, other = recipient_of(issue, 0), recipient_of(issue, 1)
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=STRICT)
    until = DEADLINE + dt.timedelta(days=7)
    wish = ask_extension(actor=guest_of(longer), recipient_id=longer.id, entry=by_link(), wished=until)
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    it_is(until, "23:59:30")
    assert refused(other, by_link()) == "answer.over"
    answer = say(longer, by_link())
    assert answer.late is False
    it_is(until + dt.timedelta(days=1), "00:00:01")
    assert refused(longer, by_link(seen=1)) == "answer.over"


def test_a_closed_ask_says_since_when_and_whom_to_turn_to(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    it_is(dt.date(2016, 11, 15), "14:05:00")
    close_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    with pytest.raises(Refused) as refusal:
        say(recipient, by_link())
    assert refusal.value.code == "answer.closed"
    assert "seit dem 15. November 2016 um 14:05 Uhr" in str(refusal.value)
    assert "Nora Feldkamp, +49 391 1234-56" in str(refusal.value)
    give_statement(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(), text="Ja.")
    reopen_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    say(recipient, by_link(seen=1), "Nein.")


def test_a_form_sent_twice_is_taken_once_even_after_the_ask_was_closed(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    form = by_link(nonce="once")
    first = say(recipient, form)
    close_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    before = row_counts()
    assert say(recipient, form) == first
    assert row_counts() == before
    assert Answer.objects.get().revision == 1


def test_the_same_word_with_other_entries_is_another_form(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    form = by_link(nonce="once")
    say(recipient, form, "Erste.")
    for changed, text in ((form, "Zweite, berichtigt."), (replace(form, email="ada@amt.example"), "Erste.")):
        before = row_counts()
        with pytest.raises(Refused) as refusal:
            say(recipient, changed, text)
        assert refusal.value.code == "answer.sent"
        assert row_counts() == before
    with pytest.raises(Refused) as refusal:
        give_nil_return(actor=guest_of(recipient), recipient_id=recipient.id, entry=form)
    assert refusal.value.code == "answer.sent"
    assert Answer.objects.get().text == "Erste."


def test_the_word_of_one_recipients_form_is_not_that_of_another(home: House) -> None:
    issue = a_sent_circular(home)
    for position in range(2):
        recipient = recipient_of(issue, position)
        give_statement(
            actor=guest_of(recipient),
            recipient_id=recipient.id,
            entry=by_link(nonce="once"),
            text=f"Antwort {position}",
        )
    assert sorted(Answer.objects.values_list("text", flat=True)) == ["Antwort 0", "Antwort 1"]


def test_a_refused_form_can_be_mended_and_sent_again(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    guest = guest_of(recipient)
    give_statement(actor=guest, recipient_id=recipient.id, entry=by_link(), text="Ja.")
    form = by_link(nonce="mended")
    with pytest.raises(Refused):
        give_statement(actor=guest, recipient_id=recipient.id, entry=form, text="Nein.")
    answer = give_statement(actor=guest, recipient_id=recipient.id, entry=replace(form, seen=1), text="Nein.")
    assert answer.text == "Nein."


def test_what_somebody_else_said_meanwhile_is_told_and_not_overwritten(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    guest = guest_of(recipient)
    it_is(dt.date(2016, 11, 15), "14:05:00")
    give_statement(actor=guest, recipient_id=recipient.id, entry=by_link(name="Anna Berg"), text="Ja.")
    with pytest.raises(Refused) as refusal:
        give_statement(actor=guest, recipient_id=recipient.id, entry=by_link(), text="Nein.")
    assert refusal.value.code == "answer.changed"
    told = "„hat geantwortet“, von Anna Berg am 15. November 2016 um 14:05 Uhr (über den Link)"
    assert told in str(refusal.value)
    assert Answer.objects.get().text == "Ja."
    give_statement(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(seen=1), text="Telefonisch.")
    with pytest.raises(Refused) as refusal:
        give_statement(actor=guest, recipient_id=recipient.id, entry=by_link(seen=1), text="Nein.")
    assert "„hat geantwortet“, am 15. November 2016 um 14:05 Uhr (telefonisch)" in str(refusal.value)


def test_a_link_that_sends_without_end_is_stopped_and_the_office_is_not(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    ask = lock_ask(home.clerk_actor, issue.circular_id)
    say(recipient, by_link())
    taken = SentForm.objects.get()
    SentForm.objects.bulk_create(
        SentForm(association=home.association, ask=ask, recipient=recipient, nonce=f"n{number}", at=taken.at)
        for number in range(LIMITS.changes_per_hour - 1)
    )
    assert refused(recipient, by_link(seen=1)) == "answer.too_many"
    give_statement(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(seen=1), text="Nein.")
    SentForm.objects.update(at=taken.at - dt.timedelta(hours=1, seconds=1))
    say(recipient, by_link(seen=2))


@pytest.mark.parametrize(
    ("name", "email", "code"),
    [
        ("  ", "pia@amt.example", "answer.name"),
        ("Pia", " ", "answer.email"),
        ("Pia", "pia@", "address.invalid"),
        ("Pia", "müller@amt.example", "address.local"),
        ("x" * 121, "pia@amt.example", "circular.long"),
        ("Pia\0", "pia@amt.example", "circular.characters"),
        ("\u200b\u00ad", "pia@amt.example", "answer.name"),
        ("\u0301 -", "pia@amt.example", "answer.name"),
        ("Pia 🙂", "pia@amt.example", "circular.characters"),
    ],
)
def test_what_cannot_be_kept_or_shown_is_refused(home: House, name: str, email: str, code: str) -> None:
    assert refused(recipient_of(a_sent_circular(home)), by_link(name=name, email=email)) == code


@pytest.mark.parametrize("name", ["X", "x" * 120, "<script>alert(1)</script>", "Zoë O’Brien-Müller", "Łukasz Ďurčo"])
def test_names_of_all_kinds_are_kept_as_they_are(home: House, name: str) -> None:
    recipient = recipient_of(a_sent_circular(home))
    answer = say(recipient, by_link(name=name))
    assert answer.by_name == name


def test_a_name_is_kept_in_one_form(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    entry = by_link(name="  Mu\u0308ll\u00ader \t  \u202eAda\u200b ", email=" Ada@AMT.example ")
    answer = say(recipient, entry)
    assert (answer.by_name, answer.by_email) == ("Müller Ada", "Ada@amt.example")


def test_a_form_without_its_word_is_refused(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    with pytest.raises(Refused) as refusal:
        give_statement(
            actor=guest_of(recipient), recipient_id=recipient.id, entry=replace(by_link(), nonce=""), text="Ja."
        )
    assert refusal.value.code == "answer.form"


def test_a_word_of_any_length_and_shape_is_taken(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    entry = by_link(nonce="ä\0" * 500)
    say(recipient, entry)


def test_each_comes_in_by_its_own_channel(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = a_sent_circular(cast.home)
        recipient = Recipient.objects.get(issue=issue, organisation=cast.shared)
        member, guest, clerk = cast.member_actor, guest_of(recipient), cast.home.clerk_actor
        for actor, entry in ((guest, keyed_in()), (guest, by_login(cast)), (member, by_link()), (clerk, by_link())):
            with pytest.raises(ValueError, match="does not come in"):
                give_statement(actor=actor, recipient_id=recipient.id, entry=entry, text="Ja.")
        answer = give_statement(actor=member, recipient_id=recipient.id, entry=by_login(cast), text="Ja.")
        assert (answer.channel, answer.by_name) == (Channel.LOGIN, "Pia Wendlandt")


def test_nobody_answers_for_others(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = a_sent_circular(cast.home)
        own = Recipient.objects.get(issue=issue, organisation=cast.shared)
        foreign = Recipient.objects.filter(issue=issue).exclude(organisation=cast.shared)[0]
        wrong = (
            (guest_of(own), foreign.id, by_link()),
            (guest_of(own), 10**6, by_link()),
            (cast.member_actor, foreign.id, by_login(cast)),
            (replace(cast.member_actor, association_id=cast.other.association.id), own.id, by_login(cast)),
            (cast.other.clerk_actor, own.id, keyed_in()),
            (machine(cast.home.association.id), own.id, keyed_in()),
        )
        for actor, recipient_id, entry in wrong:
            with pytest.raises(Http404):
                give_statement(actor=actor, recipient_id=recipient_id, entry=entry, text="Ja.")
        with pytest.raises(Http404):
            lock_ask(cast.other.clerk_actor, issue.circular_id)
        with pytest.raises(Refused):
            lock_ask(cast.member_actor, issue.circular_id)
    with scope(association=cast.other.association), pytest.raises(Http404):
        give_statement(actor=cast.other.clerk_actor, recipient_id=own.id, entry=keyed_in(), text="Ja.")


def test_what_was_not_sent_or_asks_nothing_takes_no_answer(home: House) -> None:
    unsent = recipient_of(an_issue(home))
    silent = recipient_of(a_sent_circular(home, answer_by=None))
    for recipient in (unsent, silent):
        for actor, entry in ((guest_of(recipient), by_link()), (home.clerk_actor, keyed_in())):
            with pytest.raises(Http404):
                give_statement(actor=actor, recipient_id=recipient.id, entry=entry, text="Ja.")
    with pytest.raises(Http404):
        lock_ask(home.clerk_actor, silent.issue.circular_id)
    assert Ask.objects.count() == 0


def test_the_row_of_an_ask_is_made_by_the_first_write(home: House) -> None:
    issue = a_sent_circular(home)
    default = ask_of(issue.circular_id, a_content(home))
    assert default is not None
    assert default._state.adding
    assert (default.kind, default.counts) == (AskKind.STATEMENT, Counting.FIRST)
    assert Ask.objects.count() == 0
    ask = lock_ask(home.clerk_actor, issue.circular_id)
    assert (ask.kind, ask.way, ask.counts, ask.closes_at_deadline) == ("statement", Way.US, Counting.FIRST, False)
    assert lock_ask(home.signatory_actor, issue.circular_id) == ask == ask_of(issue.circular_id, a_content(home))
    draft = a_circular(home)
    assert lock_ask(home.clerk_actor, draft.id).circular_id == draft.id


def test_an_answer_takes_few_queries(home: House) -> None:
    issue: Issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    say(recipient, by_link())
    with CaptureQueriesContext(connection) as queries:
        say(recipient, by_link(seen=1), "Nein.")
    # 7 at the desk, 1 for the answer, 2 for the receipt, 6 for the audit, and the savepoints of the test
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 16
