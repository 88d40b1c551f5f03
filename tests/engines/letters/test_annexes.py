"""The programme and the registration form as annexes."""

import dataclasses
from pathlib import Path

import pytest

from tests.engines.letters.papers import FORM, LOGO, PROGRAMME, SENDER
from tests.engines.letters.pdf_reading import (
    findings,
    fonts_without_file,
    marked_texts,
    metadata,
    tag_tree,
    whole_text,
)
from umlauf.engines.letters import (
    ContributionEntry,
    LetterError,
    ProgrammeEntry,
    RecordColumn,
    RecordSheet,
    Rendered,
    render_form,
    render_programme,
    render_record,
)

REPLACE = dataclasses.replace


@pytest.mark.parametrize(
    ("rendered", "title"),
    [
        (render_programme(PROGRAMME), "Programm: Integration in ländlichen Räumen"),
        (render_form(FORM), "Anmeldung: Integration in ländlichen Räumen"),
    ],
    ids=["programme", "form"],
)
def test_standards_of_an_annex(rendered: Rendered, title: str, tmp_path: Path) -> None:
    assert rendered.pages == 1
    assert metadata(rendered.pdf) == {
        "dc:title": title,
        "dc:language": "{'de-DE'}",
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
    }
    assert fonts_without_file(rendered.pdf) == []
    assert findings(rendered.pdf, tmp_path) == []
    assert [string for mark, string in marked_texts(rendered.pdf) if mark == ""] == []
    assert tag_tree(rendered.pdf).names().count("H1") == 1


def test_programme_says_who_is_only_requested() -> None:
    found = whole_text(render_programme(PROGRAMME).pdf)
    for part in (
        "Anlage 1 zum Rundschreiben Nr. 543/2016",
        "Fassung 2",
        "Bundesverband der Landkreise\nMinisterium des Innern",
        "10:00–10:15 Begrüßung\nReinhold Muster, Präsident des Bundesverbandes\n",
        "Ministerin eines Landes (angefragt)",
        "Moderation: Prof. Dr. Jan Probe, Hochschule (abgesagt)",
    ):
        assert part in found
    assert found.count("angefragt") == 1


def test_programme_is_a_table_with_a_head() -> None:
    [table] = [tag for tag in tag_tree(render_programme(PROGRAMME).pdf) if tag.name == "Table"]
    names = table.names()
    assert names.count("TH") == 2
    assert names.count("TD") == 2 * len(PROGRAMME.items)


def test_programme_without_times_has_no_column_for_them() -> None:
    items = tuple(REPLACE(item, start="", end="") for item in PROGRAMME.items)
    pdf = render_programme(REPLACE(PROGRAMME, items=items)).pdf
    assert "Zeit" not in whole_text(pdf)
    assert "Table" not in tag_tree(pdf).names()
    assert "Podium" in whole_text(pdf)


def test_programme_without_anything_but_a_title() -> None:
    bare = REPLACE(PROGRAMME, items=(), hosts=(), when="", where="", number_label="")
    found = whole_text(render_programme(bare).pdf)
    assert "Integration in ländlichen Räumen" in found
    assert "Wann" not in found


def test_long_programme_repeats_its_head() -> None:
    items = tuple(ProgrammeEntry(f"Punkt {number}", start="10:00") for number in range(80))
    rendered = render_programme(REPLACE(PROGRAMME, items=items, sender=REPLACE(SENDER, logo_svg=LOGO)))
    assert rendered.pages > 1
    assert whole_text(rendered.pdf).count("Zeit Programmpunkt") == rendered.pages


def test_english_programme() -> None:
    found = whole_text(render_programme(REPLACE(PROGRAMME, language="en", title="Programme")).pdf)
    for part in ("When", "Version 2", "(requested)", "(declined)"):
        assert part in found


FULL = REPLACE(
    PROGRAMME,
    as_of="24. November 2016",
    items=(
        ProgrammeEntry("Einlass", start="09:30", about=True, day="Freitag, 2. Dezember 2016", room="Foyer"),
        ProgrammeEntry("Kaffee", following=True, day="Freitag, 2. Dezember 2016"),
        ProgrammeEntry(
            "Fachforen",
            start="11:00",
            end="12:30",
            day="Freitag, 2. Dezember 2016",
            parallel=(
                ProgrammeEntry("Forum Wohnen", room="Raum 1", text="Worum es geht"),
                ProgrammeEntry(
                    "Forum Schule",
                    contributions=(ContributionEntry("Ada Beispiel", role="Impuls", title="Vom Land"),),
                ),
            ),
        ),
        ProgrammeEntry("Empfang", start="19:00", open_end=True, day="Freitag, 2. Dezember 2016"),
        ProgrammeEntry("Ausflug", day="Samstag, 3. Dezember 2016"),
    ),
    changes=("Neu: 19:00 Uhr, Empfang",),
)


def test_programme_with_days_forums_and_changes(tmp_path: Path) -> None:
    rendered = render_programme(FULL)
    assert findings(rendered.pdf, tmp_path) == []
    found = whole_text(rendered.pdf).replace("\N{NO-BREAK SPACE}", " ")
    for part in (
        "Fassung 2 vom 24. November 2016",
        "ab ca. 09:30 Einlass\nFoyer",
        "anschließend Kaffee",
        "Forum Wohnen\nRaum 1\nWorum es geht",
        "Impuls: Ada Beispiel\nVom Land",
        "Ende offen",
        "Geändert gegenüber Fassung 1",
        "Neu: 19:00 Uhr, Empfang",
    ):
        assert part in found
    assert [found.count(day) for day in ("Freitag, 2. Dezember", "Samstag, 3. Dezember")] == [2, 1]
    tree = tag_tree(rendered.pdf)
    assert tree.names().count("H2") == 3
    assert tree.names().count("Table") == 2


def test_an_agenda_has_numbers_and_needs_no_times() -> None:
    items = (ProgrammeEntry("Haushalt", number="TOP 1"), ProgrammeEntry("Verschiedenes", number="TOP 2"))
    pdf = render_programme(REPLACE(PROGRAMME, title="Tagesordnung", items=items, agenda=True)).pdf
    found = whole_text(pdf)
    for part in ("TOP Tagesordnungspunkt", "TOP 1 Haushalt", "TOP 2 Verschiedenes"):
        assert part in found
    assert "Zeit" not in found


def test_form_asks_for_three_people_and_says_where_it_goes() -> None:
    found = whole_text(render_form(FORM).pdf)
    for number in (1, 2, 3):
        assert f"Person {number}" in found
    for label in ("Anrede", "Titel", "Vorname", "Name", "Funktion", "Dienststelle", "E-Mail"):
        assert found.count(f"{label}\n") >= 3 or found.count(f"{label} ") >= 3, label
    assert found.count("☐ nimmt teil") == 3
    assert found.count("☐ wird vertreten") == 3
    assert found.count("☐ nimmt nicht teil") == 3
    for part in ("18. November 2016", "tagung@landkreise.example", "Landrätinnen und Landräte", "werden nur für die"):
        assert part in found


def test_annexes_refuse_what_the_fonts_lack() -> None:
    with pytest.raises(LetterError) as refused:
        render_programme(REPLACE(PROGRAMME, items=(ProgrammeEntry("Ausklang 🎉"),)))
    assert refused.value.characters == ("🎉",)
    with pytest.raises(LetterError) as refused:
        render_form(REPLACE(FORM, reply_to=("漢",)))
    assert refused.value.characters == ("漢",)


RECORD = RecordSheet(
    sender=SENDER,
    title="Nachweis",
    heading="Integrationskonferenz",
    number_label="Rundschreiben Nr. 543/2016",
    facts=(("SHA-256", ("0f" * 16, "1e" * 16)), ("Leer", ())),
    caption="An wen es ging",
    columns=(RecordColumn("Empfänger", 2), RecordColumn("Stand")),
    rows=((("Landkreis Ahorntal", "post@lk-ahorntal.example"), ("übergeben",)), (("Landkreis Lindenberg",), ())),
    remarks=("Das beweist nicht, dass jemand es gelesen hat.",),
    date=PROGRAMME.date,
)


def test_record_is_a_tagged_table_with_what_is_known(tmp_path: Path) -> None:
    rendered = render_record(RECORD)
    assert findings(rendered.pdf, tmp_path) == []
    assert metadata(rendered.pdf)["dc:title"] == "Nachweis: Integrationskonferenz"
    names = tag_tree(rendered.pdf).names()
    assert (names.count("H1"), names.count("H2"), names.count("TH"), names.count("TD")) == (1, 1, 2, 4)
    found = whole_text(rendered.pdf)
    for part in ("Rundschreiben Nr. 543/2016", "0f" * 16, "Landkreis Ahorntal", "übergeben", *RECORD.remarks):
        assert part in found
    assert "Leer" not in found


def test_long_record_repeats_its_head() -> None:
    rendered = render_record(REPLACE(RECORD, rows=RECORD.rows * 60))
    assert rendered.pages > 2
    assert whole_text(rendered.pdf).count("Empfänger") == rendered.pages


def test_record_breaks_words_only_where_they_fit_no_column() -> None:
    word = "Rinderkennzeichnungsfleischetikettierungsüberwachungsaufgabenübertragung"
    cells = ("Landkreis Ahorntal", "Landrätin Dr. Almut Beispiel, nachrichtlich", word)
    columns = (RecordColumn("Empfänger", 10), RecordColumn("Übermittlung", 11), RecordColumn("Empfang", 8))
    facts = (("SHA-256 des Gezeichneten", ("0f" * 16,)),)
    found = whole_text(render_record(REPLACE(RECORD, columns=columns, facts=facts, rows=((cells, (), ()),))).pdf)
    for whole in ("SHA-256 des Gezeichneten", "nachrichtlich"):
        assert whole in found
    assert word not in found
