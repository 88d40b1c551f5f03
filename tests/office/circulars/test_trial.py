"""The test to oneself: the very mail, at one's own address, and no delivery."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404

from tests.cast import Cast, House, an_issue
from tests.office.circulars.test_dispatch import LINK, rendered
from tests.office.mails import spelled
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import forget
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.trial import send_trial
from umlauf.office.circulars.models import Delivery, Dispatch, Issue, RecipientAddress
from umlauf.office.circulars.queries import letter_of_link


def tried(house: House, issue: Issue) -> Message:
    return spelled(send_trial(actor=house.clerk_actor, issue_id=issue.id))


def test_it_is_the_very_mail_but_for_address_subject_and_links(home: House) -> None:
    issue = rendered(home)
    trial = tried(home, issue)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    first = RecipientAddress.objects.order_by("recipient__is_copy", "id")[0]
    real = spelled(Message.objects.get(recipient=first.email))
    assert (trial.recipient, trial.subject) == (home.clerk.email, f"Test: {real.subject}")
    for body, told in ((trial.text, real.text), (trial.html, real.html)):
        assert LINK.sub("LINK", body) == LINK.sub("LINK", told)
        assert LINK.search(body)
    assert (trial.attachments, trial.sender_address, trial.reply_to) == (
        real.attachments,
        real.sender_address,
        real.reply_to,
    )


def test_its_links_open_nothing(home: House) -> None:
    links = set(LINK.findall(tried(home, rendered(home)).text))
    assert links
    assert [letter_of_link(*read_link(Purpose.LETTER, token)) for token in links] == [None] * len(links)


def test_it_is_no_delivery_and_soon_forgotten(home: House) -> None:
    issue = rendered(home)
    first, second = tried(home, issue), tried(home, issue)
    assert first.id != second.id
    assert not Delivery.objects.exists()
    assert not Dispatch.objects.exists()
    assert Entry.objects.filter(event="circulars.trial_sent").count() == 2
    assert first.kept_until == office_today(home.association) + dt.timedelta(days=LIMITS.trial_days)
    Message.objects.update(state="sent", next_attempt_at=None)
    assert forget(first.kept_until + dt.timedelta(days=1)) == 2


def test_no_test_without_a_letter_or_a_login(home: House) -> None:
    with pytest.raises(Refused) as refused:
        send_trial(actor=home.clerk_actor, issue_id=an_issue(home).id)
    assert refused.value.code == "dispatch.letter"
    command = Actor("Kommandozeile", home.association.id, Means.COMMAND, frozenset({Role.CLERK}))
    with pytest.raises(Refused) as refused:
        send_trial(actor=command, issue_id=rendered(home).id)
    assert refused.value.code == "trial.nobody"


def test_nobody_else_tests(home: House, cast: Cast) -> None:
    issue = rendered(home)
    reader = Actor("Vera", home.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}), home.clerk.id)
    for actor, error in ((reader, Refused), (cast.other.clerk_actor, Http404)):
        with pytest.raises(error):
            send_trial(actor=actor, issue_id=issue.id)
    assert not Message.objects.exists()
