"""The login of an office: a real OpenID provider answers, lies, changes its keys and is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from oidc_provider_mock import User as Claims
from oidc_provider_mock import run_server_in_thread
from oidc_provider_mock._storage import AuthorizationCode
from pytest_django.fixtures import Settings

from tests.faces.web.stage import Stage, logged_in
from umlauf.ground.accounts.models import User
from umlauf.ground.core.policy import Role
from umlauf.office.directory.models import Grant

# The provider of the tests is older than the library that it stands on.
pytestmark = [
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]
SLUG = "lkt-musterland"
LOGIN = reverse("openid_connect_login", kwargs={"provider_id": SLUG})
CONNECT = reverse("provider-connect", kwargs={"slug": SLUG})
AWAY = "Musterland-Anmeldung"


@pytest.fixture
def provider(settings: Settings, stage: Stage) -> Iterator[str]:
    """The address of a provider that says what ``sub`` asks for, and the clerk's address for everybody."""
    lies = {"email": stage.home.clerk.email, "email_verified": True}
    claims = [Claims(sub=sub, claims=lies) for sub in ("nora", "eve")]
    with run_server_in_thread(user_claims=claims) as server:
        address = f"http://localhost:{server.server_port}"
        use(settings, address)
        yield address


def use(settings: Settings, address: str) -> None:
    apps = [
        {
            "provider_id": SLUG,
            "name": AWAY,
            "client_id": "umlauf",
            "secret": "geheim",
            "settings": {"server_url": address},
        }
    ]
    settings.OIDC_PROVIDERS = apps
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def there_and_back(client: Client, sub: str, address: str = LOGIN) -> str:
    """Go to the provider, be ``sub`` there and come back; gives where that leads."""
    there = client.get(address).headers["Location"]
    assert urlsplit(there).hostname == "localhost", there
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.removeprefix("http://testserver")).headers["Location"]


def connected(user: User, sub: str) -> None:
    client = logged_in(user, factors=False)
    page = client.post(CONNECT, {"wish": "connect"}).content.decode()
    assert f"{LOGIN}?process=connect" in page
    assert there_and_back(client, sub, f"{LOGIN}?process=connect") == reverse("mfa_index")


def test_whoever_has_connected_comes_in(stage: Stage, provider: str) -> None:
    connected(stage.cast.member, "nora")
    client = Client()
    assert there_and_back(client, "nora") == "/"
    assert stage.cast.member.name in client.get("/").content.decode()


def test_an_address_opens_no_account(stage: Stage, provider: str) -> None:
    client = Client()
    assert there_and_back(client, "eve") == reverse("account_login")
    assert client.get("/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert not User.objects.filter(name="eve").exists()


def test_a_provider_speaks_for_its_own_association_alone(stage: Stage, provider: str) -> None:
    other = stage.cast.other.association
    with scope(association=other):
        Grant.objects.create(association=other, user=stage.home.clerk, role=Role.SIGNATORY)
    connected(stage.home.clerk, "nora")
    client = Client()
    there_and_back(client, "nora")
    page = client.get(reverse("me")).content.decode()
    assert stage.home.association.name in page
    assert other.name not in page
    assert client.post(reverse("hat"), {"hat": f"{other.slug}.0"}).status_code == 404


def by_provider_alone(user: User, sub: str) -> Client:
    """A browser in which somebody came in through the provider, who has neither password nor second factor."""
    connected(user, sub)
    user.set_unusable_password()
    user.save()
    client = Client()
    there_and_back(client, sub)
    return client


INVITE = reverse("staff-invite")


def way_to_prove(client: Client, page: str = INVITE) -> str:
    """Where somebody is led first who asks for a page that is protected specially: the address of the provider."""
    prove = client.get(page).headers["Location"]
    assert prove.startswith(reverse("provider-prove"))
    address = client.get(prove).headers["Location"]
    assert address.startswith(LOGIN)
    return address


def test_the_provider_asks_anew_before_what_is_protected_specially(stage: Stage, provider: str) -> None:
    client = by_provider_alone(stage.people[Role.ADMINISTRATOR], "nora")
    assert client.get(reverse("staff")).status_code == 200
    address = way_to_prove(client)
    there = parse_qs(urlsplit(client.get(address).headers["Location"]).query)
    assert (there["prompt"], there["max_age"]) == (["login"], ["0"])
    assert there_and_back(client, "nora", address) == INVITE
    assert client.get(INVITE).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("asked_at", [lambda _code: int(time.time()) - 3600, lambda _code: "soon"])
def test_a_provider_that_does_not_ask_anew_proves_nothing(
    stage: Stage, provider: str, monkeypatch: pytest.MonkeyPatch, asked_at: Callable[[object], object]
) -> None:
    client = by_provider_alone(stage.people[Role.ADMINISTRATOR], "nora")
    monkeypatch.setattr(AuthorizationCode, "get_auth_time", asked_at)
    assert there_and_back(client, "nora", way_to_prove(client)) == reverse("mfa_index")
    assert client.get(INVITE).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200


def test_what_a_provider_says_of_another_proves_nothing(stage: Stage, provider: str) -> None:
    connected(stage.cast.member, "eve")
    client = by_provider_alone(stage.people[Role.ADMINISTRATOR], "nora")
    assert there_and_back(client, "eve", way_to_prove(client) + "&process=redirect") == INVITE
    assert client.get(INVITE).status_code == 302
    assert there_and_back(client, "eve", way_to_prove(client)) == INVITE
    assert client.get(INVITE).status_code == 404, "it is the other who is logged in now"


def test_that_a_provider_still_knew_somebody_sets_up_no_second_factor(stage: Stage, provider: str) -> None:
    client = by_provider_alone(stage.home.clerk, "nora")
    way_to_prove(client, reverse("mfa_activate_totp"))


def test_a_link_sets_up_no_second_factor(stage: Stage) -> None:
    user = stage.cast.member
    client = logged_in(user, factors=False)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "link", "at": time.time()}]
    session.save()
    prove = client.get(reverse("mfa_activate_totp")).headers["Location"]
    assert prove.startswith(reverse("account_reauthenticate"))
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    prove = client.get(reverse("mfa_activate_totp")).headers["Location"]
    assert prove.startswith(reverse("provider-prove"))
    assert client.get(prove).headers["Location"] == reverse("mfa_index")


def test_nobody_is_connected_by_a_link_alone(stage: Stage, provider: str) -> None:
    client = logged_in(stage.home.clerk)
    assert there_and_back(client, "eve", f"{LOGIN}?process=connect") == reverse("mfa_index")
    assert not SocialAccount.objects.exists()


def test_a_login_is_parted_again(stage: Stage, provider: str) -> None:
    connected(stage.home.clerk, "nora")
    assert logged_in(stage.home.clerk).post(CONNECT, {"wish": "part"}).status_code == 302
    assert there_and_back(Client(), "nora") == reverse("account_login")


def test_a_provider_that_is_away_costs_a_sentence(stage: Stage, settings: Settings) -> None:
    use(settings, "http://localhost:9")
    client = Client()
    assert client.get(LOGIN).headers["Location"] == reverse("account_login")
    assert AWAY in client.get(reverse("account_login")).content.decode()


def test_a_provider_that_changed_its_keys_still_opens(stage: Stage, settings: Settings, provider: str) -> None:
    connected(stage.cast.member, "nora")
    with run_server_in_thread() as server:
        use(settings, f"http://localhost:{server.server_port}")
        assert there_and_back(Client(), "nora") == "/"


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=abc&state=foreign", "?code=abc"])
def test_a_mangled_way_back_is_refused(stage: Stage, provider: str, query: str) -> None:
    client = Client()
    client.get(LOGIN)
    answer = client.get(reverse("openid_connect_callback", kwargs={"provider_id": SLUG}) + query)
    assert answer.headers["Location"] == reverse("account_login")
    assert client.get("/").status_code == 302


def test_a_replayed_way_back_is_refused(stage: Stage, provider: str) -> None:
    connected(stage.cast.member, "nora")
    client = Client()
    there = client.get(LOGIN).headers["Location"]
    back = requests.post(there, data={"sub": "nora"}, allow_redirects=False, timeout=10).headers["Location"]
    path = back.removeprefix("http://testserver")
    assert client.get(path).headers["Location"] == "/"
    for again in (client, Client()):
        again.post(reverse("account_logout"))
        assert again.get(path).headers["Location"] == reverse("account_login")
        assert again.get("/").status_code == 302
