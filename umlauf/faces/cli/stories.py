"""How the counties of the demo answer: each its own small story. All people are invented, their addresses lead nowhere.

Three of the eleven counties, Börde, Harz and Stendal, say nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes. Without an address of their own the front office gets the confirmation."""

    name: str
    function: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Registers:
    """„Teilnahme anmelden“"""

    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class IsRepresented:
    """„Ich lasse mich vertreten“"""

    whom: str
    deputy: Guest


@dataclass(frozen=True, slots=True)
class Declines:
    """„Ich nehme nicht teil“"""


@dataclass(frozen=True, slots=True)
class Withdraws:
    """„Abmelden“"""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a county does at a moment of office time."""

    at: dt.datetime
    does: Registers | IsRepresented | Declines | Withdraws


@dataclass(frozen=True, slots=True)
class Story:
    """A county, the mailbox in which the circular arrives, who opens it there, and what they do."""

    county: str
    mailbox: str
    opened_by: str
    email: str
    steps: tuple[Step, ...]


def _november(day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2016, 11, day, hour, minute, tzinfo=_ZONE)


STANDS_AT = _november(21, 8, 40)  # the Monday after the deadline

STORIES = (
    # A front office registers three at once: the Landrätin and two of her house.
    Story(
        "Altmarkkreis Salzwedel",
        "poststelle@altmarkkreis-salzwedel.example",
        "Vera Vorzimmer",
        "vorzimmer@altmarkkreis-salzwedel.example",
        (
            Step(
                _november(3, 9, 40),
                Registers(
                    (
                        Guest("Dr. Almut Beispiel", "Landrätin", "leitung@altmarkkreis-salzwedel.example"),
                        Guest("Rolf Erfunden", "Dezernent für Soziales", "soziales@altmarkkreis-salzwedel.example"),
                        Guest("Tilda Ausgedacht", "Integrationsbeauftragte"),
                    )
                ),
            ),
        ),
    ),
    # The Landrat cannot come and sends somebody.
    Story(
        "Landkreis Anhalt-Bitterfeld",
        "poststelle@landkreis-anhalt-bitterfeld.example",
        "Ulla Vormuster",
        "vorzimmer@landkreis-anhalt-bitterfeld.example",
        (
            Step(
                _november(3, 14, 5),
                IsRepresented(
                    "Bernd Mustermann",
                    Guest("Edda Stellmuster", "Dezernentin", "soziales@landkreis-anhalt-bitterfeld.example"),
                ),
            ),
        ),
    ),
    # Nobody has time.
    Story(
        "Burgenlandkreis",
        "poststelle@burgenlandkreis.example",
        "Paula Probst-Muster",
        "vorzimmer@burgenlandkreis.example",
        (Step(_november(8, 8, 20), Declines()),),
    ),
    # Two are registered; a week later one of them is withdrawn.
    Story(
        "Landkreis Jerichower Land",
        "poststelle@landkreis-jerichower-land.example",
        "Anton Abbild",
        "vorzimmer@landkreis-jerichower-land.example",
        (
            Step(
                _november(8, 10, 55),
                Registers(
                    (
                        Guest("Elke Vorlage", "Landrätin", "leitung@landkreis-jerichower-land.example"),
                        Guest("Kuno Kopie", "Amtsleiter", "kuno.kopie@landkreis-jerichower-land.example"),
                    )
                ),
            ),
            Step(_november(14, 11, 15), Withdraws("Kuno Kopie")),
        ),
    ),
    # The Landrat's office registers him.
    Story(
        "Landkreis Mansfeld-Südharz",
        "poststelle@landkreis-mansfeld-suedharz.example",
        "Mina Mustermeier",
        "vorzimmer@landkreis-mansfeld-suedharz.example",
        (
            Step(
                _november(8, 15, 30),
                Registers((Guest("Frank Muster-Schulze", "Landrat", "leitung@landkreis-mansfeld-suedharz.example"),)),
            ),
        ),
    ),
    # Somebody registers herself.
    Story(
        "Saalekreis",
        "poststelle@saalekreis.example",
        "Gesine Beispielmann",
        "leitung@saalekreis.example",
        (
            Step(
                _november(14, 7, 50),
                Registers((Guest("Gesine Beispielmann", "Landrätin", "leitung@saalekreis.example"),)),
            ),
        ),
    ),
    # Somebody comes who has no address of their own.
    Story(
        "Salzlandkreis",
        "poststelle@salzlandkreis.example",
        "Nele Niemandsen",
        "poststelle@salzlandkreis.example",
        (Step(_november(14, 13, 25), Registers((Guest("Holger Testfall", "Landrat"),))),),
    ),
    # The deadline was Friday; on Saturday somebody finds the letter.
    Story(
        "Landkreis Wittenberg",
        "poststelle@landkreis-wittenberg.example",
        "Sonja Samstag",
        "vorzimmer@landkreis-wittenberg.example",
        (
            Step(
                _november(19, 10, 10),
                Registers((Guest("Jan Niemand", "Landrat", "leitung@landkreis-wittenberg.example"),)),
            ),
        ),
    ),
)
