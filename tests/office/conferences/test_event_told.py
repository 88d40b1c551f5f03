"""What a form of an event tells and what it refuses: told already, told to nobody, signed and not sent, cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django_scopes import scope

from tests.cast import Cast, House, a_circular, an_issue
from tests.office.conferences.registering import (
    ANNA,
    CARL,
    PLAN,
    an_invitation,
    by_phone,
    invited,
    mails,
    new_mails,
    registered,
)
from tests.office.conferences.test_event import COMING, NOON, changed, told
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.conferences.actions.event import cancel_event, change_event
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.calendar import calendar_of
from umlauf.office.conferences.event_entries import entry_of, state_of_event
from umlauf.office.conferences.models import Announcement, Conference, Registration


@pytest.fixture
def home(cast: Cast) -> Iterator[House]:
    set_office_time(NOON)
    with scope(association=cast.home.association):
        yield cast.home


def test_a_form_that_has_told_already_drops_nothing(home: House) -> None:
    conference = an_invitation(home)
    seen = state_of_event(conference)
    changed(conference, home.clerk_actor, city="Neustadt")
    corrected = replace(entry_of(conference), city="Altstadt")
    conference.refresh_from_db()
    for known in (seen, state_of_event(conference)):
        with pytest.raises(Refused) as refusal:
            change_event(actor=home.clerk_actor, conference_id=conference.id, entry=corrected, seen=known, tell=COMING)
        assert refusal.value.code == "event.changed"
    for nonce in ("", "word-1"):
        with pytest.raises(Refused) as refusal:
            cancel_event(
                actor=home.clerk_actor,
                conference_id=conference.id,
                seen=state_of_event(conference),
                tell=replace(COMING, nonce=nonce),
            )
        assert refusal.value.code == "event.changed"
    assert Announcement.objects.count() == 1


def test_a_text_alone_is_told_and_never_for_nobody(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    with pytest.raises(Refused) as refusal:
        changed(conference, home.clerk_actor, replace(COMING, circles=frozenset()))
    assert refusal.value.code == "event.tell"
    last = mails().latest("id").id
    for _again in range(2):
        changed(conference, home.clerk_actor)
        told(conference)
    assert [to for to, _subject, _method in new_mails(last)] == [ANNA.email]
    assert COMING.text in mails().latest("id").text


def test_what_is_signed_and_not_sent_is_not_moved_or_cancelled(home: House) -> None:
    circular = a_circular(home)
    conference = plan_conference(actor=home.clerk_actor, circular_id=circular.id, plan=PLAN)
    issue = an_issue(home, circular)
    acts: list[Callable[[], object]] = [
        lambda: changed(conference, home.clerk_actor, city="Neustadt"),
        lambda: changed(conference, home.clerk_actor, starts_at=dt.time(9)),
        lambda: cancel_event(
            actor=home.clerk_actor, conference_id=conference.id, seen=state_of_event(conference), tell=COMING
        ),
    ]
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "event.signed"
    conference = changed(conference, home.clerk_actor, fee="20 Euro")
    render_issue(actor=machine(home.association.id), issue_id=issue.id)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    acts[0]()
    assert Conference.objects.get(id=conference.id).city == "Neustadt"


def test_a_cancelled_event_never_comes_into_calendars_again(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    registered(recipient, ANNA)
    cancel_event(actor=home.clerk_actor, conference_id=conference.id, seen=state_of_event(conference), tell=COMING)
    told(conference)
    last = mails().latest("id").id
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1), people=[CARL])
    assert list(new_mails(last)) == []
    conference.refresh_from_db()
    row = Registration.objects.get(name=CARL.name)
    file = calendar_of(row, conference, title="Tagung", email=CARL.email, cancelled=False, at=NOON)
    assert "METHOD:CANCEL" in file
    assert "STATUS:CANCELLED" in file
