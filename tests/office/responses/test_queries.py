"""Where recipients stand, who is missing, and how much has come back."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import FOUNDED, Cast, House, a_content, a_county, add_member, an_issue
from tests.office.responses.asking import DEADLINE, a_sent_circular, by_link, guest_of, keyed_in, recipient_of
from umlauf.ground.core.models import Association
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.directory.models import Membership
from umlauf.office.responses.actions.answer import give_statement
from umlauf.office.responses.actions.ask import set_ask
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, Counting
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import (
    Returned,
    ask_of,
    is_over,
    missing,
    open_extensions,
    returned,
    standing_of,
    standings,
)

FINAL = Terms(AskKind.STATEMENT, counts=Counting.FINAL)


def answer(recipient: Recipient, *, final: bool = True, seen: int = 0) -> None:
    give_statement(
        actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(seen=seen), text="Ja.", final=final
    )


@pytest.mark.parametrize(
    ("zone", "now", "over"),
    [
        ("Europe/Berlin", "2016-11-18T23:59:59+01:00", False),
        ("Europe/Berlin", "2016-11-19T00:00:00+01:00", True),
        ("Europe/Berlin", "2016-11-19T00:00:01+01:00", True),
        ("Europe/Berlin", "2016-11-18T22:59:59+00:00", False),
        ("Europe/Berlin", "2016-11-18T23:00:01+00:00", True),
        ("America/New_York", "2016-11-19T05:59:59+01:00", False),
        ("America/New_York", "2016-11-19T06:00:01+01:00", True),
        ("Europe/Berlin", "2016-11-01T00:00:00+01:00", False),
    ],
)
def test_a_deadline_passes_at_midnight_to_the_second(zone: str, now: str, over: bool) -> None:
    assert is_over(DEADLINE, Association(zone=zone), dt.datetime.fromisoformat(now)) is over


def test_a_deadline_on_the_day_of_the_longer_hour_ends_at_its_midnight() -> None:
    day, zone = dt.date(2016, 10, 30), ZoneInfo("Europe/Berlin")
    midnight = dt.datetime(2016, 10, 31, tzinfo=zone)
    berlin = Association(zone="Europe/Berlin")
    assert is_over(day, berlin, midnight) is True
    assert is_over(day, berlin, (midnight.astimezone(dt.UTC) - dt.timedelta(seconds=1))) is False


def test_without_a_deadline_nothing_is_over() -> None:
    assert is_over(None, Association(), dt.datetime.max.replace(tzinfo=dt.UTC) - dt.timedelta(days=2)) is False


def test_each_recipient_stands_somewhere(home: House) -> None:
    issue = a_sent_circular(home)
    first, second, third = (recipient_of(issue, position) for position in range(3))
    assert [one.recipient for one in missing(issue)] == [first, second, third]
    answer(second)
    wish = ask_extension(
        actor=guest_of(third), recipient_id=third.id, entry=by_link(), wished=DEADLINE + dt.timedelta(days=2)
    )
    found = standings(issue)
    assert [one.recipient for one in found] == [first, second, third]
    assert [one.counted for one in found] == [False, True, False]
    assert [one.deadline for one in found] == [DEADLINE] * 3
    assert [one.extension for one in found] == [None, None, wish]
    assert [one.recipient for one in missing(issue)] == [first, third]
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    assert [one.deadline for one in standings(issue)] == [DEADLINE, DEADLINE, DEADLINE + dt.timedelta(days=2)]
    assert standing_of(third) == standings(issue)[2]
    assert standing_of(second).answer is not None


def test_a_refused_wish_leaves_the_time_that_was_granted_before(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    for days, granted in ((5, True), (9, False)):
        wish = ask_extension(
            actor=guest_of(recipient),
            recipient_id=recipient.id,
            entry=by_link(),
            wished=DEADLINE + dt.timedelta(days=days),
        )
        decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=granted)
    assert standing_of(recipient).deadline == DEADLINE + dt.timedelta(days=5)
    assert standing_of(recipient).extension == wish


def test_who_says_that_more_follows_counts_as_the_ask_says(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    answer(recipient, final=False)
    assert standing_of(recipient).counted is True
    assert returned([issue.circular_id]) == {issue.circular_id: Returned(1, 3, closed=False)}
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=FINAL)
    assert standing_of(recipient).counted is False
    assert recipient in [one.recipient for one in missing(issue)]
    assert returned([issue.circular_id]) == {issue.circular_id: Returned(0, 3, closed=False)}
    answer(recipient, seen=1)
    assert standing_of(recipient).counted is True
    assert returned([issue.circular_id]) == {issue.circular_id: Returned(1, 3, closed=False)}


def test_only_what_was_sent_and_asks_something_is_waited_for(home: House) -> None:
    asking, silent = a_sent_circular(home), a_sent_circular(home, answer_by=None)
    unsent = an_issue(home)
    ids = [asking.circular_id, silent.circular_id, unsent.circular_id, 10**6]
    assert returned(ids) == {asking.circular_id: Returned(0, 3, closed=False)}
    assert missing(silent) == ()
    assert ask_of(silent.circular_id, replace(a_content(home), answer_by=None)) is None
    assert [one.counted for one in standings(silent)] == [False] * 3
    set_ask(actor=home.clerk_actor, circular_id=silent.circular_id, terms=Terms(AskKind.STATEMENT))
    assert returned(ids)[silent.circular_id] == Returned(0, 3, closed=False)
    assert len(missing(silent)) == 3
    assert standing_of(recipient_of(silent)).deadline is None


def test_reading_writes_nothing(home: House) -> None:
    issue = a_sent_circular(home)
    standings(issue), missing(issue), standing_of(recipient_of(issue)), returned([issue.circular_id])
    assert Ask.objects.count() == 0


@pytest.mark.parametrize("members", [1, 40])
def test_the_number_of_queries_does_not_grow(home: House, members: int) -> None:
    Membership.objects.all().update(until=FOUNDED)
    for position in range(members):
        add_member(home, a_county(100 + position))
    issue = a_sent_circular(home)
    for recipient in Recipient.objects.filter(issue=issue):
        entry = keyed_in()
        give_statement(actor=home.clerk_actor, recipient_id=recipient.id, entry=entry, text="Ja.", final=False)
        ask_extension(
            actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(), wished=DEADLINE + dt.timedelta(days=1)
        )
    issue = Issue.objects.get(id=issue.id)
    for query, most in (
        (lambda: standings(issue), 5),
        (lambda: missing(issue), 5),
        (lambda: returned([issue.circular_id, issue.circular_id + 1]), 3),
        (lambda: [one.recipient.issue.short_label for one in open_extensions()], 1),
    ):
        with CaptureQueriesContext(connection) as queries:
            query()
        assert len(queries) <= most


def test_each_association_sees_its_own_wishes(cast: Cast) -> None:
    with scope(association=cast.home.association):
        recipient = recipient_of(a_sent_circular(cast.home))
        wished = DEADLINE + dt.timedelta(days=1)
        wish = ask_extension(
            actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), wished=wished, reason="Urlaub"
        )
        assert open_extensions() == [wish]
    with scope(association=cast.other.association):
        assert open_extensions() == []
