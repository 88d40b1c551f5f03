"""``python -m tests.processes.signing COUNT SAME``: processes that sign at the same time, each another or all one."""

from __future__ import annotations

import json
import sys

import django


def main(count: int, same: bool) -> None:
    """Write the drafts, then sign them all at once."""
    django.setup()
    from django_scopes import scope

    from tests.cast import House, a_circular, an_issue, house_of
    from tests.processes.forks import Work, all_at_once
    from umlauf.office.circulars.models import Circular

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        drafts = [a_circular(house) for _number in range(1 if same else count)] * (count if same else 1)

    def signing(house: House, circular: Circular) -> Work:
        def sign() -> None:
            with scope(association=house.association):
                an_issue(house, circular)

        return sign

    print(json.dumps(all_at_once([signing(house, circular) for circular in drafts])))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] == "same")
