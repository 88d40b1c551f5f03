"""Places whose names follow: kept by a house, named through each door, and asked for by the office."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from tests.faces.web.answering import SAYER, Browser, clerk, guest, invite, it_is_late, member, people_of
from tests.faces.web.stage import Stage, logged_in
from umlauf.engines.mail.models import Message
from umlauf.office.conferences.models import Conference, Registration

A, X = "admitted", "withdrawn"
DOORS = (guest, member, clerk)


def said(browser: Browser) -> dict[str, str]:
    return {"channel": "phone"} if "circulars" in browser.door else SAYER


def rows_of(stage: Stage) -> list[Registration]:
    with scope(association=stage.home.association):
        return list(Registration.objects.filter(recipient=stage.letter).order_by("id"))


def conference_of(stage: Stage) -> Conference:
    with scope(association=stage.home.association):
        return Conference.objects.get(circular_id=stage.sent.circular_id)


@pytest.mark.parametrize("door", DOORS)
def test_places_are_kept_and_named_through_each_door(stage: Stage, door: Any) -> None:
    invite(stage)
    browser: Browser = door(stage)
    page = browser.send("register/", person__0__name="Anna Berg", unnamed="2", **said(browser))
    assert (page.status, page.address) == (200, browser.door)
    assert people_of(stage) == [("Anna Berg", A), ("", A), ("", A)]
    shown = " ".join(address for _words, address in page.links)
    _anna, first, second = rows_of(stage)
    assert f"people/{first.id}/" in shown
    assert f"people/{first.id}/deputy/" not in shown
    browser.send(f"people/{first.id}/", person__name="Vera Quast", **said(browser))
    browser.send("withdraw/", person=str(second.id), **said(browser))
    assert people_of(stage) == [("Anna Berg", A), ("Vera Quast", A), ("", X)]


def test_a_name_follows_after_a_strict_deadline(stage: Stage) -> None:
    invite(stage, closes_at_deadline=True)
    browser = guest(stage)
    browser.send("register/", unnamed="1", **SAYER)
    (place,) = rows_of(stage)
    it_is_late()
    assert f"people/{place.id}/" in " ".join(address for _words, address in browser.page().links)
    browser.send(f"people/{place.id}/", person__name="Vera Quast", **SAYER)
    assert people_of(stage) == [("Vera Quast", A)]
    assert browser.page(f"people/{place.id}/").address == browser.door


def test_whoever_declines_reads_that_places_without_names_go_too(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    browser.send("register/", unnamed="1", **SAYER)
    (place,) = rows_of(stage)
    with translation.override("de"):
        follows = place.called
    assert f"<li>{follows}</li>" in browser.html("decline/")
    browser.send("decline/", **SAYER)
    assert people_of(stage) == [("", X)]


@pytest.mark.parametrize("number", ["-1", "21", "zwei"])
def test_what_is_no_number_of_places_stays_in_the_form(stage: Stage, number: str) -> None:
    invite(stage)
    page = guest(stage).send("register/", unnamed=number, **SAYER)
    assert page.status == 422
    assert people_of(stage) == []


def test_where_the_person_decides_no_place_is_kept(stage: Stage) -> None:
    invite(stage)
    conference = conference_of(stage)
    browser = guest(stage)
    form = browser.form("register/")
    with scope(association=stage.home.association):
        Conference.objects.filter(id=conference.id).update(admission="rule")
    assert browser.send("register/", form, unnamed="1", **SAYER).status == 422
    assert "unnamed" not in {one.name for one in browser.form("register/").controls}
    assert people_of(stage) == []


def test_the_office_sees_them_and_asks_for_the_names(stage: Stage) -> None:
    invite(stage)
    conference, client = conference_of(stage), logged_in(stage.home.clerk)
    path = reverse("names", args=[conference.id])
    assert client.get(path).status_code == 200
    assert path not in client.get(reverse("today")).content.decode()
    guest(stage).send("register/", unnamed="2", **SAYER)
    for page in (reverse("today"), reverse("conference", args=[conference.id])):
        assert f'href="{path}"' in client.get(page).content.decode()
    browser = Browser(client, path)
    form = next(one for one in browser.page().forms if any(field.name == "seen" for field in one.controls))
    data = {one.name: one.value for one in form.controls if one.name}
    assert client.post(path, data | {"seen": ""}).status_code == 422
    done = client.post(path, data)
    assert done["Location"] == reverse("conference", args=[conference.id])
    assert client.get(done["Location"]).status_code == 200
    with scope(association=stage.home.association):
        asked = Message.objects.filter(key__contains=":names:")
        assert [one.recipient for one in asked] == [SAYER["email"]]
        assert stage.letter.organisation.name in asked[0].text
    again = client.post(path, data | {"nonce": "another"})
    assert again["Location"] == path
    assert not any(one.name == "seen" for form in browser.page().forms for one in form.controls)
    with scope(association=stage.home.association):
        assert Message.objects.filter(key__contains=":names:").count() == 1
