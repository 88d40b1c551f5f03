"""Addresses that no other test calls with success, and how that is counted (``tests/called.py``)."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.called import LEADING_ON, NEVER, SHOWING, has_reached, never_called
from tests.cast import PASSWORD
from tests.faces.web.answering import SAYER, answer_of, clerk, desk_path, invite, people_of
from tests.faces.web.passkey import Passkey, options_on
from tests.faces.web.stage import Stage, logged_in
from umlauf.faces.web.urls import urlpatterns
from umlauf.ground.core.policy import Role
from umlauf.office.directory.hats import hats_of
from umlauf.office.responses.enums import Way


@pytest.mark.parametrize(
    ("name", "method", "status", "location", "reached"),
    [
        ("circulars", "GET", 200, "", True),
        ("circulars", "GET", 302, "/login/?next=/circulars/", False),
        ("circulars", "GET", 404, "", False),
        ("link", "GET", 303, "/letter/7/", True),
        ("circular-sign", "POST", 302, "/circulars/7/", True),
        ("circular-sign", "POST", 302, "/me/login/prove/code/?next=/circulars/7/sign/", False),
        ("circular-sign", "POST", 302, "/me/login/?next=/circulars/7/sign/", False),
        ("circular-sign", "POST", 200, "", False),
        ("circular-sign", "POST", 422, "", False),
        ("account_logout", "POST", 302, "/login/", True),
        ("list-preview", "POST", 200, "", True),
    ],
)
def test_what_counts_as_reached(name: str, method: str, status: int, location: str, reached: bool) -> None:
    assert has_reached(name, method, status, location) == reached


def test_what_is_said_of_addresses_is_said_of_some_that_are_there() -> None:
    names = {str(pattern.name) for pattern in urlpatterns}
    assert LEADING_ON | SHOWING | {name for name, _method in NEVER} <= names
    assert ("circulars", "GET") in never_called(())
    assert ("circulars", "HEAD") not in never_called(())
    assert ("circulars", "GET") not in never_called({("circulars", "GET")})


def test_the_desk_keys_in_who_comes_and_who_does_not(stage: Stage) -> None:
    invite(stage)
    browser = clerk(stage)
    browser.send("deputy/", person__name="Bert Cramer", represents="Landrätin")
    assert people_of(stage) == [("Bert Cramer", "admitted")]
    (change,) = set(re.findall(r'href="[^"]*(people/\d+/)"', browser.html()))
    assert browser.form(change).controls
    browser.send(change, person__name="Bert Kramer")
    assert people_of(stage) == [("Bert Kramer", "admitted")]
    page = browser.send("withdraw/", person=re.sub(r"\D", "", change))
    assert (page.address, people_of(stage)) == (desk_path(stage), [("Bert Kramer", "withdrawn")])


def test_the_desk_keys_in_that_nobody_comes(stage: Stage) -> None:
    invite(stage)
    assert clerk(stage).send("decline/").address == desk_path(stage)
    answer = answer_of(stage)
    assert answer is not None
    assert answer.state == "declined"


def test_the_desk_keys_in_who_is_registered_with_the_host(stage: Stage) -> None:
    invite(stage, way=Way.HOST, host_address="tagung@host.example")
    assert clerk(stage).send("host/", **SAYER).address == desk_path(stage)
    assert answer_of(stage) is not None


def test_a_member_without_a_second_factor_proves_who_they_are_by_the_password(stage: Stage) -> None:
    client = logged_in(stage.cast.member, factors=False)
    address = reverse("account_reauthenticate")
    assert client.get(address).status_code == 200
    assert client.post(address, {"password": "falsch-und-lang"}).status_code == 422
    assert client.post(address, {"password": PASSWORD}).headers["Location"] == "/"


def test_a_passkey_from_its_setting_up_to_its_end(stage: Stage) -> None:
    owner, passkey = stage.home.clerk, Passkey()
    client = logged_in(owner, factors=False)
    add, prove = reverse("mfa_add_webauthn"), reverse("mfa_reauthenticate_webauthn")
    given = {"name": "Mein Rechner", "passwordless": "on", "credential": passkey.create(_options(client, add))}
    assert client.post(add, given).headers["Location"] == reverse("mfa_view_recovery_codes")

    fresh, begin = Client(), reverse("mfa_login_webauthn")
    asked = fresh.get(begin, headers={"accept": "application/json"})
    assert fresh.post(begin, {"credential": passkey.prove(asked.json()["request_options"])}).headers["Location"] == "/"
    assert fresh.get(reverse("circulars")).status_code == 200

    assert client.post(prove, {"credential": passkey.prove(_options(client, prove))}).headers["Location"] == "/"
    remove = reverse("mfa_remove_webauthn", args=[Authenticator.objects.get(user=owner, type="webauthn").pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    assert not Authenticator.objects.filter(user=owner, type="webauthn").exists()


def test_a_passkey_of_somebody_else_opens_nothing(stage: Stage) -> None:
    passkey, begin = Passkey(), reverse("mfa_login_webauthn")
    client = logged_in(stage.home.clerk, factors=False)
    passkey.create(_options(client, reverse("mfa_add_webauthn")))  # made, and never handed over
    fresh = Client()
    options = fresh.get(begin, headers={"accept": "application/json"}).json()["request_options"]
    fresh.post(begin, {"credential": passkey.prove(options)})
    assert fresh.get("/").headers["Location"].startswith(reverse("account_login"))


def test_recovery_codes_are_made_anew_saved_and_end_with_the_app(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    assert client.post(reverse("mfa_generate_recovery_codes")).headers["Location"] == reverse("mfa_view_recovery_codes")
    saved = client.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in saved.headers["Content-Disposition"]
    assert len(saved.content.split()) >= 8
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=stage.home.clerk).exists()


def test_the_second_factor_has_a_page(stage: Stage) -> None:
    logged_in(stage.home.clerk)  # has an app since
    client = Client()
    sent = client.post(reverse("account_login"), {"login": stage.home.clerk.email, "password": PASSWORD})
    assert sent.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("mfa_authenticate")).status_code == 200


def test_a_house_invites_changes_and_suspends_its_own_people(stage: Stage) -> None:
    client = logged_in(stage.people[Role.MEMBER_ADMINISTRATOR])
    person = stage.people[Role.REGISTRY]
    form = {"email": "nele@lk-ahorntal.example", "name": "Nele Neu", "roles": ["specialist"], "language": "de"}
    assert client.post(reverse("house-staff-invite"), form).headers["Location"] == reverse("house-staff")
    of_person = {"user_id": person.id}
    changed = client.post(reverse("house-staff-roles", kwargs=of_person), {"roles": ["specialist"], "title": ""})
    assert (changed.status_code, hats_of(person)[0].roles) == (302, frozenset({Role.SPECIALIST}))
    assert client.post(reverse("house-staff-suspend", kwargs=of_person)).status_code == 302
    assert hats_of(person) == ()


def _options(client: Client, address: str) -> dict[str, object]:
    return options_on(client.get(address).content.decode())
