"""Second factors: who needs one, how it is set up, and what only one of the last minutes opens."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from tests.cast import PASSWORD
from tests.faces.web.stage import Stage, logged_in, messages_of
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role

INDEX = reverse("mfa_index")


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now (RFC 6238), or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def by_password(email: str) -> tuple[Client, str]:
    """A browser after the password, and where it was led."""
    client = Client()
    response = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert response.status_code == 302
    return client, response.headers["Location"]


def set_up_app(client: Client) -> str:
    """Set up an app that shows codes; gives its secret."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'<code class="breaks">([A-Z2-7]+)</code>', page)
    assert found is not None
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    return found[1]


def test_an_office_is_led_to_set_one_up_and_nowhere_else(
    stage: Stage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client, address = by_password(stage.home.clerk.email)
    assert address == "/"
    for path in ("/", reverse("circulars"), reverse("circular", kwargs={"circular_id": stage.draft.id})):
        assert client.get(path).headers["Location"] == f"{INDEX}?next={path.replace('/', '%2F')}"
    assert "zweiten Faktor" in client.get(f"{INDEX}?next=/circulars/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    assert client.get(reverse("circulars")).status_code == 200
    told = [one.text for one in messages_of(stage.home) if one.recipient == stage.home.clerk.email]
    assert ["App" in text for text in told] == [True]


def test_what_an_app_is_set_up_with_lies_encrypted(stage: Stage) -> None:
    client, _address = by_password(stage.home.clerk.email)
    secret = set_up_app(client)
    kept = [str(row.data) for row in Authenticator.objects.filter(user=stage.home.clerk)]
    assert len(kept) == 2
    assert not any(secret in data for data in kept)


def test_the_next_login_asks_for_the_code_and_takes_each_once(stage: Stage) -> None:
    first, _address = by_password(stage.home.clerk.email)
    secret = set_up_app(first)
    client, address = by_password(stage.home.clerk.email)
    assert address == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    assert client.post(address, {"code": "000000"}).status_code == 422
    code = code_of(secret)
    assert client.post(address, {"code": code}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    again, address = by_password(stage.home.clerk.email)
    assert again.post(address, {"code": code}).status_code == 422


def test_a_recovery_code_works_once(stage: Stage) -> None:
    first, _address = by_password(stage.home.clerk.email)
    set_up_app(first)
    page = first.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.findall(r"<li><code>([^<]+)</code>", page)[0]
    client, address = by_password(stage.home.clerk.email)
    assert client.post(address, {"code": code}).headers["Location"] == "/"
    again, address = by_password(stage.home.clerk.email)
    assert again.post(address, {"code": code}).status_code == 422


def test_codes_cannot_be_tried_out(stage: Stage) -> None:
    first, _address = by_password(stage.home.clerk.email)
    secret = set_up_app(first)
    client, address = by_password(stage.home.clerk.email)
    for number in range(LIMITS.login_attempts):
        assert client.post(address, {"code": f"{number:06}"}).status_code == 422
    assert client.post(address, {"code": code_of(secret)}).status_code == 422


@pytest.mark.parametrize("asks", [True, False])
def test_a_signature_needs_a_factor_of_the_last_minutes(stage: Stage, asks: bool) -> None:
    Association.objects.update(second_factor=asks)
    client = logged_in(stage.home.signatory)
    sign = reverse("circular-sign", kwargs={"circular_id": stage.draft.id})
    assert client.get(sign).status_code == 200
    session = client.session
    for method in session["account_authentication_methods"]:
        method["at"] -= LIMITS.step_up_minutes * 60 + 1
    session.save()
    assert client.get(reverse("circulars")).status_code == 200
    answer = client.get(sign)
    if not asks:
        assert answer.status_code == 200
        return
    assert answer.headers["Location"] == f"{reverse('mfa_reauthenticate')}?next={sign.replace('/', '%2F')}"
    proved = client.post(answer.headers["Location"], {"code": code_of("JBSWY3DPEHPK3PXP"), "next": sign})
    assert proved.headers["Location"] == sign
    assert client.get(sign).status_code == 200


def test_a_password_is_not_enough_to_take_a_factor_away(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time() - 3600},
        {"method": "password", "at": time.time(), "reauthenticated": True},
    ]
    session.save()
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("mfa_reauthenticate")), name
    assert client.get(reverse("account_reauthenticate")).status_code == 302
    assert Authenticator.objects.filter(user=stage.home.clerk).exists()


def test_a_member_needs_none(stage: Stage) -> None:
    client, _address = by_password(stage.cast.member.email)
    assert client.get("/").status_code == 200


def test_a_demo_asks_for_none(stage: Stage, demo: object, settings: Settings) -> None:
    client, _address = by_password(stage.home.clerk.email)
    assert client.get(reverse("circulars")).status_code == 200


def test_an_administrator_switches_it_for_the_office(stage: Stage) -> None:
    administrator = logged_in(stage.people[Role.ADMINISTRATOR])
    switch = reverse("second-factor")
    client, _address = by_password(stage.home.clerk.email)
    assert administrator.post(switch, {"asked": "no"}).headers["Location"] == reverse("staff")
    assert client.get("/").status_code == 200
    assert 'name="asked" value="yes"' in administrator.get(reverse("staff")).content.decode()
    assert administrator.post(switch, {"asked": "yes"}).status_code == 302
    assert client.get("/").headers["Location"].startswith(INDEX)
    said = labels_of(stage)
    assert said == ["directory.second_factor_waived", "directory.second_factor_asked"]
    assert Association.objects.get(id=stage.cast.other.association.id).second_factor


def labels_of(stage: Stage) -> list[str]:
    """What was recorded of the second factor."""
    with scope(association=stage.home.association):
        return list(Entry.objects.filter(event__contains="second_factor").values_list("event", flat=True))
