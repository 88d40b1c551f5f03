"""Step three: the letter is made once, and made again gives the same bytes."""

import pytest
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.pdf import text_of
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.engines.letters import Standard, render_letter
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.letter import draft_letter, issued_letter
from umlauf.office.circulars.models import Issue, Rendition
from umlauf.office.circulars.queries import latest_annexes


def test_the_letter_says_what_was_signed(home: House) -> None:
    circular = a_circular(home)
    file = AnnexFile(1, "Programm der Konferenz", "p.pdf", "application/pdf", b"%PDF", "upload")
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    issue = an_issue(home, circular)
    rendition = render_issue(actor=machine(home.association.id), issue_id=issue.id)
    text = text_of(read(rendition.pdf))
    for words in (
        "Landkreistag Musterland",
        "Rundschreiben Nr. 543/2016",
        "103-55/fe",
        "1. November 2016",
        "An die Landkreise",
        "Integration in ländlichen Räumen",
        "Emil Brandstätter",
        "Geschäftsführer",
        "Programm der Konferenz",
    ):
        assert words in text
    assert rendition.pages >= 1
    assert rendition.pdf.media_type == "application/pdf"


def test_rendered_twice_is_rendered_once(home: House) -> None:
    issue = an_issue(home)
    first = render_issue(actor=machine(home.association.id), issue_id=issue.id)
    before = row_counts()
    assert render_issue(actor=machine(home.association.id), issue_id=issue.id) == first
    assert row_counts() == before
    assert Entry.objects.filter(event="circulars.rendered").count() == 1
    assert verify(home.association) == []


def test_the_bytes_are_the_same_at_any_time(home: House) -> None:
    issue = an_issue(home)
    rendition = render_issue(actor=machine(home.association.id), issue_id=issue.id)
    fresh = Issue.objects.select_related("series", "association", "circular").get(id=issue.id)
    again = render_letter(issued_letter(fresh), standard=Standard.ARCHIVE)
    assert again.pdf == read(rendition.pdf)


def test_a_draft_has_neither_number_nor_signature(home: House) -> None:
    circular = a_circular(home)
    letter = draft_letter(home.association, home.series, a_content(home), latest_annexes(circular))
    assert (letter.draft, letter.number_label, letter.signature) == (True, "", ())
    text = text_of(render_letter(letter).pdf)
    assert "543" not in text
    assert "Brandstätter" not in text


def test_the_task_renders_and_then_asks_for_the_dispatch_only_if_that_was_wanted(home: House) -> None:
    quiet, loud = an_issue(home), an_issue(home, dispatch_when_rendered=True)
    assert run_next_task()
    assert run_next_task()
    assert Rendition.objects.count() == 2
    waiting = Task.objects.get()
    assert (waiting.name, waiting.subject_id) == ("circulars.dispatch", loud.id)
    assert quiet.id != loud.id


def test_the_sweep_asks_again_for_a_letter_that_is_missing(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = an_issue(cast.home, dispatch_when_rendered=True)
        Task.objects.all().delete()
    assert sweep() == 1
    assert Task.objects.values_list("name", "subject_id").get() == ("circulars.render_issue", issue.id)
    assert run_next_task()
    Task.objects.all().delete()
    assert sweep() == 1
    assert Task.objects.values_list("name", "subject_id").get() == ("circulars.dispatch", issue.id)
    while run_next_task():
        pass
    assert sweep() == 0
    assert Task.objects.count() == 0


@pytest.mark.parametrize("rendered", [False, True])
def test_what_nobody_wanted_to_send_is_not_sent_by_the_sweep(home: House, rendered: bool) -> None:
    issue = an_issue(home)
    if rendered:
        render_issue(actor=machine(home.association.id), issue_id=issue.id)
        Task.objects.all().delete()
    sweep()
    assert not Task.objects.filter(name="circulars.dispatch").exists()
