"""``steps.py lint|test|soak``: runs steps one after the other, says how long each took, stops at the first red one."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(sys.executable).parent
PYTHON = sys.executable
ON_POSTGRESQL = [PYTHON, "-m", "tests.services.postgres"]
PYTEST = [PYTHON, "-m", "pytest", "--quiet"]
NOT_OURS = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
PARALLEL = ["--numprocesses=2", "--dist=worksteal"]
BY_FILE = ["--numprocesses=2", "--dist=loadfile"]  # each worker serves a demo of its own, and plays it once


@dataclass(frozen=True)
class Step:
    """One command with the name that the person reads."""

    name: str
    command: list[str]


LINT = (
    Step("ruff: rules", [str(HERE / "ruff"), "check", "--quiet"]),
    Step("ruff: format", [str(HERE / "ruff"), "format", "--check", "--output-format=concise"]),
    Step("mypy: types", [str(HERE / "mypy")]),
    Step("import-linter: contracts", [str(HERE / "lint-imports")]),
    Step("django: checks", [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"]),
    Step("mkdocs: documentation", [PYTHON, "-m", "mkdocs", "build", "--strict", "--quiet"]),
    Step("django: migrations", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]),
)
TEST = (
    *LINT,
    Step("tests on SQLite", [*PYTEST, *PARALLEL, "-m", "not browser"]),
    Step("tests on PostgreSQL", [*ON_POSTGRESQL, *PYTEST, *PARALLEL, "-m", "not browser and not pure"]),
    Step("tests in the browser", [*PYTEST, *BY_FILE, "-m", "browser"]),
)
PATIENT = ("-o", "faulthandler_timeout=14400")  # a long test takes more than what tells a short one that hangs
SOAK = (
    Step("long tests on SQLite", [*PYTEST, *PATIENT, "-m", "soak"]),
    Step("long tests on PostgreSQL", [*ON_POSTGRESQL, *PYTEST, *PATIENT, "-m", "soak and not pure"]),
)
WORKS = {"lint": LINT, "test": TEST, "soak": SOAK}


def environment(work: str, home: str) -> dict[str, str]:
    """What the steps run with: a home folder for them alone, and SQLite unless a step brings its own database."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    own = {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings", "UMLAUF_HOME": home, "PYTHONPATH": str(Path.cwd())}
    # The tests start hundreds of processes: each would compile every file that it imports if nobody kept the result.
    own["PYTHONPYCACHEPREFIX"] = str(Path(home, "bytecode"))
    own["UMLAUF_SHELF"] = home  # the migrated database of SQLite is made once for all of them
    return {**kept, **own, "UMLAUF_SOAK": "1" if work == "soak" else "0"}


def walk(work: str, steps: tuple[Step, ...]) -> int:
    """Run ``steps`` one after the other; gives 0 when all are green, else 1 after the first red one."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="umlauf-steps-") as home:
        for step in steps:
            print(f"── {step.name}", flush=True)
            begun = time.monotonic()
            code = subprocess.run(step.command, env=environment(work, home), check=False).returncode
            spent = time.monotonic() - begun
            if code != 0:
                print(f"make {work}: RED at “{step.name}” after {spent:.1f} s (exit code {code}).", flush=True)
                return 1
            print(f"   {spent:.1f} s", flush=True)
    print(f"make {work}: all {len(steps)} steps are green after {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(walk(sys.argv[1], WORKS[sys.argv[1]]))
