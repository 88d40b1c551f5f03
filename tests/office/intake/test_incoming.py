"""A mail or a Word file becomes a draft: reference, annexes, deadline, list and keyword; once, or nothing at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django_scopes import scope

from tests.cast import KEYWORD, Cast, House, a_circular, a_content, add_list, add_responsible
from tests.engines.incoming.outlook_file import a_file, a_message, outlook_file
from tests.engines.incoming.test_mail import BODY, a_mail
from tests.engines.incoming.word_file import paragraph, run, table, word_file
from tests.office.rows import row_counts
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused, to_markdown, to_plain
from umlauf.office.circulars.actions.annex import AnnexFile
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import ReferenceKind
from umlauf.office.circulars.models import Circular
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.conferences.models import Conference
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.rules import Rule
from umlauf.office.intake.incoming import TakenIn, take_in
from umlauf.office.intake.origin import own_deadline

PDF = b"%PDF-1.7 %s"
LETTER = """Ministerium für Inneres und Kommunales des Landes Musterland

Musterstadt, den 12. Oktober 2016
Az.: 33-221/5

Betreff: Zuwendungen für Geflüchtete

Sehr geehrte Damen und Herren,

bitte nehmen Sie bis zum 18. November 2016 zu dem Entwurf (Anlage 1) und der Begründung (Anlage 2) Stellung.

Im Auftrag
Anna von Beispiel

Anlagen
1. Entwurf der Richtlinie
2. Begründung
"""


@pytest.fixture(autouse=True)
def _autumn(db: None) -> None:
    """The day on which all of it came."""
    set_office_time(dt.datetime(2016, 10, 13, 8, tzinfo=dt.UTC))


def as_annex(name: str, data: bytes) -> AnnexFile:
    """What the pages do: PDFs are annexes, all else is not."""
    if not data.startswith(b"%PDF"):
        raise Refused("annex.kind", f"{name} ist keine Anlage.")
    return AnnexFile(None, name.removesuffix(".pdf"), name, "application/pdf", data, "upload")


def taken(house: House, data: bytes, name: str = "Nachricht.eml", *, list_name: str | None = None) -> TakenIn:
    return take_in(actor=house.clerk_actor, data=data, name=name, annex_of=as_annex, list_name=list_name)


def content_of(circular: Circular) -> Content:
    return Content.parse(circular.drafts.latest("revision").content)


def with_files(body: str = BODY, **files: bytes) -> bytes:
    mail = a_mail(body)
    for name, data in files.items():
        kind = "pdf" if data.startswith(b"%PDF") else "octet-stream"
        mail.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return mail.as_bytes()


def test_a_letter_in_a_mail_is_complete_but_for_a_look(home: House) -> None:
    data = with_files(LETTER, **{"Anlage_1.pdf": PDF + b"1", "Anlage_2.pdf": PDF + b"2", "Fragen.exe": b"MZ\x00"})
    result = taken(home, data)
    content = content_of(result.circular)
    assert content.subject == "Zuwendungen für Geflüchtete"
    assert content.references == (
        Reference(
            ReferenceKind.ORIGIN,
            "Schreiben des Ministeriums für Inneres und Kommunales des Landes Musterland vom 12. Oktober 2016, "
            "Az. 33-221/5",
        ),
    )
    assert (content.letter_date, content.file_reference) == (None, "")
    assert content.answer_by == dt.date(2016, 11, 15)
    assert content.distribution_list_id == home.members_list.id
    assert (content.contact_name, content.contact_email) == (home.clerk.name, home.clerk.email)
    assert "18.\u00a0November 2016" in to_plain(content.body)
    assert "Ministerium" not in to_plain(content.body)
    annexes = latest_annexes(result.circular)
    assert [(one.annex.number, one.annex.title) for one in annexes] == [
        (1, "Entwurf"),
        (2, "Begründung"),
    ]
    assert "Fragen.exe" in " ".join(result.hints)
    told = " ".join(result.proposed)
    for word in ("18. November 2016", "15. November 2016", content.references[0].text):
        assert word in told


def test_a_bare_mail_keeps_all_that_it_says(home: House) -> None:
    quoted = "> Am 3. Oktober schrieb der Verband:\n> Wie ist der Stand?\n"
    body = f"{BODY}\nMit freundlichen Grüßen\nA. Beispiel\n\n{quoted}"
    content = content_of(taken(home, with_files(body)).circular)
    assert content.subject == "Anhörung zum Entwurf"
    assert content.references[0].text == "E-Mail von Referat 33 – Größe vom 12. Oktober 2016"
    for words in ("Sehr geehrte", "A. Beispiel", "Wie ist der Stand?"):
        assert words in to_plain(content.body)
    assert content.answer_by == dt.date(2016, 11, 15)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Rundschreiben Nr. 402/2016 des Deutschen Landkreistages vom 12. Oktober 2016, Az. 422-01/2"),
        ("en", "Rundschreiben No. 402/2016 from Deutscher Landkreistag of 12 October 2016, ref. 422-01/2"),
    ],
)
def test_a_circular_of_the_federal_association(home: House, language: str, text: str) -> None:
    Association.objects.update(language=language)
    letter = (
        "Deutscher Landkreistag\n\nRundschreiben Nr. 402/2016\n\nBerlin, den 12. Oktober 2016\nAz.: 422-01/2\n\n"
        f"Betreff: Entwurf eines Gesetzes\n\n{BODY}"
    )
    assert content_of(taken(home, with_files(letter)).circular).references[0].text == text


def test_what_programs_put_before_a_subject_goes(home: House) -> None:
    mail = a_mail(subject="WG: AW: [EXTERN] Re: Anhörung")
    assert content_of(taken(home, mail.as_bytes()).circular).subject == "Anhörung"


@pytest.mark.parametrize("kind", ["msg", "docx"])
def test_the_other_containers(home: House, kind: str) -> None:
    if kind == "msg":
        data = outlook_file(a_message("Anhörung", LETTER, files=(a_file("Entwurf.pdf", PDF),)))
    else:
        data = word_file(*(paragraph(line) for line in LETTER.replace("\n\n", "\n").splitlines() if line))
    result = taken(home, data, "Brief")
    content = content_of(result.circular)
    assert content.references[0].text.endswith("vom 12. Oktober 2016, Az. 33-221/5")
    assert content.answer_by == dt.date(2016, 11, 15)
    assert len(latest_annexes(result.circular)) == (1 if kind == "msg" else 0)


def test_a_word_file_of_a_colleague_is_our_own_text(home: House) -> None:
    data = word_file(
        paragraph("An die Landkreise"),
        paragraph("Betreff: Umfrage zur Kreisumlage"),
        paragraph("Sehr geehrte Damen und Herren,"),
        paragraph(run("Bitte antworten Sie ") + run("bis zum 18. November 2016", "b") + run(".")),
        table(("Kreis", "Betrag"), ("Ahorntal", "12")),
    )
    content = content_of(taken(home, data, "Umfrage.docx").circular)
    assert content.subject == "Umfrage zur Kreisumlage"
    assert content.references == ()
    assert content.answer_by == dt.date(2016, 11, 18)
    assert "**bis zum 18.\u00a0November 2016**" in to_markdown(content.body)
    assert "| Ahorntal | 12 |" in to_markdown(content.body)


def test_a_word_file_without_any_head(home: House) -> None:
    content = content_of(taken(home, word_file(paragraph("Notiz zur Umlage"), paragraph("Ein Satz."))).circular)
    assert (content.subject, content.references) == ("Notiz zur Umlage", ())
    assert "Ein Satz." in to_plain(content.body)


def test_the_same_file_again_is_the_first_draft(home: House) -> None:
    data = with_files(LETTER, **{"Anlage.pdf": PDF})
    first = taken(home, data)
    before = row_counts()
    again = taken(home, data, "anders.eml")
    assert (again.circular, again.again, again.proposed, again.hints) == (first.circular, True, (), ())
    assert row_counts() == before
    assert not first.again
    assert taken(home, data + b"\n").circular != first.circular


def test_two_associations_take_in_the_same_mail_apart(cast: Cast) -> None:
    circulars = set()
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            circulars.add(taken(house, with_files(LETTER)).circular.id)
            assert Circular.objects.count() == 1
    assert len(circulars) == 2


def test_a_mail_without_a_body_uses_its_files(home: House) -> None:
    inside = word_file(*(paragraph(line) for line in LETTER.splitlines() if line))
    mail = a_mail("")
    mail.set_content(inside, maintype="application", subtype="octet-stream", filename="Erlass.docx")
    content = content_of(taken(home, mail.as_bytes()).circular)
    assert content.subject == "Zuwendungen für Geflüchtete"
    assert "33-221/5" in content.references[0].text
    pdf = a_mail("")
    pdf.set_content(PDF, maintype="application", subtype="pdf", filename="Erlass.pdf")
    result = taken(home, pdf.as_bytes())
    assert content_of(result.circular).body
    assert [one.filename for one in latest_annexes(result.circular)] == ["Erlass.pdf"]


BAD = {
    "neither text nor files": (a_mail("").as_bytes(), "incoming.empty"),
    "a program": (b"MZ\x90\x00\x03\x00" + b"\x00" * 200, "reading.binary"),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "reading.binary"),
    "a bomb": (word_file(paragraph("x" * 5_000_000)), "incoming.bomb"),
    "an entity": (word_file(paragraph("&e;"), doctype='<!DOCTYPE w [<!ENTITY e "x">]>'), "incoming.entities"),
    "a long paste": (b"Ein Satz. " * 500_000, "reading.too_large"),
}


@pytest.mark.parametrize("reason", BAD)
def test_all_or_nothing(home: House, reason: str) -> None:
    data, code = BAD[reason]
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        taken(home, data, "Nachricht.eml")
    assert refusal.value.code == code
    assert str(refusal.value)
    assert row_counts() == before


def test_a_refusal_after_the_draft_leaves_nothing(home: House) -> None:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        taken(home, with_files(LETTER), list_name="gibt es nicht")
    assert refusal.value.code == "list.unknown"
    assert row_counts() == before


def test_only_who_writes_circulars_takes_in(home: House) -> None:
    reader = Actor("Lesend", home.association.id, Means.LOGIN, frozenset({Role.REVIEWER}))
    with pytest.raises(Refused) as refusal:
        take_in(actor=reader, data=with_files(), name="x", annex_of=as_annex)
    assert refusal.value.code == "access.role"


def test_files_that_do_not_fit_are_named_and_the_others_attached(home: House) -> None:
    files = {f"{number:02}.pdf": PDF + b"%d" % number for number in range(32)}
    result = taken(home, with_files(LETTER, **files, **{"gleich.pdf": PDF + b"1"}))
    assert len(latest_annexes(result.circular)) == 30
    assert any("gleich.pdf" in hint for hint in result.hints)


def test_without_its_files_the_annexes_are_named(home: House) -> None:
    told = [hint for hint in taken(home, with_files(LETTER)).hints if "Entwurf" in hint]
    assert len(told) == 1
    assert "Begründung" in told[0]


def test_emoji_and_deep_quotes_and_odd_links_do_not_stand_in_the_way(home: House) -> None:
    html = "<blockquote>" * 12 + "<p>Tief \U0001f389</p>" + "</blockquote>" * 12 + "<a href='file:///c:/x'>Ablage</a>"
    mail = a_mail("", html=html, subject="Fest \U0001f389")
    result = taken(home, mail.as_bytes())
    content = content_of(result.circular)
    assert content.subject == "Fest"
    assert "Tief" in to_plain(content.body)
    assert "Ablage" in to_plain(content.body)
    assert "\U0001f389" in " ".join(result.hints)


def test_a_subject_without_end_is_cut(home: House) -> None:
    mail = a_mail(subject="Anhörung " * 100)
    assert len(content_of(taken(home, mail.as_bytes()).circular).subject) <= 200


def test_what_was_so_in_the_last_draft_is_proposed(home: House) -> None:
    add_list(home, "Städte", Rule(kinds=(OrganisationKind.INDEPENDENT_CITY,)))
    other = add_list(home, "Alle Mitglieder", Rule(kinds=(OrganisationKind.COUNTY,)))
    before = a_content(home)
    a_circular(home, replace(before, distribution_list_id=other.id, addressees=("An alle",), closing="Gruß"))
    result = taken(home, with_files(LETTER))
    content = content_of(result.circular)
    assert (content.distribution_list_id, content.addressees, content.closing) == (other.id, ("An alle",), "Gruß")
    assert any("Alle Mitglieder" in one for one in result.proposed)
    named = content_of(taken(home, with_files(f"An die Städte\n\n{LETTER}")).circular)
    assert named.distribution_list_id != other.id
    chosen = content_of(taken(home, with_files(f"{LETTER}\n"), list_name="Städte").circular)
    assert chosen.distribution_list_id == named.distribution_list_id


@pytest.mark.parametrize(
    ("subject", "text", "keyword"),
    [
        (f"Neues zur {KEYWORD} im Herbst", BODY, KEYWORD),
        ("Anhörung", f"{BODY}\n\nEs geht um die {KEYWORD.lower()}en.", KEYWORD),
        ("Umlage der Kreise", BODY, "Umlage der Kreise"),
        ("Anhörung", BODY, ""),
    ],
)
def test_a_keyword_that_somebody_is_responsible_for(home: House, subject: str, text: str, keyword: str) -> None:
    for one in ("Umlage", "Umlage der Kreise"):
        add_responsible(home, home.members[0], keyword=one)
    mail = a_mail(text, subject=subject)
    assert content_of(taken(home, mail.as_bytes()).circular).keyword == keyword


@pytest.mark.parametrize(
    ("theirs", "today", "state", "ours"),
    [
        (dt.date(2016, 11, 18), dt.date(2016, 11, 1), "", dt.date(2016, 11, 15)),
        (dt.date(2016, 11, 15), dt.date(2016, 11, 1), "", dt.date(2016, 11, 10)),  # a weekend between
        (dt.date(2016, 11, 20), dt.date(2016, 11, 1), "", dt.date(2016, 11, 16)),  # due on a Sunday
        (dt.date(2016, 11, 4), dt.date(2016, 11, 1), "", dt.date(2016, 11, 4)),  # too near for that
        (dt.date(2016, 11, 1), dt.date(2016, 11, 1), "", dt.date(2016, 11, 1)),
        (dt.date(2016, 10, 31), dt.date(2016, 11, 1), "", None),
        (dt.date(2016, 11, 2), dt.date(2016, 10, 10), "Sachsen-Anhalt", dt.date(2016, 10, 27)),  # 31 October between
        (dt.date(2016, 11, 2), dt.date(2016, 10, 10), "Bayern", dt.date(2016, 10, 27)),  # 1 November
        (dt.date(2016, 11, 2), dt.date(2016, 10, 10), "Hessen", dt.date(2016, 10, 28)),  # neither of them
        (dt.date(2016, 10, 4), dt.date(2016, 9, 1), "", dt.date(2016, 9, 28)),  # 3 October, a holiday of all states
    ],
)
def test_the_deadline_of_our_own(theirs: dt.date, today: dt.date, state: str, ours: dt.date | None) -> None:
    assert own_deadline(theirs, today, state) == ours


def test_an_event_of_others_is_no_conference_of_ours(home: House) -> None:
    body = f"{BODY}\nDie Anhörung findet am 24. November 2016, 10 Uhr, in Musterstadt statt.\n"
    taken(home, with_files(body))
    assert Conference.objects.count() == 0
