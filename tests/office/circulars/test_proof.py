"""Whether a file is a letter of ours, and whether what is kept is what was signed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django_scopes import scope, scopes_disabled

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.circulars.following import followed, sent
from tests.tampering import unguarded
from umlauf.engines.files.store import keep, read
from umlauf.engines.letters import render_letter
from umlauf.ground.audit.models import Entry
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.enums import Confidentiality, FollowUp
from umlauf.office.circulars.letter import issued_letter, proof_address
from umlauf.office.circulars.models import AnnexVersion, FrozenAnnex, Issue, Rendition, Series
from umlauf.office.circulars.proof import Flaw, Kind, Recognised, examine, issue_of_link, recognise

ANNEX = b"%PDF-1.7\n%Programm\n%%EOF\n"


@pytest.fixture
def issue(home: House) -> Issue:
    """A sent letter with an annex."""
    circular = a_circular(home)
    file = AnnexFile(1, "Programm", "Programm.pdf", "application/pdf", ANNEX, "upload")
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    return sent(home, circular)


def letter_of(issue: Issue) -> bytes:
    return read(Rendition.objects.select_related("pdf").get(issue=issue).pdf)


def test_a_letter_is_known_by_its_bytes(home: House, issue: Issue) -> None:
    other = sent(home)
    found = recognise(letter_of(issue))
    assert (found.kind, found.issues) == (Kind.LETTER, (issue,))
    assert recognise(letter_of(other)).issues == (other,)


def test_an_annex_is_known_with_the_letters_that_it_belongs_to(home: House, issue: Issue) -> None:
    circular = a_circular(home)
    file = AnnexFile(2, "Noch einmal", "P.pdf", "application/pdf", ANNEX, "upload")
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    unsigned = recognise(ANNEX)
    assert (unsigned.kind, unsigned.issues) == (Kind.ANNEX, (issue,))
    second = sent(home, circular)
    assert recognise(ANNEX).issues == (second, issue)


def test_an_annex_does_not_give_away_a_letter_for_the_named_alone(home: House, issue: Issue) -> None:
    circular = a_circular(home, replace(a_content(home), confidentiality=Confidentiality.NAMED))
    for number, data in ((1, ANNEX), (2, ANNEX + b"%alone")):
        file = AnnexFile(number, "Vordruck", "V.pdf", "application/pdf", data, "upload")
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    alone = sent(home, circular)
    assert recognise(ANNEX).issues == (issue,)
    assert recognise(ANNEX + b"%alone") == Recognised(Kind.UNKNOWN)
    assert recognise(letter_of(alone)).issues == (alone,)


def test_a_letter_with_a_changed_byte_says_which_it_would_be(home: House, issue: Issue) -> None:
    whole = letter_of(issue)
    for changed in (whole[:-1] + b" ", whole + b"\n", whole.replace(b"/Type/Page", b"/Typo/Page", 1)):
        assert changed != whole
        found = recognise(changed)
        assert (found.kind, found.issues) == (Kind.OTHER, (issue,))


def test_a_file_that_only_looks_like_one_is_unknown(home: House, issue: Issue) -> None:
    xmp = (
        "<dc:title><rdf:Alt><rdf:li>{}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>"
    )
    name, label = home.association.name, issue.label
    for title, author in (
        ("", name),
        ("Rundschreiben", name),
        (f"{home.series.kind} Nr. 999/2016: x", name),
        (label, "Anderer Verband"),
        (f"{home.series.kind} Nr. {'9' * 40}/2016", name),
        ("Rundschreiben " * 5000, name),
    ):
        assert recognise(b"%PDF-1.7\n" + xmp.format(title, author).encode()).kind == Kind.UNKNOWN
    assert recognise(b"%PDF-1.7\n" + xmp.format(f"{label}: y", name).encode()).kind == Kind.OTHER
    for data in (b"", b"%PDF-", b"\xff" * 100, xmp.format(label, name).encode()):
        assert recognise(data).kind == Kind.UNKNOWN


def test_letters_of_all_associations_are_known_and_those_of_closed_ones_are_not(cast: Cast, home: House) -> None:
    with scope(association=cast.other.association):
        foreign = sent(cast.other)
        data = letter_of(foreign)
    with scopes_disabled():
        assert recognise(data).issues == (foreign,)
        assert issue_of_link(foreign.id) == foreign
    cast.other.association.active = False
    cast.other.association.save()
    assert recognise(data).kind == Kind.UNKNOWN
    assert issue_of_link(foreign.id) is None


def test_a_letter_that_is_not_made_yet_is_no_letter(home: House) -> None:
    issue = an_issue(home)
    assert issue_of_link(issue.id) is None
    assert recognise(render_letter(issued_letter(issue)).pdf).kind == Kind.UNKNOWN


def test_what_was_signed_is_what_is_kept(issue: Issue) -> None:
    standing = examine(Issue.objects.get(id=issue.id))
    assert (standing.flaws, standing.later) == ((), ())


def test_a_text_that_somebody_changed_in_the_database(issue: Issue) -> None:
    fresh = Issue.objects.get(id=issue.id)
    changed = fresh.content | {"subject": "Etwas anderes"}
    for fields in (
        {"content": changed},
        {"signatory_name": "i. A. Otto Fremd"},
        {"date": "2016-11-02"},
        {"number": 99},
    ):
        before = {name: getattr(fresh, name) for name in fields}
        Issue.objects.filter(id=issue.id).update(**fields)
        assert Flaw.TEXT in examine(Issue.objects.get(id=issue.id)).flaws, fields
        Issue.objects.filter(id=issue.id).update(**before)
    assert examine(Issue.objects.get(id=issue.id)).flaws == ()


def test_a_text_that_was_changed_together_with_its_digest(issue: Issue) -> None:
    Issue.objects.filter(id=issue.id).update(digest="0" * 64)
    assert set(examine(Issue.objects.get(id=issue.id)).flaws) == {Flaw.TEXT, Flaw.RECORD}


def test_an_annex_that_somebody_exchanged_in_the_database(home: House, issue: Issue) -> None:
    other = keep(home.association.id, b"%PDF-1.7\nanders", "application/pdf")
    AnnexVersion.objects.update(file=other)
    assert examine(Issue.objects.get(id=issue.id)).flaws == (Flaw.TEXT,)
    FrozenAnnex.objects.all().delete()
    assert examine(Issue.objects.get(id=issue.id)).flaws == (Flaw.TEXT,)


def test_a_file_that_somebody_changed_on_the_disk(issue: Issue) -> None:
    stored = issue.rendition.pdf
    whole = read(stored)
    storage = storages["files"]
    storage.delete(stored.key)
    assert examine(Issue.objects.get(id=issue.id)).flaws == (Flaw.FILE,)
    storage.save(stored.key, ContentFile(whole + b" "))
    assert examine(Issue.objects.get(id=issue.id)).flaws == (Flaw.FILE,)
    storage.delete(stored.key)
    storage.save(stored.key, ContentFile(whole))
    assert examine(Issue.objects.get(id=issue.id)).flaws == ()


def test_a_file_that_somebody_exchanged_with_its_row(home: House, issue: Issue) -> None:
    forged = keep(home.association.id, b"%PDF-1.7\ngefaelscht", "application/pdf")
    Rendition.objects.filter(issue=issue).update(pdf=forged)
    assert recognise(b"%PDF-1.7\ngefaelscht").kind == Kind.LETTER
    assert examine(Issue.objects.get(id=issue.id)).flaws == (Flaw.RECORD,)


@pytest.mark.parametrize("event", ["circulars.issued", "circulars.rendered"])
def test_a_record_that_somebody_forged(issue: Issue, event: str) -> None:
    with unguarded():
        Entry.objects.filter(event=event).update(machine_time=issue.signed_at)
    assert examine(Issue.objects.get(id=issue.id)).flaws == (Flaw.RECORD,)


def test_by_what_it_was_corrected_and_withdrawn(home: House, issue: Issue) -> None:
    correction = followed(home, issue, FollowUp.CORRECTION)
    withdrawal = followed(home, issue, FollowUp.WITHDRAWAL)
    later = examine(Issue.objects.get(id=issue.id)).later
    assert [(one.kind, one.issue) for one in later] == [
        (FollowUp.CORRECTION, correction),
        (FollowUp.WITHDRAWAL, withdrawal),
    ]
    assert examine(Issue.objects.get(id=correction.id)).later == ()


def test_the_letters_of_a_series_bear_its_address(home: House, tmp_path: Path) -> None:
    plain = an_issue(home)
    Series.objects.update(proof=True)
    issue = an_issue(home, a_circular(home, a_content(home, subject="Danach")))
    Series.objects.update(proof=False)
    fresh = Issue.objects.select_related("series", "association").get(id=issue.id)
    assert issued_letter(fresh).proof_url == proof_address(fresh)
    before = Issue.objects.select_related("series", "association").get(id=plain.id)
    assert issued_letter(before).proof_url == ""
