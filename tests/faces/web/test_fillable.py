"""The form with fields on the pages: offered with the letter, dropped on the first page, brought by a reply."""

from __future__ import annotations

import re
from email.message import EmailMessage
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.engines.letters.filling import filled, flattened, with_another_code, with_script
from tests.faces.web.answering import answer_of, clerk, desk_path, guest, invite, member, people_of
from tests.faces.web.stage import Stage, logged_in
from tests.office.pdf import text_of
from umlauf.engines.files.inspection import FilledForm, Flaw, Unfit, read_form
from umlauf.engines.mail.models import Arrival
from umlauf.faces.cli.visitor import read_page
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.models import Circular
from umlauf.office.conferences.fillable import form_code
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.intake import forms
from umlauf.office.responses.enums import AnswerState, Channel, Way
from umlauf.office.responses.models import Ask

pytestmark = pytest.mark.django_db

VALUES = {"p0_name": "Dr. Jürgen Müßig-Öztürk", "p0_function": "Landrat", "by_email": "vorzimmer@lk-ahorntal.example"}


@pytest.fixture(autouse=True)
def invited(stage: Stage) -> None:
    """The letter that was sent invites to a conference."""
    invite(stage)


def a_form(stage: Stage) -> bytes:
    return guest(stage).client.get(guest(stage).door + "form.pdf").content


def dropped(stage: Stage, data: bytes, name: str = "Anmeldung.pdf") -> tuple[Client, Any]:
    client = logged_in(stage.home.clerk)
    return client, client.post(reverse("circular-from-text"), {"file": SimpleUploadedFile(name, data)})


def form_on(response: Any) -> dict[str, str]:
    """What the form of the proposal would send as it stands; nothing where there is none."""
    page = read_page(response.content.decode(), "/", response.status_code)
    forms = [one for one in page.forms if any(control.name == "said" for control in one.controls)]
    return {one.name: one.value for form in forms for one in form.controls} if forms else {}


def test_it_is_offered_to_whoever_may_answer_and_to_the_office(stage: Stage) -> None:
    for browser in (guest(stage), member(stage), clerk(stage)):
        assert 'href="form.pdf"' in browser.html()
        response = browser.client.get(browser.door + "form.pdf")
        assert response.headers["Content-Type"] == "application/pdf"
        found = text_of(response.content)
        assert stage.letter.name in found
        assert stage.sent.label in found
        form = read_form(response.content, "UF1.")
        with scope(association=stage.home.association):
            conference = Conference.objects.get(circular_id=stage.sent.circular_id)
        assert form is not None
        assert form.code == form_code(stage.letter.id, conference.id)


def test_it_is_not_offered_where_the_host_registers(stage: Stage) -> None:
    with scope(association=stage.home.association):
        Ask.objects.filter(circular_id=stage.sent.circular_id).update(
            way=Way.HOST, host_address="https://host.example/"
        )
    for browser in (guest(stage), clerk(stage)):
        assert "form.pdf" not in browser.html()
        assert browser.client.get(browser.door + "form.pdf").status_code == HTTPStatus.NOT_FOUND


def test_one_key_enters_what_was_dropped(stage: Stage) -> None:
    with scope(association=stage.home.association):
        before = Circular.objects.count()
    client, response = dropped(stage, filled(a_form(stage), VALUES))
    assert response.status_code == HTTPStatus.OK
    assert re.search(r'<button class="act first"\s+autofocus>', response.content.decode())
    assert people_of(stage) == []
    sent = form_on(response)
    assert (sent["person-0-name"], sent["email"]) == ("Dr. Jürgen Müßig-Öztürk", "vorzimmer@lk-ahorntal.example")
    for _time in range(2):
        answer = client.post(reverse("returned-form"), sent)
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"] == desk_path(stage)
    with scope(association=stage.home.association):
        (row,) = Registration.objects.all()
        assert Circular.objects.count() == before
    assert (row.name, row.function, row.channel) == ("Dr. Jürgen Müßig-Öztürk", "Landrat", Channel.MAIL)


def test_nobody_takes_part(stage: Stage) -> None:
    client, response = dropped(stage, filled(a_form(stage), {"nobody": "x"}))
    assert client.post(reverse("returned-form"), form_on(response)).status_code == HTTPStatus.FOUND
    answer = answer_of(stage)
    assert answer is not None
    assert answer.state == AnswerState.DECLINED


@pytest.mark.parametrize(
    "values",
    [
        {"p0_name": "x" * 121},
        {"p0_function": "Landrat"},
        {"p0_name": "Anna Berg", "p0_email": "kein Zeichen"},
        {"p0_name": "Anna \U0001f389"},
        {"p0_name": "Anna Berg", "p1_name": "Anna Berg", "p0_function": "a", "p1_function": "b"},
    ],
    ids=["long", "half", "address", "emoji", "twice"],
)
def test_what_is_not_right_is_said_and_nothing_is_written(stage: Stage, values: dict[str, str]) -> None:
    client, response = dropped(stage, filled(a_form(stage), values))
    assert response.status_code == HTTPStatus.OK
    answer = client.post(reverse("returned-form"), form_on(response))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.content.decode()
    assert form_on(answer)["code"] == form_on(response)["code"]
    assert (people_of(stage), answer_of(stage)) == ([], None)


@pytest.mark.parametrize("kind", ["empty", "flat", "contradicts"])
def test_what_says_nothing_clear_leads_to_the_desk(stage: Stage, kind: str) -> None:
    form = a_form(stage)
    data = {
        "empty": filled(form, {}),
        "flat": flattened(filled(form, VALUES)),
        "contradicts": filled(form, VALUES | {"nobody": "x"}),
    }[kind]
    _client, response = dropped(stage, data)
    page = response.content.decode()
    assert f'<a class="act first" href="{desk_path(stage)}"' in page
    assert form_on(response) == {}
    assert people_of(stage) == []


@pytest.mark.parametrize("kind", ["script", "code", "locked", "broken", "printed", "large"])
def test_what_is_not_read_gets_a_sentence_and_becomes_no_draft(stage: Stage, kind: str) -> None:
    form = a_form(stage)
    data = {
        "script": filled(form, VALUES, with_script),
        "code": filled(form, VALUES, with_another_code),
        "locked": filled(form, VALUES, password="geheim"),
        "broken": form[:3000],
        "printed": stage_pdf(stage),
        "large": form + b"\0" * 6_000_000,
    }[kind]
    with scope(association=stage.home.association):
        before = Circular.objects.count()
    _client, response = dropped(stage, data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in response.content.decode()
    with scope(association=stage.home.association):
        assert Circular.objects.count() == before
    assert people_of(stage) == []


def stage_pdf(stage: Stage) -> bytes:
    """A PDF of the house without fields and facts."""
    return guest(stage).client.get(guest(stage).door + "letter.pdf").content


def test_another_association_learns_nothing_of_it(stage: Stage) -> None:
    data = filled(a_form(stage), VALUES)
    client = logged_in(stage.cast.other.clerk)
    response = client.post(reverse("circular-from-text"), {"file": SimpleUploadedFile("a.pdf", data)})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ahorntal" not in response.content.decode()
    _client, own = dropped(stage, data)
    assert client.post(reverse("returned-form"), form_on(own)).status_code == HTTPStatus.NOT_FOUND
    assert people_of(stage) == []


@pytest.mark.parametrize("changed", [{"code": "UF1.1.1.x"}, {"nonce": "other"}, {"said": "nil"}, {"said": "x"}])
def test_a_page_that_was_tampered_with_enters_nothing(stage: Stage, changed: dict[str, str]) -> None:
    client, response = dropped(stage, filled(a_form(stage), VALUES))
    answer = client.post(reverse("returned-form"), form_on(response) | changed)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert people_of(stage) == []


def a_reply(stage: Stage, data: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Petra Vorzimmer <vorzimmer@lk-ahorntal.example>", "office@lkt.example"
    mail["Subject"], mail["Message-ID"] = "AW: Konferenz", "<reply@lk-ahorntal.example>"
    mail["In-Reply-To"] = stage.delivery.message.message_id
    mail.set_content("Anbei unsere Anmeldung, Frau Entwurf kommt auch.")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="scan.bin")
    return mail.as_bytes()


def arrived(stage: Stage, data: bytes) -> Arrival:
    with scope(association=stage.home.association):
        return take_in(actor=stage.home.clerk_actor, data=a_reply(stage, data), verp=None)


def test_the_form_that_a_reply_brings_goes_before_its_words(stage: Stage) -> None:
    values = VALUES | {"p1_name": "Karin Groß", "p1_represents": "Dezernent"}
    arrival = arrived(stage, filled(a_form(stage), values))
    client = logged_in(stage.home.clerk)
    sent = form_on(client.get(reverse("returned-mail", args=[arrival.id])))
    assert [sent[f"person-{number}-name"] for number in (0, 1)] == ["Dr. Jürgen Müßig-Öztürk", "Karin Groß"]
    for _time in range(2):
        answer = client.post(reverse("returned-answer", args=[arrival.id]), sent)
        assert answer.status_code == HTTPStatus.FOUND
    with scope(association=stage.home.association):
        rows = list(Registration.objects.order_by("id").values_list("name", "represents"))
        assert Arrival.objects.get(id=arrival.id).settled_at is not None
    assert rows == [("Dr. Jürgen Müßig-Öztürk", ""), ("Karin Groß", "Dezernent")]


@pytest.mark.parametrize("kind", ["form", "heavy"])
def test_its_files_are_looked_into_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    opened: list[bytes] = []

    def counted(data: bytes, begins: str) -> FilledForm | None:
        opened.append(data)
        if kind == "heavy":
            raise Unfit(Flaw.HEAVY)
        return read_form(data, begins)

    arrival = arrived(stage, filled(a_form(stage), VALUES))
    monkeypatch.setattr(forms, "read_form", counted)
    client, path = logged_in(stage.home.clerk), reverse("returned-mail", args=[arrival.id])
    first, again = form_on(client.get(path)), form_on(client.get(path))
    assert first | {"csrfmiddlewaretoken": ""} == again | {"csrfmiddlewaretoken": ""}
    answer = client.post(reverse("returned-answer", args=[arrival.id]), again | {"person-0-name": "Karin Groß"})
    assert answer.status_code == HTTPStatus.FOUND
    assert len(opened) == 1


@pytest.mark.parametrize("kind", ["flat", "script", "other"])
def test_a_form_that_does_not_count_is_named_and_the_words_are_not_taken_instead(stage: Stage, kind: str) -> None:
    form = a_form(stage)
    with scope(association=stage.home.association):
        other = stage.sent.recipients.exclude(id=stage.letter.id).order_by("id")[0]
    if kind == "other":
        form = clerk(stage).client.get(reverse("desk-form", args=[stage.sent.circular_id, other.id])).content
    data = {
        "flat": lambda: flattened(filled(form, VALUES)),
        "script": lambda: filled(form, VALUES, with_script),
        "other": lambda: filled(form, VALUES),
    }[kind]()
    arrival = arrived(stage, data)
    response = logged_in(stage.home.clerk).get(reverse("returned-mail", args=[arrival.id]))
    assert response.status_code == HTTPStatus.OK
    assert form_on(response) == {}
    assert f'<a class="act first" href="{desk_path(stage)}"' in response.content.decode()
    assert people_of(stage) == []


def test_a_mail_of_its_own_with_a_form_is_no_draft(stage: Stage) -> None:
    mail = a_reply(stage, filled(a_form(stage), VALUES)).replace(b"In-Reply-To", b"X-Old")
    client, response = dropped(stage, mail, "Anmeldung.eml")
    assert response.status_code == HTTPStatus.OK
    assert client.post(reverse("returned-form"), form_on(response)).status_code == HTTPStatus.FOUND
    assert [name for name, _state in people_of(stage)] == ["Dr. Jürgen Müßig-Öztürk"]
