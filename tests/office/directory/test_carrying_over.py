"""A directory that an earlier version kept goes on saying what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def test_what_stood_in_rows_becomes_facts(empty_database: str) -> None:
    surroundings = os.environ | {"DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    command = [sys.executable, "-m", "tests.office.directory.carrying_over"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "lines": [
            ["Poststelle", "post@alt.example", ""],
            ["Landrat", "landrat@alt.example", "Dr. Eva Müller"],
        ],
        "found": ["Landkreis Köthen"],
        "people": ["Dr. Eva Müller"],
        "keys": ["99015"],
    }
