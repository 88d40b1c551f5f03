"""Coming in, and going out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast
from tests.faces.web.stage import Stage, logged_in, messages_of
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association

WRONG = "passen nicht zusammen"
TOO_MANY = "zu viele Versuche"


def log_in(client: Client, email: str, password: str, address: str = "192.0.2.1", target: str = "") -> tuple[int, str]:
    """The status and the page, or where it leads."""
    given = {"login": email, "password": password, "next": target}
    response = client.post(reverse("account_login"), given, REMOTE_ADDR=address)
    return response.status_code, response.headers.get("Location", response.content.decode())


def test_a_person_comes_in_and_goes_out(cast: Cast) -> None:
    client = Client()
    assert log_in(client, cast.home.clerk.email.upper(), PASSWORD) == (302, "/")
    page = client.get("/").content.decode()
    assert cast.home.clerk.name in page
    assert client.get(reverse("account_logout")).status_code == 405
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")
    assert client.get("/").status_code == 302


@pytest.fixture(autouse=True)
def _without_second_factors(cast: Cast) -> None:
    """These logins are by password alone; those with more are in ``test_second_factor.py``."""
    Association.objects.update(second_factor=False)


def test_a_wrong_password_and_an_unknown_address_are_told_alike(cast: Cast) -> None:
    pages = []
    for email in (cast.home.clerk.email, "nobody@lkt-musterland.example"):
        status, page = log_in(Client(), email, "falsch")
        assert (status, WRONG in page) == (422, True)
        pages.append(page.replace(email, "").split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert pages[0] == pages[1]


def test_a_login_that_is_switched_off_is_told_like_an_unknown_one(cast: Cast) -> None:
    cast.home.clerk.is_active = False
    cast.home.clerk.save()
    status, page = log_in(Client(), cast.home.clerk.email, PASSWORD)
    assert (status, WRONG in page) == (422, True)


@pytest.mark.parametrize("known", [True, False])
def test_too_many_tries_for_an_account_are_refused_unread(cast: Cast, known: bool) -> None:
    email = cast.home.clerk.email if known else "nobody@lkt-musterland.example"
    for number in range(LIMITS.login_attempts):
        assert log_in(Client(), email, "falsch", address=f"192.0.2.{number}")[0] == 422
    status, page = log_in(Client(), email.upper(), PASSWORD, address="192.0.2.200")
    assert (status, TOO_MANY in page, WRONG in page) == (429, True, False)
    assert log_in(Client(), cast.other.clerk.email, PASSWORD, address="192.0.2.200")[0] == 302


def test_no_spelling_of_an_account_has_tries_of_its_own(cast: Cast) -> None:
    email = cast.home.clerk.email
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isalpha() else sign for sign in email)
    assert log_in(Client(), wide, PASSWORD)[0] == 422
    for number in range(LIMITS.login_attempts):
        assert log_in(Client(), f" {email.title()} ", "falsch", address=f"192.0.2.{number}")[0] == 422
    assert log_in(Client(), email, PASSWORD, address="192.0.2.200")[0] == 429


def test_the_owner_is_told_once_that_somebody_tries(cast: Cast) -> None:
    email = cast.home.clerk.email
    for number in range(LIMITS.login_attempts + 3):
        log_in(Client(), email, "falsch", address=f"192.0.2.{number}")
        log_in(Client(), "nobody@lkt-musterland.example", "falsch", address=f"198.51.100.{number}")
    (message,) = messages_of(cast.home)
    assert (message.recipient, str(LIMITS.login_window_minutes) in message.text) == (email, True)


def test_too_many_tries_from_an_address_are_refused_unread(cast: Cast) -> None:
    for number in range(LIMITS.login_attempts_of_address):
        assert log_in(Client(), f"somebody-{number}@lkt.example", "falsch")[0] == 422
    assert log_in(Client(), cast.home.clerk.email, PASSWORD)[0] == 429
    assert log_in(Client(), cast.home.clerk.email, PASSWORD, address="192.0.2.2")[0] == 302


def test_the_right_password_costs_no_try(cast: Cast) -> None:
    for number in range(LIMITS.login_attempts + 1):
        assert log_in(Client(), cast.home.clerk.email, PASSWORD, address=f"192.0.2.{number}")[0] == 302


def test_a_thousand_tries_a_minute_from_one_address_are_stopped(cast: Cast) -> None:
    statuses = [log_in(Client(), f"somebody-{number}@lkt.example", "falsch")[0] for number in range(70)]
    assert statuses.count(422) == LIMITS.login_attempts_of_address
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_a_login_leads_nowhere_else(cast: Cast, target: str) -> None:
    assert log_in(Client(), cast.home.clerk.email, PASSWORD, target=target) == (302, "/")


def test_a_login_leads_back_to_where_one_wanted_to_go(stage: Stage) -> None:
    client = Client()
    wanted = reverse("circular", kwargs={"circular_id": stage.draft.id}) + "?state=sent"
    asked = client.get(wanted).headers["Location"]
    assert asked == f"{reverse('account_login')}?next=/circulars/{stage.draft.id}/%3Fstate%3Dsent"
    page = client.get(asked).content.decode()
    assert f'name="next" value="{wanted}"' in page
    assert log_in(client, stage.home.clerk.email, PASSWORD, target=wanted) == (302, wanted)


def test_the_session_changes_with_the_login(cast: Cast) -> None:
    client = Client()
    client.get(reverse("account_login"))
    log_in(client, cast.home.clerk.email, PASSWORD)
    cookie = client.cookies["umlauf"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused_in_style(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), {"login": cast.home.clerk.email, "password": PASSWORD})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Das wurde nicht ausgeführt" in page
    assert "Es wurde nichts geändert" in page


def test_sample_logins_stand_on_the_page_of_a_demo_alone(cast: Cast, demo: Path) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert all(text in page for text in ("koenig@lkt.example", "Ahorn-1", "Nur zum Ansehen.", "kein zweiter Faktor"))


def test_no_sample_login_stands_on_the_page_of_an_office(cast: Cast) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "Beispielzugänge" not in page
    assert "Vorführung" not in page


def test_somebody_who_may_do_nothing_is_told_so(cast: Cast) -> None:
    from umlauf.ground.accounts.models import User

    nobody = User.objects.create(email="neu@lkt.example", name="Neue Kraft", password="!")
    response = logged_in(nobody).get("/")
    assert response.status_code == 403
    assert "noch keinem Amt zugeordnet" in response.content.decode()
