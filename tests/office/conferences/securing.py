"""A security check of a conference, and who gives what it asks for. To be used inside the house's scope."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from tests.cast import House
from tests.office.conferences.asking import own
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.actions.security import set_check
from umlauf.office.conferences.actions.security_entry import give_birth_data
from umlauf.office.conferences.models import Conference, Registration, SecurityCheck, SecurityEntry
from umlauf.office.conferences.security_entries import Birth, CheckEntry, birth_of, state_of_check
from umlauf.office.conferences.security_queries import open_check

CHECK: Final = CheckEntry(
    body="Landeskriminalamt Musterland",
    letter="LKA 43-2/1117",
    letter_on=dt.date(2016, 11, 7),
    basis="§ 13 SÜG des Landes, § 4 des Polizeigesetzes",
    consequence="Ohne die Angaben kann Ihnen der Zutritt verwehrt werden.",
    delete_on=dt.date(2016, 12, 5),
    answer_until=dt.date(2016, 11, 25),
)
DAY, PLACE = "24.03.1971", "Quedlinburg-Gernrode"
BIRTH: Final = Birth(dt.date(1971, 3, 24), PLACE)


def officer(home: House) -> Actor:
    """Whoever looks after security checks, and may do nothing else."""
    return Actor("Sina Sicher", home.association.id, Means.LOGIN, frozenset({Role.SECURITY_OFFICER}))


def check_for(home: House, conference: Conference, entry: CheckEntry = CHECK) -> SecurityCheck:
    """The check of a conference that has none."""
    return set_check(actor=home.clerk_actor, conference_id=conference.id, entry=entry, seen="")


def give(row: Registration, day: str = DAY, place: str = PLACE, **who: Any) -> SecurityEntry:
    """As the person does it, unless somebody else is named."""
    told = state_of_check(open_check(row.conference))
    return give_birth_data(**({**own(row), "day": day, "place": place, "told": told} | who))


def given(row: Registration) -> Birth | None:
    """What lies there of somebody."""
    return birth_of(SecurityEntry.objects.filter(registration=row).first())
