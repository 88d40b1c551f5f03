"""The pages on which forums are chosen: a person's own, the office's, and the list of who comes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.stage import logged_in, somebody
from tests.faces.web.test_conferences import hidden
from tests.faces.web.test_participants import cells, lines, names, path_of, taken
from tests.faces.web.test_place import body, here, visitor
from tests.office.conferences.choosing import Hall, by_office, choose
from tests.office.conferences.registering import ANNA, BERT, CARL, invited, persons, registered
from tests.office.conferences.test_names import reserved
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.forums import choices_of
from umlauf.office.conferences.models import Announcement, Contribution, ForumChoice, ProgrammeItem, Registration

FORUMS_QUERIES = 14
CHOOSING_QUERIES = 16
LIST_QUERIES = 19
BEGINS = dt.datetime(2016, 12, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def hall(cast: Cast) -> Iterator[Hall]:
    with scope(association=cast.home.association):
        yield Hall(cast.home)


@pytest.fixture
def anna(hall: Hall) -> Registration:
    (row,) = registered(invited(hall.conference)[0], ANNA).added
    return row


def at(name: str, hall: Hall, **more: Any) -> str:
    return reverse(f"conference{name}", kwargs={"conference_id": hall.conference.id, **more})


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def radios(html: str) -> dict[str, str]:
    """What is said of each radio button of the forums, by value: „checked“, „disabled“ or nothing."""
    return dict(re.findall(r'<input type="radio" name="block-\d+" value="(\d+)"( checked| disabled)?', html))


def form(html: str, hall: Hall, item: ProgrammeItem | None) -> dict[str, Any]:
    """The form of the forums as it stands, with one of them chosen."""
    own = html[html.index('value="forums"') :]
    value = str(item.id) if item else "0"
    return {"step": "forums", "seen": hidden(own)["seen"], f"block-{hall.frame.id}": value}


def test_a_person_chooses_and_changes_it(hall: Hall, anna: Registration) -> None:
    speaker = Contribution.objects.create(
        association=anna.association, item=hall.akte, position=1, name="Rita Rot", state=ContributionState.REQUESTED
    )
    hall.change(hall.akte, title="Digitale Akte im Kreis")
    hall.release()
    client = visitor(anna)
    html = body(client, anna)
    for words in ("10:30–12:00", "Raum 1", f"{speaker.name} (angefragt)", "noch 1 Platz", "noch 2 Plätze"):
        assert words in html
    assert radios(html) == {str(one.id): "" for one in (hall.akte, hall.wohnen, hall.sport)} | {"0": ""}
    sent = form(html, hall, hall.akte)
    for _number in range(2):
        assert client.post(here(anna), sent).status_code == 302
    html = body(client, anna)
    assert radios(html)[str(hall.akte.id)] == " checked"
    assert client.post(here(anna), form(html, hall, None)).status_code == 302
    assert choices_of(anna) == {hall.frame.id: None}


def test_what_is_full_is_shut_and_a_late_form_keeps_what_one_had(hall: Hall, anna: Registration) -> None:
    (carl,) = registered(invited(hall.conference)[0], CARL).added
    choose(carl, hall.wohnen)
    client = visitor(carl)
    late = form(body(client, carl), hall, hall.akte)
    choose(anna, hall.akte)
    refused = client.post(here(carl), late)
    html = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "„Digitale Akte“ ist ausgebucht" in html
    found = radios(html)
    assert (found[str(hall.akte.id)], found[str(hall.wohnen.id)]) == (" disabled", " checked")
    assert choices_of(carl) == {hall.frame.id: hall.wohnen.id}
    assert "ausgebucht" in body(client, carl)


def test_a_form_of_an_older_programme_and_a_second_window(hall: Hall, anna: Registration) -> None:
    client = visitor(anna)
    html = body(client, anna)
    hall.remove(hall.akte)
    hall.release()
    assert client.post(here(anna), form(html, hall, hall.akte)).status_code == 422
    assert client.post(here(anna), form(html, hall, hall.sport)).status_code == 302
    stale = client.post(here(anna), form(html, hall, hall.wohnen))
    assert stale.status_code == 422
    html = unescape(stale.content.decode())
    assert radios(html)[str(hall.wohnen.id)] == " checked"
    assert client.post(here(anna), form(html, hall, hall.wohnen)).status_code == 302
    assert client.post(here(anna), form(html, hall, None) | {f"block-{hall.frame.id}": "x"}).status_code == 422
    assert choices_of(anna) == {hall.frame.id: hall.wohnen.id}


def test_whose_forum_is_gone_is_told_and_the_office_too(hall: Hall, anna: Registration, cast: Cast) -> None:
    choose(anna, hall.akte)
    hall.remove(hall.akte)
    hall.release()
    html = body(visitor(anna), anna)
    assert "„Digitale Akte“ findet so, wie Sie es gewählt hatten, nicht mehr statt." in html
    assert " checked" not in radios(html).values()
    client, who = logged_in(cast.home.clerk), f"?forum={hall.frame.id}-{hall.akte.id}"
    for path in (at("-forums", hall), reverse("programme", kwargs={"conference_id": hall.conference.id})):
        assert "1 Person hat etwas gewählt" in page(client, path)
    assert f"{path_of(hall.conference)}{who}" in page(client, at("-forums", hall))
    assert names(client, hall.conference, who) == [ANNA.name]
    assert "Digitale Akte (nicht mehr im Programm)" in page(client, path_of(hall.conference))
    ForumChoice.objects.update(item=0xF00)  # of a version that readers never had
    assert "Ein Forum, das Sie gewählt hatten, findet nicht mehr statt." in body(visitor(anna), anna)
    assert "Ein Forum, das nicht mehr im Programm steht" in page(client, at("-forums", hall))
    person = reverse("conference-person", kwargs={"conference_id": hall.conference.id, "registration_id": anna.id})
    assert "Ein Forum, das gewählt war, findet nicht mehr statt." in page(client, person)


def test_before_there_is_a_place_and_after_it_has_begun(hall: Hall, anna: Registration) -> None:
    client = visitor(anna)
    for state in ("waiting", "offered", "stand_in"):
        Registration.objects.filter(id=anna.id).update(state=state)
        html = body(client, anna)
        assert "Sobald Sie sicher einen Platz haben" in html
        assert not radios(html)
    Registration.objects.filter(id=anna.id).update(state="admitted")
    sent = form(body(client, anna), hall, hall.akte)
    client.post(here(anna), sent)
    set_office_time(BEGINS)
    html = body(client, anna)
    assert not radios(html)
    assert "Digitale Akte, Raum 1" in html
    assert client.post(here(anna), sent | {f"block-{hall.frame.id}": str(hall.sport.id)}).status_code == 422
    Registration.objects.filter(id=anna.id).update(state="withdrawn")
    ForumChoice.objects.all().delete()
    assert 'id="forums"' not in body(client, anna)


def test_an_office_writes_down_what_is_chosen(hall: Hall, anna: Registration, cast: Cast) -> None:
    (nameless,) = reserved(invited(hall.conference)[1], 1).added
    client = logged_in(cast.home.clerk)
    person = at("-person", hall, registration_id=nameless.id)
    assert f'href="{person}"' in page(client, path_of(hall.conference))
    html = page(client, person)
    assert "Name folgt" in html
    assert client.post(person, form(html, hall, hall.wohnen)).status_code == 302
    assert choices_of(nameless) == {hall.frame.id: hall.wohnen.id}
    hall.change(hall.akte, seats=1)
    choose(anna, hall.akte)
    assert client.post(person, form(page(client, person), hall, hall.akte)).status_code == 422
    assert logged_in(somebody(cast, Role.DOOR)).post(person, form(html, hall, hall.sport)).status_code == 404


def test_the_office_sees_seats_and_asks_by_mail(hall: Hall, anna: Registration, cast: Cast) -> None:
    registered(invited(hall.conference)[0], CARL, BERT)
    choose(anna, hall.akte)
    client, path = logged_in(cast.home.clerk), at("-forums", hall)
    html = page(client, path)
    assert f'href="{path_of(hall.conference)}?forum={hall.frame.id}-{hall.akte.id}">1<' in html
    assert "ausgebucht" in html
    assert f'href="{path}"' in page(client, at("", hall))
    ProgrammeItem.objects.update(choosable=False, seats=None)
    for other in (at("", hall), reverse("programme", kwargs={"conference_id": hall.conference.id})):
        assert f'href="{path}"' in page(client, other)  # what was chosen is still to be seen
    for one, seats in ((hall.akte, 1), (hall.wohnen, 2), (hall.sport, None)):
        ProgrammeItem.objects.filter(id=one.id).update(choosable=True, seats=seats)
    sent = {"nonce": hidden(html)["nonce"]}
    assert client.post(at("-questions-tell", hall), sent).status_code == 302
    assert Announcement.objects.filter(kind="questions").count() == 1
    item = reverse("programme-item", kwargs={"conference_id": hall.conference.id, "item_id": hall.wohnen.id})
    choose(Registration.objects.get(name=CARL.name), hall.wohnen)
    bert = Registration.objects.get(name=BERT.name)
    choose(bert, hall.wohnen, **by_office(cast.home, bert))
    given = {"title": "Wohnen", "kind": "forum", "timing": "exact", "room": "", "parent": str(hall.frame.id)}
    given |= {"choosable": "on", "seats": "1", "seen": str(hall.revision)}
    response = client.post(item, given, follow=True)
    assert "1 Person mehr, als es Plätze gibt" in unescape(response.content.decode())
    assert "1 mehr als Plätze" in page(client, path)
    assert client.post(item, given | {"seats": "0", "seen": str(hall.revision)}).status_code == 422
    assert client.post(item, given | {"parent": "", "seen": str(hall.revision)}).status_code == 422


def test_a_list_and_its_files_name_the_forum(hall: Hall, anna: Registration, cast: Cast) -> None:
    registered(invited(hall.conference)[1], CARL)
    choose(anna, hall.akte)
    client, who = logged_in(cast.home.clerk), f"?forum={hall.frame.id}-{hall.akte.id}"
    assert names(client, hall.conference, who) == [ANNA.name]
    for other in ("?forum=1", "?forum=x-y", "?forum=9-9"):
        assert len(names(client, hall.conference, other)) == 2
    head, *rows = cells(client, hall.conference, emails="on")
    assert head[-2:] == ("Forum", "E-Mail")
    assert sorted(row[-2] for row in rows) == ["", "Digitale Akte, Raum 1"]
    assert len(lines(taken(client, hall.conference, who, ending="csv").content)) == 2
    assert taken(client, hall.conference, who, ending="pdf").content.startswith(b"%PDF-")
    door = page(logged_in(somebody(cast, Role.DOOR)), path_of(hall.conference) + who)
    assert "Digitale Akte, Raum 1" in door
    assert ANNA.email not in door
    assert "/people/" not in door


def test_nothing_costs_more_with_more_people(
    hall: Hall, anna: Registration, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, own = logged_in(cast.home.clerk), visitor(anna)
    choose(anna, hall.sport)
    paths = (
        (client, at("-forums", hall), FORUMS_QUERIES),
        (own, here(anna), CHOOSING_QUERIES),
        (client, path_of(hall.conference) + f"?forum={hall.frame.id}-{hall.sport.id}", LIST_QUERIES),
    )
    for who, path, count in paths:
        with django_assert_num_queries(count):
            who.get(path)
    for row in registered(invited(hall.conference)[1], *persons(9)).added:
        choose(row, hall.sport, **by_office(cast.home, row))
    second = hall.forum("Noch eins")
    hall.release()
    assert second.id in {one.item.key for one in hall.block.forums}
    for who, path, count in paths:
        with django_assert_num_queries(count):
            who.get(path)


def test_without_forums_there_is_nothing_of_them(cast: Cast) -> None:
    with scope(association=cast.home.association):
        hall = Hall(cast.home)
        ProgrammeItem.objects.update(choosable=False, seats=None)
    client = logged_in(cast.home.clerk)
    assert at("-forums", hall) not in page(client, at("", hall))
    assert 'class="empty"' in page(client, at("-forums", hall))
