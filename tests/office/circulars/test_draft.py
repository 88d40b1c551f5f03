"""Step one: what a draft accepts, and what it says to the rest."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Doc, Refused, from_markdown, to_markdown
from umlauf.ground.text.nodes import Cell, HardBreak, Paragraph, Table, Text
from umlauf.office.circulars.actions.draft import begin_circular, save_draft
from umlauf.office.circulars.actions.sign import change_and_sign
from umlauf.office.circulars.checks import checked, composed
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft
from umlauf.office.circulars.version import version_of


def test_the_first_draft_is_revision_one(home: House) -> None:
    circular = a_circular(home)
    draft = circular.drafts.get()
    assert (draft.revision, draft.saved_by, draft.association) == (1, "Nora Feldkamp", home.association)
    assert Content.parse(draft.content) == composed(a_content(home))
    entry = Entry.objects.get()
    assert (entry.event, entry.subject) == ("circulars.draft_saved", f"circulars.Circular:{circular.id}")


def test_the_next_saving_is_the_next_revision_and_the_first_stays(home: House) -> None:
    circular = a_circular(home)
    content = replace(a_content(home), subject="Neuer Betreff")
    draft = save_draft(actor=home.signatory_actor, circular_id=circular.id, content=content, based_on=1)
    assert (draft.revision, draft.saved_by) == (2, "Emil Brandstätter")
    subjects = [row.content["subject"] for row in circular.drafts.all()]
    assert subjects == ["Konferenz „Integration in ländlichen Räumen“", "Neuer Betreff"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Eins,\r\nnoch  eins.\r\n\r\n Zwei. ", "Eins, noch eins.\n\nZwei."),
        ("\n\nEins.\n \t \n\nZwei.\n\n\n", "Eins.\n\nZwei."),
        ("Eins.\u2029\u2029Zwei.", "Eins.\n\nZwei."),
        ("\n \n", ""),
    ],
)
def test_an_abstract_keeps_its_paragraphs(home: House, written: str, kept: str) -> None:
    clean = checked(replace(a_content(home), abstract=written))
    assert clean.abstract == kept
    assert checked(clean) == clean


def test_saving_what_is_saved_already_changes_nothing(home: House) -> None:
    circular = a_circular(home)
    before = row_counts()
    content = replace(a_content(home), subject="  Konferenz „Integration in\nländlichen   Räumen“ ")
    assert save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1).revision == 1
    assert save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=0).revision == 1
    assert row_counts() == before


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(home: House) -> None:
    circular = a_circular(home)
    ours, theirs = (replace(a_content(home), subject=text) for text in ("Unser Betreff", "Ihr Betreff"))
    save_draft(actor=home.signatory_actor, circular_id=circular.id, content=theirs, based_on=1)
    before = row_counts()
    with pytest.raises(Refused, match="Emil Brandstätter") as refusal:
        save_draft(actor=home.clerk_actor, circular_id=circular.id, content=ours, based_on=1)
    assert refusal.value.code == "draft.changed"
    assert row_counts() == before
    assert circular.drafts.latest("revision").content["subject"] == "Ihr Betreff"


def test_what_is_signed_can_no_longer_be_changed(home: House) -> None:
    circular = a_circular(home)
    an_issue(home, circular)
    before = row_counts()
    content = replace(a_content(home), subject="Zu spät")
    with pytest.raises(Refused) as refusal:
        save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1)
    assert refusal.value.code == "draft.issued"
    assert row_counts() == before


def test_the_same_text_is_taken_in_once(home: House) -> None:
    make: dict[str, Any] = {"actor": home.clerk_actor, "series": home.series, "content": a_content(home)}
    first = begin_circular(**make, origin_digest="c" * 64)
    again = begin_circular(**make, origin_digest="c" * 64)
    other = begin_circular(**make, origin_digest="d" * 64)
    assert first == again != other
    assert first.drafts.count() == 1


def test_the_same_text_is_another_circular_for_another_association(cast: Cast) -> None:
    found = []
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            found.append(
                begin_circular(
                    actor=house.clerk_actor, series=house.series, content=a_content(house), origin_digest="c" * 64
                )
            )
    assert found[0] != found[1]


def test_a_draft_of_another_association_is_not_there(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
    with scope(association=cast.other.association), pytest.raises(Http404):
        save_draft(actor=cast.other.clerk_actor, circular_id=circular.id, content=a_content(cast.other), based_on=1)


def test_a_member_writes_no_circulars(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        before = row_counts()
        for refused in (
            lambda: begin_circular(actor=cast.member_actor, series=cast.home.series, content=a_content(cast.home)),
            lambda: save_draft(
                actor=cast.member_actor, circular_id=circular.id, content=a_content(cast.home), based_on=1
            ),
        ):
            with pytest.raises(Refused) as refusal:
                refused()
            assert refusal.value.code == "access.role"
        assert row_counts() == before


TEXT_OF_3_MB = Doc((Paragraph((Text("Wort " * 600_000),)),))
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("circular.subject", {"subject": ""}, "Betreff|subject"),
    ("circular.subject", {"subject": " \n\t "}, ""),
    ("circular.body", {"body": Doc()}, ""),
    ("circular.body", {"body": Doc((Paragraph((Text("  "), HardBreak())),))}, ""),
    ("circular.long", {"subject": "x" * (LIMITS.subject + 1)}, "201"),
    ("circular.long", {"keyword": "x" * (LIMITS.keyword + 1)}, "101"),
    ("circular.long", {"file_reference": "x" * (LIMITS.file_reference + 1)}, "61"),
    ("circular.long", {"abstract": "x" * (LIMITS.abstract + 1)}, "4001"),
    ("circular.long", {"closing": "x" * (LIMITS.name + 1)}, "201"),
    ("circular.long", {"contact_name": "x" * (LIMITS.name + 1)}, "201"),
    ("circular.long", {"contact_phone": "1" * (LIMITS.name + 1)}, "201"),
    ("circular.long", {"addressees": ("An die Landkreise", "x" * (LIMITS.name + 1))}, "201"),
    ("circular.long", {"addressees": ("An die Landkreise",) * 100}, "1799"),
    ("circular.long", {"body": TEXT_OF_3_MB}, r"3[.,]0 MB"),
    ("circular.characters", {"subject": "Einladung \U0001f389"}, r"U\+1F389"),
    ("circular.characters", {"body": from_markdown("Hallo 你好")}, r"你 \(U\+4F60\)"),
    ("circular.characters", {"abstract": "klein\x07laut"}, r"U\+0007"),
    ("circular.characters", {"keyword": "null\x00"}, r"U\+0000"),
    ("circular.characters", {"addressees": ("An \u202edie",)}, r"U\+202E"),
    ("circular.characters", {"closing": "halb\ud800"}, r"U\+D800"),
    ("circular.characters", {"body": Doc((Paragraph((Text("halb\ud800"),)),))}, r"U\+D800"),
    ("circular.characters", {"contact_name": "\u0634"}, r"U\+0634"),
    ("circular.language", {"language": "tlh"}, "tlh"),
    ("text.link", {"body": from_markdown("[hier](ftp://server.example)")}, "ftp://"),
    ("text.depth", {"body": from_markdown("> " * 8 + "tief")}, ""),
    ("text.table", {"body": Doc((Table(((Cell(()),) * 300, *((),) * 300)),))}, ""),
    ("circular.date", {"letter_date": dt.date(1989, 12, 31)}, "1989"),
    ("circular.date", {"answer_by": dt.date(9999, 12, 31)}, "9999"),
    ("circular.date", {"valid_from": dt.date(2101, 1, 1)}, "2101"),
    ("address.invalid", {"contact_email": "verband"}, "verband"),
    ("address.local", {"contact_email": "müller@verband.example"}, "müller"),
]


@pytest.mark.parametrize(("code", "change", "says"), REFUSALS, ids=range(len(REFUSALS)))
def test_what_cannot_become_a_letter_is_named_at_saving(
    home: House, code: str, change: dict[str, Any], says: str
) -> None:
    circular = a_circular(home)
    before = row_counts()
    content = replace(a_content(home), **change)
    for save in (
        lambda: begin_circular(actor=home.clerk_actor, series=home.series, content=content),
        lambda: save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1),
    ):
        with pytest.raises(Refused, match=says or ".") as refusal:
            save()
        assert refusal.value.code == code
    assert row_counts() == before


def test_what_fits_just_so_is_taken(home: House) -> None:
    content = replace(
        a_content(home),
        subject="x" * LIMITS.subject,
        keyword="x" * LIMITS.keyword,
        file_reference="x" * LIMITS.file_reference,
        abstract="x" * LIMITS.abstract,
        addressees=("x" * LIMITS.name,),
    )
    assert checked(content) == content


def test_the_kept_content_is_in_its_normal_form(home: House) -> None:
    content = replace(
        a_content(home),
        subject=" Ein\u00a0Betreff\n mit   Umbruch ",
        addressees=(" An die  Landkreise ", "", " "),
        contact_email=" feldkamp@Bücher.Example ",
        body=Doc(
            (Paragraph((Text("Gru\u00adß "), Text("e\u0301", bold=True), Text("\u0301", bold=True))), Paragraph())
        ),
    )
    kept = Content.parse(a_circular(home, content).drafts.get().content)
    assert kept.subject == "Ein Betreff mit Umbruch"
    assert kept.addressees == ("An die Landkreise",)
    assert kept.contact_email == "feldkamp@xn--bcher-kva.example"
    assert kept.body == Doc((Paragraph((Text("Gruß "), Text("\u00e9\u0301", bold=True))),))
    assert checked(kept) == kept


def test_optional_fields_may_stay_empty(home: House) -> None:
    content = Content(
        subject="Nur das Nötigste", body=from_markdown("Text."), distribution_list_id=home.members_list.id
    )
    circular = a_circular(home, content)
    assert Content.parse(circular.drafts.get().content) == content
    assert Circular.objects.get().origin_digest is None


def test_drafts_are_dated_in_office_time(home: House) -> None:
    from umlauf.ground.core.clock import set_office_time

    set_office_time(dt.datetime(2016, 11, 1, 9, tzinfo=dt.UTC))
    assert a_circular(home).drafts.get().saved_at.date() == dt.date(2016, 11, 1)
    assert Draft.objects.count() == 1


def test_a_text_is_saved_with_the_marks_of_print_in_its_language(home: House) -> None:
    circular = a_circular(home)
    written = replace(a_content(home), body=from_markdown('Siehe "§ 47" - bitte.'))
    german = save_draft(actor=home.clerk_actor, circular_id=circular.id, content=written, based_on=1)
    assert to_markdown(Content.parse(german.content).body) == "Siehe „§\u00a047“ – bitte.\n"
    again = save_draft(actor=home.clerk_actor, circular_id=circular.id, content=written, based_on=2)
    assert again == german
    english = replace(written, language="en")
    saved = save_draft(actor=home.clerk_actor, circular_id=circular.id, content=english, based_on=2)
    assert to_markdown(Content.parse(saved.content).body) == "Siehe “§\u00a047” – bitte.\n"


def test_an_older_text_without_them_stays_as_it_was_read_until_somebody_changes_it(home: House) -> None:
    circular = a_circular(home)
    old = checked(replace(a_content(home), body=from_markdown('Siehe "§ 47".')))
    circular.drafts.update(content=old.json())
    kept = save_draft(actor=home.clerk_actor, circular_id=circular.id, content=old, based_on=1)
    assert (kept.revision, Content.parse(kept.content)) == (1, old)
    version = version_of(circular)
    issue = change_and_sign(
        actor=home.signatory_actor,
        circular_id=circular.id,
        content=old,
        signature=home.signature,
        seen=version.digest,
    )
    assert issue.content == old.json()
    assert circular.drafts.count() == 1
