"""Members log in by a link; an office does not."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.faces.web.stage import messages_of
from umlauf.engines.mail.models import Message
from umlauf.ground.core.policy import Role
from umlauf.office.directory.models import Grant

ASK, USE = reverse("login-link-ask"), reverse("login-link-use")


def link_for(cast: Cast) -> str:
    """The path of the link that the member gets."""
    answer = Client().post(ASK, {"email": cast.member.email.upper()})
    assert answer.headers["Location"] == reverse("login-link-sent")
    message = _messages(cast)[-1]
    assert message.recipient == cast.member.email
    found = re.search(r"http://localhost:8000(/login/link/\S+)", message.text)
    assert found is not None
    return found[1]


def _messages(cast: Cast) -> list[Message]:
    return messages_of(cast.home) + messages_of(cast.other)


def test_a_member_comes_in_once(cast: Cast) -> None:
    link = link_for(cast)
    client = Client()
    opened = client.get(link)
    assert (opened.headers["Location"], opened.headers["Referrer-Policy"]) == (USE, "no-referrer")
    assert cast.member.name in client.get(USE).content.decode()
    assert client.post(USE).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Client().get(link).status_code == 404


def test_a_scanner_that_opens_every_link_uses_none(cast: Cast) -> None:
    link = link_for(cast)
    for _scanner in range(3):
        assert Client().get(link, follow=True).status_code == 200
    client = Client()
    client.get(link)
    assert client.post(USE).status_code == 302


def test_of_two_who_use_it_one_comes_in(cast: Cast) -> None:
    link = link_for(cast)
    first, second = Client(), Client()
    first.get(link)
    second.get(link)
    assert first.post(USE).status_code == 302
    assert second.post(USE).status_code == 404
    assert second.get("/").status_code == 302


def test_an_office_gets_none_and_nobody_learns_it(cast: Cast) -> None:
    with scope(association=cast.other.association):
        Grant.objects.create(association=cast.other.association, user=cast.member, role=Role.REVIEWER)
    for email in (cast.home.clerk.email, cast.member.email, "nobody@lkt-musterland.example"):
        assert Client().post(ASK, {"email": email}).headers["Location"] == reverse("login-link-sent")
    assert _messages(cast) == []


def test_a_mangled_link_and_an_address_that_is_none(cast: Cast) -> None:
    link = link_for(cast)
    assert Client().get(link[:-2] + "/").status_code == 404
    assert Client().get(USE).status_code == 404
    assert Client().post(ASK, {"email": "kein Postfach"}).status_code == 422


def test_links_cannot_be_asked_for_without_end(cast: Cast) -> None:
    statuses = [Client().post(ASK, {"email": cast.member.email}).status_code for _again in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
