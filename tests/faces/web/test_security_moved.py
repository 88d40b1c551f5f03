"""A security check that ends, or whose event is moved, while somebody has its pages open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.faces.web.stage import logged_in, somebody
from tests.faces.web.test_conferences import hidden, the_edit
from tests.faces.web.test_security import GIVE, at, body, person_at
from tests.office.conferences.asking import anna_of
from tests.office.conferences.securing import check_for, give
from umlauf.faces.web.views import security_officer
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.actions.security import end_check
from umlauf.office.conferences.actions.security_entry import give_birth_data, hand_on
from umlauf.office.conferences.models import Conference, Registration, SecurityCheck


@pytest.fixture
def anna(cast: Cast) -> Registration:
    with scope(association=cast.home.association):
        return anna_of(cast.home)


@pytest.fixture
def officer(cast: Cast) -> Client:
    with scope(association=cast.home.association):
        return logged_in(somebody(cast, Role.SECURITY_OFFICER))


def test_who_moves_the_event_is_told_what_becomes_of_the_check(anna: Registration, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), at("conference-edit", anna)

    def moved(day: str) -> str:
        sent = the_edit(client, anna.conference, starts_on=day)
        return unescape(client.post(path, sent, follow=True).content.decode())

    assert "Sicherheitsüberprüfung:" not in moved("2016-12-03")
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
    assert "Sicherheitsüberprüfung:" not in moved("2016-12-02")
    html = moved("2016-12-06")
    assert "Sicherheitsüberprüfung: Alle Angaben werden am 5. Dezember 2016 gelöscht" in html
    html = moved("2016-11-24")
    assert "Sicherheitsüberprüfung: Die Angaben sind bis zum 25. November 2016 erbeten" in html
    assert html.count("Sicherheitsüberprüfung:") == 1
    with scope(association=anna.association):
        SecurityCheck.objects.update(delete_on=dt.date(2017, 2, 28))
        Conference.objects.update(starts_on=dt.date(2016, 12, 10))
    assert "Sicherheitsüberprüfung: Die Angaben werden jetzt am" in moved("2016-11-25")


def test_a_check_that_ends_while_something_is_sent_is_said_to_have_ended(
    anna: Registration, cast: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        give(anna)

    def first(act: Callable[..., Any], end: Callable[[], Any]) -> Callable[..., Any]:
        def late(**said: Any) -> Any:
            end()
            return act(**said)

        return late

    def end() -> None:
        end_check(actor=cast.home.clerk_actor, conference_id=anna.conference_id)

    def sent(path: str, given: dict[str, Any]) -> str:
        response = officer.post(path, given, follow=True)
        assert response.redirect_chain[-1][0] == reverse("today")
        return unescape(response.content.decode())

    call, path = person_at(anna), at("security", anna)
    form = GIVE | hidden(body(officer, call)) | {"channel": "phone", "place": "Halle"}
    monkeypatch.setattr(security_officer, "give_birth_data", first(give_birth_data, end))
    html = sent(call, form)
    assert html.count("Die Sicherheitsüberprüfung ist beendet.") == 1
    assert path not in html
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        give(anna)
    assert path in body(officer, "/")
    monkeypatch.setattr(security_officer, "hand_on", first(hand_on, end))
    assert "Die Sicherheitsüberprüfung ist beendet." in sent(path, {})

    def withdrawn() -> None:
        Registration.objects.filter(id=anna.id).update(state="withdrawn")

    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
    form = GIVE | hidden(body(officer, call)) | {"channel": "phone"}
    monkeypatch.setattr(security_officer, "give_birth_data", first(give_birth_data, withdrawn))
    response = officer.post(call, form, follow=True)
    assert response.redirect_chain[-1][0] == path
    assert "Anna Berg ist nicht mehr angemeldet." in unescape(response.content.decode())
