"""An installation of its own: home, database and association, and processes that work on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOBODY_LISTENS = "9"  # the port of discard


@dataclass(frozen=True)
class Installation:
    """Where it lies, and the port of its mail server."""

    home: Path
    database: str
    port: int = int(NOBODY_LISTENS)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UMLAUF", "DJANGO", "SMTP"))}
        return kept | {
            "UMLAUF_HOME": str(self.home),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "umlauf.project.settings",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.port),
            "LC_ALL": "C.UTF-8",
            **self.more,
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start ``python -m command…`` and go on."""
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, timeout: float = 600) -> str:
        """Run ``python -m command…``, insist that it ends well, and give what it printed."""
        process = self.start(*command)
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"{command} has not ended: {process.communicate()}") from None
        assert process.returncode == 0, f"{command} ended with {process.returncode}:\n{output}\n{errors}"
        return output

    def facts(self, *command: str, timeout: float = 600) -> Any:
        """Run a command that prints JSON."""
        return json.loads(self.run(*command, timeout=timeout))
