"""Acknowledging the receipt of a circular, and noting that its letter was called up."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.responses.asking import guest_of, it_is, recipient_of
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.acknowledge import acknowledge, forget_who_acknowledged
from umlauf.office.circulars.actions.call_up import call_up
from umlauf.office.circulars.actions.follow_up import Word, begin_follow_up, give_notice
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.difference import difference
from umlauf.office.circulars.enums import AcknowledgedBy, FollowUp
from umlauf.office.circulars.models import Acknowledgement, Delivery, Issue, Recipient

BY_LINK = AcknowledgedBy.LINK


def sent(house: House, *, asks: bool = True, answer_by: dt.date | None = None) -> Issue:
    """A circular that went out on 10 November 2016. Inside the scope."""
    it_is(dt.date(2016, 11, 10))
    content = replace(a_content(house), acknowledge=asks, answer_by=answer_by)
    issue = an_issue(house, a_circular(house, content))
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    return Issue.objects.get(id=issue.id)


def messages_of(recipient: Recipient) -> list[Message]:
    deliveries = Delivery.objects.filter(address__recipient=recipient)
    return list(Message.objects.filter(id__in=deliveries.values("message_id")).order_by("id"))


def test_a_guest_acknowledges_once(home: House) -> None:
    recipient = recipient_of(sent(home))
    noted = acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK, by="  Pia   Wendlandt ")
    assert (noted.by, noted.means) == ("Pia Wendlandt", "link")
    assert noted.at.date() == office_today(home.association)
    recipient.refresh_from_db()
    assert recipient.called_up_at is not None
    assert recipient.called_up_at <= noted.at
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == (
        "circulars.acknowledged",
        "Rundschreiben Nr. 543/2016 Landkreis Ahorntal (link)",
    )
    before = row_counts()
    again = acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK, by="Bert Cramer")
    assert (again.by, row_counts()) == ("Pia Wendlandt", before)


def test_the_office_keys_in_and_that_is_no_call_up(home: House) -> None:
    recipient = recipient_of(sent(home))
    means = AcknowledgedBy.PHONE
    assert acknowledge(actor=home.clerk_actor, recipient_id=recipient.id, means=means).means == "phone"
    recipient.refresh_from_db()
    assert recipient.called_up_at is None


def test_a_member_acknowledges_by_login(cast: Cast) -> None:
    with scope(association=cast.home.association):
        recipient = recipient_of(sent(cast.home))
        reader = replace(cast.member_actor, roles=frozenset({Role.SPECIALIST}))
        with pytest.raises(Http404):
            acknowledge(actor=reader, recipient_id=recipient.id, means=AcknowledgedBy.LOGIN)
        noted = acknowledge(
            actor=cast.member_actor, recipient_id=recipient.id, means=AcknowledgedBy.LOGIN, by="Registratur"
        )
        assert (noted.by, noted.means) == ("Registratur", "login")


@pytest.mark.parametrize("means", AcknowledgedBy)
def test_nobody_acknowledges_for_another_house_or_by_another_way(home: House, means: AcknowledgedBy) -> None:
    issue = sent(home)
    first, second = recipient_of(issue), recipient_of(issue, 1)
    team = Actor("Team", home.association.id, Means.LOGIN, frozenset({Role.DOOR}))
    for actor in (guest_of(second), machine(home.association.id), team):
        with pytest.raises(Http404):
            acknowledge(actor=actor, recipient_id=first.id, means=means)
    if means != BY_LINK:
        with pytest.raises(Http404):
            acknowledge(actor=guest_of(first), recipient_id=first.id, means=means)
    assert not Acknowledgement.objects.exists()


def test_another_association_finds_nothing(cast: Cast) -> None:
    with scope(association=cast.home.association):
        recipient = recipient_of(sent(cast.home))
    with scope(association=cast.other.association), pytest.raises(Http404):
        acknowledge(actor=cast.other.clerk_actor, recipient_id=recipient.id, means=AcknowledgedBy.PHONE)


def test_what_asks_nobody_is_not_acknowledged(home: House) -> None:
    recipient = recipient_of(sent(home, asks=False))
    with pytest.raises(Refused) as refused:
        acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK)
    assert refused.value.code == "acknowledge.not_asked"
    copy = recipient_of(sent(home), 1)
    Recipient.objects.filter(id=copy.id).update(is_copy=True)
    with pytest.raises(Refused) as refused:
        acknowledge(actor=guest_of(copy), recipient_id=copy.id, means=BY_LINK)
    assert refused.value.code == "acknowledge.not_asked"


def test_what_was_withdrawn_no_longer_asks(home: House) -> None:
    issue = sent(home)
    recipient = recipient_of(issue)
    give_notice(actor=home.clerk_actor, issue_id=issue.id, word=Word(FollowUp.WITHDRAWAL, "Entfällt.", 0))
    with pytest.raises(Refused) as refused:
        acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK)
    assert refused.value.code == "acknowledge.withdrawn"
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(("name", "code"), [("x" * 121, "circular.long"), ("Pia \U0001f600", "circular.characters")])
def test_a_name_that_cannot_be_kept_is_refused(home: House, name: str, code: str) -> None:
    recipient = recipient_of(sent(home))
    with pytest.raises(Refused) as refused:
        acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK, by=name)
    assert refused.value.code == code


def test_who_acknowledged_is_forgotten_and_that_stays(home: House) -> None:
    recipient = recipient_of(sent(home))
    noted = acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK, by="Pia Wendlandt")
    entry = Entry.objects.get(event="circulars.acknowledged")
    last = office_today(home.association) + dt.timedelta(days=LIMITS.retention_days)
    assert forget_who_acknowledged(home.association, last) == 0
    assert PersonalPart.objects.filter(entry=entry).exists()
    assert forget_who_acknowledged(home.association, last + dt.timedelta(days=1)) == 1
    noted.refresh_from_db()
    assert (noted.by, noted.means) == ("", "link")
    assert not PersonalPart.objects.filter(entry=entry).exists()
    before = row_counts()
    assert forget_who_acknowledged(home.association, last + dt.timedelta(days=9)) == 0
    assert row_counts() == before


def test_a_correction_asks_anew(home: House) -> None:
    issue = sent(home)
    begun = begin_follow_up(actor=home.clerk_actor, issue_id=issue.id, kind=FollowUp.CORRECTION)
    draft = begun.drafts.latest("revision")
    assert Content.parse(draft.content).acknowledge
    assert not Acknowledgement.objects.exists()


def test_what_does_not_ask_is_stored_and_signed_as_before(home: House) -> None:
    content = a_content(home)
    assert "acknowledge" not in content.json()
    asking = replace(content, acknowledge=True)
    assert Content.parse(asking.json()) == asking
    (change,) = difference(content, asking)
    assert len(change.paragraphs) == 1


def test_the_mail_asks_those_who_are_asked(home: House) -> None:
    asking, silent = sent(home), sent(home, asks=False)
    texts = [messages_of(recipient_of(one))[0] for one in (asking, silent)]
    said = [" ".join(one.body.text.split()) for one in texts if one.body is not None]
    assert ["Please confirm" in one or "bestätigen" in one for one in said] == [True, False]


def test_a_call_up_is_noted_the_first_time_alone(home: House) -> None:
    recipient = recipient_of(sent(home))
    with CaptureQueriesContext(connection) as asked:
        assert call_up(actor=guest_of(recipient), recipient_id=recipient.id)
    assert sum(one["sql"].startswith("UPDATE") for one in asked) == 1
    recipient.refresh_from_db()
    first = recipient.called_up_at
    entries = Entry.objects.count()
    it_is(dt.date(2016, 11, 12))
    with CaptureQueriesContext(connection) as asked:
        assert not call_up(actor=guest_of(recipient), recipient_id=recipient.id)
    assert sum(one["sql"].startswith("UPDATE") for one in asked) == 1
    recipient.refresh_from_db()
    assert recipient.called_up_at == first
    assert Entry.objects.count() == entries


def test_a_call_up_by_link_settles_what_was_uncertain(home: House) -> None:
    issue = sent(home)
    recipient, other = recipient_of(issue), recipient_of(issue, 1)
    Message.objects.update(state=State.UNCERTAIN, next_attempt_at=None)
    assert call_up(actor=guest_of(recipient), recipient_id=recipient.id)
    assert {one.state for one in messages_of(recipient)} == {State.SENT}
    assert {one.state for one in messages_of(other)} == {State.UNCERTAIN}
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.subject) == ("circulars.delivery_seen", f"circulars.Recipient:{recipient.id}")


def test_a_confirmation_by_link_settles_what_was_uncertain(home: House) -> None:
    recipient = recipient_of(sent(home))
    Message.objects.update(state=State.UNCERTAIN, next_attempt_at=None)
    acknowledge(actor=guest_of(recipient), recipient_id=recipient.id, means=BY_LINK)
    assert {one.state for one in messages_of(recipient)} == {State.SENT}


def test_a_link_that_came_by_another_mail_too_settles_nothing(home: House) -> None:
    issue = sent(home)
    recipient, other = recipient_of(issue), recipient_of(issue, 1)
    renew_link(actor=home.clerk_actor, recipient_id=recipient.id, generation=recipient.link_generation)
    Message.objects.filter(key__startswith="circular:").update(state=State.UNCERTAIN, next_attempt_at=None)
    Message.objects.filter(key__startswith="link:").update(state=State.SENT, next_attempt_at=None)
    for one in (recipient, other):
        assert call_up(actor=guest_of(one), recipient_id=one.id)
    assert {one.state for one in messages_of(recipient)} == {State.UNCERTAIN}
    assert {one.state for one in messages_of(other)} == {State.SENT}


def test_a_login_proves_no_mail(cast: Cast) -> None:
    with scope(association=cast.home.association):
        recipient = recipient_of(sent(cast.home))
        Message.objects.update(state=State.UNCERTAIN, next_attempt_at=None)
        assert call_up(actor=cast.member_actor, recipient_id=recipient.id)
        assert {one.state for one in messages_of(recipient)} == {State.UNCERTAIN}


def test_nobody_calls_up_for_another_house(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = sent(cast.home)
        first, second = recipient_of(issue), recipient_of(issue, 1)
        assert not call_up(actor=guest_of(second), recipient_id=first.id)
        with pytest.raises(Refused):
            call_up(actor=cast.home.clerk_actor, recipient_id=first.id)
        first.refresh_from_db()
        assert first.called_up_at is None
