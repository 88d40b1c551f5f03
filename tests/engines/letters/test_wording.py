"""Dates, numbers and lines that hold together."""

import datetime

import pytest

from umlauf.engines.letters.wording import (
    WORDS,
    breakable,
    breakable_address,
    din_phone,
    hold_together,
    iban_groups,
    long_date,
)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("(0391) 56 53 1 - 0", "0391 56531-0"),
        ("0391/56531-20", "0391 56531-20"),
        ("0391 / 56531 - 20", "0391 56531-20"),
        ("0391 56531-0", "0391 56531-0"),
        ("0391-5653120", "0391 5653120"),
        ("+49 391 56531-0", "+49 391 56531-0"),
        ("+49 (0)391 56531-0", "+49 391 56531-0"),
        ("+49 (391) 56531-0", "+49 391 56531-0"),
        ("030 18 681-0", "030 18681-0"),
        ("0160 1234567", "0160 1234567"),
        ("115", "115"),
        ("+1 212 555 0100", "+1 212 555 0100"),
        ("auf Anfrage", "auf Anfrage"),
        ("0391 56531-0 oder 0160 1234567", "0391 56531-0 oder 0160 1234567"),
        ("", ""),
    ],
)
def test_telephone_numbers_as_din_5008_writes_them(written: str, printed: str) -> None:
    assert din_phone(written).replace("\N{NO-BREAK SPACE}", " ") == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("DE02120300000000202051", "DE02 1203 0000 0000 2020 51"),
        ("de02 1203 0000 00002020 51", "DE02 1203 0000 0000 2020 51"),
        ("", ""),
    ],
)
def test_iban_in_groups_of_four(written: str, printed: str) -> None:
    assert iban_groups(written).replace("\N{NO-BREAK SPACE}", " ") == printed


def test_long_dates() -> None:
    day = datetime.date(2016, 3, 1)
    assert long_date(day, "de").replace("\N{NO-BREAK SPACE}", " ") == "1. März 2016"
    assert long_date(day, "en").replace("\N{NO-BREAK SPACE}", " ") == "1 March 2016"


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("Rundschreiben Nr. 543/2016 vom Mai", "Rundschreiben Nr.~543/2016 vom Mai"),
        ("nach § 5 Abs. 2 und §§ 7, 8", "nach §~5 Abs.~2 und §§~7, 8"),
        ("am 1. November 2016 um 10 Uhr", "am 1.~November 2016 um 10~Uhr"),
        ("z. B. u. a. m.", "z.~B.~u.~a.~m."),
        ("Dr. Muster kostet 5 % mehr", "Dr.~Muster kostet 5~% mehr"),
        ("on 1 November 2016", "on 1~November 2016"),
        ("Anlage 1 und Anlagen", "Anlage~1 und Anlagen"),
        ("Nr. ist keine Zahl", "Nr. ist keine Zahl"),
        ("ein Satz. Ein zweiter", "ein Satz. Ein zweiter"),
        ("5 Europäer", "5 Europäer"),
        ("wie - bereits gesagt – nun", "wie~- bereits gesagt~– nun"),
        ("- Anfang und Ein- und Ausgang", "- Anfang und Ein- und Ausgang"),
    ],
)
def test_what_belongs_together_stays_on_one_line(line: str, held: str) -> None:
    assert hold_together(line).replace("\N{NO-BREAK SPACE}", "~") == held


def test_only_long_runs_may_break() -> None:
    gap = "\N{ZERO WIDTH SPACE}"
    assert breakable("Rindfleischetikettierungsüberwachung") != "Rindfleischetikettierungsüberwachung"
    assert breakable("Grundstücksverkehrsgenehmigung") == "Grundstücksverkehrsgenehmigung"
    assert breakable("x" * 100).replace(gap, "") == "x" * 100
    address = "https://seite.example/" + "a" * 80
    assert breakable(address) == address
    assert breakable_address("a.b@c-d.example") == f"a{gap}.b@{gap}c-d{gap}.example"


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["de"].keys() == WORDS["en"].keys()
    assert all(word.strip() for words in WORDS.values() for word in words.values())
