"""Replies to a circular, as offices write them; the people are invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umlauf.engines.reading.replies import Answer, Somebody, read_reply

pytestmark = pytest.mark.pure

LANDRAT = Somebody(None, "Landrat")
QUOTED = """

Mit freundlichen Grüßen
Petra Vorzimmer

Von: Landkreistag Musterland
Gesendet: Dienstag, 1. November 2016 09:30
An: Poststelle
Betreff: RS 543/2016

Bitte melden Sie Ihre Teilnahme bis zum 18. November 2016 an. Wer nicht kommen kann, sagt bitte ab.
"""


@pytest.mark.parametrize(
    ("text", "answer", "people"),
    [
        ("Herr Landrat nimmt teil.", Answer.COMES, (LANDRAT,)),
        ("die Beigeordnete kommt", Answer.COMES, (Somebody(None, "Beigeordnete"),)),
        (
            "am 2. Dezember 2016 nehmen Herr Landrat Martin Beispiel und Frau Dezernentin Dr. Anna Vorlage teil.",
            Answer.COMES,
            (Somebody("Martin Beispiel", "Landrat"), Somebody("Dr. Anna Vorlage", "Dezernentin")),
        ),
        ("Hiermit melde ich Frau Sabine Entwurf zur Konferenz an.", Answer.COMES, (Somebody("Sabine Entwurf"),)),
        ("The director will attend.", Answer.COMES, (Somebody(None, "director"),)),
        ("Wir können leider nicht teilnehmen.", Answer.DECLINES, ()),
        ("Herr Landrat ist an diesem Tag verhindert.", Answer.DECLINES, ()),
        ("We have to decline.", Answer.DECLINES, ()),
        ("Herr Landrat lässt sich durch Frau Kerstin Entwurf vertreten.", Answer.REPRESENTED, None),
        ("Ich bin leider verhindert, Frau Entwurf kommt.", Answer.REPRESENTED, (Somebody("Entwurf"),)),
        ("Ich kann leider nicht; Frau Entwurf nimmt teil.", Answer.REPRESENTED, (Somebody("Entwurf"),)),
        ("Ich lasse mich vertreten.", Answer.REPRESENTED, ()),
        ("Ich lasse mich durch Frau Entwurf vertreten.", Answer.REPRESENTED, (Somebody("Entwurf"),)),
        ("Frau Entwurf vertritt mich.", Answer.REPRESENTED, (Somebody("Entwurf"),)),
        ("Wir nehmen nicht teil, wünschen aber gutes Gelingen.", Answer.DECLINES, ()),
        ("Herr Landrat nimmt nicht teil.", Answer.DECLINES, ()),
        ("Herr Landrat ist verhindert und kann nicht kommen.", Answer.DECLINES, ()),
        ("Wir können leider niemanden entsenden.", Answer.DECLINES, ()),
        ("Fehlanzeige.", Answer.NIL, ()),
        ("Für den Landkreis melden wir Fehlanzeige", Answer.NIL, ()),
        ("Wir bitten um Fristverlängerung bis zum 25. November 2016.", Answer.MORE_TIME, ()),
        ("Die Stellungnahme finden Sie in der Anlage.", None, ()),
        ("Vielen Dank für das Rundschreiben.", None, ()),
        ("", None, ()),
    ],
)
def test_what_a_reply_answers(text: str, answer: Answer | None, people: tuple[Somebody, ...] | None) -> None:
    for written in (text, f"Sehr geehrte Damen und Herren,\n\n{text}", text + QUOTED):
        read = read_reply(written)
        assert read.answer is answer, written
        if people is not None:
            assert read.people == people, written
        assert read.confidence >= (0.8 if answer else 0)


def test_whoever_comes_instead_is_a_deputy() -> None:
    read = read_reply(
        "Leider kann Herr Landrat Beispiel nicht teilnehmen. In Vertretung nimmt Frau Beigeordnete Entwurf teil."
    )
    assert read.answer is Answer.REPRESENTED
    assert read.people == (Somebody("Entwurf", "Beigeordnete"),)
    assert read.instead_of == (Somebody("Beispiel", "Landrat"),)

    read = read_reply("Herr Landrat lässt sich durch Frau Kerstin Entwurf vertreten.")
    assert (read.people, read.instead_of) == ((Somebody("Kerstin Entwurf"),), (LANDRAT,))


@pytest.mark.parametrize(
    "text",
    [
        "Können Sie uns sagen, ob Herr Landrat teilnehmen soll?",
        "Ob Herr Landrat teilnimmt, ist noch offen.",
        "Falls noch Plätze frei sind, nimmt Herr Landrat teil.",
        "Kann ich mich noch anmelden",
        "Können wir auch zu zweit teilnehmen",
    ],
)
def test_what_is_only_asked_or_open_is_not_sure(text: str) -> None:
    assert read_reply(text).confidence < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "Wir kommen gern. Frau Entwurf kommt aber nicht.",
        "Herr Landrat nimmt teil. Im Übrigen: Fehlanzeige.",
        "Wir bitten um Fristverlängerung. Herr Landrat nimmt nicht teil.",
        "Herr Landrat kommt und Frau Entwurf ist verhindert.",
        "Ich bin verhindert, aber jemand kommt.",
        "Nicht nur Herr Landrat, sondern auch Frau Entwurf nimmt teil.",
        "Herr Landrat lässt sich nicht durch Frau Entwurf vertreten.",
    ],
)
def test_two_answers_are_none(text: str) -> None:
    assert read_reply(text).answer is None


@pytest.mark.parametrize(
    "quoted",
    [
        "> Bitte melden Sie Ihre Teilnahme an.",
        "Am 01.11.2016 um 09:30 schrieb Landkreistag Musterland:\nBitte melden Sie Ihre Teilnahme an.",
        "-----Ursprüngliche Nachricht-----\nBitte melden Sie Ihre Teilnahme an.",
        "On Tue, 1 Nov 2016, the association wrote:\nPlease tell us whether you attend.",
        "________________________________\nBitte melden Sie Ihre Teilnahme an.",
    ],
)
def test_what_is_quoted_is_not_said(quoted: str) -> None:
    assert read_reply(quoted).answer is None
    read = read_reply(f"Fehlanzeige\n\n{quoted}\n")
    assert (read.answer, read.said) == (Answer.NIL, "Fehlanzeige")


@given(st.text(max_size=400))
def test_any_text_gives_a_reply(text: str) -> None:
    read = read_reply(text)
    assert read.phrase in " ".join(read.said.split())
    assert (read.answer is None) == (read.confidence == 0)


@pytest.mark.parametrize(
    "piece", ["nimmt ", "nicht teil ", "Frau A", "> ", "- ", "Von: a\n", "Am 1 schrieb ", "a.", "\n"]
)
def test_long_texts_take_no_longer_than_they_are(piece: str) -> None:
    begun = time.process_time()
    read_reply(piece * (2_000_000 // len(piece)))
    assert time.process_time() - begun < 5
