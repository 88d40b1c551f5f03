"""``python -m tests.processes.removing ROUNDS``: two administrators remove each other, and two take up one invitation.

Both at the same time, each from a process of its own. Prints for each round how many administrators are left, what the
removals ended with, and how many logins one invitation has made.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import django


def main(rounds: int) -> None:
    """Let them race."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        print(json.dumps([_round(number) for number in range(rounds)]))


def _round(number: int) -> dict[str, Any]:
    from tests.cast import PASSWORD, house_of
    from tests.office.directory.administering import administrator
    from tests.processes.forks import Work, all_at_once, append
    from umlauf.ground.accounts.models import User
    from umlauf.ground.core.policy import Role
    from umlauf.ground.text import Refused
    from umlauf.office.directory.actions.grants import remove
    from umlauf.office.directory.actions.invitations import Offer, accept_as_new, invite
    from umlauf.office.directory.models import Grant

    house = house_of("lkt-musterland")
    Grant.objects.filter(role=Role.ADMINISTRATOR).delete()
    first, second = (administrator(house, f"Vera Wahl{one}{number}") for one in ("a", "b"))
    offer = Offer(f"neu{number}@umlauf.example", "Neu Hier", frozenset({Role.CLERK}))
    invitation = invite(actor=first, offer=offer)
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder, "journal")

        def removing(actor: Any, other: Any) -> Work:
            def run() -> None:
                try:
                    remove(actor=actor, user_id=other.user_id)
                    append(journal, "removed")
                except Refused as refused:
                    append(journal, refused.code)

            return run

        def taking_up() -> None:
            try:
                accept_as_new(invitation_id=invitation.id, generation=1, name="Neu Hier", password=PASSWORD)
                append(journal, "accepted")
            except Refused as refused:
                append(journal, refused.code)

        endings = all_at_once([removing(first, second), removing(second, first), taking_up, taking_up])
        told = sorted(journal.read_text().splitlines())
    return {
        "endings": endings,
        "told": told,
        "administrators": Grant.objects.filter(role=Role.ADMINISTRATOR).count(),
        "logins": User.objects.filter(email=offer.email).count(),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
