"""The page that says whether a letter is genuine: for everybody, and without a word of what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.faces.web.stage import PDF, Stage, logged_in, rendered, send
from tests.office.circulars.following import followed
from tests.office.conferences.test_programme import Editor
from tests.office.conferences.test_release import a_draft, confirm, release, signed
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.faces.cli.verdicts import verdict_on
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.content import Reference
from umlauf.office.circulars.enums import Confidentiality, FollowUp, ReferenceKind
from umlauf.office.circulars.letter import proof_address
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.actions.programme import remove_item
from umlauf.office.conferences.models import ProgrammeVersion


@pytest.fixture(autouse=True)
def _uncounted(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def letter_of(issue: Issue) -> bytes:
    with scope(association=issue.association):
        return read(issue.rendition.pdf)


def compare(data: bytes, client: Client | None = None) -> HttpResponseBase:
    file = SimpleUploadedFile("Schreiben.pdf", data, "application/pdf")
    return (client or Client()).post(reverse("verify"), {"file": file})


def page_of(issue: Issue) -> str:
    return proof_address(issue).removeprefix(settings.PUBLIC_URL)


def words(response: HttpResponseBase) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined]


def says_nothing_of_it(issue: Issue, page: str) -> bool:
    content = issue.content
    told = (content["subject"], content["keyword"], content["file_reference"], content["contact_name"], "Konferenz")
    return not any(word in page for word in (*told, issue.signatory_name))


def test_the_file_of_a_letter_is_genuine(stage: Stage) -> None:
    page = words(compare(letter_of(stage.sent)))
    assert stage.sent.label in page
    assert stage.home.association.name in page
    assert "note bad" not in page
    assert says_nothing_of_it(stage.sent, page)


def test_an_annex_of_a_letter_is_genuine(stage: Stage) -> None:
    page = words(compare(PDF))
    assert stage.sent.label in page
    assert "note bad" not in page
    assert "Programm" not in page


def a_programme(house: House) -> tuple[Editor, bytes]:
    """One that was signed with its letter and sent, which version 2 has followed; and the file of that."""
    editor = a_draft(house)
    release(editor)
    issue = rendered(house, signed(editor, house))
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    confirm(editor)
    return editor, read(release(editor).file)


def test_a_programme_that_was_released_later_is_known_and_the_signed_one_says_so(cast: Cast) -> None:
    with scope(association=cast.home.association):
        editor, second = a_programme(cast.home)
        issue = Issue.objects.get(circular=editor.conference.circular_id)
        first = read(ProgrammeVersion.objects.get(number=1).file)
    page = words(compare(second))
    assert ("note bad" in page, "note info" in page) == (False, False)
    assert issue.label in page
    assert cast.home.association.name in page
    assert editor.conference.title not in page
    told = verdict_on(second)
    assert (told.genuine, told.word) == (True, "programme")
    assert (issue.label in told.sentence, editor.conference.title in told.sentence) == (True, False)
    assert "10.11.2016" in verdict_on(first).sentence
    page = words(compare(first))
    assert ("note bad" in page, page.count("note info")) == (False, 1)
    with scope(association=cast.home.association):
        remove_item(**editor.target, item_id=editor.conference.items.all()[0].id)
        release(editor)
    assert words(compare(second)).count("note info") == 1
    assert len(verdict_on(second).sentence) > len(told.sentence)


def test_a_programme_for_the_named_alone_or_of_a_closed_house_is_not_told_of(cast: Cast) -> None:
    with scope(association=cast.home.association):
        editor, data = a_programme(cast.home)
        issues = Issue.objects.filter(circular=editor.conference.circular_id)
        issue = issues.get()
        assert "note bad" not in words(compare(data))
        issues.update(content=issue.content | {"confidentiality": Confidentiality.NAMED})
        assert "note bad" in words(compare(data))
        issues.update(content=issue.content)
    cast.home.association.active = False
    cast.home.association.save()
    assert "note bad" in words(compare(data))


def test_a_programme_of_a_letter_that_was_not_sent_is_not_told_of(cast: Cast) -> None:
    with scope(association=cast.home.association):
        editor = a_draft(cast.home)
        release(editor)
        signed(editor, cast.home)
        confirm(editor)
        data = read(release(editor).file)
    assert "note bad" in words(compare(data))


def test_a_changed_letter_is_told_from_a_foreign_file(stage: Stage) -> None:
    changed = words(compare(letter_of(stage.sent) + b"\n"))
    assert "note bad" in changed
    assert stage.sent.label in changed
    assert stage.home.association.phone in changed
    assert says_nothing_of_it(stage.sent, changed)
    foreign = words(compare(b"%PDF-1.7\nfremd"))
    assert "note bad" in foreign
    assert stage.sent.label not in foreign


def test_what_somebody_changed_in_the_database_is_not_confirmed(stage: Stage) -> None:
    data = letter_of(stage.sent)
    with scope(association=stage.home.association):
        Issue.objects.filter(id=stage.sent.id).update(content=stage.sent.content | {"subject": "Gefälscht"})
    for page in (words(compare(data)), words(Client().get(page_of(stage.sent)))):
        assert "note bad" in page
        assert "Gefälscht" not in page


def test_where_the_code_leads(stage: Stage) -> None:
    answer = Client().get(page_of(stage.sent))
    page = words(answer)
    assert (answer.status_code, "note bad" in page) == (200, False)
    assert stage.sent.label in page
    assert "1. November 2016" in page
    assert says_nothing_of_it(stage.sent, page)
    assert 'type="file"' in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(page_of(stage.ready)).status_code == 200


def test_it_says_by_what_a_letter_was_replaced(stage: Stage) -> None:
    with scope(association=stage.home.association):
        content = a_content(stage.home, subject="Neu gefasst")
        replacing = Reference(ReferenceKind.REPLACES, stage.sent.short_label)
        circular = a_circular(stage.home, replace(content, references=(replacing,)))
        later = rendered(stage.home, an_issue(stage.home, circular))

    def pages() -> tuple[str, str]:
        return words(compare(letter_of(stage.sent))), words(Client().get(page_of(stage.sent)))

    assert all(later.label not in page for page in pages())
    day = later.date.strftime("%d.%m.%Y")
    assert day not in verdict_on(letter_of(stage.sent)).sentence
    with scope(association=stage.home.association):
        dispatch(actor=stage.home.clerk_actor, issue_id=later.id)
    for page in pages():
        assert later.label in page
        assert "note bad" in page
        assert says_nothing_of_it(stage.sent, page)
    assert day in verdict_on(letter_of(stage.sent)).sentence


def test_it_says_by_what_a_letter_was_corrected_and_withdrawn(stage: Stage) -> None:
    with scope(association=stage.home.association):
        correction = followed(stage.home, stage.sent, FollowUp.CORRECTION)
        withdrawal = followed(stage.home, stage.sent, FollowUp.WITHDRAWAL)
    for page in (words(compare(letter_of(stage.sent))), words(Client().get(page_of(stage.sent)))):
        assert correction.label in page
        assert withdrawal.label in page
        assert len(re.findall(r'class="note bad"', page)) == 1
        assert says_nothing_of_it(stage.sent, page)


@pytest.mark.parametrize("purpose", [Purpose.LETTER, Purpose.READING, Purpose.CONFIRM])
def test_no_other_link_opens_it_and_it_opens_no_other(stage: Stage, purpose: Purpose) -> None:
    assert Client().get(f"/verify/{sign_link(purpose, stage.sent.id, 1)}").status_code == 404
    token = page_of(stage.sent).rpartition("/")[2]
    assert Client().get(f"/l/{token}").status_code == 404


def test_an_address_that_leads_nowhere_offers_to_compare_the_file(stage: Stage) -> None:
    for token in ("x", "1.1.x", sign_link(Purpose.VERIFY, 999_999, 1), sign_link(Purpose.VERIFY, 2**63, 1)):
        answer = Client(REMOTE_ADDR="192.0.2.9").get(f"/verify/{token}")
        assert answer.status_code == 404
        assert 'type="file"' in words(answer)
    statuses = [Client(REMOTE_ADDR="192.0.2.10").get(f"/verify/x{number}").status_code for number in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({404}, 429)


def test_whoever_compares_many_files_is_slowed_down(stage: Stage) -> None:
    statuses = [compare(b"%PDF-x", Client(REMOTE_ADDR="192.0.2.11")).status_code for _again in range(21)]
    assert (set(statuses[:20]), statuses[20]) == ({200}, 429)
    assert compare(b"%PDF-x", Client(REMOTE_ADDR="192.0.2.12")).status_code == 200


def test_nothing_of_it_is_kept(stage: Stage) -> None:
    before = row_counts()
    for data in (letter_of(stage.sent), b"%PDF-1.7\n" + b"x" * 2_000_000):
        assert compare(data).status_code == 200
    assert row_counts() == before


@pytest.mark.parametrize(("data", "status"), [(b"", 422), (b"x" * (LIMITS.annex_bytes + 1), 422)])
def test_a_file_that_is_none_or_too_large(stage: Stage, data: bytes, status: int) -> None:
    assert compare(data).status_code == status
    assert Client().post(reverse("verify")).status_code == 422


def test_a_letter_that_is_not_made_yet_is_not_told_of(stage: Stage) -> None:
    with scope(association=stage.home.association):
        issue = an_issue(stage.home)
        assert Client().get(page_of(issue)).status_code == 404
        rendered(stage.home, issue)
    assert Client().get(page_of(issue)).status_code == 200


def test_a_closed_association_confirms_nothing(stage: Stage) -> None:
    stage.home.association.active = False
    stage.home.association.save()
    assert Client().get(page_of(stage.sent)).status_code == 404
    assert stage.sent.label not in words(compare(letter_of(stage.sent)))


def test_it_costs_the_same_however_many_letters_there_are(stage: Stage) -> None:
    counts, data = [], letter_of(stage.sent)
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            compare(data)
        counts.append(len([one for one in asked if "cache" not in one["sql"] and "SAVEPOINT" not in one["sql"]]))
        with scope(association=stage.home.association):
            send(stage.home)
    assert counts[0] == counts[1] <= 12


def test_somebody_who_is_logged_in_reads_the_same(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    assert stage.sent.label in words(compare(letter_of(stage.sent), client))
    assert client.get(page_of(stage.sent)).status_code == 200
