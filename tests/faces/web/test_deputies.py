"""Somebody comes in the place of somebody else, through each door, and it is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from tests.faces.web.answering import (
    SAYER,
    Browser,
    clerk,
    close,
    guest,
    invite,
    it_is_late,
    member,
    people_of,
)
from tests.faces.web.stage import Stage, logged_in
from umlauf.faces.cli.visitor import Page
from umlauf.office.conferences.actions.decide import decide_case
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration
from umlauf.office.responses.models import Ask

A, W, X, D, S = "admitted", "waiting", "withdrawn", "replaced", "stand_in"
DEPUTY = {"person__name": "Vera Quast", "person__function": "Referentin", "person__email": "vera@amt.example"}
DOORS = (guest, member, clerk)


def registered(stage: Stage, **terms: Any) -> int:
    """Somebody of the letter is registered for the conference; the id of the registration."""
    invite(stage, **terms)
    guest(stage).send("register/", person__0__name="Anna Berg", person__0__email="anna@amt.example", **SAYER)
    return the_row(stage, "Anna Berg").id


def the_row(stage: Stage, name: str) -> Registration:
    with scope(association=stage.home.association):
        return Registration.objects.select_related("conference").get(name=name, recipient=stage.letter)


def addresses(page: Page) -> list[str]:
    return [address for _words, address in page.links]


def sayer(browser: Browser) -> dict[str, str]:
    return {"channel": "phone"} if "circulars" in browser.door else SAYER


@pytest.mark.parametrize("door", DOORS)
def test_a_deputy_is_sent_and_taken_back_through_each_door(stage: Stage, door: Any) -> None:
    anna = registered(stage, places=1)
    browser: Browser = door(stage)
    way = f"people/{anna}/deputy/"
    assert way in " ".join(addresses(browser.page()))
    assert "Anna Berg" in browser.page(way).heading
    page = browser.send(way, **DEPUTY, **sayer(browser))
    assert (page.status, page.address) == (200, browser.door)
    assert people_of(stage) == [("Anna Berg", D), ("Vera Quast", A)]
    shown = " ".join(addresses(page))
    assert way not in shown
    vera = the_row(stage, "Vera Quast").id
    assert f"people/{vera}/deputy/" in shown
    assert f"people/{vera}/back/" in shown
    back = browser.send(f"people/{vera}/back/", **sayer(browser))
    assert (back.status, back.address) == (200, browser.door)
    assert people_of(stage) == [("Anna Berg", A), ("Vera Quast", X)]
    assert f"people/{vera}/back/" not in " ".join(addresses(back))


def test_what_is_missing_or_known_stays_in_the_form(stage: Stage) -> None:
    anna = registered(stage)
    browser = guest(stage)
    empty = browser.send(f"people/{anna}/deputy/", **SAYER)
    assert empty.status == 422
    page = browser.send(f"people/{anna}/deputy/", **(DEPUTY | {"person__name": "Anna Berg"}), **SAYER)
    assert page.status == 422
    assert "vera@amt.example" in {one.value for form in page.forms for one in form.controls}
    assert people_of(stage) == [("Anna Berg", A)]


def test_two_tabs_send_one(stage: Stage) -> None:
    anna = registered(stage)
    browser = guest(stage)
    form, other = browser.form(f"people/{anna}/deputy/"), browser.form(f"people/{anna}/deputy/")
    browser.send(f"people/{anna}/deputy/", form, **DEPUTY, **SAYER)
    page = browser.send(f"people/{anna}/deputy/", other, **(DEPUTY | {"person__name": "Ute Linde"}), **SAYER)
    assert page.status == 422
    assert "Vera Quast" in page.text
    assert people_of(stage) == [("Anna Berg", D), ("Vera Quast", A)]
    again = browser.page(f"people/{anna}/deputy/")
    assert (again.status, again.address) == (200, browser.door)


def test_after_a_strict_deadline_a_deputy_may_still_come(stage: Stage) -> None:
    anna = registered(stage, closes_at_deadline=True)
    it_is_late()
    browser = guest(stage)
    shown = " ".join(addresses(browser.page()))
    assert f"people/{anna}/deputy/" in shown
    assert f"people/{anna}/ " not in shown
    browser.send(f"people/{anna}/deputy/", **DEPUTY, **SAYER)
    assert people_of(stage) == [("Anna Berg", D), ("Vera Quast", A)]
    close(stage)
    assert "/back/" not in " ".join(addresses(browser.page()))
    assert "/back/" in " ".join(addresses(clerk(stage).page()))


def test_somebody_of_another_letter_is_not_there(stage: Stage) -> None:
    registered(stage)
    for door in DOORS:
        for way in ("deputy", "back"):
            assert door(stage).page(f"people/999/{way}/").status == 404


def test_whom_they_represent_is_no_field_of_a_deputy_that_was_sent(stage: Stage) -> None:
    anna = registered(stage)
    browser = guest(stage)
    browser.send(f"people/{anna}/deputy/", **DEPUTY, **SAYER)
    vera = the_row(stage, "Vera Quast").id
    assert "represents" not in {one.name for one in browser.form(f"people/{vera}/").controls}
    browser.send(f"people/{vera}/", person__function="Leiterin", **SAYER)
    assert the_row(stage, "Vera Quast").represents == "Anna Berg"


def test_the_office_sees_it_everywhere_and_decides(stage: Stage) -> None:
    anna = registered(stage, places=1)
    with scope(association=stage.home.association):
        Conference.objects.filter(circular_id=stage.sent.circular_id).update(admission="case")
        assert Ask.objects.filter(circular_id=stage.sent.circular_id).exists()
    guest(stage).send(f"people/{anna}/deputy/", **DEPUTY, **SAYER)
    vera = the_row(stage, "Vera Quast")
    assert vera.state == S
    client = logged_in(stage.home.clerk)
    with translation.override("de"):
        word = str(RegistrationState.STAND_IN.label)
    for name in ("conference", "cases", "case"):
        known = {"conference_id": vera.conference_id} | ({"registration_id": vera.id} if name == "case" else {})
        html = client.get(reverse(name, kwargs=known)).content.decode()
        assert "Anna Berg" in html or name == "conference"
        assert word in html or name == "cases"
    participants = client.get(reverse("participants", args=[stage.sent.circular_id])).content.decode()
    assert word in participants
    assert "Anna Berg" in participants
    with scope(association=stage.home.association):
        target: dict[str, Any] = {"actor": stage.home.clerk_actor, "conference_id": vera.conference_id}
        seen = AdmissionCase.objects.get(registration=vera).id
        given: dict[str, Any] = {"admit": False, "reason": "Nur Dezernenten", "seen": seen, "sequence": 0}
        decide_case(**target, **given, registration_id=vera.id)
    browser = guest(stage)
    assert f"people/{vera.id}/back/" in " ".join(addresses(browser.page()))
    assert browser.page(f"people/{vera.id}/back/").status == 200
    browser.send(f"people/{vera.id}/back/", **SAYER)
    assert people_of(stage) == [("Anna Berg", A), ("Vera Quast", "refused")]
