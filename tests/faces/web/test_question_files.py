"""Files as answers: what is taken, what is refused, who gets them, and when they go."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from tests import pdfs
from tests.cast import Cast
from tests.faces.web.stage import logged_in
from tests.faces.web.test_conferences import hidden
from tests.faces.web.test_place import body, here, visitor
from tests.faces.web.test_questions import at
from tests.office.conferences.asking import COACH, anna_of, ask, own
from tests.office.conferences.registering import CARL, invited, registered
from tests.office.conferences.test_questions import after
from tests.pictures import a_picture
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.models import Question, QuestionAnswer, QuestionFile, Registration
from umlauf.office.conferences.question_entries import QuestionEntry
from umlauf.office.conferences.question_kinds import Basis, QuestionKind

BADGE = QuestionEntry(QuestionKind.FILE, "Ein Bild für das Namensschild?", "Namensschilder", keep_days=7, required=True)


@pytest.fixture
def anna(cast: Cast) -> Registration:
    """Somebody of whom a picture is wanted."""
    with scope(association=cast.home.association):
        row = anna_of(cast.home)
        ask(cast.home, row.conference, BADGE)
    return row


def a_file(data: bytes, name: str = "Bild.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def sent(client: Client, row: Registration, file: Any = None, **more: Any) -> Any:
    """The form as the page shows it, with a file."""
    with scope(association=row.association):
        name = f"question-{Question.objects.get(kind='file').id}"
    form = {"step": "questions", "seen": hidden(body(client, row))["seen"]} | more
    return client.post(here(row), form | ({name: file} if file is not None else {}))


def kept(row: Registration) -> list[QuestionFile]:
    with scope(association=row.association):
        return list(QuestionFile.objects.select_related("answer"))


def test_a_file_is_given_seen_replaced_and_deleted(anna: Registration) -> None:
    client = visitor(anna)
    assert sent(client, anna).status_code == 422
    assert sent(client, anna, a_file(a_picture())).status_code == 302
    (first,) = kept(anna)
    assert (first.answer.value, first.media_type, first.size) == ("Bild.jpg", "image/jpeg", len(bytes(first.data)))
    assert b"Musterkamera" not in bytes(first.data)
    html = body(client, anna)
    assert "Bild.jpg" in html
    assert sent(client, anna).status_code == 302  # nothing chosen: the one that is there stays
    assert sent(client, anna, a_file(a_picture())).status_code == 302  # once more
    assert kept(anna) == [first]
    assert sent(client, anna, a_file(a_picture(note=200))).status_code == 302
    (second,) = kept(anna)
    assert (second.answer.value, second.digest != first.digest) == ("Bild.jpg", True)
    removing = {f"remove-question-{second.answer.question_id}": "on"}
    assert sent(client, anna, **removing).status_code == 422  # it has to be given
    with scope(association=anna.association):
        Question.objects.update(required=False)
    assert sent(client, anna, **removing).status_code == 302
    assert not kept(anna)


def test_another_tab_does_not_overwrite_what_it_has_not_seen(anna: Registration) -> None:
    client = visitor(anna)
    stale = hidden(body(client, anna))["seen"]
    assert sent(client, anna, a_file(a_picture())).status_code == 302
    refused = sent(client, anna, a_file(a_picture(note=200)), seen=stale)
    assert refused.status_code == 422
    (file,) = kept(anna)
    assert sent(client, anna, a_file(a_picture()), seen=stale).status_code == 302  # a double click
    assert kept(anna) == [file]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (a_file(b""), "leer|empty"),
        (a_file(a_picture() + b"\0" * LIMITS.question_file_bytes), "5,0 MB|5.0 MB"),
        (a_file(b"MZ\x90\x00" + b"\0" * 99, "Bild.jpg"), "PDF, JPEG"),
        (a_file(b"\xff\xd8\xff" + b"MZ" * 99), "Bild.jpg"),
        (a_file(b"<svg onload='x()'/>", "Bild.png"), "PDF, JPEG"),
        (a_file(pdfs.changed(pdfs.opening_with), "Bild.pdf"), "Bild.pdf"),
        (a_file(pdfs.changed(pdfs.fully_described), "Bild.pdf"), "Bild.pdf"),  # it carries another file
        (a_file(pdfs.changed(pdfs.with_pinned_file), "Bild.pdf"), "Bild.pdf"),
        (a_file(pdfs.a_pdf("Hallo") + b"PK\x03\x04", "Bild.pdf"), "Bild.pdf"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(anna: Registration, file: SimpleUploadedFile, words: str) -> None:
    refused = sent(visitor(anna), anna, file)
    assert refused.status_code == 422
    html = unescape(refused.content.decode())
    assert any(one in html for one in words.split("|"))
    assert not kept(anna)
    with scope(association=anna.association):
        assert not QuestionAnswer.objects.exists()


def test_what_else_is_wrong_is_said_before_a_file_is_looked_into(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        (coach,) = ask(cast.home, anna.conference, COACH)
    client = visitor(anna)
    refused = sent(client, anna, a_file(a_picture()))
    assert refused.status_code == 422
    assert refused.content.decode().count('class="error"') == 2
    assert not kept(anna)
    assert sent(client, anna, a_file(a_picture()), **{f"question-{coach.id}": "ja"}).status_code == 302


def test_names_are_not_believed(anna: Registration) -> None:
    client = visitor(anna)
    name = '../../=cmd|"<b>\u202e.exe'
    assert sent(client, anna, a_file(pdfs.a_pdf("Hallo"), name)).status_code == 302
    (file,) = kept(anna)
    assert file.answer.value.endswith(".pdf")
    assert not set(file.answer.value) & set('/\\"<>|')
    assert bytes(file.data) == pdfs.a_pdf("Hallo")


@pytest.mark.parametrize("name", ["a  b.pdf", "a\u00a0b.pdf", "a\u200bb.pdf"])
def test_a_name_with_blanks_that_nobody_sees_stays_when_it_is_saved_again(anna: Registration, name: str) -> None:
    client = visitor(anna)
    assert sent(client, anna, a_file(pdfs.a_pdf("Hallo"), name)).status_code == 302
    (file,) = kept(anna)
    assert file.answer.value in {"a b.pdf", "ab.pdf"}
    with scope(association=anna.association):
        QuestionAnswer.objects.update(value="a  b.pdf")  # as older ones were kept
    assert sent(client, anna).status_code == 302
    assert kept(anna) == [file]


def test_of_two_files_the_good_one_is_asked_for_again_if_the_other_is_bad(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        (other,) = ask(cast.home, anna.conference, replace(BADGE, text="Ausweis?", position=2, required=False))
        badge = Question.objects.get(text=BADGE.text)
    client, names = visitor(anna), [f"question-{one.id}" for one in (badge, other)]
    form = {"step": "questions", "seen": hidden(body(client, anna))["seen"]}
    for good, bad in (names, reversed(names)):
        refused = client.post(here(anna), form | {good: a_file(a_picture()), bad: a_file(b"x" * 99)})
        assert refused.status_code == 422
        html = refused.content.decode()
        assert {one for one in names if f'id="id_{one}_error"' in html} == set(names)
    assert not kept(anna)


def test_what_was_given_is_said_of_its_field(anna: Registration) -> None:
    client = visitor(anna)
    assert sent(client, anna, a_file(a_picture())).status_code == 302
    html = body(client, anna)
    with scope(association=anna.association):
        field = f"id_question-{Question.objects.get().id}"
    assert f'aria-describedby="{field}_helptext {field}_given"' in html
    assert f'id="{field}_given"' in html


def test_the_office_takes_a_file_and_that_is_recorded(anna: Registration, cast: Cast) -> None:
    assert sent(visitor(anna), anna, a_file(a_picture())).status_code == 302
    (file,) = kept(anna)
    client, one = logged_in(cast.home.clerk), {"question_id": file.answer.question_id}
    path = at("-question-file", anna, **one, registration_id=anna.id)
    assert f'action="{path}"' in client.get(at("-question", anna, **one)).content.decode()
    assert client.get(path).status_code == 405
    taken = client.post(path)
    assert (taken.content, taken["Content-Type"]) == (bytes(file.data), "image/jpeg")
    assert taken["Content-Disposition"] == 'attachment; filename="Bild.jpg"'
    assert taken["X-Content-Type-Options"] == "nosniff"
    with scope(association=anna.association):
        entry = AuditEntry.objects.latest("sequence")
        assert (entry.event, entry.label) == ("conferences.answer_file_taken", BADGE.text)
        assert anna.name not in entry.label
    assert logged_in(cast.other.clerk).post(path).status_code == 404
    assert visitor(anna).post(path).status_code in {302, 404}
    assert client.post(at("-question-file", anna, **one, registration_id=anna.id + 1)).status_code == 302


def test_the_office_keeps_a_file_for_somebody(anna: Registration, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    person = at("-person", anna, registration_id=anna.id)
    with scope(association=anna.association):
        name = f"question-{Question.objects.get().id}"
    form = {"seen": hidden(client.get(person).content.decode())["seen"]}
    assert client.post(person, form | {name: a_file(a_picture("PNG"), "=1+1.png")}).status_code == 302
    assert [one.media_type for one in kept(anna)] == ["image/png"]


def test_a_file_goes_with_its_answer(anna: Registration, cast: Cast) -> None:
    assert sent(visitor(anna), anna, a_file(a_picture())).status_code == 302
    with scope(association=anna.association):
        (carl,) = registered(invited(anna.conference)[1], CARL).added
    assert sent(visitor(carl), carl, a_file(a_picture())).status_code == 302
    assert len(kept(anna)) == 2
    with scope(association=anna.association):
        leave_place(**own(carl))
        after(-10)
        assert len(kept(anna)) == 1
        after(7)
        assert len(kept(anna)) == 1
        after(8)
        assert not kept(anna)
        labels = AuditEntry.objects.filter(event="conferences.answers_purged").values_list("label", flat=True)
        assert labels.latest("sequence") == f"{anna.conference.title} (1)"


def test_a_file_that_rests_on_consent_is_taken_back_and_one_under_a_condition_goes_with_it(
    anna: Registration, cast: Cast
) -> None:
    with scope(association=anna.association):
        Question.objects.update(kind="text", required=False)
        (coach,) = ask(cast.home, anna.conference, COACH)
        entry = replace(
            BADGE,
            text="Foto?",
            basis=Basis.CONSENT,
            required=False,
            position=3,
            depends_on=coach.id,
            depends_value="ja",
        )
        (photo,) = ask(cast.home, anna.conference, entry)
    client, yes, no = visitor(anna), {f"question-{coach.id}": "ja"}, {f"question-{coach.id}": "nein"}
    assert sent(client, anna, a_file(a_picture()), **no).status_code == 302
    assert not kept(anna)
    assert sent(client, anna, a_file(a_picture()), **yes).status_code == 302
    assert len(kept(anna)) == 1
    assert client.post(here(anna), {"step": "consent", "question": photo.id}).status_code == 302
    assert not kept(anna)
    assert sent(client, anna, a_file(a_picture()), **yes).status_code == 302
    assert sent(client, anna, **no).status_code == 302
    assert not kept(anna)


def test_only_so_many_questions_ask_for_a_file(anna: Registration, cast: Cast) -> None:
    client, new = logged_in(cast.home.clerk), at("-question-new", anna)
    form = {"kind": "file", "purpose": "Namensschilder", "basis": "task", "keep_days": "7", "position": "2"}
    codes = [client.post(new, form | {"text": f"Bild {number}?"}).status_code for number in range(3)]
    assert codes == [302, 302, 422]
