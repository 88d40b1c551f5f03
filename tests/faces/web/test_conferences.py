"""Conferences and sessions as an office runs them: list and page, and what is changed, limited and called off."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import pgettext
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, House, a_circular, an_issue
from tests.faces.web.stage import Stage, link_of, logged_in, somebody
from tests.office.conferences.registering import ANNA, BERT, PLAN, an_invitation, invited, registered
from umlauf.faces.web.views import conferences
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.models import Notice, Recipient
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.enums import ConferenceKind, ConferenceStatus
from umlauf.office.conferences.models import Announcement, Conference, Host, Registration

LIST_QUERIES = 12
PAGE_QUERIES = 29
DIRECTIONS = "Vom Bahnhof zehn Minuten zu Fuß"


def address(name: str, conference: Conference | None = None) -> str:
    return reverse(name, kwargs={"conference_id": conference.id} if conference else None)


def body(client: Client, name: str, conference: Conference | None = None) -> str:
    response = client.get(address(name, conference))
    assert response.status_code == 200
    return str(response.content.decode())


def hidden(html: str) -> dict[str, str]:
    """What the hidden fields of a page hold; the first of each name."""
    found: dict[str, str] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], value[1] if value else "")
    return found


def a_form(house: House, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "conference",
        "title": "Regionaltag",
        "starts_on": "2016-12-05",
        "starts_at": "10:00",
        "city": "Musterstadt",
        "language": "de",
        "hosts": "Landkreistag\nMinisterium",
        "series": house.series.id,
        "distribution_list": house.members_list.id,
        "answer_by": "2016-11-25",
        **changes,
    }


def the_edit(client: Client, conference: Conference, **changes: Any) -> dict[str, Any]:
    """What the form of a conference sends, with some of it changed."""
    html = body(client, "conference-edit", conference)
    known = hidden(html)
    return {
        "step": "event",
        "title": conference.title,
        "starts_on": conference.starts_on.isoformat(),
        "starts_at": "10:00",
        "ends_at": "16:30",
        "venue": conference.venue,
        "city": conference.city,
        "language": "de",
        "status": "planned",
        "coming": "on",
        "seen": known["seen"],
        "nonce": known["nonce"],
        **changes,
    }


def guest_with(letter: Recipient) -> Client:
    """A browser in which the personal link of a letter was opened."""
    client = Client()
    assert client.get(link_of(letter)).status_code == 303
    return client


@pytest.fixture
def ahead(cast: Cast) -> Conference:
    """A conference that people are invited to, with two of one county."""
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, places=1)
        registered(invited(conference)[0], ANNA, BERT)
    return conference


def test_from_the_menu_to_the_draft_that_invites(cast: Cast) -> None:
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    client = logged_in(cast.home.clerk)
    assert f'<a href="{address("conferences")}">' in client.get("/").content.decode()
    nonce = hidden(body(client, "conference-new"))["nonce"]
    wrong = client.post(address("conference-new"), a_form(cast.home, nonce=nonce, ends_on="2016-12-01"))
    assert wrong.status_code == 422
    assert '<a href="#id_starts_on">' in wrong.content.decode()
    sent = client.post(address("conference-new"), a_form(cast.home, nonce=nonce))
    again = client.post(address("conference-new"), a_form(cast.home, nonce=nonce))
    with scope(association=cast.home.association):
        conference = Conference.objects.get()
        assert list(conference.hosts.values_list("name", flat=True)) == ["Landkreistag", "Ministerium"]
        contact = conference.circular.drafts.get().content["contact_name"]
    assert sent.headers["Location"] == again.headers["Location"] == address("conference", conference)
    assert contact == cast.home.clerk.name
    html = body(client, "conference", conference)
    assert reverse("circular-edit", kwargs={"circular_id": conference.circular_id}) in html
    assert "Musterstadt" in html
    assert "Regionaltag" in body(client, "conferences")


def test_a_session_is_planned_beside(cast: Cast) -> None:
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    client = logged_in(cast.home.clerk)
    html = client.get(address("conference-new"), {"kind": "session"}).content.decode()
    assert re.search(r'<input[^>]*value="session"[^>]*checked', html)
    client.post(address("conference-new"), a_form(cast.home, kind="session", nonce=hidden(html)["nonce"]))
    with scope(association=cast.home.association):
        session = Conference.objects.get()
        assert session.kind == ConferenceKind.SESSION
    title = ">Regionaltag</a>"
    for query, there in (({"kind": "session"}, True), ({"kind": "conference"}, False), ({"past": "1"}, False)):
        assert (title in client.get(address("conferences"), query).content.decode()) is there
    set_office_time(dt.datetime(2016, 12, 6, 12, tzinfo=dt.UTC))
    assert title not in body(client, "conferences")
    assert title in client.get(address("conferences"), {"past": "1"}).content.decode()


def test_a_session_is_answered_as_a_conference_is(stage: Stage) -> None:
    with scope(association=stage.home.association):
        session = an_invitation(stage.home, kind=ConferenceKind.SESSION, title="Präsidium")
        letter = invited(session)[0]
    guest = guest_with(letter)
    path = reverse("letter", kwargs={"recipient_id": letter.id})
    html = guest.get(path).content.decode()
    assert "Präsidium" in html
    for name in ("register", "deputy", "decline"):
        assert f'href="{name}/"' in html
    with scope(association=stage.home.association):
        Conference.objects.filter(id=session.id).update(status=ConferenceStatus.CANCELLED)
    assert 'href="register/"' not in guest.get(path).content.decode()


def test_the_page_leads_to_who_answered_and_who_comes(ahead: Conference, cast: Cast) -> None:
    html = body(logged_in(cast.home.clerk), "conference", ahead)
    circular = reverse("circular", kwargs={"circular_id": ahead.circular_id})
    for path in (
        circular,
        f"{circular}?answer=missing#recipients",
        reverse("participants", kwargs={"circular_id": ahead.circular_id}),
        address("conference-edit", ahead),
        address("conference-places", ahead),
        address("conference-cancel", ahead),
    ):
        assert f'href="{path}"' in html
    assert html.count('aria-current="step"') == 1
    assert f'href="{address("conference", ahead)}"' in logged_in(cast.home.clerk).get(circular).content.decode()


def test_who_only_reads_changes_nothing(ahead: Conference, cast: Cast) -> None:
    with scope(association=cast.home.association):
        reader, team = somebody(cast, Role.REVIEWER), somebody(cast, Role.CONFERENCE_TEAM)
    html = body(logged_in(reader), "conference", ahead)
    assert address("conference-edit", ahead) not in html
    assert reverse("participants", kwargs={"circular_id": ahead.circular_id}) not in html
    assert 'name="invited"' not in body(logged_in(team), "conference-edit", ahead)
    assert 'name="invited"' in body(logged_in(cast.home.clerk), "conference-edit", ahead)


def test_a_change_is_told(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    sent = the_edit(client, ahead, city="Neustadt", directions=DIRECTIONS, text="Der Saal war vergeben.", invited="on")
    silent = {name: value for name, value in sent.items() if name != "coming"}
    refused = client.post(address("conference-edit", ahead), silent)
    assert refused.status_code == 422
    assert 'value="Neustadt"' in refused.content.decode()
    assert client.post(address("conference-edit", ahead), sent).status_code == 302
    with scope(association=cast.home.association):
        ahead.refresh_from_db()
        assert (ahead.city, ahead.directions) == ("Neustadt", DIRECTIONS)
        assert Announcement.objects.get().circles == ["coming", "invited"]
        assert "Neustadt" in Notice.objects.get().text
    assert "Der Saal war vergeben." in body(client, "conference", ahead)
    stale = client.post(address("conference-edit", ahead), sent | {"nonce": "other", "city": "Altstadt"})
    assert stale.status_code == 422
    shown = re.findall(r'id="id_city_helptext">([^<]*)<', stale.content.decode())
    assert ["Neustadt" in one for one in shown] == [True]
    assert 'id="id_starts_at_helptext"' not in stale.content.decode()
    known = hidden(stale.content.decode())
    resolved = sent | {"city": "Altstadt", "seen": known["seen"], "nonce": known["nonce"]}
    assert client.post(address("conference-edit", ahead), resolved).status_code == 302
    with scope(association=cast.home.association):
        assert Conference.objects.get(id=ahead.id).city == "Altstadt"


def test_who_invites_is_said_in_a_form_of_its_own(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    seen = re.findall(r'name="seen" value="([^"]+)"', body(client, "conference-edit", ahead))
    known = {"step": "hosts", "hosts": "Bundesamt\n\nBundesamt", "co_hosts": "Stiftung", "issuer": "Bundesverband"}
    assert client.post(address("conference-edit", ahead), known | {"seen": seen[-1]}).status_code == 302
    many = known | {"hosts": "\n".join(f"Wirt {number}" for number in range(20)), "seen": "x"}
    assert client.post(address("conference-edit", ahead), many).status_code == 422
    html = body(client, "conference", ahead)
    for name in ("Bundesamt", "Stiftung", "Bundesverband"):
        assert name in html
    stale = client.post(address("conference-edit", ahead), known | {"hosts": "Kammer", "seen": seen[-1]})
    assert stale.status_code == 422
    html = stale.content.decode()
    assert "Bundesamt" in re.findall(r'id="id_hosts_helptext">([^<]*)<', html)[0]
    now = re.findall(r'name="seen" value="([^"]+)"', html)[-1]
    assert client.post(address("conference-edit", ahead), known | {"hosts": "Kammer", "seen": now}).status_code == 302


def test_no_id_stands_twice(ahead: Conference, cast: Cast) -> None:
    ids = re.findall(r' id="([^"]+)"', body(logged_in(cast.home.clerk), "conference-edit", ahead))
    assert len(ids) == len(set(ids))


def test_pages_of_the_list_are_neither_newer_nor_older(
    ahead: Conference, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conferences, "PAGE", 1)
    with scope(association=cast.home.association):
        an_invitation(cast.home)
    html = body(logged_in(cast.home.clerk), "conferences")
    word = re.search(r'rel="next"[^>]*>([^<]+)<', html)
    assert word
    assert word[1] == pgettext("pages", "On")


def test_places(ahead: Conference, cast: Cast) -> None:
    client, places = logged_in(cast.home.clerk), address("conference-places", ahead)
    body(client, "conference-places", ahead)
    for wrong in ("0", "-1", "viele", "9" * 30):
        assert client.post(places, {"places": wrong}).status_code == 422
    assert client.post(places, {"places": "2"}).status_code == 302
    with scope(association=cast.home.association):
        assert set(Registration.objects.values_list("state", flat=True)) == {"admitted"}
    refused = client.post(places, {"places": "1"})
    assert refused.status_code == 422
    assert '<a href="#id_places">' in refused.content.decode()
    assert client.post(places, {"places": ""}).status_code == 302
    with scope(association=cast.home.association):
        assert Conference.objects.get(id=ahead.id).places is None


def test_calling_off(ahead: Conference, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), address("conference-cancel", ahead)
    known = hidden(body(client, "conference-cancel", ahead))
    form = {"seen": known["seen"], "nonce": known["nonce"]}
    assert client.post(path, form).status_code == 422
    stale = client.post(path, form | {"text": "Der Redner ist krank.", "seen": "x"})
    assert stale.status_code == 422
    form = {name: hidden(stale.content.decode())[name] for name in ("seen", "nonce")}
    assert client.post(path, form | {"text": "Der Redner ist krank."}).status_code == 302
    html = body(client, "conference", ahead)
    assert "Der Redner ist krank." in html
    assert address("conference-edit", ahead) not in html
    for name in ("conference-edit", "conference-cancel"):
        assert client.get(address(name, ahead)).headers["Location"] == address("conference", ahead)
    with scope(association=cast.home.association):
        assert Conference.objects.get(id=ahead.id).status == ConferenceStatus.CANCELLED


def test_what_is_signed_and_not_sent_is_not_called_off(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        conference = plan_conference(actor=cast.home.clerk_actor, circular_id=circular.id, plan=PLAN)
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    client, path = logged_in(cast.home.clerk), address("conference-cancel", conference)
    assert f'href="{path}"' in body(client, "conference", conference)
    with scope(association=cast.home.association):
        an_issue(cast.home, circular)
    assert f'href="{path}"' not in body(client, "conference", conference)


def test_guests_see_who_invites_how_to_come_and_what_it_costs(stage: Stage) -> None:
    with scope(association=stage.home.association):
        conference = an_invitation(
            stage.home, issuer="Bundesverband", fee="20 Euro", directions=DIRECTIONS, access_notes="Induktionsschleife"
        )
        for position, name in enumerate(("Bundesamt", "Stiftung"), start=1):
            Host.objects.create(
                association=stage.home.association,
                conference=conference,
                position=position,
                name=name,
                co_host=name == "Stiftung",
            )
        letter = invited(conference)[0]
    guest = guest_with(letter)
    for path in ("letter", "letter-register"):
        html = guest.get(reverse(path, kwargs={"recipient_id": letter.id})).content.decode()
        for said in ("Bundesverband", "Bundesamt", "Stiftung (", "20 Euro", DIRECTIONS, "Induktionsschleife"):
            assert said in html


def test_the_list_asks_as_often_however_long_it_is(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        for _number in range(3):
            registered(invited(an_invitation(cast.home))[0], ANNA)
        plan_conference(actor=cast.home.clerk_actor, circular_id=a_circular(cast.home).id, plan=PLAN)
    client.get(address("conferences"))
    with django_assert_num_queries(LIST_QUERIES):
        html = body(client, "conferences")
    assert html.count("<td data-label") == 20


def test_the_page_asks_as_often_however_many_come(
    ahead: Conference, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        for recipient in invited(ahead)[1:]:
            registered(recipient, ANNA, BERT)
    body(client, "conference", ahead)
    with django_assert_num_queries(PAGE_QUERIES):
        body(client, "conference", ahead)
