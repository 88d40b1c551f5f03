"""Events: their days and hours, their places, their hosts, and what became of them."""

import pytest

from tests.engines.reading.writing import circular
from umlauf.engines.reading import Event, read_circular

DAYS = [
    ("Die Fachtagung findet am 2. Dezember 2016 in Halle statt.", "2016-12-02", None),
    ("Am 2. Dezember 2016 findet die Fachtagung in Halle statt.", "2016-12-02", None),
    ("Die Fachtagung findet am 2.12.2016 in Halle statt.", "2016-12-02", None),
    ("Die Fachtagung findet am Freitag, dem 2. Dezember 2016, in Halle statt.", "2016-12-02", None),
    ("Die Fachtagung findet am 2. Dezember in Halle statt.", "2016-12-02", None),
    ("Die Fachtagung findet vom 6. bis 7. Dezember 2016 statt.", "2016-12-06", "2016-12-07"),
    ("Die Fachtagung findet vom 6. bis zum 7. Dezember 2016 statt.", "2016-12-06", "2016-12-07"),
    ("Die Fachtagung findet am 6. und 7. Dezember 2016 statt.", "2016-12-06", "2016-12-07"),
    ("Die Fachtagung findet am 6./7. Dezember 2016 statt.", "2016-12-06", "2016-12-07"),
    ("Die Fachtagung findet vom 6.12. bis 7.12.2016 statt.", "2016-12-06", "2016-12-07"),
    ("Die Fachtagung findet vom 6.–7.12.2016 statt.", "2016-12-06", "2016-12-07"),
    ("Die Fachtagung findet vom 30. November bis 1. Dezember 2016 statt.", "2016-11-30", "2016-12-01"),
    ("Die Fachtagung findet am Sa, 3.12.2016 + So, 4.12.2016 statt.", "2016-12-03", "2016-12-04"),
    ("Die Sitzung beginnt am 2. Dezember 2016, 10 Uhr.", "2016-12-02T10:00", None),
    ("Die Sitzung beginnt am 2. Dezember 2016 um 10.30 Uhr.", "2016-12-02T10:30", None),
    ("Die Sitzung findet am 2. Dezember 2016 ab ca. 15.00 Uhr statt.", "2016-12-02T15:00", None),
    ("Die Sitzung findet am 2. Dezember 2016, 11-18 Uhr, statt.", "2016-12-02T11:00", "2016-12-02T18:00"),
    ("Die Sitzung findet am 2. Dezember 2016 von 11:00 bis 16:30 Uhr statt.", "2016-12-02T11:00", "2016-12-02T16:30"),
    (
        "Die Sitzung findet am 2. Dezember 2016, 11 Uhr bis ca. 16:00 Uhr, statt.",
        "2016-12-02T11:00",
        "2016-12-02T16:00",
    ),
    ("The meeting will be held on 2 December 2016, 10 am to 4 pm.", "2016-12-02T10:00", "2016-12-02T16:00"),
    ("The conference takes place on December 2, 2016 in Leipzig.", "2016-12-02", None),
    (
        "Zur Tagung laden wir ein.\n\nTermin: 2. Dezember 2016, 10 Uhr\nOrt: Rathaus, Markt 1, 06108 Halle",
        "2016-12-02T10:00",
        None,
    ),
]

STATES = [
    ("Die Fachtagung findet am 2. Dezember 2016 statt.", [("2016-12-02", "planned")]),
    ("Die Fachtagung findet voraussichtlich am 2. Dezember 2016 statt.", [("2016-12-02", "tentative")]),
    ("Save the Date: Fachtagung am 2. Dezember 2016.", [("2016-12-02", "tentative")]),
    ("Die für den 2. Dezember 2016 geplante Fachtagung muss leider abgesagt werden.", [("2016-12-02", "cancelled")]),
    ("Die Fachtagung am 2. Dezember 2016 entfällt.", [("2016-12-02", "cancelled")]),
    ("Die Fachtagung am 2. Dezember 2016 findet nicht statt.", [("2016-12-02", "cancelled")]),
    (
        "Die Fachtagung wird vom 2. Dezember 2016 auf den 20. Januar 2017 verschoben.",
        [("2016-12-02", "cancelled"), ("2017-01-20", "rescheduled")],
    ),
    (
        "Die für den 2. Dezember 2016 geplante Fachtagung wird auf den 20. Januar 2017 verlegt.",
        [("2016-12-02", "cancelled"), ("2017-01-20", "rescheduled")],
    ),
    ("Die Fachtagung am 2. Dezember 2016 wird auf unbestimmte Zeit verschoben.", [("2016-12-02", "cancelled")]),
    ("Die Fachtagung fand am 12. Oktober 2016 statt.", [("2016-10-12", "past")]),
    ("The conference on 2 December 2016 has been cancelled.", [("2016-12-02", "cancelled")]),
    (
        "The workshop has been moved from 2 December 2016 to 20 January 2017.",
        [("2016-12-02", "cancelled"), ("2017-01-20", "rescheduled")],
    ),
]

TWO_DAYS = [("2016-11-10", "cancelled"), ("2016-11-24", "rescheduled")]
REPLACED = [
    "Die Sitzung am 10. November 2016 findet nicht statt und wird am 24. November 2016 nachgeholt.",
    "Die Sitzung am 10. November 2016 findet nicht statt. Sie wird am 24. November 2016 nachgeholt.",
    "Die Sitzung am 10. November 2016 findet nicht statt. Wir holen sie am 24. November 2016 nach.",
    "Die Sitzung findet am 10.11.2016 nicht statt, sondern wird am 24.11.2016 nachgeholt.",
    "Die Sitzung fällt am 10. November 2016 aus und wird am 24. November 2016 nachgeholt.",
    "Die am 10. November 2016 ausgefallene Sitzung wird am 24. November 2016 nachgeholt.",
    "Die Sitzung am 10. November 2016 entfällt. Neuer Termin: 24. November 2016",
    "Die Sitzung am 10. November 2016 entfällt; neuer Termin ist der 24. November 2016.",
    "Die Sitzung am 10. November 2016 entfällt.\n\nNeuer Termin ist Donnerstag, der 24. November 2016, 10 Uhr.",
    "Die Sitzung am 10. November 2016 entfällt. Der neue Termin ist der 24. November 2016.",
    "Die Sitzungen am 10. November 2016 entfallen. Als neuer Termin wurde der 24. November 2016 vereinbart.",
    "Am 24. November 2016 wird die am 10. November 2016 ausgefallene Sitzung nachgeholt.",
    "Die Sitzung am 10. November 2016 entfällt. Ersatztermin: 24.11.2016",
    "Die Sitzung am 10. November 2016 wird verschoben auf den 24. November 2016.",
    "Die Sitzung am 10. November 2016 wird auf den\n24. November 2016 verschoben.",
    "Die Sitzung am 10. November 2016 muss verschoben werden. Sie findet am 24. November 2016 statt.",
    "Die Sitzung am 10. November 2016 findet nicht statt. Grund sind Erkrankungen. Sie wird am 24.11. nachgeholt.",
    "Die Sitzung am 10. November 2016 entfällt; stattdessen treffen wir uns am 24. November 2016.",
    "Die Sitzung am 10. November 2016 ist abgesagt. Stattdessen am 24. November 2016, 10 Uhr.",
    "Die Sitzung findet nicht am 10. November 2016, sondern am 24. November 2016 statt.",
    "Statt am 10. November 2016 findet die Sitzung am 24. November 2016 statt.",
    "The meeting on 10 November 2016 will not take place. It will be held on 24 November 2016 instead.",
    "The meeting on 10 November 2016 has been rescheduled for 24 November 2016.",
]
NOT_REPLACED = [
    (
        "Die Sitzung am 10. November 2016 entfällt. Die nächste Sitzung findet am 24. November 2016 statt.",
        [("2016-11-10", "cancelled"), ("2016-11-24", "planned")],
    ),
    (
        "Zur Sitzung am 10. November 2016 gibt es keine Mappe; stattdessen steht alles im Netz.",
        [("2016-11-10", "planned")],
    ),
    (
        "Zur Sitzung am 10. November 2016 wird die Anmeldefrist verschoben. Neuer Termin: 4. November 2016",
        [("2016-11-10", "planned")],
    ),
    (
        "Die Sitzung am 10. November 2016 entfällt. Sie können die Mappe stattdessen am 24. November 2016 abholen.",
        [("2016-11-10", "cancelled")],
    ),
    ("Die Sitzung am 10. November 2016 muss verschoben werden.", [("2016-11-10", "cancelled")]),
    ("Die Sitzung wurde verlegt und beginnt am 24. November 2016 um 10 Uhr.", [("2016-11-24T10:00", "rescheduled")]),
    (
        "Die Tagung vom 6. bis 7. Dezember 2016 wird auf den 20. Januar 2017 verlegt.",
        [("2016-12-06", "cancelled"), ("2017-01-20", "rescheduled")],
    ),
]

HOSTS = [
    ("Der Deutsche Landkreistag lädt zur Konferenz am 2. Dezember 2016 ein.", ("Deutscher Landkreistag",)),
    ("Veranstalter der Tagung am 2.12.2016 sind wir. Veranstalter: Deutscher Städtetag", ("Deutscher Städtetag",)),
    (
        "Die Tagung am 2.12.2016 wird vom Bayerischen Landkreistag gemeinsam mit der Muster Stiftung veranstaltet.",
        ("Bayerischer Landkreistag", "Muster Stiftung"),
    ),
    (
        "Zur Konferenz des Niedersächsischen Landkreistages am 2.12.2016 laden wir herzlich ein.",
        ("Niedersächsischer Landkreistag",),
    ),
    (
        "Die Tagung am 2.12.2016 wird veranstaltet von der Kommunalen Akademie Musterland.",
        ("Kommunale Akademie Musterland",),
    ),
    ("The workshop on 2 December 2016 is hosted by the Ministry of the Interior.", ("Ministry of the Interior",)),
    ("Die Tagung findet am 2.12.2016 statt.", ()),
]

NONE = [
    "Der Vertrag wurde am 2. Dezember 2015 unterzeichnet.",
    "Die Konferenz beruht auf dem Beschluss vom 2. Dezember 2015.",
    "Zur Tagung bitten wir um Anmeldung bis zum 18. November 2016.",
    "Das Gesetz tritt am 2. Dezember 2016 in Kraft.",
]


@pytest.mark.parametrize(("text", "start", "end"), DAYS)
def test_days_and_hours(text: str, start: str, end: str | None) -> None:
    found = read_circular(circular(text)).events
    assert [(one.start, one.end) for one in found] == [(start, end)]


@pytest.mark.parametrize(("text", "states"), STATES)
def test_states(text: str, states: list[tuple[str, str]]) -> None:
    assert [(one.start, one.status) for one in read_circular(circular(text)).events] == states


@pytest.mark.parametrize("text", REPLACED)
def test_the_new_day_of_what_does_not_take_place_is_kept(text: str) -> None:
    facts = read_circular(circular(text))
    assert sorted(((one.start or "")[:10], one.status) for one in facts.events) == TWO_DAYS
    assert facts.deadlines == ()


@pytest.mark.parametrize(("text", "states"), NOT_REPLACED)
def test_what_only_looks_like_a_new_day(text: str, states: list[tuple[str, str]]) -> None:
    assert [(one.start, one.status) for one in read_circular(circular(text)).events] == states


def test_the_new_day_bears_the_title_of_the_old_one() -> None:
    text = "Die Tagung „Land im Wandel“ am 10. November 2016 entfällt. Sie wird am 24. November 2016 nachgeholt."
    assert [one.title for one in read_circular(circular(text)).events] == ["Land im Wandel", "Land im Wandel"]


@pytest.mark.parametrize(("text", "hosts"), HOSTS)
def test_hosts(text: str, hosts: tuple[str, ...]) -> None:
    assert [one.hosts for one in read_circular(circular(text)).events] == [hosts]


@pytest.mark.parametrize("text", NONE)
def test_no_event(text: str) -> None:
    assert read_circular(circular(text)).events == ()


def test_place_on_labelled_lines() -> None:
    text = "Zur Tagung laden wir ein.\n\nTermin: 2. Dezember 2016, 10 Uhr\nOrt: Rathaus, Markt 1, 06108 Halle (Saale)"
    facts = read_circular(circular(text))
    found = facts.events[0]
    assert (found.venue, found.street, found.postal_code, found.city) == (
        "Rathaus",
        "Markt 1",
        "06108",
        "Halle (Saale)",
    )
    assert found.address == "Rathaus, Markt 1, 06108 Halle (Saale)"
    assert facts.deadlines == ()


def test_town_alone() -> None:
    found = read_circular(circular("Die Tagung findet am 2. Dezember 2016 in Halle (Saale) statt.")).events[0]
    assert (found.venue, found.city, found.address) == (None, "Halle (Saale)", "Halle (Saale)")


def test_two_mentions_are_one_event_and_complete_each_other() -> None:
    text = (
        "Am 2. Dezember 2016 findet die Konferenz statt.\n\n"
        "Zur Konferenz „Land im Wandel“ am 2. Dezember 2016 um 10 Uhr im Alten Rathaus, Markt 1, 06108 Halle, "
        "laden wir ein."
    )
    assert read_circular(circular(text)).events == (
        Event(
            title="Land im Wandel",
            start="2016-12-02T10:00",
            venue="Alten Rathaus",
            street="Markt 1",
            postal_code="06108",
            city="Halle",
            address="Alten Rathaus, Markt 1, 06108 Halle",
            phrase="„Land im Wandel“ am 2. Dezember 2016 um 10 Uhr im Alten Rathaus, Markt 1, 06108 Halle",
        ),
    )


def test_page_footer_inside_an_announcement() -> None:
    text = (
        "Zur Konferenz „Land im Wandel“ laden wir Sie und alle Beigeordneten\n\n"
        "Musterstraße 7\n39000 Musterstadt\nSparkasse Musterland\nIBAN: DE19 9999 9999 0000 1234 56\n\n"
        "am 2. Dezember 2016 in Halle ein. Um Antwort wird gebeten."
    )
    facts = read_circular(circular(text))
    assert [(one.title, one.start) for one in facts.events] == [("Land im Wandel", "2016-12-02")]
    assert facts.body == (
        "Zur Konferenz „Land im Wandel“ laden wir Sie und alle Beigeordneten\n"
        "am 2. Dezember 2016 in Halle ein. Um Antwort wird gebeten."
    )
