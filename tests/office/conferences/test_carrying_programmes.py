"""A programme that an earlier version kept goes on saying what it said, and what was signed is version 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def test_what_was_signed_becomes_the_first_version(empty_database: str) -> None:
    surroundings = os.environ | {"DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    command = [sys.executable, "-m", "tests.office.conferences.carrying_programmes"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "Ohne": [1, []],
        "Entwurf": [1, [[1, "Nora Feldkamp", True, True]]],
        "Gezeichnet": [1, [[1, "Emil Brandstätter", True, True]]],
    }
