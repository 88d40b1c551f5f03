"""The public page of a conference: published by a form, read by everybody, and gone when it is taken down."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scope
from icalendar import Calendar
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.stage import logged_in
from tests.office.conferences.registering import ANNA, an_invitation, invited, registered
from tests.office.conferences.test_programme import ITEMS
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, Contribution, PublicPage

PAGE_QUERIES = 4
HOSTILE = "</script><script>alert(1)</script> & Räume"


@pytest.fixture
def conference(cast: Cast) -> Conference:
    """One whose programme is out, with somebody who comes."""
    with scope(association=cast.home.association):
        made = an_invitation(cast.home, items=ITEMS)
        Contribution.objects.update(email="v.quast@land.example")
        release_programme(actor=cast.home.clerk_actor, conference_id=made.id, seen=1, nonce="erste")
        registered(invited(made)[0], ANNA)
        return made


def form_of(conference: Conference) -> str:
    return reverse("conference-publish", kwargs={"conference_id": conference.id})


def address(cast: Cast, name: str = "public-event", slug: str = "integration") -> str:
    return reverse(name, kwargs={"association": cast.home.association.slug, "slug": slug})


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def published(cast: Cast, conference: Conference, **given: str) -> Client:
    """The clerk's browser, in which the form was sent."""
    clerk = logged_in(cast.home.clerk)
    data = {"slug": "integration", "press_contact": "Rita Pohl, 0391 1"} | given
    assert clerk.post(form_of(conference), data).status_code == 302
    return clerk


def test_a_person_publishes_it_and_takes_it_down(cast: Cast, conference: Conference) -> None:
    clerk = logged_in(cast.home.clerk)
    assert form_of(conference) in page(clerk, reverse("conference", kwargs={"conference_id": conference.id}))
    assert 'value="integration-in-laendlichen-raeumen"' in page(clerk, form_of(conference))
    assert Client().get(address(cast)).status_code == 404
    published(cast, conference)
    html = page(Client(), address(cast))
    for shown in ("Integration in ländlichen Räumen", "Haus der Landkreise", "Vera Quast", "14:30", "Rita Pohl"):
        assert shown in html
    for hidden in ("Anna Berg", "v.quast@land.example", "543", "/conferences/"):
        assert hidden not in html
    assert address(cast) in page(clerk, reverse("conference", kwargs={"conference_id": conference.id}))
    assert clerk.post(form_of(conference), {"step": "down"}).status_code == 302
    for name in ("public-event", "public-event-calendar", "public-event-programme"):
        assert Client().get(address(cast, name)).status_code == 404


def test_nobody_keeps_what_can_be_taken_down(cast: Cast, conference: Conference) -> None:
    published(cast, conference)
    for name in ("public-event", "public-event-calendar", "public-event-programme"):
        assert "no-cache" in Client().get(address(cast, name)).headers["Cache-Control"]


def test_of_what_is_called_off_there_is_no_press_release(cast: Cast, conference: Conference) -> None:
    clerk = published(cast, conference)
    path = reverse("conference-press", kwargs={"conference_id": conference.id})
    assert path in page(clerk, form_of(conference))
    with scope(association=cast.home.association):
        Conference.objects.update(status="cancelled")
    assert clerk.get(path).status_code == 404
    assert path not in page(clerk, form_of(conference))


@pytest.mark.parametrize("status", ["tentative", "rescheduled"])
def test_a_press_release_says_what_is_not_certain(cast: Cast, conference: Conference, status: str) -> None:
    clerk = published(cast, conference)
    with scope(association=cast.home.association):
        Conference.objects.update(status=status)
    response = clerk.get(reverse("conference-press", kwargs={"conference_id": conference.id}))
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(response.content)).paragraphs)
    with translation.override("de"):
        assert f"({ConferenceStatus(status).label})." in text


def test_files_go_with_it(cast: Cast, conference: Conference) -> None:
    published(cast, conference)
    entry = Client().get(address(cast, "public-event-calendar"))
    assert entry.headers["Content-Type"].startswith("text/calendar")
    [event] = Calendar.from_ical(entry.content.decode()).walk("VEVENT")
    assert "Abschlussrede" in str(event["DESCRIPTION"])
    assert Client().get(address(cast, "public-event-programme")).content.startswith(b"%PDF")


def test_what_is_worked_on_is_not_public(cast: Cast, conference: Conference) -> None:
    published(cast, conference)
    with scope(association=cast.home.association):
        Contribution.objects.update(name="Jan Ahorn", state="confirmed")
    assert "Jan Ahorn" not in page(Client(), address(cast))


def test_machines_read_what_people_read_and_nothing_breaks_out(cast: Cast, conference: Conference) -> None:
    with scope(association=cast.home.association):
        Conference.objects.update(title=HOSTILE)
    published(cast, conference)
    html = page(Client(), address(cast))
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    [known] = [json.loads(one) for one in found]
    assert known["name"] == HOSTILE
    assert "<script>alert" not in html
    assert known["url"].endswith(address(cast))


def test_what_is_wrong_is_said_at_the_form(cast: Cast, conference: Conference) -> None:
    clerk = logged_in(cast.home.clerk)
    for given in ({"slug": ""}, {"slug": "A B"}, {"slug": "x" * 81}, {"slug": "a", "press_contact": "x" * 301}):
        assert clerk.post(form_of(conference), given).status_code == 422
    with scope(association=cast.home.association):
        assert not PublicPage.objects.exists()


@pytest.mark.parametrize("changes", [{"kind": "session"}, {"status": "cancelled"}])
def test_where_it_cannot_be_published_the_page_says_why(
    cast: Cast, conference: Conference, changes: dict[str, Any]
) -> None:
    clerk = published(cast, conference)
    with scope(association=cast.home.association):
        Conference.objects.update(**changes)
    html = page(clerk, form_of(conference))
    assert 'name="slug"' not in html
    assert 'value="down"' in html
    assert clerk.post(form_of(conference), {"slug": "andere"}).status_code == 422


def test_what_is_for_the_named_alone_offers_no_page(cast: Cast) -> None:
    with scope(association=cast.home.association):
        made = an_invitation(cast.home, items=ITEMS, confidentiality=Confidentiality.NAMED)
    clerk = logged_in(cast.home.clerk)
    assert form_of(made) not in page(clerk, reverse("conference", kwargs={"conference_id": made.id}))
    assert clerk.post(form_of(made), {"slug": "integration"}).status_code == 422
    assert Client().get(address(cast)).status_code == 404


def test_an_association_that_is_closed_shows_nothing(cast: Cast, conference: Conference) -> None:
    published(cast, conference)
    cast.home.association.active = False
    cast.home.association.save()
    assert Client().get(address(cast)).status_code == 404


def test_the_page_costs_as_many_queries_however_long_the_programme_is(
    cast: Cast, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published(cast, conference)
    for number in range(1, 5):
        page(Client(), address(cast))
        with django_assert_num_queries(PAGE_QUERIES):
            assert page(Client(), address(cast)).count("Person ") == number - 1
        with scope(association=cast.home.association):
            item = conference.items.all()[number % 2]
            known = {"position": number + 2, "name": f"Person {number}"}
            Contribution.objects.create(association=cast.home.association, item=item, **known)
            release_programme(actor=cast.home.clerk_actor, conference_id=conference.id, seen=1, nonce=f"{number}")


def test_a_press_release_begins_with_what_is_known(cast: Cast, conference: Conference) -> None:
    path = reverse("conference-press", kwargs={"conference_id": conference.id})
    assert logged_in(cast.home.clerk).get(path).status_code == 404
    clerk = published(cast, conference)
    response = clerk.get(path)
    assert response.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(response.content)).paragraphs)
    for shown in (
        "Integration in ländlichen Räumen",
        "Haus der Landkreise",
        "Abschlussrede",
        "Vera Quast",
        "Rita Pohl",
    ):
        assert shown in text
    assert address(cast) in text
    assert "angefragt" in text
    assert "Anna Berg" not in text
    assert path in page(clerk, form_of(conference))
