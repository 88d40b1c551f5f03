"""All of Germany in one directory: lists and search at 11,000 organisations, 60,000 posts, five years of tenures.

``python -m bench.country`` writes the country into SQLite and PostgreSQL and asks: whom does a list of 10,000 posts
reach today, and on a day two years ago; how long does a search take, as somebody types. The ceiling in the same run is
one plain SQL statement each, through the same connection, that fetches the same rows without history and without
objects.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services.postgres import server


def main() -> int:
    """Measure both databases; the exit status says whether all went through."""
    ended = 0
    with tempfile.TemporaryDirectory(prefix="umlauf-bench-") as folder:
        ended |= _measure("SQLite", f"sqlite:///{Path(folder, 'country.sqlite3')}", folder)
        with server() as url:
            ended |= _measure("PostgreSQL", url, folder)
    return ended


def _measure(label: str, url: str, folder: str) -> int:
    print(label, flush=True)
    known = {"DATABASE_URL": url, "UMLAUF_HOME": folder, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    command = [sys.executable, "-m", "bench.country_office"]
    return subprocess.run(command, env=os.environ | known, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
