"""``python -m tests.processes.opening COUNT``: processes that open the same series at the same time."""

from __future__ import annotations

import json
import os
import sys

import django

LATE = 3


def main(count: int) -> None:
    """Each ends with 0 if it has opened the series, and with ``LATE`` if another was first."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from tests.processes.forks import all_at_once
    from umlauf.ground.core.actor import Actor, Means
    from umlauf.ground.core.policy import Role
    from umlauf.ground.text import Refused
    from umlauf.office.circulars.actions.series import add_series
    from umlauf.office.circulars.models import Series, SeriesYear

    house = house_of("lkt-musterland")
    actor = Actor("Vera Amt", house.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}), house.clerk.id)

    def open_it() -> None:
        with scope(association=house.association):
            try:
                add_series(actor=actor, kind="Schnellinfo", short="SI", number_word="Nr.", first_number=88)
            except Refused as refusal:
                if refusal.code != "series.known":
                    raise
                os._exit(LATE)

    endings = all_at_once([open_it] * count)
    with scope(association=house.association):
        found = [Series.objects.filter(kind="Schnellinfo").count(), SeriesYear.objects.filter(first_number=88).count()]
    print(json.dumps([sorted(endings), found]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
