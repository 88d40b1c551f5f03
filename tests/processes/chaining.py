"""``python -m tests.processes.chaining ROUNDS``: two administrators set one chain, and one absence is entered twice.

All at the same time, each from a process of its own. Prints for each round what the chains ended with, how many steps
stand in the series, and the days of each absence that stands.
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
    from tests.office.circulars.agreeing import a_reviewer
    from tests.office.directory.administering import administrator

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        boss = administrator(house)
        anna, ben = (a_reviewer(house, name) for name in ("Anna Alt", "Ben Berg"))
        print(json.dumps([_round(house, boss, anna, ben) for _number in range(rounds)]))


def _round(house: Any, boss: Any, anna: Any, ben: Any) -> dict[str, Any]:
    import datetime as dt

    from tests.processes.forks import Work, all_at_once, append
    from umlauf.ground.core.clock import office_today
    from umlauf.ground.text import Refused
    from umlauf.office.circulars.actions.absence import enter_absence
    from umlauf.office.circulars.actions.chain import set_chain
    from umlauf.office.circulars.chain import Step
    from umlauf.office.circulars.models import Absence, ChainStep
    from umlauf.office.directory.ledger import digest_of

    ChainStep.objects.all().delete()
    Absence.objects.all().delete()
    today = office_today(house.association)
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder, "journal")

        def chaining(*steps: Step) -> Work:
            def run() -> None:
                try:
                    set_chain(actor=boss, series_id=house.series.id, steps=steps, seen=digest_of())
                    append(journal, "set")
                except Refused as refused:
                    append(journal, refused.code)

            return run

        def away(since: int, until: int) -> Work:
            def run() -> None:
                days = [today + dt.timedelta(days=offset) for offset in (since, until)]
                enter_absence(actor=boss, user_id=anna.id, since=days[0], until=days[1])

            return run

        one, other = chaining(Step(1, anna.id), Step(2, ben.id)), chaining(Step(1, ben.id), Step(2, anna.id))
        endings = all_at_once([one, other, away(1, 5), away(3, 8)])
        told = sorted(journal.read_text().splitlines())
    absences = [[(one.since - today).days, (one.until - today).days] for one in Absence.objects.all()]
    return {"endings": endings, "told": told, "steps": ChainStep.objects.count(), "absences": absences}


if __name__ == "__main__":
    main(int(sys.argv[1]))
