"""The terms of an ask, and closing it."""

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular
from tests.office.responses.asking import a_sent_circular, by_link, guest_of, recipient_of
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.text import Refused
from umlauf.office.responses.actions.answer import give_statement
from umlauf.office.responses.actions.ask import ask_for_registration, close_ask, reopen_ask, set_ask
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AnswerState, AskKind, Channel, Counting, Way
from umlauf.office.responses.models import Answer, Ask

HOST = Terms(AskKind.REGISTRATION, way=Way.HOST, host_address="https://tagung.example/form?id=7")


def invited(house: House) -> int:
    """The id of a circular that asks who will come."""
    circular = a_circular(house)
    ask_for_registration(actor=house.clerk_actor, circular_id=circular.id)
    return circular.id


def test_terms_are_set_and_recorded_once(home: House) -> None:
    issue = a_sent_circular(home)
    terms = Terms(AskKind.STATEMENT, counts=Counting.FINAL, closes_at_deadline=True)
    ask = set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=terms)
    assert (ask.counts, ask.closes_at_deadline) == (Counting.FINAL, True)
    assert Entry.objects.latest("sequence").event == "responses.ask_set"
    before = row_counts()
    assert set_ask(actor=home.signatory_actor, circular_id=issue.circular_id, terms=terms) == ask
    assert row_counts() == before


def test_a_draft_can_be_given_terms(home: House) -> None:
    circular = a_circular(home)
    ask = set_ask(actor=home.clerk_actor, circular_id=circular.id, terms=Terms(AskKind.STATEMENT))
    assert (ask.circular_id, Ask.objects.count()) == (circular.id, 1)


def test_registration_belongs_to_a_conference(home: House) -> None:
    circular = a_circular(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        set_ask(actor=home.clerk_actor, circular_id=circular.id, terms=Terms(AskKind.REGISTRATION))
    assert refusal.value.code == "ask.kind"
    assert row_counts() == before


def test_the_kind_stays(home: House) -> None:
    circular_id = invited(home)
    ask = set_ask(actor=home.clerk_actor, circular_id=circular_id, terms=Terms(AskKind.STATEMENT))
    assert ask.kind == AskKind.REGISTRATION


def test_a_conference_makes_the_ask_one_for_registration_unless_it_was_answered(home: House) -> None:
    early, answered = a_circular(home), a_sent_circular(home)
    set_ask(actor=home.clerk_actor, circular_id=early.id, terms=Terms(AskKind.STATEMENT))
    assert ask_for_registration(actor=home.clerk_actor, circular_id=early.id).kind == AskKind.REGISTRATION
    recipient = recipient_of(answered)
    give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text="Ja.")
    kept = ask_for_registration(actor=home.clerk_actor, circular_id=answered.circular_id)
    assert kept.kind == AskKind.STATEMENT


@pytest.mark.parametrize(
    "address", ["https://tagung.example/form?id=7", "anmeldung@bund.example", "https://bücher.example/Anmeldung"]
)
def test_the_host_has_a_form_or_a_mail_address(home: House, address: str) -> None:
    terms = Terms(AskKind.REGISTRATION, way=Way.HOST, host_address=f" {address} ")
    assert set_ask(actor=home.clerk_actor, circular_id=invited(home), terms=terms).host_address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tagung.example",
        "http://tagung.example/",
        "javascript:alert(1)",
        "https://",
        "https://tagung.example/a b",
        "https://tagung.example/\nX",
        'https://tagung.example/"onclick=',
        "https://[x/",
        "https://tagung.example/" + "x" * 500,
        "anmeldung@",
    ],
)
def test_what_leads_nowhere_is_refused(home: House, address: str) -> None:
    terms = Terms(AskKind.REGISTRATION, way=Way.HOST, host_address=address)
    circular_id = invited(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        set_ask(actor=home.clerk_actor, circular_id=circular_id, terms=terms)
    assert refusal.value.code in {"ask.host", "address.invalid"}
    assert row_counts() == before


def test_the_way_back_to_us_forgets_the_host(home: House) -> None:
    circular_id = invited(home)
    set_ask(actor=home.clerk_actor, circular_id=circular_id, terms=HOST)
    ask = set_ask(actor=home.clerk_actor, circular_id=circular_id, terms=Terms(AskKind.REGISTRATION))
    assert (ask.way, ask.host_address) == (Way.US, "")


def test_the_way_stays_once_somebody_has_answered(home: House) -> None:
    issue = a_sent_circular(home)
    ask = ask_for_registration(actor=home.clerk_actor, circular_id=issue.circular_id)
    Answer.objects.create(
        association=home.association,
        ask=ask,
        recipient=recipient_of(issue),
        state=AnswerState.DECLINED,
        channel=Channel.LINK,
        at=issue.signed_at,
    )
    with pytest.raises(Refused) as refusal:
        set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=HOST)
    assert refusal.value.code == "ask.way"
    same = Terms(AskKind.REGISTRATION, counts=Counting.FINAL)
    assert set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=same).counts == Counting.FINAL


def test_a_statement_comes_to_us(home: House) -> None:
    issue = a_sent_circular(home)
    terms = Terms(AskKind.STATEMENT, way=Way.HOST, host_address="https://tagung.example/")
    with pytest.raises(Refused) as refusal:
        set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=terms)
    assert refusal.value.code == "ask.way"
    assert Ask.objects.count() == 0


def test_closed_twice_is_closed_once_and_opened_again(home: House) -> None:
    issue = a_sent_circular(home)
    first = close_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    before = row_counts()
    second = close_ask(actor=home.signatory_actor, circular_id=issue.circular_id)
    assert (second.closed_at, second.closed_by) == (first.closed_at, home.clerk.name)
    assert row_counts() == before
    opened = reopen_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    assert (opened.closed_at, opened.closed_by) == (None, "")
    assert Entry.objects.latest("sequence").event == "responses.ask_reopened"
    before = row_counts()
    reopen_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    assert row_counts() == before


def test_only_the_office_decides_and_only_its_own(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular_id = a_sent_circular(cast.home).circular_id
        for actor in (cast.member_actor, machine(cast.home.association.id)):
            with pytest.raises(Refused):
                set_ask(actor=actor, circular_id=circular_id, terms=Terms(AskKind.STATEMENT))
            with pytest.raises(Refused):
                close_ask(actor=actor, circular_id=circular_id)
            with pytest.raises(Refused):
                reopen_ask(actor=actor, circular_id=circular_id)
            with pytest.raises(Refused):
                ask_for_registration(actor=actor, circular_id=circular_id)
        with pytest.raises(Http404):
            set_ask(actor=cast.other.clerk_actor, circular_id=circular_id, terms=Terms(AskKind.STATEMENT))
        with pytest.raises(Http404):
            close_ask(actor=cast.other.clerk_actor, circular_id=circular_id)
        assert Ask.objects.count() == 0
