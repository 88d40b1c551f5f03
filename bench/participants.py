"""The list of participants at 5,000 people, as a browser asks for it.

``python -m bench.participants`` writes a conference of 5,000 people from 300 counties into SQLite and PostgreSQL and
asks through the whole of Django, without a network: the first page, filters, orders, the last page, and the files.
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
        ended |= _measure("SQLite", f"sqlite:///{Path(folder, 'list.sqlite3')}", folder)
        with server() as url:
            ended |= _measure("PostgreSQL", url, folder)
    return ended


def _measure(label: str, url: str, folder: str) -> int:
    print(f"{label}, load {os.getloadavg()[0]:.1f}", flush=True)
    known = {"DATABASE_URL": url, "UMLAUF_HOME": folder, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    command = [sys.executable, "-m", "bench.participants_office"]
    return subprocess.run(command, env=os.environ | known, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
