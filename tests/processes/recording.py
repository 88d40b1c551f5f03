"""``python -m tests.processes.recording WRITERS ENTRIES``: processes that write to one chain at the same time."""

from __future__ import annotations

import json
import sys

import django


def main(writers: int, entries: int) -> None:
    """Each process writes its entries, each in a transaction of its own."""
    django.setup()
    from django.db import transaction
    from django_scopes import scope

    from tests.cast import house_of
    from tests.processes.forks import all_at_once
    from tests.tampering import DONE
    from umlauf.ground.audit.chain import record, verify

    house = house_of("lkt-musterland")

    def write() -> None:
        with scope(association=house.association):
            for number in range(entries):
                with transaction.atomic():
                    record(house.clerk_actor, DONE, subject=f"test.Thing:{number}", label="Ding")

    def look() -> None:
        with scope(association=house.association):
            for _time in range(entries):
                assert verify(house.association) == []

    print(json.dumps(all_at_once([*[write] * writers, look])))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
