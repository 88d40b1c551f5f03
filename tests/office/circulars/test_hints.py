"""What is noticed in a text while it is written: German and English letters, as tables of examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import House, an_issue
from tests.ground.text.trees import docs
from umlauf.engines.files.models import StoredFile
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association
from umlauf.ground.text import Doc, from_markdown
from umlauf.office.circulars.actions.number import void_number
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import PageState, ReferenceKind
from umlauf.office.circulars.hint import Hint, HintKind, Weight
from umlauf.office.circulars.hints import MOST, hints_of
from umlauf.office.circulars.links import digest_of
from umlauf.office.circulars.models import Annex, AnnexVersion, LinkState, SeriesYear

TODAY = dt.date(2016, 11, 1)
FRIDAY = dt.date(2016, 11, 18)
HOUSE = Association(name="Landkreistag Musterland", short_name="LKT", state="Sachsen-Anhalt")
DEADLINES = {HintKind.DEADLINE, HintKind.DEADLINE_OTHER, HintKind.DEADLINE_OVER, HintKind.DEADLINE_CLOSED}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def content(body: str, **fields: Any) -> Content:
    return replace(Content(subject="Umlage", body=from_markdown(body), distribution_list_id=1), **fields)


def an_annex(
    number: int, title: str = "Muster", media_type: str = "application/pdf", source: str = "upload"
) -> AnnexVersion:
    annex = Annex(id=number, number=number, title=title)
    filename = "IMG_0815.jpg" if media_type.startswith("image/") else "muster.pdf"
    return AnnexVersion(
        annex=annex, version=1, file=StoredFile(media_type=media_type), filename=filename, source=source
    )


def hints(body: str, *annexes: AnnexVersion, begun: bool = True, **fields: Any) -> tuple[Hint, ...]:
    return hints_of(content(body, **fields), annexes, HOUSE, TODAY, begun=begun)


def about(found: tuple[Hint, ...]) -> list[tuple[HintKind, str, str]]:
    return [(hint.kind, hint.phrase, hint.value) for hint in found]


@pytest.mark.parametrize(
    ("body", "answer_by", "expected"),
    [
        (
            "Bitte antworten Sie bis zum 18. November 2016.",
            None,
            [(HintKind.DEADLINE, "bis zum 18. November 2016", "2016-11-18")],
        ),
        ("Please reply by 18 November 2016.", None, [(HintKind.DEADLINE, "reply by 18 November 2016", "2016-11-18")]),
        ("Bitte antworten Sie bis zum 18. November 2016.", FRIDAY, []),
        (
            "Bitte antworten Sie bis zum **18. November**.",
            dt.date(2016, 11, 25),
            [(HintKind.DEADLINE_OTHER, "bis zum 18. November", "2016-11-18")],
        ),
        (
            "Bitte melden Sie sich bis zum 18.11.2016 an. Bitte berichten Sie bis zum 15.12.2016.",
            FRIDAY,
            [],  # a second deadline may well stand beside it
        ),
        ("Bitte überweisen Sie den Beitrag bis zum 15.12.2016.", None, []),
        ("Bitte antworten Sie bis zum 18.10.2016.", None, [(HintKind.DEADLINE_OVER, "bis zum 18.10.2016", "")]),
        (
            "Bitte antworten Sie bis zum 19. November 2016.",
            dt.date(2016, 11, 19),
            [(HintKind.DEADLINE_CLOSED, "bis zum 19. November 2016", "")],
        ),
        ("Das Gesetz gilt bis zum 31. Dezember 2016.", None, []),
        ("Guten Tag.", dt.date(2016, 10, 31), [(HintKind.DEADLINE_OVER, "", "")]),
        ("Guten Tag.", dt.date(2017, 10, 31), [(HintKind.DEADLINE_CLOSED, "", "")]),  # Reformation
        ("Guten Tag.", dt.date(2017, 11, 1), []),  # All Saints, which is no holiday there
        ("Guten Tag.", None, []),
    ],
)
def test_deadlines(body: str, answer_by: dt.date | None, expected: list[tuple[HintKind, str, str]]) -> None:
    assert about(hints(body, answer_by=answer_by)) == expected


def test_a_holiday_says_its_name_and_the_next_working_day() -> None:
    (hint,) = hints("Guten Tag.", answer_by=dt.date(2017, 10, 31))
    assert "Reformation Day" in hint.sentence
    assert "1 Nov 2017" in hint.sentence
    assert (hint.weight, hint.place, hint.sets) == (Weight.WARNING, "answer_by", "")


def test_an_offer_names_the_field_and_the_day() -> None:
    (hint,) = hints("Bitte antworten Sie bis zum 18. November 2016.")
    assert (hint.weight, hint.place, hint.sets) == (Weight.OFFER, "body", "answer_by")
    assert "18 Nov 2016" in hint.sentence


def test_a_deadline_in_the_abstract() -> None:
    (hint,) = hints("Guten Tag.", abstract="Bitte antworten Sie bis zum 18. November 2016.")
    assert (hint.kind, hint.place) == (HintKind.DEADLINE, "abstract")


@pytest.mark.parametrize(
    ("body", "phrase", "words"),
    [
        ("Wir tagen am Freitag, 17.11.2016.", "Freitag, 17.11.2016", ("Thursday", "Friday", "18 Nov 2016")),
        ("We meet on Friday, 17 November 2016.", "Friday, 17 November 2016", ("Thursday", "18 Nov 2016")),
    ],
)
def test_a_weekday_that_does_not_fit(body: str, phrase: str, words: tuple[str, ...]) -> None:
    (hint,) = [one for one in hints(body) if one.kind is HintKind.WEEKDAY]
    assert hint.phrase == phrase
    assert all(word in hint.sentence for word in words)


def test_a_weekday_in_the_subject() -> None:
    (hint,) = hints("Guten Tag.", subject="Absage für Freitag, 17.11.2016")
    assert (hint.kind, hint.place) == (HintKind.WEEKDAY, "subject")


@pytest.mark.parametrize(
    ("body", "annexes", "expected"),
    [
        ("Näheres siehe Anlage.", (), [(HintKind.ANNEX_MISSING, Weight.WARNING)]),
        ("Näheres siehe Anlage.", (an_annex(1),), []),
        ("Siehe Anlage 2.", (an_annex(1, "Siehe"),), [(HintKind.ANNEX_MISSING, Weight.WARNING)]),
        ("Anlage 1 und Anlage 2 sind neu.", (an_annex(1), an_annex(2)), []),
        ("Das Muster ist neu.", (an_annex(1),), []),  # named by its title
        ("Guten Tag.", (an_annex(1),), [(HintKind.ANNEX_UNMENTIONED, Weight.NOTE)]),
        ("Guten Tag.", (an_annex(1, source="programme"),), []),  # Umlauf adds it by itself
        ("The form is attached.", (), [(HintKind.ANNEX_MISSING, Weight.WARNING)]),
        ("Anlage 3 zur Verordnung gilt.", (), []),
        ("Anlagen 1 bis 3 sind neu.", (an_annex(1),), [(HintKind.ANNEX_MISSING, Weight.WARNING)] * 2),
    ],
)
def test_annexes(body: str, annexes: tuple[AnnexVersion, ...], expected: list[tuple[HintKind, Weight]]) -> None:
    found = hints(body, *annexes)
    assert [(hint.kind, hint.weight) for hint in found] == expected
    assert all(hint.attaches for hint in found)


def test_before_it_is_saved_no_annex_can_be_attached() -> None:
    (hint,) = hints("Siehe Anlage 1 und Anlage 2.", begun=False)
    assert (hint.kind, hint.weight, hint.attaches) == (HintKind.ANNEX_LATER, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("title", "media_type", "warned"),
    [
        ("IMG_0815", "image/jpeg", True),
        ("IMG_0815.jpg", "image/jpeg", True),
        ("Scan", "image/png", True),
        ("Bild 2", "image/png", True),
        ("WhatsApp Image 2016-11-01 at 10.11.12", "image/jpeg", True),
        ("Karte der neuen Schuleinzugsbereiche", "image/png", False),
        ("Bild der Kreisstraße 12", "image/png", False),
        ("Scan", "application/pdf", False),
    ],
)
def test_pictures_whose_title_says_nothing(title: str, media_type: str, warned: bool) -> None:
    found = hints("Siehe Anlage 1.", an_annex(1, title, media_type))
    assert [hint.kind for hint in found] == ([HintKind.ANNEX_PICTURE] if warned else [])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[Mitglieder](https://intranet/seite)", "intranet"),
        ("[Ablage](http://10.1.2.3/x)", "10.1.2.3"),
        ("[Ablage](http://server.local/x)", "server.local"),
        ("[Muster](https://www.example.com/)", "example.com"),
        ("[Seite](https://hier-einsetzen.invalid/)", "hier-einsetzen.invalid"),
        ("[Post](mailto:poststelle)", "poststelle"),
        ("[Seite](https://www..de/)", "www..de"),
        ("Siehe http://intranet/seite.", "http://intranet/seite"),
        (r"Siehe \\\\server\\ablage\\datei.pdf auf dem Laufwerk.", "server"),
        ("Siehe file:///C:/datei.pdf dort.", "file:///C:/datei.pdf"),
        ("[Anruf](tel:x)", "tel:x"),
    ],
)
def test_links_that_lead_nowhere(body: str, words: str) -> None:
    (hint,) = hints(body)
    assert (hint.kind, hint.weight) == (HintKind.LINK, Weight.WARNING)
    assert words in hint.sentence
    assert hint.phrase


@pytest.mark.parametrize(
    ("body", "warned"),
    [
        ("[www.bund.de](https://www.anderswo.de/)", True),
        ("[https://www.bund.de/a](https://anderswo.de/a)", True),
        ("[bund.de](https://www.bund.de/a)", False),
        ("[zur Seite](https://www.bund.de/a)", False),
    ],
)
def test_a_link_that_shows_another_address(home: House, body: str, warned: bool) -> None:
    assert [kind for kind, *_rest in cited(home, body)] == ([HintKind.LINK] if warned else [])


@pytest.mark.parametrize("body", ["[Post](mailto:post@lkt.de?subject=x)", "[Anruf](tel:+493911230)", "C: ist gut."])
def test_links_that_are_right(body: str) -> None:
    assert hints(body) == ()


def test_in_a_sample_all_addresses_are_invented() -> None:
    house = Association(name="Muster", short_name="M", sample=True)
    assert hints_of(content("[Muster](https://www.example.com/)"), (), house, TODAY) == ()


def test_characters_that_the_letter_cannot_show() -> None:
    first, second = hints("Erste Zeile mit 漢 darin.\n\nEin Smiley 🦄 am Ende.", subject="Umlage")
    assert [(one.kind, one.phrase) for one in (first, second)] == [
        (HintKind.CHARACTER, "Erste Zeile mit 漢 darin."),
        (HintKind.CHARACTER, "Ein Smiley 🦄 am Ende."),
    ]
    assert "U+6F22" in first.sentence
    (hint,) = hints("Guten Tag.", subject="Umlage 🦄")
    assert hint.place == "subject"


@pytest.mark.parametrize(("length", "warned"), [(1_000, False), (1_001, True)])
def test_the_length_of_the_abstract(length: int, warned: bool) -> None:
    found = hints("Guten Tag.", abstract="a" * length)
    assert [hint.kind for hint in found] == ([HintKind.ABSTRACT] if warned else [])


def test_an_event_is_shown_as_it_was_read() -> None:
    (hint,) = hints("Die Konferenz „Land“ findet am 2. Dezember 2016 in Musterstadt statt.")
    assert (hint.kind, hint.weight, hint.sets) == (HintKind.EVENT, Weight.NOTE, "")
    assert "2 Dec 2016" in hint.sentence
    assert "Musterstadt" in hint.sentence


def test_a_very_long_text_is_read_in_part() -> None:
    found = hints("Wort " * 10_000 + "\n\nBitte antworten Sie bis zum 18.11.2016.")
    assert [(hint.kind, hint.weight) for hint in found] == [(HintKind.UNREAD, Weight.NOTE)]


def test_warnings_come_first_and_not_without_end() -> None:
    body = "\n\n".join(
        ["Die Konferenz findet am 2. Dezember 2016 statt.", "Bitte antworten Sie bis zum 18.11.2016."]
        + [f"Anlage {number} ist neu." for number in range(1, 90)]
    )
    found = hints(body)
    assert len(found) == MOST
    assert found[0].weight is Weight.WARNING


def test_what_was_put_aside_does_not_come_back() -> None:
    """Not with a paragraph more, nor at another place; another day is another hint."""
    body = "Bitte antworten Sie bis zum Freitag, 17. November 2016."
    gone = {hint.key for hint in hints(body)}
    assert len(gone) == 2

    def left(text: str) -> list[HintKind]:
        return [hint.kind for hint in hints_of(content(text), (), HOUSE, TODAY, gone)]

    assert left(body) == []
    assert left(f"Vorneweg etwas Neues.\n\n- {body}") == []
    assert left("Um Antwort bis 17.11.2016 wird gebeten.") == []
    assert left(body.replace("17.", "16.")) == [HintKind.WEEKDAY, HintKind.DEADLINE]


WORDS = st.sampled_from(
    ["Freitag, 17.11.2016", "bis zum 31.12.9999", "siehe Anlage 7", "http://b", "RS 1/2016", "🦄", "\\\\x\\y", "1.1.1"]
)


def test_any_text(home: House) -> None:
    """Whatever stands there, there is an answer, each hint once."""

    @given(docs, st.lists(WORDS, max_size=6).map(" ".join), st.dates(), st.none() | st.dates())
    def check(doc: Doc, words: str, today: dt.date, answer_by: dt.date | None) -> None:
        text = Content(words, doc, 1, abstract=words, answer_by=answer_by)
        found = hints_of(text, (), home.association, today)
        assert len({hint.key for hint in found}) == len(found)
        assert all(hint.sentence and len(hint.key) == 64 for hint in found)

    check()


def cited(home: House, body: str, *lines: str) -> list[tuple[HintKind, str, str]]:
    references = tuple(Reference(ReferenceKind.REFERS, line) for line in lines)
    text = replace(content(body), references=references)
    return about(hints_of(text, (), home.association, TODAY))


def test_what_the_text_cites_is_offered_as_a_reference(home: House) -> None:
    issue = an_issue(home)
    body = f"Wie mit RS {issue.number}/{issue.year} gesagt, und in Ihrem Schreiben vom 3. Mai 2016."
    ours = (HintKind.REFERENCE, f"RS {issue.number}/{issue.year}", issue.label)
    theirs = (HintKind.REFERENCE, "Ihrem Schreiben vom 3. Mai 2016", "Ihr Schreiben vom 3. Mai 2016")
    assert cited(home, body) == [ours, theirs]
    assert cited(home, body, issue.label) == [theirs]
    assert cited(home, body, issue.short_label, "Schreiben des Ministeriums vom 03.05.2016") == []


def test_a_number_of_ours_under_which_there_is_nothing(home: House) -> None:
    issue = an_issue(home)
    missing = f"RS {issue.number + 1}/{issue.year}"
    before = f"RS {issue.number - 1}/{issue.year}"  # given before Umlauf was there
    assert cited(home, f"Siehe {missing}.") == [(HintKind.REFERENCE_UNKNOWN, missing, "")]
    assert cited(home, "Guten Tag.", missing) == [(HintKind.REFERENCE_UNKNOWN, missing, "")]
    assert cited(home, f"Siehe {before}.") == [(HintKind.REFERENCE, before, before)]
    others = f"Siehe {missing} des Deutschen Beispieltages."
    assert [kind for kind, *_rest in cited(home, others)] == [HintKind.REFERENCE]


def test_a_number_that_was_left_out(home: House) -> None:
    year = SeriesYear.objects.get(series=home.series)
    void_number(
        actor=home.signatory_actor, series_id=home.series.id, year=year.year, expected=year.last_number + 1, reason="x"
    )
    text = f"Siehe RS {year.last_number + 1}/{year.year}."
    (hint,) = hints_of(content(text), (), home.association, TODAY)
    assert hint.kind is HintKind.REFERENCE_UNKNOWN
    assert "left out" in hint.sentence


def test_what_it_costs(home: House) -> None:
    """Nothing is asked of the database for a plain text, and as much for many citations as for one."""
    an_issue(home)
    plain = content("Bitte antworten Sie bis Freitag, 17.11.2016, siehe Anlage 2.")
    for text, most in (
        (plain, 0),
        (content("Siehe RS 900/2016."), 5),
        (content("".join(f"Siehe RS {number}/2016. " for number in range(900, 920))), 5),
        (content("".join(f"[a](https://www.bund.de/{number}) " for number in range(20))), 1),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert hints_of(text, (), home.association, TODAY) or most == 1
        assert len(asked) <= most, [one["sql"] for one in asked]


def test_pages_that_were_asked_for(home: House) -> None:
    body = "[eins](https://www.bund.de/weg) [zwei](https://www.bund.de/da) [drei](https://gibt-es-nicht.de/)"
    for page, state, hours in (
        ("https://www.bund.de/weg", PageState.GONE, 1),
        ("https://www.bund.de/da", PageState.THERE, 1),
        ("https://gibt-es-nicht.de/", PageState.NO_HOST, 1),
        ("https://www.bund.de/alt", PageState.GONE, 25),
    ):
        LinkState.objects.create(
            association=home.association,
            digest=digest_of(page),
            state=state,
            checked_at=machine_now() - dt.timedelta(hours=hours),
        )
    assert cited(home, body + " [vier](https://www.bund.de/alt)") == [
        (HintKind.LINK_GONE, "eins", ""),
        (HintKind.LINK_GONE, "drei", ""),
    ]
