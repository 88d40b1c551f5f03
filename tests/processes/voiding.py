"""``python -m tests.processes.voiding COUNT``: processes that sign, and as many that leave numbers out, all at once."""

from __future__ import annotations

import json
import sys
from itertools import chain

import django


def main(count: int) -> None:
    """Write the drafts, then begin."""
    django.setup()
    from django_scopes import scope

    from tests.cast import DAY, House, a_circular, an_issue, house_of
    from tests.processes.forks import Work, all_at_once
    from umlauf.ground.core.clock import office_now, set_office_time
    from umlauf.ground.text import Refused
    from umlauf.office.circulars.actions.number import void_number
    from umlauf.office.circulars.models import Circular
    from umlauf.office.circulars.queries import next_number

    house = house_of("lkt-musterland")
    set_office_time(office_now().replace(year=DAY.year))
    with scope(association=house.association):
        drafts = [a_circular(house) for _number in range(count)]

    def signing(house: House, circular: Circular) -> Work:
        def sign() -> None:
            with scope(association=house.association):
                an_issue(house, circular)

        return sign

    def voiding(house: House, reason: str) -> Work:
        def void() -> None:
            """As a person does: look which number is next, leave that one out, and look again if it was given."""
            with scope(association=house.association):
                while True:
                    expected = next_number(house.series, DAY.year)
                    given = {"series_id": house.series.id, "year": DAY.year, "expected": expected, "reason": reason}
                    try:
                        void_number(actor=house.signatory_actor, **given)  # type: ignore[arg-type]
                    except Refused as refusal:
                        if refusal.code != "number.taken":
                            raise
                    else:
                        return

        return void

    both = zip((signing(house, one) for one in drafts), (voiding(house, f"R {n}") for n in range(count)), strict=True)
    print(json.dumps(all_at_once(list(chain.from_iterable(both)))))


if __name__ == "__main__":
    main(int(sys.argv[1]))
