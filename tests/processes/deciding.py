"""``python -m tests.processes.deciding PLACES``: an office decides about people while others register themselves.

Every second county has registered one while somebody had to decide about each, the others register when nobody has to
any more; each decision is made twice, all from processes of their own. Prints how the processes ended, the
states of all people, and whether both ways to count their places on the waiting list say the same.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main(places: int) -> None:
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from tests.office.conferences.registering import an_invitation, invited, persons, registered
    from tests.processes.forks import Work, all_at_once
    from umlauf.office.conferences.actions.admit import set_admission, state_of_admission
    from umlauf.office.conferences.actions.decide import decide_case
    from umlauf.office.conferences.enums import Admission
    from umlauf.office.conferences.models import QUEUE, AdmissionCase, Conference, Registration
    from umlauf.office.conferences.queries import waiting_places, waiting_places_of

    house = house_of("lkt-musterland")

    def admit(conference: Conference, admission: Admission) -> None:
        target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": conference.id}
        conference.refresh_from_db()
        seen = state_of_admission(conference)
        set_admission(**target, admission=admission, functions=(), per_house=None, seen=seen)

    with scope(association=house.association):
        conference = an_invitation(house, places=places)
        letters = invited(conference)
        admit(conference, Admission.CASE)
        rows = [registered(letter, *persons(1)).added[0] for letter in letters[::2]]
        admit(conference, Admission.ALL)
        cases = [AdmissionCase.objects.get(registration=row).id for row in rows]

        def deciding(row: Registration, seen: int) -> Work:
            def work() -> None:
                target: dict[str, Any] = {"conference_id": conference.id, "registration_id": row.id}
                with scope(association=house.association):
                    decide_case(actor=house.clerk_actor, **target, admit=True, reason="", seen=seen, sequence=0)

            return work

        def registering(position: int) -> Work:
            def work() -> None:
                with scope(association=house.association):
                    registered(letters[position], *persons(1))

            return work

        decisions = [deciding(row, seen) for row, seen in zip(rows, cases, strict=True)]
        others = [registering(position) for position in range(1, len(letters), 2)]
        endings = all_at_once([*decisions, *others, *decisions])
        everybody = list(conference.registrations.order_by(*QUEUE))
        listed = waiting_places(conference)
        print(json.dumps([endings, [row.state for row in everybody], listed == waiting_places_of(everybody)]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
