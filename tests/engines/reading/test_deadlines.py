"""Every form of a deadline that circulars are known to use, and the dates that are none."""

import pytest

from tests.engines.reading.writing import circular
from umlauf.engines.reading import Deadline, read_circular

DATED = [
    ("Wir bitten um Anmeldung bis zum 18. November 2016.", "2016-11-18", None, "registration"),
    ("Bitte antworten Sie bis spätestens 18. November 2016.", "2016-11-18", None, "response"),
    ("Bitte antworten Sie spätestens bis zum 18.11.2016.", "2016-11-18", None, "response"),
    ("Die Berichte sind spätestens am 18.11.2016 vorzulegen.", "2016-11-18", None, "report"),
    ("Anmeldeschluss ist der 28. November!", "2016-11-28", None, "registration"),
    ("Anmeldeschluss: 28. November 2016", "2016-11-28", None, "registration"),
    ("Die Antragsfrist endet am 15.12.2016.", "2016-12-15", None, "application"),
    (
        "Nach dem 18. November 2016 eingehende Anmeldungen können nicht mehr berücksichtigt werden.",
        "2016-11-18",
        None,
        "registration",
    ),
    ("Wir bitten um Rückmeldung bis zum 18. November, 12 Uhr.", "2016-11-18", "12:00", "response"),
    ("Wir bitten um Rückmeldung bis 18.11., 12.30 Uhr.", "2016-11-18", "12:30", "response"),
    ("Wir bitten um Rückmeldung bis 18.11. (12:00 Uhr).", "2016-11-18", "12:00", "response"),
    ("Wir bitten um Rückmeldung bis 18.11.2016 um 24 Uhr.", "2016-11-18", None, "response"),
    ("Wir bitten um Rückmeldung bis 12 Uhr am 18.11.2016.", "2016-11-18", "12:00", "response"),
    (
        "Anträge können bis zum 30.11.2016, 12:00 Uhr MEZ (Ausschlussfrist), gestellt werden.",
        "2016-11-30",
        "12:00",
        "application",
    ),
    ("Um Stellungnahme b. 18.11. wird gebeten.", "2016-11-18", None, "statement"),
    ("Um Stellungnahme wird gebeten.\n\nTermin: 18.11. DS", "2016-11-18", None, "statement"),
    ("Bitte berichten Sie.\n\nT.: 18.11.", "2016-11-18", None, "report"),
    ("Auf Wunsch vieler Mitglieder gibt es eine Fristverlängerung bis 25.11.2016.", "2016-11-25", None, "response"),
    ("Die Frist zur Stellungnahme wird bis zum 25.11.2016 verlängert.", "2016-11-25", None, "statement"),
    ("Die Anmeldefrist wird vom 18.11.2016 auf den 25.11.2016 verlängert.", "2016-11-25", None, "registration"),
    ("Wir bitten um Anmeldung bis zum ~~18. November 2016~~ 25. November 2016.", "2016-11-25", None, "registration"),
    (
        "Wir bitten um Anmeldung nicht bis zum 18.11.2016, sondern bis zum 25.11.2016.",
        "2016-11-25",
        None,
        "registration",
    ),
    ("Bitte melden Sie sich statt bis zum 18.11.2016 nun bis zum 25.11.2016 an.", "2016-11-25", None, "registration"),
    ("Die Verschweigensfrist läuft bis zum 18.11.2016.", "2016-11-18", None, "objection"),
    ("Fehlanzeige ist bis zum 18.11.2016 erforderlich.", "2016-11-18", None, "response"),
    ("Bitte benennen Sie bis Freitag, den 18. November 2016, eine Ansprechperson.", "2016-11-18", None, "nomination"),
    ("Bitte überweisen Sie den Beitrag bis zum 15.1.", "2017-01-15", None, "payment"),
    ("Die Rechnungen sind bis zum 30. November 2016 zu begleichen.", "2016-11-30", None, "payment"),
    ("Bitte begleichen Sie offene Rechnungen bis zum 30. November 2016.", "2016-11-30", None, "payment"),
    ("Rechnungen der Akademie zahlen Sie bitte bis 30.11.2016.", "2016-11-30", None, "payment"),
    ("Bitte bezahlen Sie die Teilnahmegebühr bis zum 30. November 2016.", "2016-11-30", None, "payment"),
    ("Der Teilnahmebeitrag muss bis zum 30. November 2016 gezahlt sein.", "2016-11-30", None, "payment"),
    ("Invoices must be paid by 30 November 2016.", "2016-11-30", None, "payment"),
    ("Bitte senden Sie uns die Rechnungen bis zum 30. November 2016.", "2016-11-30", None, "response"),
    ("Bitte melden Sie uns die Zahlen bis zum 30. November 2016.", "2016-11-30", None, "report"),
    ("Bitte senden Sie uns den Fragebogen bis Ende November zurück.", "2016-11-30", None, "response"),
    ("Please register by 18 November 2016.", "2016-11-18", None, "registration"),
    ("Please send your comments no later than 18 November 2016, 5 pm.", "2016-11-18", "17:00", "statement"),
    ("The deadline for applications is 18 November 2016.", "2016-11-18", None, "application"),
    ("Replies must reach us by noon on 18 November 2016.", "2016-11-18", "12:00", "response"),
    ("Anmelden kann man sich noch bis zum **18. November 2016**.", "2016-11-18", None, "registration"),
    ("Bitte melden Sie sich bis zum 18.\nNovember 2016 an.", "2016-11-18", None, "registration"),
]

RECURRING = [
    ("Die Meldung ist bis zum 31. März eines jeden Jahres abzugeben.", "yearly 03-31"),
    ("Bitte berichten Sie bis zum 31.3. jedes Jahres.", "yearly 03-31"),
    ("Die Berichte sind jährlich bis zum 15. Februar vorzulegen.", "yearly 02-15"),
    ("Anträge sind bis zum 30. September des Vorjahres zu stellen.", "yearly 09-30"),
    ("Der Nachweis ist bis zum 31. Januar des jeweiligen Folgejahres einzureichen.", "yearly 01-31"),
    ("Anträge sind bis zum 1. Oktober des jeweiligen Kalenderjahres zu stellen.", "yearly 10-01"),
    ("Anträge sind jeweils zum 1. März und 1. September zu stellen.", "yearly 03-01 09-01"),
    ("Die Meldungen sind zum 31.3., 30.6., 30.9. und 31.12. jeden Jahres abzugeben.", "yearly 03-31 06-30 09-30 12-31"),
    ("Die Zahlen sind jeweils bis zum 10. des folgenden Monats zu melden.", "monthly 10"),
    ("Bitte melden Sie die Zahlen bis zum 5. eines jeden Monats.", "monthly 05"),
    ("Bitte melden Sie die Zahlen monatlich bis zum 15.", "monthly 15"),
    ("Please report by 31 March of each year.", "yearly 03-31"),
    ("Please report by the 10th of each month.", "monthly 10"),
]

RELATIVE = [
    ("Bitte antworten Sie innerhalb von zwei Wochen.", "2016-11-15"),
    ("Bitte antworten Sie innerhalb von zwei Wochen nach Zugang dieses Schreibens.", None),
    ("Bitte antworten Sie binnen 14 Tagen nach Zugang.", None),
    ("Bitte antworten Sie binnen eines Monats.", "2016-12-01"),
    ("Please reply within two weeks.", "2016-11-15"),
    ("Bitte melden Sie die Zahlen bis zur KW 46.", "2016-11-18"),
    ("Bitte melden Sie die Zahlen in der 46. KW.", "2016-11-18"),
    ("Wir bitten um umgehende Rückmeldung.", None),
    ("Die Liste ist am letzten Arbeitstag des Jahres vorzulegen.", "2016-12-30"),
    ("Bitte antworten Sie bis kommenden Freitag.", "2016-11-04"),
    ("Die Meldung ist zu dem in Ziffer 3 genannten Termin abzugeben.", None),
    ("Die Kündigung ist mit einer Frist von sechs Wochen zum Ende eines Kalendermonats zu beantragen.", None),
    (
        (
            "Die Fachtagung findet am 2. Dezember 2016 in Berlin statt. "
            "Anmeldungen sind spätestens eine Woche vor der Tagung zu übersenden."
        ),
        "2016-11-25",
    ),
]

NONE = [
    "Das Gesetz tritt am 1. Januar 2017 in Kraft.",
    "Die Regelung gilt bis zum 31. Dezember 2019.",
    "Der Förderzeitraum läuft bis zum 31. Dezember 2019.",
    "Die Ausstellung ist bis zum 18. November 2016 geöffnet.",
    "Der Erlass vom 18. November 2015 bleibt unberührt.",
    "Das Portal wurde am 3. Oktober 2016 eröffnet.",
    "Die Richtlinie ist bis zum 30. Juni 2018 befristet.",
    "Seit dem 1. Juli 2016 melden die Gemeinden ihre Zahlen selbst.",
    "Übergangsweise gelten bis zum 31. März 2017 die alten Sätze.",
    "Der Rat hat die Verordnung am 18. November 2015 beschlossen.",
]


@pytest.mark.parametrize(("text", "date", "time", "what"), DATED)
def test_dated(text: str, date: str, time: str | None, what: str) -> None:
    found = read_circular(circular(text)).deadlines
    assert [(one.date, one.time, one.what) for one in found] == [(date, time, what)]
    assert found[0].phrase is not None
    assert (found[0].recurrence, found[0].relative, found[0].resolved_date) == (None, False, None)


@pytest.mark.parametrize(("text", "rule"), RECURRING)
def test_recurring(text: str, rule: str) -> None:
    found = read_circular(circular(text)).deadlines
    assert [(one.date, one.recurrence, one.relative) for one in found] == [(None, rule, False)]


@pytest.mark.parametrize(("text", "resolved"), RELATIVE)
def test_relative(text: str, resolved: str | None) -> None:
    found = read_circular(circular(text)).deadlines
    assert [(one.date, one.relative, one.resolved_date) for one in found] == [(None, True, resolved)]


@pytest.mark.parametrize("text", NONE)
def test_no_deadline(text: str) -> None:
    assert read_circular(circular(text)).deadlines == ()


def test_two_addressees_two_deadlines() -> None:
    text = "Die Gemeinden berichten bis zum 18. November 2016, die Landkreise bis zum 2. Dezember 2016."
    assert [one.date for one in read_circular(circular(text)).deadlines] == ["2016-11-18", "2016-12-02"]


def test_a_day_named_twice_is_one_deadline_and_keeps_its_hour() -> None:
    text = (
        "Wir bitten um Rückmeldung bis 18.11.2016.\n\nWie gesagt: Rückmeldung bitte bis zum 18. November 2016, 12 Uhr."
    )
    found = read_circular(circular(text)).deadlines
    assert found == (
        Deadline(date="2016-11-18", time="12:00", what="response", phrase="bis zum 18. November 2016, 12 Uhr"),
    )


def test_deadline_in_the_subject() -> None:
    head = "Rundschreiben Nr. 7/2016\n\nErhebung der Plätze; Rückmeldung bis 18.11.2016"
    facts = read_circular(
        f"An die\nLandkreise\n\n1. November 2016\n\n{head}\n\nDer Text folgt hier ohne Termin.\n\nMuster\n"
    )
    assert [one.date for one in facts.deadlines] == ["2016-11-18"]


@pytest.mark.parametrize(
    ("letter", "written", "date"),
    [
        ("20. Dezember 2016", "15.1.", "2017-01-15"),
        ("1. November 2016", "18.11.", "2016-11-18"),
        ("1. November 2016", "1. November", "2016-11-01"),
        ("20. November 2016", "18.11.", "2016-11-18"),
    ],
)
def test_year_follows_from_the_letter(letter: str, written: str, date: str) -> None:
    facts = read_circular(circular(f"Bitte antworten Sie bis {written}, 12 Uhr.", letter))
    assert facts.deadlines[0].date == date


EFFECTIVE = [
    ("Dieser Runderlass tritt am 1. Januar 2017 in Kraft.", "2017-01-01"),
    ("Dieser Erlass tritt mit Wirkung vom 1. Oktober 2016 in Kraft.", "2016-10-01"),
    ("Die Regelung gilt ab dem 1. Januar 2017.", "2017-01-01"),
    ("Das Gesetz tritt am 1. Januar 2017 in Kraft.", "2017-01-01"),
    ("This circular takes effect on 1 January 2017.", "2017-01-01"),
    ("Das Gesetz trat am 1. Juli 2014 in Kraft.", None),
    ("Der Erlass vom 3. Mai 2012 tritt am 31. Dezember 2016 außer Kraft.", None),
    ("Die Verordnung vom 3. Mai 2012 ist bekannt.", None),
]


@pytest.mark.parametrize(("text", "date"), EFFECTIVE)
def test_effective_date(text: str, date: str | None) -> None:
    facts = read_circular(circular(text))
    assert (facts.effective_date, facts.deadlines, facts.events) == (date, (), ())
