"""Several processes at once: a conference is changed while people register, and nobody stands in another's way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.registering import ANNA, an_invitation, invited, mails, persons, registered
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.actions.announce import Tell, queue_announcement
from umlauf.office.conferences.actions.event import change_event, set_hosts
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.enums import Circle
from umlauf.office.conferences.event_entries import HostEntry, entry_of, state_of_event, state_of_hosts
from umlauf.office.conferences.models import Announcement, Conference, Registration

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def in_scope(cast: Cast, work: Callable[[], object]) -> Work:
    def run() -> None:
        with scope(association=cast.home.association):
            work()

    return run


def test_one_form_sent_by_many_while_others_register_tells_once(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house, places=3)
        recipients = invited(conference)
        registered(recipients[0], ANNA)
        issue = Issue.objects.get(circular=conference.circular_id)
        entry, seen = replace(entry_of(conference), city="Neustadt"), state_of_event(conference)
        tell = Tell(frozenset({Circle.COMING, Circle.INVITED}), "Der Saal war vergeben.", "once")
        hosts, hosts_seen = (HostEntry("Landkreistag"),), state_of_hosts(conference)
        clerk, one = house.clerk_actor, conference.id

        def change() -> object:
            return change_event(actor=clerk, conference_id=one, entry=entry, seen=seen, tell=tell)

        office: list[Callable[[], object]] = [
            *[change] * MANY,
            lambda: set_hosts(actor=clerk, conference_id=one, hosts=hosts, issuer="", seen=hosts_seen),
            lambda: set_places(actor=clerk, conference_id=one, places=4),
            lambda: give_notice(actor=clerk, issue_id=issue.id, word=Word(FollowUp.SUPPLEMENT, "Parken im Hof.", 9)),
            lambda: registered(recipients[1], *persons(2)),
            lambda: registered(recipients[2], *persons(2, first=3)),
        ]
        assert all_at_once([in_scope(cast, work) for work in office]) == [0] * len(office)
        found = Conference.objects.get(id=one)
        assert (found.city, found.places, found.calendar_sequence) == ("Neustadt", 4, 1)
        assert Registration.objects.filter(state="admitted").count() == 4
        assert Announcement.objects.count() == 1
        assert verify(house.association) == []


def test_two_workers_tell_nobody_twice(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        registered(invited(conference)[0], *persons(3))
        before = mails().count()
        set_office_time(dt.datetime(2016, 11, 10, 13, tzinfo=dt.UTC))
        change_event(
            actor=house.clerk_actor,
            conference_id=conference.id,
            entry=replace(entry_of(conference), city="Neustadt"),
            seen=state_of_event(conference),
            tell=Tell(frozenset({Circle.COMING}), "", "once"),
        )
        waiting, actor = Announcement.objects.get(), machine(house.association.id)
        work = in_scope(cast, lambda: queue_announcement(actor=actor, announcement_id=waiting.id))
        assert all_at_once([work] * MANY) == [0] * MANY
        assert mails().count() == before + 3
        waiting.refresh_from_db()
        assert waiting.queued_at is not None
