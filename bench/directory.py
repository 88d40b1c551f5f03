"""A national list of 11,000 municipalities, for ``bench.country``: how long preview and plan take, and to apply it.

``national_list`` makes the list, invented, as the statistical offices publish theirs; ``time_import`` brings it in.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.urls import reverse

from tests.cast import House
from tests.faces.web.stage import logged_in
from umlauf.engines.sheets import Sheet, as_csv
from umlauf.office.directory.actions.imports import apply_import, plan_of, take_in_file
from umlauf.office.directory.exchange.drafts import State

ROWS = 11_000
STATES = 16
COUNTIES = 26  # in a state
_STEMS = ("Ahorn", "Birken", "Buchen", "Eichen", "Erlen", "Eschen", "Föhren", "Hasel", "Kiefern", "Linden", "Ulmen")
_ENDS = ("bach", "berg", "bruch", "dorf", "feld", "furt", "grund", "hausen", "heide", "stein", "tal", "wald", "weiler")


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long the plan and the apply took, the page with the preview, and how many organisations are new."""

    preview: float
    plan: float
    apply: float
    new: int


def national_list(rows: int = ROWS) -> bytes:
    """An invented list of municipalities as CSV: keys, names, seats, people and areas."""
    return as_csv(
        Sheet(
            "Gemeinden",
            ("AGS", "Gemeindename", "Verwaltungssitz", "Bevölkerung", "Fläche in km²"),
            tuple(_municipality(number) for number in range(rows)),
        )
    )


def _municipality(number: int) -> tuple[str, ...]:
    county, place = number % (STATES * COUNTIES), number // (STATES * COUNTIES)
    key = f"{county % STATES + 1:02}0{county // STATES + 51:02}{place + 1:03}"
    name = _STEMS[number % len(_STEMS)] + _ENDS[number // len(_STEMS) % len(_ENDS)]
    people = f"{500 + number * 37 % 60_000:,}".replace(",", ".")
    return key, f"{name} {number}", name, people, f"{5 + number % 90},{number % 100:02}"


def time_import(house: House, data: bytes) -> Seconds:
    """Take a file in, look at its preview and apply it, in the scope of the house."""
    actor = house.clerk_actor
    taken = take_in_file(actor=actor, filename="gemeinden.csv", data=data)
    preview = _time_preview(house, taken.id)
    begun = time.perf_counter()
    plan = plan_of(taken)
    planned = time.perf_counter()
    apply_import(actor=actor, import_id=taken.id, seen_digest=plan.digest)
    return Seconds(preview, planned - begun, time.perf_counter() - planned, plan.count(State.NEW))


def _time_preview(house: House, import_id: int) -> float:
    """The request for the whole page, as the clerk waits for it."""
    client = logged_in(house.clerk)
    client.defaults["SERVER_NAME"] = "localhost"
    page = reverse("directory-import", kwargs={"import_id": import_id})
    client.get(page)
    begun = time.perf_counter()
    shown = client.get(page, {"preview": "1"})
    took = time.perf_counter() - begun
    assert shown.status_code == 200, shown.status_code
    return took
