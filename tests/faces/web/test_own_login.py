"""One's own login: a forgotten password, a changed one, and where one is logged in."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast
from tests.faces.web.stage import Stage, logged_in, messages_of
from umlauf.ground.accounts.models import User
from umlauf.ground.core.models import Association

NEW = "Zwölf-Birken-am-Weg"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture(autouse=True)
def _without_second_factors(cast: Cast) -> None:
    Association.objects.update(second_factor=False)


def come_in(email: str, password: str = PASSWORD) -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert answer.status_code == 302
    return client


def link_in(text: str) -> str:
    found = re.search(r"http://localhost:8000(/login/password/\S+)", text)
    assert found is not None
    return found[1]


def test_a_forgotten_password_is_set_anew_by_a_link(cast: Cast) -> None:
    elsewhere = come_in(cast.home.clerk.email)
    client = Client()
    asked = client.post(reverse("account_reset_password"), {"email": cast.home.clerk.email.upper()})
    assert asked.headers["Location"] == reverse("account_reset_password_done")
    (message,) = messages_of(cast.home)
    assert (message.recipient, message.kept_until is not None) == (cast.home.clerk.email, True)
    link = link_in(message.text)
    hidden = client.get(link).headers["Location"]
    assert link.rpartition("-")[2].strip("/") not in hidden
    given = {"password1": NEW, "password2": NEW}
    assert client.post(hidden, given).headers["Location"] == reverse("account_reset_password_from_key_done")
    assert elsewhere.get("/").status_code == 302
    come_in(cast.home.clerk.email, NEW)
    assert "gilt nicht (mehr)" in Client().get(link).content.decode()


def test_opening_the_link_changes_nothing(cast: Cast) -> None:
    Client().post(reverse("account_reset_password"), {"email": cast.home.clerk.email})
    link = link_in(messages_of(cast.home)[0].text)
    for _scanner in range(3):
        Client().get(link, follow=True)
    assert Client().get(link).status_code == 302
    come_in(cast.home.clerk.email)
    assert Client().get(link).status_code == 200  # whoever logs in has found the password: the link ends


def test_nobody_learns_whether_there_is_an_account(cast: Cast) -> None:
    answers = []
    for email in (cast.home.clerk.email, "nobody@lkt-musterland.example"):
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1]
    assert len(messages_of(cast.home)) == 1


@pytest.mark.parametrize("password", ["kurz", "passwort1234", "123456789012", "Landkreistag2016"])
def test_a_weak_password_is_refused_with_a_reason(cast: Cast, password: str) -> None:
    client = come_in(cast.home.clerk.email)
    given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post(reverse("account_change_password"), given)
    assert (answer.status_code, 'class="error"' in answer.content.decode()) == (422, True)
    come_in(cast.home.clerk.email)


def test_a_changed_password_ends_all_other_sessions(cast: Cast) -> None:
    here, elsewhere = come_in(cast.home.clerk.email), come_in(cast.home.clerk.email)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), given).headers["Location"] == reverse("mfa_index")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    (message,) = messages_of(cast.home)
    assert "Firefox, Linux" in message.text


def test_one_sees_where_one_is_logged_in_and_ends_it(cast: Cast) -> None:
    here, elsewhere = come_in(cast.home.clerk.email), come_in(cast.home.clerk.email)
    page = here.get(reverse("mfa_index")).content.decode()
    assert page.count("Firefox, Linux") >= 2
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)
    end = reverse("session-end", kwargs={"session_id": other.id})
    assert come_in(cast.other.clerk.email).post(end).status_code == 404
    assert here.post(end).headers["Location"] == reverse("mfa_index")
    assert elsewhere.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_a_tab_works_on_under_its_own_hat(stage: Stage) -> None:
    """Two tabs: the form of the first goes where its page was made, whatever the second has put on."""
    user: User = stage.home.clerk
    from django_scopes import scope

    from umlauf.ground.core.policy import Role
    from umlauf.office.circulars.models import Circular
    from umlauf.office.directory.models import DistributionList, Grant

    other = stage.cast.other.association
    with scope(association=other):
        Grant.objects.create(association=other, user=user, role=Role.CLERK)
    client = logged_in(user)
    client.post(reverse("hat"), {"hat": "lkt-musterland.0"})
    page = client.get(reverse("circular-new")).content.decode()
    assert 'name="made_under" value="lkt-musterland.0"' in page
    assert client.post(reverse("hat"), {"hat": f"{other.slug}.0"}).status_code == 302
    with scope(association=stage.home.association):
        series = stage.draft.series_id
        chosen = DistributionList.objects.order_by("id")[0].id
        before = Circular.objects.count()
    form = {
        "made_under": "lkt-musterland.0",
        "series": series,
        "distribution_list": chosen,
        "subject": "Aus dem ersten Tab",
        "body": "Text",
        "language": "de",
    }
    answer = client.post(reverse("circular-new"), form)
    assert answer.status_code == 302, answer.content.decode()
    with scope(association=stage.home.association):
        assert Circular.objects.count() == before + 1
    with scope(association=other):
        assert not Circular.objects.filter(drafts__content__subject="Aus dem ersten Tab").exists()


def test_a_hat_that_was_taken_away_sends_no_form(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    form = {"made_under": "lkt-musterland.7", "subject": "Unter fremdem Hut"}
    assert client.post(reverse("circular-new"), form).status_code == 404
