"""Reading while somebody writes: a body alone, German and English, and whatever else stands in a field."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.reading.test_properties import LETTERS
from umlauf.engines.reading import Reference, line_of_reference, names_letter, read_written
from umlauf.engines.reading.limits import WRITTEN_CHARACTERS

LETTER = dt.date(2016, 11, 1)
THURSDAY, FRIDAY, SATURDAY = dt.date(2016, 11, 17), dt.date(2016, 11, 18), dt.date(2016, 11, 19)


@pytest.mark.parametrize(
    ("text", "phrase", "day", "fits"),
    [
        ("Wir treffen uns am Freitag, 17.11.2016, um 10 Uhr.", "Freitag, 17.11.2016", THURSDAY, FRIDAY),
        ("Bitte antworten Sie bis Freitag, den 17. November.", "Freitag, den 17. November", THURSDAY, FRIDAY),
        ("Frist: Fr., 17.11.", "Fr., 17.11.", THURSDAY, FRIDAY),
        ("am 17.11.2016 (Freitag)", "17.11.2016 (Freitag)", THURSDAY, FRIDAY),
        ("am 17. November 2016, einem Freitag,", "17. November 2016, einem Freitag", THURSDAY, FRIDAY),
        ("Freitagabend, 17.11.2016", "Freitagabend, 17.11.2016", THURSDAY, FRIDAY),
        ("vom Donnerstag, 17. bis Freitag, 19. November 2016", "Freitag, 19. November 2016", SATURDAY, FRIDAY),
        ("am **Freitag**, dem 17. November 2016", "Freitag, dem 17. November 2016", THURSDAY, FRIDAY),
        ("am Sonnabend, 18.11.2016", "Sonnabend, 18.11.2016", FRIDAY, SATURDAY),
        ("on Friday, 17 November 2016", "Friday, 17 November 2016", THURSDAY, FRIDAY),
        ("on Friday, November 17, 2016", "Friday, November 17, 2016", THURSDAY, FRIDAY),
        ("Friday the 17th of November", "Friday the 17th of November", THURSDAY, FRIDAY),
        ("Sat. 18 November 2016", "Sat. 18 November 2016", FRIDAY, SATURDAY),
        ("Montag, 18.11.2016", "Montag, 18.11.2016", FRIDAY, dt.date(2016, 11, 21)),
    ],
)
def test_a_weekday_that_does_not_fit(text: str, phrase: str, day: dt.date, fits: dt.date) -> None:
    (found,) = read_written(text, LETTER).weekdays
    assert (found.phrase, found.day, found.fits) == (phrase, day, fits)
    assert found.fits.weekday() == found.weekday


@pytest.mark.parametrize(
    "text",
    [
        "Freitag, 18.11.2016",
        "Freitag, der 18. November",
        "Freitag/Samstag, 18./19. November 2016",
        "Freitag und Samstag, 18. und 19.11.2016",
        "am Freitag, 3. Juni, fand die Sitzung statt",  # in the year of the letter, though that day is over
        "So 18.11.2016 wird es sein.",
        "So wird es am 17.11.2016 sein.",
        "Freitags um 17 Uhr, ab 18.11.2016",
        "Friday 18 November 2016",
        "Freitag, 31.11.2016",  # no day of the calendar
        "Do not answer before 18 November 2016.",
        "Karfreitag, 25.3.2016",
    ],
)
def test_weekdays_that_are_right(text: str) -> None:
    assert read_written(text, LETTER).weekdays == ()


@pytest.mark.parametrize(
    ("text", "numbers", "first"),
    [
        ("Das Programm (Anlage 1) und der Bogen (Anlage 2) gehen Ihnen zu.", [1, 2], "Anlage 1"),
        ("Die Anlagen 2 bis 4 sind neu.", [2, 3, 4], "Anlagen 2 bis 4"),
        ("Näheres siehe Anlage.", [None], "siehe Anlage"),
        ("Das Muster ist als Anlage beigefügt.", [None, None], "als Anlage"),
        ("Anliegend erhalten Sie den Bogen.", [None], "Anliegend erhalten"),
        ("Anbei der Bogen.", [None], "Anbei"),
        ("Wir bitten, das anliegende Formular auszufüllen.", [None], "anliegende Formular"),
        ("Den Entwurf fügen wir diesem Schreiben bei.", [None], "fügen wir diesem Schreiben bei"),
        ("Das Programm (s. Anlage) liegt vor.", [None], "(s. Anlage)"),
        ("Das beigefügte Muster gilt.", [None], "beigefügte"),
        ("The programme is attached.", [None], "is attached"),
        ("Please see the annex for details.", [None], "see the annex"),
        ("The enclosed form is for your answer (Annex 3).", [3], "Annex 3"),
        ("Enclosed please find the form.", [None], "Enclosed please"),
    ],
)
def test_annexes_that_a_text_speaks_of(text: str, numbers: list[int | None], first: str) -> None:
    found = read_written(text, LETTER).annexes
    assert [one.number for one in found] == numbers
    assert found[0].phrase.casefold() == first.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "Anlage 2 zur Verordnung gilt weiter.",
        "Siehe Anlage der Verordnung.",
        "Die Windkraftanlage ist in Betrieb, die Anlage in Musterstadt nicht.",
        "Die anliegenden Grundstücke sind frei.",
        "Die Karte ist nicht beigefügt.",
        "Bitte legen Sie Ihren Antrag vor.",
        "The road is attached to the bridge.",
        "No enclosures.",
    ],
)
def test_what_is_no_annex_of_this_letter(text: str) -> None:
    assert read_written(text, LETTER).annexes == ()


def test_a_body_without_a_letterhead() -> None:
    text = (
        "wie mit unserem Rundschreiben Nr. 402/2016 vom 3. Mai 2016 angekündigt, findet die Konferenz „Land“ am "
        "2. Dezember 2016 in Musterstadt statt.\n\nBitte melden Sie sich bis zum 18. November an."
    )
    found = read_written(text, LETTER)
    assert [(one.date, one.what, one.phrase) for one in found.deadlines] == [
        ("2016-11-18", "registration", "bis zum 18. November")
    ]
    assert [(one.title, one.start) for one in found.events] == [("Land", "2016-12-02")]
    assert found.references == (
        Reference("unserem Rundschreiben Nr. 402/2016 vom 3. Mai 2016", "402/2016", "2016-05-03"),
    )


def test_english() -> None:
    found = read_written("Please register by 18 November 2016. See circular No. 402/2016.", LETTER)
    assert [one.date for one in found.deadlines] == ["2016-11-18"]
    assert [one.number for one in found.references] == ["402/2016"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Mit unserem Rundschreiben Nr. 402/2016 haben wir berichtet.", "Unser Rundschreiben Nr. 402/2016"),
        ("Das Rundschreiben Nr. 402/2016 gilt fort.", "Rundschreiben Nr. 402/2016"),
        ("Zu Ihrem Schreiben vom 3. Mai 2016 merken wir an:", "Ihr Schreiben vom 3. Mai 2016"),
        ("Wie in RS 402/2016 gesagt.", "RS 402/2016"),
        ("As said in our letter of 3 May 2016, it holds.", "Our letter of 3 May 2016"),
        ("In the circular 402/2016 we said so.", "circular 402/2016"),
    ],
)
def test_a_citation_as_a_line(text: str, line: str) -> None:
    (found,) = read_written(text, LETTER).references
    assert line_of_reference(found) == line
    assert names_letter(line, found)
    assert not names_letter("RS 403/2016 vom 4. Mai 2016", found)


@pytest.mark.parametrize("line", ["RS 402/16", "ersetzt Rundschreiben Nr. 402/2016", "RS 1/2015 und RS 402 / 2016"])
def test_a_line_that_names_the_number(line: str) -> None:
    assert names_letter(line, Reference("unser Rundschreiben Nr. 402/2016", "402/2016"))


def test_what_is_beyond_the_limit_is_not_read() -> None:
    tail = "Freitag, 17.11.2016"
    short = "a" * (WRITTEN_CHARACTERS - len(tail) - 2) + "\n\n" + tail
    assert read_written(short, LETTER).whole
    assert len(read_written(short, LETTER).weekdays) == 1
    long = "a\n\n" + short
    assert not read_written(long, LETTER).whole
    assert read_written(long, LETTER).weekdays == ()


def check(text: str, letter: dt.date) -> None:
    begin = time.process_time()
    found = read_written(text, letter)
    assert time.process_time() - begin < 2
    assert all(one.phrase for one in found.annexes)
    assert all(one.phrase for one in found.weekdays)
    for wrong in found.weekdays:
        assert wrong.day.weekday() != wrong.weekday == wrong.fits.weekday()


@given(st.text(), st.dates())
def test_any_text(text: str, letter: dt.date) -> None:
    check(text, letter)


WORDS = st.sampled_from(["Freitag, ", "Fr. ", "Monday ", "siehe Anlage ", "Anlage 99 ", "beigefügt ", " (Sonntag)"])


@given(st.lists(LETTERS | WORDS, max_size=12).map("".join), st.dates())
def test_any_mixture(text: str, letter: dt.date) -> None:
    check(text, letter)


ENDS = st.dates(max_value=dt.date(1, 2, 1)) | st.dates(min_value=dt.date(9999, 11, 1)) | st.dates()
SAID = st.sampled_from([
    "bis Freitag", "bis zum kommenden Montag", "innerhalb von zwei Wochen", "binnen 999 Monaten", "bis KW 1",
    "bis KW 53", "bis zum letzten Arbeitstag des Jahres", "spätestens eine Woche vor der Tagung", "bis zum 1.1.",
    "bis zum 31.12.", "bis Ende Dezember", "bis zum Jahresende", "am Montag, dem 31. Dezember", "bis zum 29.2.",
])  # fmt: skip


@given(ENDS, st.lists(SAID, min_size=1, max_size=4))
def test_days_at_both_ends_of_the_calendar_are_read(letter: dt.date, said: list[str]) -> None:
    text = " ".join(f"Wir bitten um Rückmeldung {one}." for one in said)
    assert read_written(text, letter).whole
