"""A mail in which somebody answers: the proposal on its page, and that it is taken over."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.engines.mail.returns import report
from tests.faces.web.stage import logged_in
from tests.office.conferences.registering import an_invitation
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.ground.core.models import Association
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.models import Delivery
from umlauf.office.conferences.models import Registration

pytestmark = pytest.mark.django_db


def mail_of(message_id: str, text: str) -> bytes:
    return (
        f"From: Petra Vorzimmer <vorzimmer@lk-ahorntal.example>\nTo: office@lkt.example\nSubject: AW: Konferenz\n"
        f"In-Reply-To: {message_id}\nMessage-ID: <reply@lk-ahorntal.example>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


@pytest.fixture
def association(cast: Cast) -> Association:
    """The home association, whose conference was announced."""
    with scope(association=cast.home.association):
        an_invitation(cast.home)
    return cast.home.association


def arrived(cast: Cast, text: str) -> Arrival:
    with scope(association=cast.home.association):
        message = Delivery.objects.order_by("id")[0].message
        return take_in(actor=cast.home.clerk_actor, data=mail_of(message.message_id, text), verp=None)


def fields(page: str) -> dict[str, str]:
    """What the form of the proposal would send as it stands."""
    (form,) = re.findall(r'<form method="post" action="[^"]*/answer/".*?</form>', page, re.DOTALL)
    inputs = re.findall(r"<input[^>]*>", form)
    named = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    return {name[1]: value[1] if value else "" for name, value in named if name and name[1] != "csrfmiddlewaretoken"}


def test_one_key_enters_what_was_read(cast: Cast, association: Association) -> None:
    arrival = arrived(cast, "Herr Landrat Martin Beispiel nimmt teil.")
    client = logged_in(cast.home.clerk)
    page = client.get(reverse("returned-mail", args=[arrival.id])).content.decode()
    assert re.search(r'<button class="act first"\s+autofocus>', page)
    assert "Landrat Martin Beispiel nimmt teil" in page
    sent = fields(page)
    assert sent["person-0-name"] == "Martin Beispiel"
    for _time in range(2):
        answer = client.post(reverse("returned-answer", args=[arrival.id]), sent)
        assert answer.status_code == HTTPStatus.FOUND
    with scope(association=association):
        assert list(Registration.objects.values_list("name", "function")) == [("Martin Beispiel", "Landrat")]
        assert Arrival.objects.get().settled_at is not None


def test_what_is_missing_is_said_and_nothing_is_entered(cast: Cast, association: Association) -> None:
    arrival = arrived(cast, "Wir nehmen gern teil.")
    client = logged_in(cast.home.clerk)
    page = client.get(reverse("returned-mail", args=[arrival.id])).content.decode()
    answer = client.post(reverse("returned-answer", args=[arrival.id]), fields(page))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "niemand genannt" in answer.content.decode()
    with scope(association=association):
        assert not Registration.objects.exists()
        assert Arrival.objects.get().settled_at is None


def test_whoever_is_known_by_office_alone_is_asked_for_and_not_left_out(cast: Cast, association: Association) -> None:
    arrival = arrived(cast, "Herr Dezernent und Frau Sabine Entwurf nehmen teil.")
    client = logged_in(cast.home.clerk)
    page = client.get(reverse("returned-mail", args=[arrival.id])).content.decode()
    sent = fields(page)
    assert (sent["person-0-name"], sent["person-0-function"]) == ("", "Dezernent")
    assert re.search(r'<input[^>]*name="person-0-name"[^>]*autofocus', page)
    assert not re.search(r"<button[^>]*autofocus", page)
    answer = client.post(reverse("returned-answer", args=[arrival.id]), sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'href="#id_person-0-name"' in answer.content.decode()
    with scope(association=association):
        assert not Registration.objects.exists()
    left_out = sent | {"person-0-function": ""}
    assert client.post(reverse("returned-answer", args=[arrival.id]), left_out).status_code == HTTPStatus.FOUND
    with scope(association=association):
        assert list(Registration.objects.values_list("name", flat=True)) == ["Sabine Entwurf"]


@pytest.mark.parametrize("text", ["Vielen Dank.", "Wir bitten um Fristverlängerung bis zum 25.11.2016."])
def test_what_is_not_clear_or_has_a_page_of_its_own_leads_to_the_desk(
    cast: Cast, association: Association, text: str
) -> None:
    arrival = arrived(cast, text)
    client = logged_in(cast.home.clerk)
    page = client.get(reverse("returned-mail", args=[arrival.id])).content.decode()
    with scope(association=association):
        recipient = Delivery.objects.order_by("id")[0].address.recipient
        desk = reverse("desk", args=[recipient.issue.circular_id, recipient.id])
    assert f'<a class="act first" href="{desk}"' in page
    assert page.count('class="act first"') == 1
    assert page.index('<pre class="mail"') < page.index(f'href="{desk}"')
    assert reverse("returned-answer", args=[arrival.id]) not in page
    assert client.post(reverse("returned-answer", args=[arrival.id]), {}).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("count", ["-1", "10000", "x", ""])
def test_a_form_that_was_tampered_with_harms_nobody(cast: Cast, association: Association, count: str) -> None:
    arrival = arrived(cast, "Herr Landrat Martin Beispiel nimmt teil.")
    client = logged_in(cast.home.clerk)
    sent = fields(client.get(reverse("returned-mail", args=[arrival.id])).content.decode())
    for changed in ({"count": count}, {"said": count}, {"seen": count}):
        answer = client.post(reverse("returned-answer", args=[arrival.id]), sent | changed)
        assert answer.status_code in {HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND}
    with scope(association=association):
        assert Registration.objects.count() <= 1


def test_a_reply_that_is_dropped_on_the_page_is_filed_with_its_circular(cast: Cast, association: Association) -> None:
    with scope(association=association):
        message = Delivery.objects.order_by("id")[0].message
    data = mail_of(message.message_id, "Herr Landrat nimmt teil.")
    client = logged_in(cast.home.clerk)
    answer = client.post(reverse("circular-from-text"), {"file": SimpleUploadedFile("AW.eml", data)})
    with scope(association=association):
        arrival = Arrival.objects.get()
    assert answer.headers["Location"] == reverse("returned-mail", args=[arrival.id])


def test_a_bounce_of_a_message_in_hand_is_refused_kindly(cast: Cast, association: Association) -> None:
    with scope(association=association):
        message = Delivery.objects.order_by("id")[0].message
        Message.objects.filter(id=message.id).update(
            state=State.STARTED, next_attempt_at=None, claimed_until=message.queued_at
        )
    data = report(recipient=message.recipient, original=f"Message-ID: {message.message_id}\n\nText")
    client = logged_in(cast.home.clerk)
    answer = client.post(reverse("circular-from-text"), {"file": SimpleUploadedFile("zurueck.eml", data)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.content.decode()
    with scope(association=association):
        assert not Arrival.objects.exists()
