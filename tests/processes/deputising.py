"""``python -m tests.processes.deputising``: houses send deputies, withdraw and register at the same moment.

Every second county has registered one and the house is full. Of each of these two people send a deputy for the same
person, and a third withdraws it, while all others register, from processes of their own. Prints how the processes
ended, how many places there are and are taken, and how many come for each of the first.
"""

from __future__ import annotations

import json
from typing import Any

import django


def main() -> None:
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from tests.office.conferences.registering import (
        an_entry,
        an_invitation,
        guest,
        invited,
        persons,
        registered,
    )
    from tests.processes.forks import Work, all_at_once
    from umlauf.ground.text import Refused
    from umlauf.office.conferences.actions.deputies import send_deputy
    from umlauf.office.conferences.actions.withdraw import withdraw
    from umlauf.office.conferences.enums import COMING
    from umlauf.office.conferences.models import Conference, Registration
    from umlauf.office.conferences.people import PersonEntry
    from umlauf.office.conferences.queries import places_of

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        conference = an_invitation(house)
        letters = invited(conference)
        rows = [registered(letter, *persons(1)).added[0] for letter in letters[::2]]
        Conference.objects.filter(id=conference.id).update(places=len(rows))
        conference.refresh_from_db()

        def sending(row: Registration, name: str) -> Work:
            def work() -> None:
                target = {"registration_id": row.id, "recipient_id": row.house.id, "sequence": 0}
                with scope(association=house.association):
                    try:
                        send_deputy(
                            actor=guest(row.house),
                            **target,
                            entry=an_entry(nonce=name),
                            person=PersonEntry(name),
                        )
                    except Refused as refused:
                        if refused.code not in {"deputy.sent", "deputy.gone"}:
                            raise

            return work

        def leaving(row: Registration) -> Work:
            def work() -> None:
                target: dict[str, Any] = {"actor": guest(row.house), "recipient_id": row.house.id}
                with scope(association=house.association):
                    withdraw(**target, entry=an_entry(1, nonce="leaves"), registration_ids=[row.id])

            return work

        def registering(position: int) -> Work:
            def work() -> None:
                with scope(association=house.association):
                    registered(letters[position], *persons(1))

            return work

        works = [work for row in rows for work in (sending(row, "Vera Quast"), leaving(row), sending(row, "Ute Linde"))]
        works += [registering(position) for position in range(1, len(letters), 2)]
        endings = all_at_once(works)
        coming = conference.registrations.filter(state__in=COMING)
        each = [coming.filter(recipient=row.recipient_id).count() for row in rows]
        print(json.dumps([endings, conference.places, places_of(conference).admitted, each]))


if __name__ == "__main__":
    main()
