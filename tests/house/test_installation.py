"""Umlauf installs from what is in the repository, and says in one sentence what a machine lacks."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def pinned(lock: Path) -> dict[str, str]:
    """Name and version of each package in a lock."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\\n]+)", lock.read_text(), flags=re.MULTILINE))


def test_there_are_three_locks() -> None:
    assert [lock.name for lock in LOCKS] == ["run.lock", "tests.lock", "uv.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        assert "--hash=sha256:" in entry, entry[:80]
    assert "://" not in text


def test_the_tests_use_the_versions_that_run() -> None:
    tests, run = pinned(ROOT / "requirements/tests.lock"), pinned(ROOT / "requirements/run.lock")
    assert run.items() <= tests.items()


def test_the_locks_hold_what_the_package_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    names = {re.split(r"[\[<>=~!; ]", line)[0].lower() for line in declared}
    assert names <= set(pinned(ROOT / "requirements/run.lock"))
    build = [line for line in (ROOT / "requirements/build.in").read_text().splitlines() if not line.startswith("#")]
    assert sorted(build) == sorted(project["build-system"]["requires"])


def test_the_wheel_holds_what_is_not_python(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("umlauf-*.whl"))).namelist())
    wanted = {
        "umlauf/locale/de/LC_MESSAGES/django.mo",
        "umlauf/engines/reading/umlauf-facts-1.schema.json",
        "umlauf/samples/organisations.csv",
        "umlauf/samples/rundschreiben-543-2016.md",
        "umlauf/samples/associations/landkreistag-musterland.yaml",
        "umlauf/faces/web/static/vendor/kern/kern.min.css",
        "umlauf/faces/web/static/vendor/htmx/htmx.min.js",
        "umlauf/faces/web/static/vendor/prose-editor/editor.js",
    }
    assert wanted <= names
    assert any(name.startswith("umlauf/engines/letters/templates/") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if not name.startswith("umlauf")]


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (None, "Python is missing: please install Python 3.11 or newer"),
        ("exit 1", "Umlauf needs Python 3.11 or newer"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "Python's module venv is missing"),
    ],
)
def test_a_machine_that_lacks_something_is_told_in_one_sentence(
    tmp_path: Path, program: str | None, sentence: str
) -> None:
    python = tmp_path / "python3"
    if program is not None:
        python.write_text(f"#!/bin/sh\n{program}\n")
        python.chmod(0o755)
    told = subprocess.run(
        ["sh", "scripts/venv.sh", str(python), str(tmp_path / "venv")], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 1
    assert told.stderr.startswith(sentence)
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "venv").exists()
