"""A waiting list that an earlier version kept stays in its order, and nobody's registration becomes a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def test_who_waits_keeps_the_place(empty_database: str) -> None:
    surroundings = os.environ | {"DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    command = [sys.executable, "-m", "tests.office.conferences.carrying_queues"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [True, True]
