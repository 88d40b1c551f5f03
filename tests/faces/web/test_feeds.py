"""The calendar that follows: made by a person, fetched without a login, dead with the right of who made it."""

from __future__ import annotations

import datetime as dt
import re

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from ical.calendar_stream import IcsCalendarStream
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.faces.web.stage import logged_in
from tests.office.conferences.registering import ANNA, BERT, PLAN, an_invitation, invited, registered
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import machine_now, set_office_time
from umlauf.ground.core.models import Association
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.enums import Confidentiality, FollowUp
from umlauf.office.circulars.models import Issue, Notice
from umlauf.office.conferences.actions.feeds import forget_feeds
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.models import Conference, FeedKey, Registration
from umlauf.office.directory.models import Grant
from umlauf.office.responses.actions.deadline import move_deadline
from umlauf.office.responses.enums import Counting
from umlauf.office.responses.models import Answer, Ask

OFFICE_QUERIES, HOUSE_QUERIES = 8, 14  # of these two of who asks, four of how often, one of the time
HOSTILE = "Sitzung\r\nBEGIN:VALARM; mit, Zeilen\\n" + "ä" * 90


@pytest.fixture
def conference(cast: Cast) -> Conference:
    with scope(association=cast.home.association):
        return an_invitation(cast.home)


def made(browser: Client, key: str, **data: str) -> str:
    """The path of the address that somebody makes for a house."""
    answer = browser.post(reverse("feeds"), {"house": key, "step": "make"} | data)
    assert answer.status_code == 200
    [path] = re.findall(r"https?://[^/\s]+(/calendar/[\w-]{43}\.ics)<", answer.content.decode())
    return str(path)


def of_member(cast: Cast, browser: Client | None = None) -> str:
    return made(browser or logged_in(cast.member), f"{cast.home.association.slug}.{cast.shared.id}")


def of_office(cast: Cast) -> str:
    return made(logged_in(cast.home.clerk), f"{cast.home.association.slug}.0")


def events(path: str) -> list[icalendar.Event]:
    """What the calendar holds, where two libraries read it and its lines are as RFC 5545 wants them."""
    answer = Client().get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.replace("\r\n", "").isprintable()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    assert isinstance(calendar, icalendar.Calendar)
    assert not any(component.errors for component in calendar.walk())
    assert calendar.get_missing_tzids() == set()
    assert calendar.subcomponents  # RFC 5545 3.6
    assert len(IcsCalendarStream.calendar_from_ics(text).events) == len(calendar.events)
    return list(calendar.events)


def test_a_member_follows_what_its_house_was_invited_to(cast: Cast, conference: Conference) -> None:
    path = of_member(cast)
    event, due = events(path)
    assert str(event["summary"]) == conference.title
    assert (event["status"], event["transp"], event["sequence"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert "18. November 2016" in str(event["description"])
    assert str(event["url"]).endswith(f"/letter/{_letter(cast, conference)}/")
    assert (due.start, due.end) == (dt.date(2016, 11, 18), dt.date(2016, 11, 19))
    assert conference.title in str(due["summary"])
    assert len({str(one["uid"]) for one in (event, due)}) == 2
    with scope(association=cast.home.association):
        registered(invited(conference)[0], ANNA, BERT)
        uids = {str(row.uid) for row in Registration.objects.all()}
    [event] = events(path)
    said = str(event["description"])
    assert "Ihr Haus: 2 Personen angemeldet" in said
    text = Client().get(path).content.decode()
    assert not any(name in text for name in ("Anna", "Berg", "Cramer", "lk-ahorntal", "ATTENDEE"))
    assert str(event["uid"]) not in uids


def _letter(cast: Cast, conference: Conference) -> int:
    with scope(association=cast.home.association):
        return next(one.id for one in invited(conference) if one.organisation_id == cast.shared.id)


def test_it_follows_what_changes(cast: Cast, conference: Conference) -> None:
    path = of_member(cast)
    before = events(path)[0]
    with scope(association=cast.home.association):
        Conference.objects.update(starts_at=dt.time(11), calendar_sequence=1)
    after = events(path)[0]
    assert (before["uid"], before.sequence, after.sequence) == (after["uid"], 0, 1)
    assert isinstance(after.start, dt.datetime)
    assert after.start.hour == 11
    with scope(association=cast.home.association):
        Conference.objects.update(status="cancelled", calendar_sequence=2)
    [event] = events(path)
    assert event["status"] == "CANCELLED"
    with scope(association=cast.home.association):
        Conference.objects.update(status="tentative", starts_at=None, ends_at=None)
    event = events(path)[0]
    assert (event["status"], event.start) == ("TENTATIVE", dt.date(2016, 12, 2))


def test_what_stays_the_same_is_not_sent_again(cast: Cast, conference: Conference) -> None:
    path = of_member(cast)
    first = Client().get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert not first.cookies
    set_office_time(dt.datetime(2016, 11, 10, 13, tzinfo=dt.UTC))
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert Client().head(path).status_code == 200
    with scope(association=cast.home.association):
        Conference.objects.update(venue="Rathaus")
    assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_office_follows_all_that_was_announced(cast: Cast, conference: Conference) -> None:
    with scope(association=cast.home.association):
        draft = a_circular(cast.home, a_content(cast.home, subject="Noch ein Entwurf"))
        plan_conference(actor=cast.home.clerk_actor, circular_id=draft.id, plan=PLAN)
    [event] = events(of_office(cast))
    assert str(event["url"]).endswith(reverse("conference", kwargs={"conference_id": conference.id}))
    assert events(of_member(cast))[0]["uid"] != event["uid"]
    assert events(made(logged_in(cast.other.clerk), f"{cast.other.association.slug}.0")) == []


def test_what_is_for_the_named_alone_is_in_no_calendar(cast: Cast) -> None:
    with scope(association=cast.home.association):
        an_invitation(cast.home, confidentiality=Confidentiality.NAMED)
    assert events(of_office(cast)) == events(of_member(cast)) == []


def test_an_event_leaves_after_a_year(cast: Cast, conference: Conference) -> None:
    path = of_office(cast)
    set_office_time(dt.datetime(2017, 12, 2, 12, tzinfo=dt.UTC))
    assert len(events(path)) == 1
    set_office_time(dt.datetime(2017, 12, 3, 12, tzinfo=dt.UTC))
    assert events(path) == []


def test_a_title_with_line_breaks_breaks_no_file(cast: Cast, conference: Conference) -> None:
    with scope(association=cast.home.association):
        Conference.objects.update(title=HOSTILE)
    for path in (of_member(cast), of_office(cast)):
        event = events(path)[0]
        assert str(event["summary"]) == HOSTILE.replace("\r\n", " ")


def test_forty_sessions_ask_no_more_than_one(
    cast: Cast, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path, office = of_member(cast), of_office(cast)
    for one in (path, office):
        Client().get(one)  # notes the day
    with scope(association=cast.home.association):
        _sessions(cast.home, 39)
    with django_assert_num_queries(HOUSE_QUERIES):
        answer = Client().get(path)
    assert answer.content.count(b"BEGIN:VEVENT") == 80
    assert answer.content.count(b"BEGIN:VTIMEZONE") == 1
    with django_assert_num_queries(OFFICE_QUERIES):
        answer = Client().get(office)
    assert answer.content.count(b"BEGIN:VEVENT") == 40


def _sessions(house: House, many: int) -> None:
    for number in range(many):
        circular = a_circular(house, a_content(house, subject=f"Sitzung {number}"))
        plan_conference(actor=house.clerk_actor, circular_id=circular.id, plan=PLAN)
        issue = an_issue(house, circular)
        render_issue(actor=machine(house.association.id), issue_id=issue.id)
        dispatch(actor=house.clerk_actor, issue_id=issue.id)


def test_the_secret_is_kept_nowhere(cast: Cast, conference: Conference) -> None:
    path = of_member(cast)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    with scope(association=cast.home.association):
        [key] = FeedKey.objects.all()
        assert secret not in key.digest
        assert not any(secret in str(vars(entry)) for entry in Entry.objects.all())
        assert Entry.objects.filter(event="conferences.feed_made").count() == 1
    assert secret not in logged_in(cast.member).get(reverse("feeds")).content.decode()


def test_a_new_address_ends_the_old_one_and_it_can_be_ended(cast: Cast, conference: Conference) -> None:
    browser = logged_in(cast.member)
    old = of_member(cast, browser)
    new = of_member(cast, browser)
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    data = {"house": f"{cast.home.association.slug}.{cast.shared.id}", "step": "end"}
    assert browser.post(reverse("feeds"), data).status_code == 302
    assert Client().get(new).status_code == 404
    assert browser.post(reverse("feeds"), data).status_code == 302


def test_nobody_makes_one_for_another_house(cast: Cast, conference: Conference) -> None:
    for house in (f"{cast.home.association.slug}.0", f"{cast.home.association.slug}.{cast.home.members[1].id}", ""):
        answer = logged_in(cast.member).post(reverse("feeds"), {"house": house, "step": "make"})
        assert answer.status_code == 404
    assert Client().get("/calendar/never.ics").status_code == 404


def test_it_dies_with_the_right(cast: Cast, conference: Conference) -> None:
    path, office = of_member(cast), of_office(cast)
    with scope(association=cast.home.association):
        Grant.objects.filter(user=cast.member).update(suspended_at=machine_now())
    assert [Client().get(one).status_code for one in (path, office)] == [404, 200]
    with scope(association=cast.home.association):
        assert forget_feeds(cast.home.association) == 0  # who is suspended may come back
        Grant.objects.filter(user=cast.member).update(suspended_at=None, role="member_administrator")
    assert Client().get(path).status_code == 404
    cast.home.clerk.is_active = False
    cast.home.clerk.save()
    assert Client().get(office).status_code == 404
    with scope(association=cast.home.association):
        Grant.objects.filter(user=cast.home.clerk).delete()
        assert forget_feeds(cast.home.association) == 1
        assert FeedKey.objects.get().user == cast.member


@pytest.mark.parametrize("fetched", [True, False])
def test_what_nobody_fetches_is_forgotten(cast: Cast, conference: Conference, fetched: bool) -> None:
    path = of_member(cast)
    today = machine_now().date()
    if fetched:
        Client().get(path)
    with scope(association=cast.home.association):
        assert FeedKey.objects.get().used_on == (today if fetched else None)
        for days, gone in ((396, 0), (397, 1)):
            day = today - dt.timedelta(days=days)
            at = dt.datetime.combine(day, dt.time(23, 59), dt.UTC)
            FeedKey.objects.update(used_on=day if fetched else None, made_at=at)
            assert forget_feeds(cast.home.association) == gone


@pytest.fixture
def _few(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"calendar": "2/h/key"}


@pytest.mark.usefixtures("_few")
def test_one_that_asks_all_the_time_is_slowed_down(cast: Cast, conference: Conference) -> None:
    path, office = of_member(cast), of_office(cast)
    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert Client().get(office).status_code == 200


def test_the_pages_lead_to_it(cast: Cast, conference: Conference) -> None:
    for user, name in ((cast.member, "today"), (cast.home.clerk, "conferences")):
        assert reverse("feeds") in logged_in(user).get(reverse(name)).content.decode()
    html = logged_in(cast.member).get(reverse("feeds")).content.decode()
    assert cast.home.association.name in html
    assert cast.other.association.name in html


def test_an_answer_that_is_not_the_last_is_due_still(cast: Cast, conference: Conference) -> None:
    path = of_member(cast)
    with scope(association=cast.home.association):
        registered(invited(conference)[0], ANNA)
        Answer.objects.update(final=False)
    assert len(events(path)) == 1
    with scope(association=cast.home.association):
        Ask.objects.update(counts=Counting.FINAL)
    assert len(events(path)) == 2


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_a_calendar_without_events_is_valid(cast: Cast, zone: str) -> None:
    with scope(association=cast.home.association):
        Association.objects.filter(id=cast.home.association.id).update(zone=zone)
    assert events(of_office(cast)) == []


def test_a_deadline_that_moves_and_a_circular_that_is_withdrawn(cast: Cast, conference: Conference) -> None:
    path = of_member(cast)
    with scope(association=cast.home.association):
        move_deadline(
            actor=cast.home.clerk_actor, circular_id=conference.circular_id, day=dt.date(2016, 11, 21), seen=0
        )
    _event, due = events(path)
    assert (due.start, due.sequence) == (dt.date(2016, 11, 21), 1)
    set_office_time(dt.datetime(2016, 11, 21, 22, 55, tzinfo=dt.UTC))
    assert len(events(path)) == 2
    set_office_time(dt.datetime(2016, 11, 21, 23, tzinfo=dt.UTC))
    [event] = events(path)
    assert "Ihr Haus hat nicht geantwortet." in str(event["description"])
    with scope(association=cast.home.association):
        issue = Issue.objects.get(circular=conference.circular_id)
        word = Word(FollowUp.WITHDRAWAL, "Wir laden doch nicht ein.", seen=Notice.objects.count())
        give_notice(actor=cast.home.clerk_actor, issue_id=issue.id, word=word)
    for one in (path, of_office(cast)):
        [event] = events(one)
        assert (event["status"], event.sequence) == ("CANCELLED", 1)
        assert "zurückgezogen" in str(event["description"])
