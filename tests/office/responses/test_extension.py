"""More time: asked for, granted, refused, and what the mails say."""

import datetime as dt

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.responses.asking import (
    DEADLINE,
    a_sent_circular,
    by_link,
    guest_of,
    it_is,
    keyed_in,
    mails,
    recipient_of,
)
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Issue
from umlauf.office.responses.actions.ask import close_ask, set_ask
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, ExtensionState
from umlauf.office.responses.models import Answer, Extension
from umlauf.office.responses.queries import open_extensions, standing_of

WEEK = dt.timedelta(days=7)


def wished(issue: Issue, *, until: dt.date = DEADLINE + WEEK, nonce: str = "", reason: str = "") -> Extension:
    recipient = recipient_of(issue)
    entry = by_link(nonce=nonce)
    return ask_extension(actor=guest_of(recipient), recipient_id=recipient.id, entry=entry, wished=until, reason=reason)


def test_a_wish_is_kept_confirmed_and_no_answer(home: House) -> None:
    issue = a_sent_circular(home)
    wish = wished(issue, reason="  Der Kreistag\n tagt erst dann. ")
    assert (wish.state, wish.wished, wish.reason) == (
        ExtensionState.ASKED,
        DEADLINE + WEEK,
        "Der Kreistag tagt erst dann.",
    )
    assert (wish.by_name, wish.by_email, wish.until) == ("Pia Wendlandt", "pia@amt.example", None)
    assert Answer.objects.count() == 0
    assert standing_of(wish.recipient).deadline == DEADLINE
    (mail,) = mails("receipt:")
    assert mail.subject.endswith("– Ihre Bitte um Fristverlängerung")
    assert "Sie bitten um mehr Zeit bis zum 25. November 2016." in mail.text
    assert "Bis dahin bleibt es bei der Frist am 18. November 2016." in mail.text
    assert Entry.objects.latest("sequence").label.endswith("Landkreis Ahorntal: 2016-11-25 (link)")


def test_a_second_wish_waits_until_the_first_is_decided(home: House) -> None:
    issue = a_sent_circular(home)
    first = wished(issue)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        wished(issue, until=DEADLINE + 2 * WEEK)
    assert refusal.value.code == "extension.asked"
    assert "25. November 2016" in str(refusal.value.message)
    assert row_counts() == before
    assert [one.wished for one in open_extensions()] == [DEADLINE + WEEK]
    decide_extension(actor=home.clerk_actor, extension_id=first.id, granted=False)
    assert wished(issue, until=DEADLINE + dt.timedelta(days=1)) != first
    assert Extension.objects.count() == 2


def test_the_same_form_wishes_once(home: House) -> None:
    issue = a_sent_circular(home)
    first = wished(issue, nonce="once")
    before = row_counts()
    assert wished(issue, nonce="once") == first
    assert row_counts() == before


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (dt.date(2016, 11, 10), DEADLINE),
        (dt.date(2016, 11, 10), DEADLINE - WEEK),
        (dt.date(2016, 11, 21), DEADLINE + dt.timedelta(days=2)),
    ],
)
def test_more_time_ends_after_the_deadline_and_not_in_the_past(home: House, today: dt.date, until: dt.date) -> None:
    issue = a_sent_circular(home)
    it_is(today)
    with pytest.raises(Refused) as refusal:
        wished(issue, until=until)
    assert refusal.value.code == "extension.date"
    assert Extension.objects.count() == 0


def test_without_a_deadline_there_is_no_more_time(home: House) -> None:
    issue = a_sent_circular(home, answer_by=None)
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=Terms(AskKind.STATEMENT))
    with pytest.raises(Refused) as refusal:
        wished(issue)
    assert refusal.value.code == "extension.date"


@pytest.mark.parametrize(("reason", "code"), [("x" * 1001, "circular.long"), ("🙂", "circular.characters")])
def test_a_reason_can_be_kept_and_shown(home: House, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        wished(a_sent_circular(home), reason=reason)
    assert refusal.value.code == code


def test_after_the_deadline_more_time_can_still_be_asked_for(home: House) -> None:
    issue = a_sent_circular(home)
    it_is(DEADLINE + dt.timedelta(days=1))
    wished(issue)
    (mail,) = mails("receipt:")
    assert "Die Frist war am 18. November 2016 abgelaufen. Ihre Angaben sind trotzdem angekommen." in " ".join(
        mail.text.split()
    )


def test_granted_it_is_the_recipients_deadline_and_it_is_told(home: House) -> None:
    issue = a_sent_circular(home)
    wish = wished(issue)
    decided = decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    assert (decided.state, decided.until, decided.decided_by) == (
        ExtensionState.GRANTED,
        DEADLINE + WEEK,
        "Nora Feldkamp",
    )
    assert standing_of(wish.recipient).deadline == DEADLINE + WEEK
    assert open_extensions() == []
    (mail,) = mails("extension:")
    assert mail.recipient == "pia@amt.example"
    assert "Ihre Frist ist verlängert. Sie läuft jetzt bis zum 25. November 2016, 24 Uhr." in " ".join(
        mail.text.split()
    )
    assert "/l/" not in mail.text + mail.html
    assert Entry.objects.latest("sequence").event == "responses.extension_granted"


def test_the_office_may_give_another_day(home: House) -> None:
    wish = wished(a_sent_circular(home))
    day = DEADLINE + dt.timedelta(days=3)
    assert decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True, until=day).until == day


@pytest.mark.parametrize("until", [DEADLINE, DEADLINE - WEEK])
def test_the_office_gives_no_less_time_than_there_is(home: House, until: dt.date) -> None:
    wish = wished(a_sent_circular(home))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True, until=until)
    assert refusal.value.code == "extension.date"
    assert row_counts() == before


def test_refused_it_says_what_stays(home: House) -> None:
    wish = wished(a_sent_circular(home))
    it_is(DEADLINE + dt.timedelta(days=1))
    refused = decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=False)
    assert (refused.state, refused.until) == (ExtensionState.REFUSED, None)
    (mail,) = mails("extension:")
    text = " ".join(mail.text.split())
    assert "Leider können wir die Frist nicht verlängern. Es bleibt beim 18. November 2016." in text
    assert "Frist abgelaufen (18. November 2016), Rückmeldung noch möglich." in text


def test_decided_alike_is_decided_once_and_otherwise_refused(home: House) -> None:
    wish = wished(a_sent_circular(home))
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    before = row_counts()
    again = decide_extension(actor=home.signatory_actor, extension_id=wish.id, granted=True)
    assert again.decided_by == home.clerk.name
    assert row_counts() == before
    for granted, until in ((False, None), (True, DEADLINE + 2 * WEEK)):
        with pytest.raises(Refused) as refusal:
            decide_extension(actor=home.signatory_actor, extension_id=wish.id, granted=granted, until=until)
        assert refusal.value.code == "extension.decided"
        assert "Nora Feldkamp" in str(refusal.value)
        assert "25. November 2016" in str(refusal.value)


def test_what_is_closed_needs_no_more_time(home: House) -> None:
    issue = a_sent_circular(home)
    wish = wished(issue)
    close_ask(actor=home.clerk_actor, circular_id=issue.circular_id)
    with pytest.raises(Refused) as refusal:
        decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    assert refusal.value.code == "extension.closed"
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=False)


def test_who_left_no_address_gets_no_mail(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    wish = ask_extension(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(), wished=DEADLINE + WEEK)
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    assert mails("") == []


def test_only_the_office_decides_and_only_its_own(cast: Cast) -> None:
    with scope(association=cast.home.association):
        wish = wished(a_sent_circular(cast.home))
        for actor in (cast.member_actor, guest_of(wish.recipient), machine(cast.home.association.id)):
            with pytest.raises(Refused):
                decide_extension(actor=actor, extension_id=wish.id, granted=True)
        for actor, extension_id in ((cast.other.clerk_actor, wish.id), (cast.home.clerk_actor, 10**6)):
            with pytest.raises(Http404):
                decide_extension(actor=actor, extension_id=extension_id, granted=True)
