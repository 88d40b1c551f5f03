"""``python -m tests.processes.signing COUNT WHAT``: processes that sign at the same time.

Each its ``own`` circular, all the ``same``, or two each one (``changed``): one as it is, the other with a correction.
"""

from __future__ import annotations

import json
import sys

import django


def main(count: int, what: str) -> None:
    """Write the drafts, then sign them all at once."""
    django.setup()
    from django_scopes import scope

    from tests.cast import House, a_circular, a_content, an_issue, house_of
    from tests.processes.forks import Work, all_at_once
    from umlauf.office.circulars.actions.sign import change_and_sign
    from umlauf.office.circulars.models import Circular
    from umlauf.office.circulars.version import version_of

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        drafts = [a_circular(house) for _number in range(1 if what == "same" else count)]
        seen = {one.id: version_of(one).digest for one in drafts}

    def signing(house: House, circular: Circular) -> Work:
        def sign() -> None:
            with scope(association=house.association):
                an_issue(house, circular)

        return sign

    def correcting(house: House, circular: Circular) -> Work:
        def correct() -> None:
            with scope(association=house.association):
                change_and_sign(
                    actor=house.signatory_actor,
                    circular_id=circular.id,
                    content=a_content(house, subject="Berichtigt"),
                    signature=house.signature,
                    seen=seen[circular.id],
                )

        return correct

    work = [signing(house, circular) for circular in drafts * (count if what == "same" else 1)]
    if what == "changed":
        work += [correcting(house, circular) for circular in drafts]
    print(json.dumps(all_at_once(work)))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
