"""A conference is published by a person, and says to machines what is known and no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django_scopes import scope
from icalendar import Calendar

from tests.cast import Cast, House
from tests.office.conferences.registering import an_invitation
from tests.office.conferences.test_programme import ITEMS, Editor
from tests.office.conferences.test_release import a_draft, an_event, confirm, release, signed
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.publish import publish_event, slug_for, take_down_event
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.calendar import public_calendar
from umlauf.office.conferences.enums import ConferenceKind, ConferenceStatus
from umlauf.office.conferences.models import Conference, PublicPage
from umlauf.office.conferences.public_event import page_published, public_event, schema_of
from umlauf.office.conferences.tasks import find_unpurged


def publish(editor: Editor, slug: str = "integration", press_contact: str = "") -> PublicPage:
    target: dict[str, Any] = {"actor": editor.actor, "conference_id": editor.conference.id}
    return publish_event(**target, slug=slug, press_contact=press_contact)


def schema(page: PublicPage) -> dict[str, Any]:
    found = page_published(page.association.slug, page.slug)
    assert found is not None
    return schema_of(public_event(found))


def test_what_is_known_is_said_to_machines_and_no_more(home: House) -> None:
    editor = an_event(home)
    known = schema(publish(editor))
    assert known["startDate"] == "2016-12-02T10:00:00+01:00"
    assert known["endDate"] == "2016-12-02T16:30:00+01:00"
    assert known["eventStatus"] == "https://schema.org/EventScheduled"
    assert known["location"]["address"] == {"@type": "PostalAddress", "addressLocality": "Musterstadt"}
    assert known["organizer"] == [{"@type": "Organization", "name": home.association.name}]
    assert known["offers"] == {"@type": "Offer", "price": "0", "priceCurrency": "EUR"}
    assert known["isAccessibleForFree"] is True
    assert "performer" not in known
    confirm(editor)
    assert "performer" not in schema(PublicPage.objects.get())
    release(editor)
    [speaker] = schema(PublicPage.objects.get())["performer"]
    assert speaker == {"@type": "Person", "name": "Vera Quast", "jobTitle": "Ministerin"}


def test_times_and_places_that_nobody_knows_are_left_out(home: House) -> None:
    editor = an_event(home)
    Conference.objects.update(
        starts_at=None, ends_at=None, venue="", city="", fee="20 Euro", status=ConferenceStatus.TENTATIVE
    )
    known = schema(publish(editor))
    assert known["startDate"] == "2016-12-02"
    assert not {"endDate", "location", "eventStatus", "eventAttendanceMode"} & set(known)
    assert ("isAccessibleForFree" in known, known["offers"]["description"]) == (False, "20 Euro")


def test_an_evening_ends_on_the_next_day(home: House) -> None:
    editor = an_event(home)
    Conference.objects.update(starts_at=dt.time(19), ends_at=dt.time(1))
    assert schema(publish(editor))["endDate"] == "2016-12-03T01:00:00+01:00"


def test_its_file_for_a_calendar_is_for_nobody_by_name(home: House) -> None:
    editor = an_event(home)
    page = publish(editor)
    conference = Conference.objects.select_related("association").get()
    text = public_calendar(conference, address="https://umlauf.example/events/a/b/", at=office_now())
    calendar = Calendar.from_ical(text)
    assert calendar["METHOD"] == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert "ATTENDEE" not in event
    assert str(event["SUMMARY"]) == conference.title
    again = public_calendar(conference, address="https://umlauf.example/events/a/c/", at=office_now())
    assert str(Calendar.from_ical(again).walk("VEVENT")[0]["UID"]) == str(event["UID"])
    assert page.published_at is not None


def test_published_again_nothing_changes_and_taken_down_it_is_gone(home: House) -> None:
    editor = an_event(home)
    page = publish(editor, press_contact="Rita Pohl, 0391 1")
    assert Entry.objects.latest("sequence").event == "conferences.page_published"
    before = row_counts()
    publish(editor, " Integration ", "Rita  Pohl, 0391 1")
    assert row_counts() == before
    target: dict[str, Any] = {"actor": editor.actor, "conference_id": editor.conference.id}
    take_down_event(**target)
    assert page_published(home.association.slug, page.slug) is None
    before = row_counts()
    take_down_event(**target)
    assert row_counts() == before
    publish(editor, "andere")
    assert page_published(home.association.slug, "andere") is not None
    assert page_published(home.association.slug, page.slug) is None


@pytest.mark.parametrize("slug", ["", "a--b", "-a", "a-", "ä", "a/b", "x" * 81, "a b"])
def test_what_is_no_address_is_refused(home: House, slug: str) -> None:
    editor = an_event(home)
    with pytest.raises(Refused) as refusal:
        publish(editor, slug)
    assert refusal.value.code == "publish.slug"


def test_two_events_have_two_addresses_and_two_houses_may_have_the_same(cast: Cast) -> None:
    with scope(association=cast.home.association):
        publish(an_event(cast.home))
        second = Editor(cast.home, an_invitation(cast.home, items=ITEMS))
        with pytest.raises(Refused) as refusal:
            publish(second)
        assert refusal.value.code == "publish.taken"
        assert PublicPage.objects.count() == 1
    with scope(association=cast.other.association):
        publish(Editor(cast.other, an_invitation(cast.other, items=ITEMS)))


def test_an_address_is_proposed_from_the_title(home: House) -> None:
    assert slug_for(an_event(home).conference) == "integration-in-laendlichen-raeumen"
    assert slug_for(Conference(title="漢")) == ""


def test_what_is_not_for_everybody_is_not_published(home: House) -> None:
    named = Editor(home, an_invitation(home, items=ITEMS, confidentiality=Confidentiality.NAMED))
    with pytest.raises(Refused) as refusal:
        publish(named)
    assert refusal.value.code == "publish.named"
    draft = a_draft(home)
    with pytest.raises(Refused) as refusal:
        publish(draft)
    assert refusal.value.code == "publish.unsent"
    release(draft)
    signed(draft, home)
    with pytest.raises(Refused) as refusal:
        publish(draft)
    assert refusal.value.code == "publish.unsent"
    assert not PublicPage.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"kind": ConferenceKind.SESSION}, "publish.session"), ({"status": ConferenceStatus.CANCELLED}, "event.ended")],
)
def test_sessions_and_what_is_off_are_not_published(home: House, changes: dict[str, str], code: str) -> None:
    editor = an_event(home)
    Conference.objects.update(**changes)
    with pytest.raises(Refused) as refusal:
        publish(editor)
    assert refusal.value.code == code


def test_what_is_called_off_says_so(home: House) -> None:
    page = publish(an_event(home))
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    assert schema(page)["eventStatus"] == "https://schema.org/EventCancelled"


def test_the_press_contact_goes_on_the_last_day_and_the_page_stays(home: House) -> None:
    editor = an_event(home)
    publish(editor, press_contact="Rita Pohl")
    set_office_time(dt.datetime(2017, 3, 2, 23, 0, 1, tzinfo=dt.UTC))
    assert find_unpurged(home.association) == 1
    purge_conference(actor=machine(home.association.id), conference_id=editor.conference.id)
    page = PublicPage.objects.get()
    assert (page.press_contact, page.published_at is not None) == ("", True)
    assert find_unpurged(home.association) == 0


def test_only_whoever_runs_conferences_publishes(home: House) -> None:
    editor = an_event(home)
    reader = Actor("Rita", home.association.id, Means.LOGIN, frozenset({Role.REVIEWER}))
    with pytest.raises(Refused) as refusal:
        publish_event(actor=reader, conference_id=editor.conference.id, slug="a")
    assert refusal.value.code == "access.role"
    with pytest.raises(Refused) as refusal:
        take_down_event(actor=reader, conference_id=editor.conference.id)
    assert refusal.value.code == "access.role"
