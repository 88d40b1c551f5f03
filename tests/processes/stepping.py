"""``python -m tests.processes.stepping KILLS SEED``: issue circulars, killed between two steps and then called again.

Each circular is killed at another step: KILLS of them, evenly spread over a whole run with a start by SEED; 0 means
every step there is. Prints how many steps a run has, and how each of the two calls ended.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django


def main(kills: int, seed: int) -> None:
    """Count the steps of one whole run, then kill the others."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from tests.processes.forks import Work, ending, fork
    from tests.processes.letters import letter_text
    from tests.processes.steps import Steps
    from umlauf.faces.cli.issuing import Order, issue_text

    association = house_of("lkt-musterland").association
    counted = Path(os.environ["UMLAUF_HOME"], "steps")

    def issuing(number: int, last: int) -> Work:
        def issue() -> None:
            steps = Steps(last)
            steps.watch()
            with scope(association=association):
                issue_text(Order(association.id, letter_text(number).encode(), "letter.md"), lambda line: None)
            counted.write_text(str(steps.count))

        return issue

    assert ending(fork(issuing(0, 0))) == 0
    total = int(counted.read_text())
    stride = max(1, total // kills) if kills else 1
    endings = []
    for last in range(1 + seed % stride, total + 1, stride):
        first, second = (ending(fork(issuing(last, at))) for at in (last, 0))
        endings.append((first, second))
    print(json.dumps({"total": total, "endings": endings}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
