"""The link of an invitation: what it shows, to whom, and how one comes in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import PASSWORD
from tests.faces.web.stage import Stage, an_invitation, logged_in
from tests.office.rows import row_counts
from umlauf.faces.web.invited import COOKIE
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Invitation

GIVEN = {"name": "Nele Neu", "password": PASSWORD, "again": PASSWORD}


def link_of(invitation: Invitation, generation: int | None = None) -> str:
    token = sign_link(Purpose.INVITATION, invitation.id, generation or invitation.generation)
    return reverse("invitation-link", kwargs={"token": token})


def opened(invitation: Invitation, client: Client | None = None) -> Client:
    """A browser in which the link was opened."""
    browser = client or Client()
    response = browser.get(link_of(invitation))
    assert (response.status_code, response.headers["Location"]) == (303, reverse("invitation"))
    return browser


def invited(stage: Stage, user: User) -> Invitation:
    """An invitation for somebody who has a login already."""
    with scope(association=stage.home.association):
        invitation = an_invitation(stage.home, stage.home.members[1])
        invitation.email = user.email.lower()
        invitation.save()
    return invitation


def test_a_link_changes_nothing_and_is_told_to_nobody(stage: Stage) -> None:
    client, before = Client(), row_counts()
    response = client.get(link_of(stage.invitations[0]))
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    page = client.get(reverse("invitation"))
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert link_of(stage.invitations[0]) not in page.content.decode()
    assert row_counts() == before
    cookie = client.cookies[COOKIE]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")


def test_somebody_new_comes_in_with_a_password(stage: Stage) -> None:
    client = opened(stage.invitations[0])
    response = client.post(reverse("invitation"), GIVEN)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("today"))
    user = User.objects.get(email="neu@umlauf.example")
    assert (user.name, hats_of(user)[0].roles) == ("Nele Neu", frozenset({Role.CLERK}))
    # Of the office, so the second factor is set up first.
    assert client.get("/").headers["Location"].startswith(reverse("mfa_index"))
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("invitation")).status_code == 404
    assert Client().get(link_of(stage.invitations[0])).status_code == 404


def test_somebody_new_at_a_member_is_in_at_once(stage: Stage) -> None:
    client = opened(stage.invitations[1])
    client.post(reverse("invitation"), GIVEN)
    page = client.get("/")
    assert page.status_code == 200
    assert stage.cast.shared.short_name in page.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"again": "Etwas-Anderes-123"},
        {"password": "kurz", "again": "kurz"},
        {"name": " "},
        {"password": "", "again": ""},
    ],
)
def test_what_does_not_fit_is_said_and_uses_nothing_up(stage: Stage, change: dict[str, str]) -> None:
    client, before = opened(stage.invitations[0]), row_counts()
    response = client.post(reverse("invitation"), GIVEN | change)
    assert (response.status_code, row_counts()) == (422, before)
    assert PASSWORD not in response.content.decode()
    assert client.post(reverse("invitation"), GIVEN).status_code == 302


def test_whoever_has_a_login_logs_in_and_takes_it_up(stage: Stage) -> None:
    invitation = invited(stage, stage.cast.other.clerk)
    client = opened(invitation)
    page = client.get(reverse("invitation")).content.decode()
    assert f"{reverse('account_login')}?next={reverse('invitation')}" in page
    assert client.post(reverse("invitation"), GIVEN).status_code == 200  # nobody sets another's password
    assert stage.cast.other.clerk.check_password(PASSWORD)
    client = opened(invitation, logged_in(stage.cast.other.clerk))
    assert client.post(reverse("invitation")).headers["Location"] == reverse("today")
    assert {hat.key for hat in hats_of(stage.cast.other.clerk)} == {
        f"{stage.cast.other.association.slug}.0",
        f"{stage.home.association.slug}.{stage.home.members[1].id}",
    }


def test_another_login_cannot_take_it_up(stage: Stage) -> None:
    client = opened(stage.invitations[0], logged_in(stage.cast.member))
    before = row_counts()
    assert client.get(reverse("invitation")).status_code == 200
    assert client.post(reverse("invitation"), GIVEN).status_code == 200
    assert row_counts() == before


@pytest.mark.parametrize("reason", ["mangled", "foreign", "older", "over", "revoked", "accepted", "closed"])
def test_all_links_that_fail_look_alike(stage: Stage, reason: str) -> None:
    invitation = stage.invitations[0]
    known = opened(invitation)
    address = link_of(invitation)
    changes: dict[str, dict[str, object]] = {
        "over": {"expires_at": machine_now()},
        "revoked": {"revoked_at": machine_now()},
        "accepted": {"accepted_at": machine_now()},
        "older": {"generation": 2},
    }
    with scope(association=stage.home.association):
        Invitation.objects.filter(id=invitation.id).update(**(changes.get(reason) or {"generation": 1}))
        letter = letter_address(stage.letter)
    if reason == "mangled":
        address = address[:-3]
    if reason == "foreign":
        address = reverse("invitation-link", kwargs={"token": letter.rpartition("/")[2]})
    if reason == "closed":
        stage.home.association.active = False
        stage.home.association.save()
    response = Client().get(address)
    reference = Client().get("/invitation/a/b")
    assert (response.status_code, response.content) == (404, reference.content)
    if reason not in {"mangled", "foreign"}:
        assert known.get(reverse("invitation")).status_code == 404
        assert known.post(reverse("invitation"), GIVEN).status_code == 404
    assert not User.objects.filter(email=invitation.email).exists()


def test_a_token_of_an_invitation_opens_no_letter(stage: Stage) -> None:
    token = link_of(stage.invitations[0]).rpartition("/")[2]
    assert Client().get(reverse("link", kwargs={"token": token})).status_code == 404


def test_renewed_and_taken_back_on_a_page(stage: Stage) -> None:
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    invitation = stage.invitations[0]
    address = reverse("staff-invitation", kwargs={"invitation_id": invitation.id})
    assert client.post(address, {"step": "renew"}).headers["Location"] == reverse("staff")
    assert Client().get(link_of(invitation)).status_code == 404
    assert Client().get(link_of(invitation, 2)).status_code == 303
    assert client.post(address, {"step": "revoke"}).headers["Location"] == reverse("staff")
    assert Client().get(link_of(invitation, 2)).status_code == 404
    assert client.post(address, {"step": "renew"}).status_code == 409
    assert client.get(address).status_code == 200


def test_the_office_cannot_touch_what_a_member_has_sent(stage: Stage) -> None:
    office = logged_in(stage.people[Role.ADMINISTRATOR])
    address = reverse("staff-invitation", kwargs={"invitation_id": stage.invitations[1].id})
    assert office.post(address, {"step": "revoke"}).status_code == 404
    house = logged_in(stage.people[Role.MEMBER_ADMINISTRATOR])
    own = reverse("house-staff-invitation", kwargs={"invitation_id": stage.invitations[1].id})
    assert house.post(own, {"step": "revoke"}).headers["Location"] == reverse("house-staff")


def test_a_form_carries_its_token(stage: Stage) -> None:
    client = opened(stage.invitations[0], Client(enforce_csrf_checks=True))
    assert client.get(reverse("invitation")).headers["Referrer-Policy"] == "same-origin"
    assert client.post(reverse("invitation"), GIVEN).status_code == 403


def test_the_link_holds_for_days(stage: Stage) -> None:
    with scope(association=stage.home.association):
        soon = machine_now() + dt.timedelta(seconds=30)
        Invitation.objects.filter(id=stage.invitations[0].id).update(expires_at=soon)
    assert opened(stage.invitations[0]).get(reverse("invitation")).status_code == 200
