"""A conference is begun with its circular, changed and cancelled; whoever comes is told, and their calendar follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, an_issue
from tests.office.circulars.agreeing import laid
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    PLAN,
    an_entry,
    an_invitation,
    guest,
    invited,
    mails,
    new_mails,
    persons,
    registered,
)
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Task
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import AnnexVersion, Issue, Notice, NoticeDelivery
from umlauf.office.conferences.actions import announce
from umlauf.office.conferences.actions.annexes import attach_form, attach_programme
from umlauf.office.conferences.actions.announce import Tell, queue_announcement
from umlauf.office.conferences.actions.begin import Invitation, begin_event
from umlauf.office.conferences.actions.event import cancel_event, change_event, set_hosts
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.enums import Circle, ConferenceKind, ConferenceStatus
from umlauf.office.conferences.event_entries import (
    EventEntry,
    HostEntry,
    checked_event,
    entry_of,
    paragraphs,
    state_of_event,
    state_of_hosts,
)
from umlauf.office.conferences.models import Announcement, Conference
from umlauf.office.conferences.tasks import announce as announce_task
from umlauf.office.conferences.tasks import find_unannounced

COMING = Tell(frozenset({Circle.COMING}), "Der Saal war vergeben.", "word-1")
BOTH = Tell(frozenset({Circle.COMING, Circle.INVITED}), "Der Saal war vergeben.", "word-2")
NOON = dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def home(cast: Cast) -> Iterator[House]:
    set_office_time(NOON)
    with scope(association=cast.home.association):
        yield cast.home


def team(house: House) -> Actor:
    """Somebody of the conference team, who writes no circulars."""
    return Actor("Toni Team", house.association.id, Means.LOGIN, roles=frozenset({Role.CONFERENCE_TEAM}))


def an_event(house: House, **changes: Any) -> Conference:
    plan = replace(PLAN, **changes)
    invitation = Invitation(house.series.id, house.members_list.id, dt.date(2016, 11, 18), "Kim König")
    return begin_event(actor=house.clerk_actor, plan=plan, invitation=invitation, nonce="form-1")


def changed(conference: Conference, actor: Actor, tell: Tell = COMING, **changes: Any) -> Conference:
    entry = replace(entry_of(conference), **changes)
    return change_event(
        actor=actor, conference_id=conference.id, entry=entry, seen=state_of_event(conference), tell=tell
    )


def told(conference: Conference) -> None:
    """Let the worker queue what waits."""
    for one in Announcement.objects.filter(conference=conference, queued_at=None):
        announce_task(one.id)


def sequence_in(message: Message) -> int:
    return int(next(line[9:] for line in message.calendar.split("\r\n") if line.startswith("SEQUENCE:")))


def test_an_event_begins_with_the_draft_that_invites_to_it(home: House) -> None:
    conference = an_event(home, hosts=("Landkreistag",), co_hosts=("Ministerium",), directions="Vom Bahnhof  \nrechts")
    content = Content.parse(conference.circular.drafts.get().content)
    assert (content.subject, content.answer_by) == (PLAN.title, dt.date(2016, 11, 18))
    assert content.contact_name == "Kim König"
    assert conference.directions == "Vom Bahnhof\nrechts"
    assert list(conference.hosts.values_list("name", "co_host")) == [("Landkreistag", False), ("Ministerium", True)]
    before = row_counts()
    again = an_event(home, hosts=("Landkreistag",), co_hosts=("Ministerium",), directions="Vom Bahnhof  \nrechts")
    assert again.id == conference.id
    assert row_counts() == before


def test_the_same_form_with_other_entries_begins_another_event(home: House) -> None:
    first = an_event(home)
    second = an_event(home, title="Präsidium", starts_on=dt.date(2016, 12, 9))
    assert second.id != first.id
    assert second.circular_id != first.circular_id
    assert second.title == "Präsidium"


def test_a_session_has_a_draft_of_its_own_words(home: House) -> None:
    session = an_event(home, kind=ConferenceKind.SESSION, title="Präsidium")
    conference = begin_event(
        actor=home.clerk_actor,
        plan=replace(PLAN, title="Präsidium"),
        invitation=Invitation(home.series.id, home.members_list.id),
        nonce="form-2",
    )
    first, second = (one.circular.drafts.get().content for one in (session, conference))
    assert session.kind == ConferenceKind.SESSION
    assert first["body"] != second["body"]
    assert (bool(first["keyword"]), bool(second["keyword"])) == (True, False)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "event.title"),
        ({"ends_on": dt.date(2016, 12, 1)}, "event.days"),
        ({"starts_on": dt.date(1816, 12, 2)}, "event.days"),
        ({"starts_on": dt.date(2016, 11, 9)}, "event.past"),
        ({"starts_on": dt.date(2016, 11, 17)}, "event.deadline"),
        ({"title": "x" * 201}, "circular.long"),
        ({"city": "\U00012000"}, "circular.characters"),
        ({"directions": "x" * 4001}, "circular.long"),
        ({"hosts": tuple(f"Wirt {number}" for number in range(13))}, "event.hosts"),
    ],
)
def test_what_no_event_can_be(home: House, changes: dict[str, Any], code: str) -> None:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        an_event(home, **changes)
    assert refusal.value.code == code
    assert row_counts() == before


def test_who_begins_and_for_what(cast: Cast) -> None:
    with scope(association=cast.home.association):
        for actor in (cast.member_actor, team(cast.home)):
            with pytest.raises(Refused) as refusal:
                begin_event(
                    actor=actor,
                    plan=PLAN,
                    invitation=Invitation(cast.home.series.id, cast.home.members_list.id),
                    nonce="-",
                )
            assert refusal.value.code == "access.role"
        with pytest.raises(Http404):
            begin_event(
                actor=cast.home.clerk_actor,
                plan=PLAN,
                invitation=Invitation(cast.other.series.id, cast.home.members_list.id),
                nonce="-",
            )


def test_another_place_reaches_whoever_comes_and_their_calendars(home: House) -> None:
    conference = an_invitation(home, places=1)
    registered(invited(conference)[0], ANNA, BERT)
    first = mails().get(recipient=ANNA.email)
    last = mails().latest("id").id
    changed(conference, team(home), venue="Haus am Markt")
    assert list(new_mails(last)) == []
    told(conference)
    assert [(to, bool(subject), method) for to, subject, method in new_mails(last)] == [
        (ANNA.email, True, "REQUEST"),
        ("vorzimmer@lk-ahorntal.example", True, ""),
    ]
    again = mails().filter(id__gt=last)[0]
    assert sequence_in(again) > sequence_in(first)
    assert "Haus am Markt" in again.text
    assert "Haus der Landkreise" in again.text
    assert "Der Saal war vergeben." in again.text
    conference.refresh_from_db()
    assert (conference.venue, conference.calendar_sequence) == ("Haus am Markt", 1)
    assert list(Entry.objects.order_by("-sequence").values_list("event", flat=True)[:2]) == [
        "conferences.announced",
        "conferences.event_changed",
    ]


def test_the_same_form_twice_tells_once(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    seen = state_of_event(conference)
    entry = replace(entry_of(conference), city="Neustadt")
    for _again in range(2):
        change_event(actor=home.clerk_actor, conference_id=conference.id, entry=entry, seen=seen, tell=COMING)
        told(conference)
    assert Announcement.objects.count() == 1
    assert len(mails()) == 2


def test_nobody_overwrites_unseen(home: House) -> None:
    conference = an_invitation(home)
    seen = state_of_event(conference)
    changed(conference, home.clerk_actor, city="Neustadt")
    with pytest.raises(Refused) as refusal:
        change_event(
            actor=home.clerk_actor,
            conference_id=conference.id,
            entry=replace(entry_of(conference), city="Altstadt"),
            seen=seen,
            tell=replace(COMING, nonce="word-9"),
        )
    assert refusal.value.code == "event.changed"


def test_who_comes_cannot_be_left_in_the_dark(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    with pytest.raises(Refused) as refusal:
        changed(conference, home.clerk_actor, Tell(), starts_at=dt.time(9))
    assert refusal.value.code == "event.tell"
    assert changed(conference, home.clerk_actor, Tell(), note="Saal bezahlt").note == "Saal bezahlt"
    conference.refresh_from_db()
    assert conference.calendar_sequence == 0


def test_nothing_is_told_where_there_is_nothing_to_say(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    conference = changed(conference, home.clerk_actor, replace(BOTH, text=""), note="Saal bezahlt")
    assert not Announcement.objects.exists()
    changed(conference, home.clerk_actor, replace(COMING, text=""), fee="20 Euro", directions="Linie 4")
    told(conference)
    assert Announcement.objects.get().text
    assert Conference.objects.get(id=conference.id).calendar_sequence == 0


def test_all_who_were_invited_get_a_notice(home: House) -> None:
    conference = an_invitation(home)
    with pytest.raises(Refused) as refusal:
        changed(conference, team(home), BOTH, city="Neustadt")
    assert refusal.value.code == "access.role"
    assert not Announcement.objects.exists()
    changed(conference, home.clerk_actor, BOTH, city="Neustadt")
    notice = Notice.objects.get()
    assert "Neustadt" in notice.text
    assert NoticeDelivery.objects.filter(notice=notice).exists()
    assert Announcement.objects.get().circles == ["coming", "invited"]


def test_long_names_fit_into_the_notice(home: House) -> None:
    conference = an_invitation(home, title="A" * 200, venue="B" * 200, street="C" * 200)
    tell = replace(BOTH, text="D" * 500)
    changed(conference, home.clerk_actor, tell, title="E" * 200, venue="F" * 200, street="G" * 200)
    assert "G" * 200 in Notice.objects.get().text


def test_cancelling_takes_it_out_of_calendars(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    registered(recipient, ANNA)
    last = mails().latest("id").id
    with pytest.raises(Refused) as refusal:
        cancel_event(actor=home.clerk_actor, conference_id=conference.id, seen=state_of_event(conference), tell=Tell())
    assert refusal.value.code == "event.text"
    for _again in range(2):
        cancel_event(
            actor=team(home),
            conference_id=conference.id,
            seen=state_of_event(conference),
            tell=replace(COMING, circles=frozenset()),
        )
        told(conference)
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(ANNA.email, "CANCEL")]
    conference.refresh_from_db()
    assert conference.status == ConferenceStatus.CANCELLED
    for act in (
        lambda: changed(conference, home.clerk_actor, Tell(), status=ConferenceStatus.PLANNED),
        lambda: registered(recipient, BERT),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code in {"event.ended", "register.over"}


def test_nobody_is_invited_to_what_was_cancelled(home: House) -> None:
    conference = an_event(home)
    told = Tell(text="Die Konferenz entfällt.", nonce="Absage")
    cancel_event(actor=team(home), conference_id=conference.id, seen=state_of_event(conference), tell=told)
    with pytest.raises(Refused) as refusal:
        an_issue(home, conference.circular)
    assert (refusal.value.code, Issue.objects.exists()) == ("event.cancelled", False)


def test_a_change_before_a_cancellation_is_overtaken(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    last = mails().latest("id").id
    conference = changed(conference, home.clerk_actor, city="Neustadt")
    cancel_event(
        actor=home.clerk_actor,
        conference_id=conference.id,
        seen=state_of_event(conference),
        tell=replace(COMING, nonce="word-3"),
    )
    told(conference)
    assert [method for _to, _subject, method in new_mails(last)] == ["CANCEL"]
    assert not Announcement.objects.filter(queued_at=None).exists()


def test_only_those_who_came_before_and_still_come_are_told(home: House) -> None:
    conference = an_invitation(home)
    first, second = invited(conference)[:2]
    kept = registered(first, ANNA, BERT)
    changed(conference, home.clerk_actor, city="Neustadt")
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(seen=1), registration_ids=[kept.added[1].id])
    set_office_time(NOON + dt.timedelta(minutes=5))
    registered(second, *persons(2))
    last = mails().latest("id").id
    told(conference)
    assert [to for to, _subject, _method in new_mails(last)] == [ANNA.email]


def test_many_are_told_in_steps_and_nobody_twice(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce, "CHUNK", 2)
    conference = an_invitation(home)
    registered(invited(conference)[0], *persons(5))
    last = mails().latest("id").id
    changed(conference, home.clerk_actor, city="Neustadt")
    one, actor = Announcement.objects.get(), machine(home.association.id)
    assert queue_announcement(actor=actor, announcement_id=one.id)
    Task.objects.all().delete()
    assert find_unannounced(home.association) == 1
    told(conference)
    assert mails().filter(id__gt=last).count() == 5
    assert find_unannounced(home.association) == 0
    assert not queue_announcement(actor=actor, announcement_id=one.id)


def test_a_draft_is_changed_with_its_annexes_until_others_read_it(home: House) -> None:
    circular = a_circular(home)
    conference = plan_conference(actor=home.clerk_actor, circular_id=circular.id, plan=PLAN)
    attach_form(actor=home.clerk_actor, conference=conference, number=2, title="Anmeldung")
    attach_programme(actor=home.clerk_actor, conference=conference, number=1, title="Programm")
    conference = changed(conference, team(home), Tell(), city="Neustadt")
    set_hosts(
        actor=team(home),
        conference_id=conference.id,
        hosts=(HostEntry("Landkreistag"),),
        issuer="",
        seen=state_of_hosts(conference),
    )
    assert AnnexVersion.objects.filter(annex__circular=circular, annex__number=2).count() == 2
    assert AnnexVersion.objects.filter(annex__circular=circular, annex__number=1).count() >= 2
    assert not Announcement.objects.exists()
    laid(home, circular)
    with pytest.raises(Refused) as refusal:
        changed(conference, home.clerk_actor, Tell(), city="Altstadt")
    assert refusal.value.code == "draft.laid"


def test_hosts_are_named_once_and_in_order(home: House) -> None:
    conference = an_event(home)
    hosts = (HostEntry("Landkreistag"), HostEntry(" "), HostEntry("landkreistag"), HostEntry("Stiftung", co_host=True))
    seen = state_of_hosts(conference)
    for _again in range(2):
        set_hosts(actor=team(home), conference_id=conference.id, hosts=hosts, issuer="Bundesverband ", seen=seen)
    assert list(conference.hosts.values_list("name", "co_host")) == [("Landkreistag", False), ("Stiftung", True)]
    assert Conference.objects.get(id=conference.id).issuer == "Bundesverband"
    with pytest.raises(Refused) as refusal:
        set_hosts(actor=team(home), conference_id=conference.id, hosts=(), issuer="", seen=seen)
    assert refusal.value.code == "event.changed"


def test_nothing_of_what_is_over_is_changed(home: House) -> None:
    conference = an_event(home)
    with pytest.raises(Refused) as refusal:
        changed(conference, home.clerk_actor, Tell(), starts_on=dt.date(2016, 11, 9))
    assert refusal.value.code == "event.past"
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    with pytest.raises(Refused) as refusal:
        changed(conference, home.clerk_actor, Tell(), city="Neustadt")
    assert refusal.value.code == "event.ended"


def test_only_the_own_office_runs_a_conference(cast: Cast) -> None:
    set_office_time(NOON)
    with scope(association=cast.home.association):
        conference = an_event(cast.home)
        for actor, refused in ((cast.member_actor, Refused), (cast.other.clerk_actor, Http404)):
            with pytest.raises(refused):
                changed(conference, actor, Tell(), city="Neustadt")
            with pytest.raises(refused):
                cancel_event(actor=actor, conference_id=conference.id, seen=state_of_event(conference), tell=Tell())
            with pytest.raises(refused):
                set_hosts(actor=actor, conference_id=conference.id, hosts=(), issuer="X", seen="")


def test_what_was_announced_is_forgotten_with_the_names(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    changed(conference, home.clerk_actor, city="Neustadt")
    set_office_time(dt.datetime(2017, 6, 1, 12, tzinfo=dt.UTC))
    purge_conference(actor=machine(home.association.id), conference_id=conference.id)
    assert not Announcement.objects.exclude(text="").exists()


@pytest.mark.pure
def test_texts_keep_their_paragraphs() -> None:
    assert paragraphs("  a \r\n\n\n\nb\n") == "a\n\nb"
    assert paragraphs("\n \n") == ""


@pytest.mark.pure
def test_a_cancellation_is_no_entry_of_a_form() -> None:
    with pytest.raises(ValueError, match="cancelled"):
        checked_event(EventEntry("Tagung", dt.date(2016, 12, 2), status=ConferenceStatus.CANCELLED))
