"""``python -m tests.processes.crowding``: members, guests, deputies and offers that end want the last places at once.

Each comes from a process of its own. Prints how the processes ended, and what is wrong with what is there then.
"""

from __future__ import annotations

import json

import django

FIRST = {"deputy.sent", "deputy.gone", "offer.lapsed", "offer.none"}
"""How somebody is told that another one was first."""


def main() -> None:
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from tests.processes.crowd import Act, a_crowd, wrong
    from tests.processes.forks import Work, all_at_once
    from umlauf.ground.text import Refused

    house = house_of("lkt-musterland")

    def alone(act: Act) -> Work:
        def work() -> None:
            with scope(association=house.association):
                try:
                    act()
                except Refused as refused:
                    if refused.code not in FIRST:
                        raise

        return work

    with scope(association=house.association):
        crowd = a_crowd(house)
        endings = all_at_once([alone(act) for act in crowd.acts()])
        print(json.dumps([endings, wrong(crowd)]))


if __name__ == "__main__":
    main()
