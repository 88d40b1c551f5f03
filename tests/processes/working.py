"""``python -m tests.processes.working WORKERS TASKS JOURNAL``: workers that claim tasks at the same time.

Each task writes down when it began and ended. The first worker that gets the task 1 ends by SIGKILL in the middle.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import django


def main(workers: int, tasks: int, journal: Path) -> None:
    """Ask for the tasks, let the workers run until nothing is left, and once more for what the dead one held."""
    django.setup()
    from django.db import transaction

    from tests.processes.forks import all_at_once, append
    from umlauf.ground.core.models import Association
    from umlauf.ground.core.tasks import enqueue, register, run_next_task

    @register("test.journal")
    def write(subject_id: int) -> None:
        append(journal, f"{subject_id} begins")
        if subject_id == 1 and journal.read_text().splitlines().count("1 begins") == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.002)
        append(journal, f"{subject_id} ends")

    association = Association.objects.get(slug="lkt-musterland")
    with transaction.atomic():
        for subject in range(tasks):
            enqueue("test.journal", subject, association_id=association.id)

    def work() -> None:
        while run_next_task():
            continue

    print(json.dumps([all_at_once([work] * workers), all_at_once([work])]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
