"""What somebody sees of what is kept of them and of their house."""

from __future__ import annotations

from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.faces.web.stage import logged_in
from umlauf.ground.accounts.models import User
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, set_contact


def test_a_member_sees_what_each_association_keeps_of_its_house(cast: Cast) -> None:
    with scope(association=cast.other.association):
        set_contact(
            actor=cast.other.clerk_actor,
            organisation_id=cast.shared.id,
            entry=ContactEntry(central_email="zentrale@lk-ahorntal.example"),
            intake=(Intake("Registratur", "registratur@lk-ahorntal.example"),),
            tags=(),
        )
    html = logged_in(cast.member).get(reverse("me")).content.decode()
    first, second = sorted((cast.home.association.name, cast.other.association.name))
    before, _, behind = html.partition("house-2")
    assert first in before
    assert second in behind
    for text in (
        cast.member.email,
        "zentrale@lk-ahorntal.example",
        "landrat@lk-ahorntal.example",
        "Dr. Jan Ahorntal",
        f"mailto:{cast.home.association.email}",
        f"mailto:{cast.other.association.email}",
    ):
        assert text in html
    assert reverse("directory") not in html


def test_a_member_sees_nothing_of_other_houses(cast: Cast) -> None:
    html = logged_in(cast.member).get(reverse("me")).content.decode()
    assert "Lindenberg" not in html


def test_an_office_sees_its_account(cast: Cast) -> None:
    html = logged_in(cast.home.clerk).get(reverse("me")).content.decode()
    assert cast.home.clerk.email in html
    assert "house-1" not in html


def test_a_login_that_may_act_for_nobody_sees_its_account(cast: Cast) -> None:
    user = User.objects.create(email="neu@office.example", name="Nele Neu", password="!")
    answer = logged_in(user).get(reverse("me"))
    assert answer.status_code == 200
    assert "neu@office.example" in answer.content.decode()
