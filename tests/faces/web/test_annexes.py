"""The page of a draft's annexes: several files at once, titles, order, another file in the place of one, and none."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests import pdfs
from tests.cast import a_circular, an_issue
from tests.engines.letters.pdf_reading import whole_text
from tests.faces.web.stage import PDF, PLAN, Stage, guest_of, logged_in, messages_of, rendered, send
from tests.office.circulars.agreeing import laid
from umlauf.engines.files.inspection import Findings, inspect_pdf
from umlauf.engines.files.store import read
from umlauf.faces.web.annex_page import remarks_on
from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.mailing import accessible_from
from umlauf.office.circulars.models import Annex, AnnexVersion, Circular
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.conferences.actions.annexes import attach_form, attach_programme
from umlauf.office.conferences.actions.plan import plan_conference


def page_of(circular: Circular) -> str:
    return reverse("circular-annex", kwargs={"circular_id": circular.id})


def a_file(name: str, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdfs.a_pdf("Guten Tag", note=name) if data is None else data)


def annexes(stage: Stage, circular: Circular | None = None) -> list[AnnexVersion]:
    with scope(association=stage.home.association):
        return latest_annexes(circular or stage.draft)


def titles(stage: Stage) -> list[tuple[int, str]]:
    return [(one.annex.number, one.annex.title) for one in annexes(stage)]


def attach(stage: Stage, *names: str) -> None:
    with scope(association=stage.home.association):
        for name in names:
            file = AnnexFile(None, name, f"{name}.pdf", "application/pdf", name.encode(), "upload")
            attach_annex(actor=stage.home.clerk_actor, circular_id=stage.draft.id, file=file)


def hidden(client: Client, stage: Stage) -> str:
    """The word by which the list says what it has shown."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(page_of(stage.draft)).content.decode())
    assert found
    return found[1]


def listed(client: Client, stage: Stage, **extra: object) -> HttpResponse:
    """The list as a browser sends it, with something else in it."""
    given: dict[str, object] = {"seen": hidden(client, stage)}
    for one in annexes(stage):
        given[f"title-{one.annex_id}"] = one.annex.title
        given |= {f"digital-{one.annex_id}": "on"} if one.annex.digital_only else {}
        given |= {f"request-{one.annex_id}": "on"} if one.annex.on_request else {}
    path = reverse("circular-annex-list", kwargs={"circular_id": stage.draft.id})
    response: HttpResponse = client.post(path, {k: v for k, v in (given | extra).items() if v is not None})  # type: ignore[assignment]
    return response


def test_several_files_become_annexes_at_once(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    files = [
        a_file("2016-11-18_Tagesordnung.pdf"),
        a_file("Anlage 7 - Karte.bin"),
        a_file("bild.png", b"\x89PNG\r\n\x1a\n"),
    ]
    response = client.post(page_of(stage.draft), {"file": files})
    assert (response.status_code, response.headers["Location"]) == (302, page_of(stage.draft))
    assert titles(stage) == [(1, "Programm"), (2, "2016-11-18 Tagesordnung"), (3, "Karte"), (4, "bild")]
    _first, agenda, chart, picture = annexes(stage)
    assert all(one.annex.digital_only and not one.annex.on_request for one in (agenda, chart, picture))
    assert (chart.filename, chart.file.media_type, picture.file.media_type) == (
        "Anlage 7 - Karte.pdf",
        "application/pdf",
        "image/png",
    )
    assert Findings.parse(agenda.findings) == Findings(1, True, False, False, "")
    page = client.get(page_of(stage.draft)).content.decode()
    assert all(f'value="{title}"' in page for _number, title in titles(stage))


def test_a_file_comes_back_byte_for_byte(stage: Stage) -> None:
    """Also to those who get the letter, and through the office file that a browser says is something else."""
    client = logged_in(stage.home.clerk)
    strange = PDF + b"\r\n%\xff\x00 behind the end\r\n"
    upload = SimpleUploadedFile("Formular.bin", strange, content_type="text/html")
    assert client.post(page_of(stage.draft), {"file": upload}).status_code == 302
    kept = client.get(reverse("circular-annex-file", kwargs={"circular_id": stage.draft.id, "number": 2}))
    assert kept.content == strange
    assert kept.headers["Content-Type"] == "application/pdf"
    assert kept.headers["Content-Disposition"] == 'inline; filename="Formular.pdf"'
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    with scope(association=stage.home.association):
        issue = rendered(stage.home, an_issue(stage.home, stage.draft))
        dispatch(actor=stage.home.clerk_actor, issue_id=issue.id)
        letter = issue.recipients.get(organisation=stage.cast.shared)
    member = logged_in(stage.cast.member)
    sent = member.get(reverse("letter-annex", kwargs={"recipient_id": letter.id, "number": 2}))
    assert sent.content == strange


def test_a_bad_file_keeps_no_good_one_away(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    files = [
        a_file("programm.exe", b"MZ\x90"),
        a_file("Gut.pdf"),
        a_file("leer.pdf", b""),
        a_file("noch-einmal-gut.pdf", a_file("Gut.pdf").read()),
        a_file("schloss.pdf", pdfs.changed(lambda pdf: None, password="geheim")),
        a_file("skript.pdf", pdfs.changed(pdfs.opening_with)),
        a_file("start.pdf", pdfs.changed(pdfs.launching)),
        a_file("kaputt.pdf", b"%PDF-1.7\n"),
    ]
    response = client.post(page_of(stage.draft), {"file": files})
    assert response.status_code == 422
    assert titles(stage) == [(1, "Programm"), (2, "Gut")]
    errors = re.findall(r'<p class="error"[^>]*>(.*?)</p>', response.content.decode())
    assert len(errors) == 7
    for name, error in zip([one.name for one in files if one.name != "Gut.pdf"], errors, strict=True):
        assert str(name) in error


def test_the_same_form_twice_attaches_once(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    assert client.post(page_of(stage.draft), {"file": a_file("Gut.pdf")}).status_code == 302
    assert client.post(page_of(stage.draft), {"file": a_file("Gut.pdf")}).status_code == 422
    assert titles(stage) == [(1, "Programm"), (2, "Gut")]


@pytest.mark.parametrize("given", [{}, {"file": ""}])
def test_no_file_is_none(stage: Stage, given: dict[str, str]) -> None:
    response = logged_in(stage.home.clerk).post(page_of(stage.draft), given)
    assert response.status_code == 422
    assert len(titles(stage)) == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(stage: Stage) -> None:
    large = a_file("gross.pdf", PDF + b"0" * LIMITS.annex_bytes)
    response = logged_in(stage.home.clerk).post(page_of(stage.draft), {"file": large})
    assert response.status_code == 422
    assert "gross.pdf" in response.content.decode()
    assert len(titles(stage)) == 1


def test_titles_and_ways_are_saved(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    attach(stage, "B")
    first, second = (one.annex_id for one in annexes(stage))
    changed = {f"title-{second}": "  Karte  der Region ", f"digital-{first}": None, f"request-{second}": "on"}
    response = listed(client, stage, **changed)
    assert (response.status_code, response.headers["Location"]) == (302, page_of(stage.draft))
    rows = [(one.annex.title, one.annex.digital_only, one.annex.on_request) for one in annexes(stage)]
    assert rows == [("Programm", False, False), ("Karte der Region", True, True)]


@pytest.mark.parametrize(
    ("place", "way", "order"),
    [
        (1, "up", ["B", "Programm", "C"]),
        (1, "down", ["Programm", "C", "B"]),
        (0, "up", ["Programm", "B", "C"]),
        (2, "down", ["Programm", "B", "C"]),
        (1, "sideways", ["Programm", "B", "C"]),
    ],
)
def test_an_annex_moves_by_one_and_what_was_typed_is_saved(
    stage: Stage, place: int, way: str, order: list[str]
) -> None:
    client = logged_in(stage.home.clerk)
    attach(stage, "B", "C")
    moved = annexes(stage)[place].annex_id
    last = annexes(stage)[2].annex_id
    response = listed(client, stage, move=f"{moved} {way}", **{f"title-{last}": "C, neu"})
    assert response.status_code == 302
    assert titles(stage) == list(enumerate((title.replace("C", "C, neu") for title in order), start=1))
    assert response.headers["Location"].endswith(f"#annex-{moved}") == (way != "sideways")


@pytest.mark.parametrize("move", ["", "x up", "999999 up", "9" * 40 + " up", "1", "² up"])
def test_a_button_that_is_none_moves_nothing(stage: Stage, move: str) -> None:
    attach(stage, "B")
    assert listed(logged_in(stage.home.clerk), stage, move=move).status_code == 302
    assert titles(stage) == [(1, "Programm"), (2, "B")]


@pytest.mark.parametrize("title", ["", " ", "x" * (LIMITS.name + 1), "Programm \U0001f389"])
def test_a_title_that_does_not_do_is_shown_again(stage: Stage, title: str) -> None:
    client = logged_in(stage.home.clerk)
    (one,) = annexes(stage)
    response = listed(client, stage, **{f"title-{one.annex_id}": title})
    assert response.status_code == 422
    assert title.strip() in response.content.decode()
    assert 'id="errors"' in response.content.decode()
    assert titles(stage) == [(1, "Programm")]


def test_a_list_that_a_colleague_has_changed_is_shown_anew(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    seen = hidden(client, stage)
    attach(stage, "B")
    response = listed(client, stage, seen=seen)
    assert (response.status_code, response.headers["Location"]) == (302, page_of(stage.draft))
    assert "note error" in client.get(page_of(stage.draft)).content.decode()
    assert titles(stage) == [(1, "Programm"), (2, "B")]


def test_a_number_that_is_still_to_come_is_named_and_can_be_closed(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        Annex.objects.filter(circular=stage.draft).update(number=3)
    assert 'name="close_gaps"' in client.get(page_of(stage.draft)).content.decode()
    assert listed(client, stage).status_code == 302
    assert titles(stage) == [(3, "Programm")]
    assert listed(client, stage, close_gaps="1").status_code == 302
    assert titles(stage) == [(1, "Programm")]
    assert 'name="close_gaps"' not in client.get(page_of(stage.draft)).content.decode()


def change_of(stage: Stage, place: int = 0, what: str = "change") -> str:
    where = {"circular_id": stage.draft.id, "annex_id": annexes(stage)[place].annex_id}
    return reverse(f"circular-annex-{what}", kwargs=where)


def test_another_file_takes_the_place_of_one(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    assert client.get(change_of(stage)).status_code == 200
    assert client.post(change_of(stage), {"file": a_file("neu.pdf")}).status_code == 302
    (one,) = annexes(stage)
    assert (one.version, one.filename, one.annex.title) == (2, "neu.pdf", "Programm")
    assert client.post(change_of(stage), {"file": a_file("neu.exe", b"MZ")}).status_code == 422
    assert client.post(change_of(stage), {}).status_code == 422
    assert annexes(stage) == [one]


def test_an_annex_is_removed(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    attach(stage, "B", "C")
    old = hidden(client, stage)
    response = client.post(change_of(stage, 1, "remove"), {"seen": old})
    assert (response.status_code, response.headers["Location"]) == (302, page_of(stage.draft))
    assert titles(stage) == [(1, "Programm"), (2, "C")]
    client.post(change_of(stage, 1, "remove"), {"seen": old})
    assert titles(stage) == [(1, "Programm"), (2, "C")]


def test_an_annex_that_umlauf_renders_has_no_title_to_change(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        AnnexVersion.objects.filter(annex__circular=stage.draft).update(source="conferences.programme")
    (one,) = annexes(stage)
    assert f'name="title-{one.annex_id}"' not in client.get(page_of(stage.draft)).content.decode()
    assert (
        listed(client, stage, **{f"title-{one.annex_id}": "Anders", f"digital-{one.annex_id}": None}).status_code == 302
    )
    assert (titles(stage), annexes(stage)[0].annex.digital_only) == ([(1, "Programm")], False)
    assert 'type="file"' not in client.get(change_of(stage)).content.decode()
    assert client.post(change_of(stage), {"file": a_file("neu.pdf")}).status_code == 422


def test_while_others_read_or_after_the_signature_it_leads_back(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    attach(stage, "B")
    seen = hidden(client, stage)
    addresses = {
        page_of(stage.draft): {"file": a_file("neu.pdf")},
        reverse("circular-annex-list", kwargs={"circular_id": stage.draft.id}): {"seen": seen},
        change_of(stage): {"file": a_file("neu.pdf")},
    }
    with scope(association=stage.home.association):
        laid(stage.home, stage.draft)
    back = reverse("circular", kwargs={"circular_id": stage.draft.id})
    for path, given in addresses.items():
        response = client.post(path, given)
        assert (response.status_code, response.headers["Location"]) == (302, back)
    client.post(change_of(stage, 0, "remove"), {"seen": seen})
    assert titles(stage) == [(1, "Programm"), (2, "B")]


def test_an_annex_of_another_circular_is_not_there(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    foreign = annexes(stage, stage.sent.circular)[0].annex_id
    for what in ("change", "remove"):
        path = reverse(f"circular-annex-{what}", kwargs={"circular_id": stage.draft.id, "annex_id": foreign})
        assert client.post(path, {"file": a_file("neu.pdf")}).status_code == 404


def test_the_list_asks_as_often_however_long_it_is(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(stage.draft)).status_code == 200
        return len(queries)

    few = asked()
    attach(stage, *(f"Anlage {number}" for number in range(LIMITS.annexes - 1)))
    assert asked() == few
    page = client.get(page_of(stage.draft)).content.decode()
    assert 'type="file"' not in page
    assert client.post(page_of(stage.draft), {"file": a_file("neu.pdf")}).status_code == 422


@pytest.mark.parametrize(
    ("media_type", "findings", "tones"),
    [
        ("application/pdf", Findings(1, False, False, False, ""), ["wait"]),
        ("application/pdf", Findings(1, True, False, False, "", 2), ["wait", "none"]),
        ("application/pdf", Findings(1, True, False, True, "de"), ["wait"]),
        ("application/pdf", Findings(1, True, True, False, "de"), ["none"]),
        ("application/pdf", Findings(1, True, True, True, ""), ["none"]),
        ("application/pdf", Findings(1, True, True, True, "de"), ["ok"]),
        ("image/png", None, ["wait"]),
        ("application/vnd.oasis.opendocument.text", None, []),
    ],
)
def test_what_is_said_of_a_file(stage: Stage, media_type: str, findings: Findings | None, tones: list[str]) -> None:
    (one,) = annexes(stage)
    one.file.media_type = media_type
    assert [remark.tone for remark in remarks_on(one, findings)] == tones
    one.annex.on_request = True
    promised = [remark.tone for remark in remarks_on(one, findings)]
    unreadable = media_type == "image/png" or (findings is not None and not findings.text)
    assert promised == (["none"] if unreadable else tones)


def test_what_is_said_of_our_own_is_true(stage: Stage) -> None:
    """Nobody looks into what Umlauf has rendered; it says itself what is in it."""
    with scope(association=stage.home.association):
        circular = a_circular(stage.home)
        conference = plan_conference(actor=stage.home.clerk_actor, circular_id=circular.id, plan=PLAN)
        for number, make in enumerate((attach_programme, attach_form), start=1):
            made = make(actor=stage.home.clerk_actor, conference=conference, number=number, title="Papier")
            found = inspect_pdf(read(made.file))
            assert Findings.parse(made.findings) is not None
            assert made.findings == found.json() | {"language": made.findings["language"]}
            assert found.language.startswith(made.findings["language"])


def files_on(page: str) -> str:
    """What a letter's page says of its files."""
    return page[page.index('<ul class="papers big">') :].partition("</section>")[0]


def test_members_read_what_they_may_ask_for(stage: Stage) -> None:
    """In the mail, on the page of the letter and in the letter itself; and nothing of it where nobody may ask."""
    path = reverse("letter", kwargs={"recipient_id": stage.letter.id})
    plain = files_on(guest_of(stage).get(path).content.decode())
    with scope(association=stage.home.association):
        Annex.objects.filter(circular=stage.draft).update(on_request=True)
        issue = send(stage.home, stage.draft)
        letter = issue.recipients.get(organisation=stage.cast.shared)
        whom = accessible_from(issue, Content.parse(issue.content))
        assert "auf Anfrage barrierefrei" in whole_text(read(issue.rendition.pdf))
        assert "auf Anfrage barrierefrei" not in whole_text(read(stage.sent.rendition.pdf))
    member = logged_in(stage.cast.member)
    marked = files_on(member.get(reverse("letter", kwargs={"recipient_id": letter.id})).content.decode())
    assert ('<span class="tag none">' in plain, '<span class="tag none">' in marked) == (False, True)
    assert marked.count("mailto:") == plain.count("mailto:") + 1
    told = {True: 0, False: 0}
    for one in messages_of(stage.home):
        if one.key.startswith("circular:"):
            ours = one.key.startswith(f"circular:{issue.id}:")
            assert (whom in one.text, whom in one.html) == (ours, ours)
            told[ours] += 1
    assert all(told.values())
