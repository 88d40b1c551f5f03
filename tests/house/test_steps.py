"""`make test` says what it does, and stops at the first red step."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.steps import WORKS, Step, environment, walk

FAIL = [sys.executable, "-c", "raise SystemExit(3)"]


def leave(mark: Path) -> list[str]:
    """A command that leaves a file behind."""
    return [sys.executable, "-c", f"open({str(mark)!r}, 'w').close()"]


def test_every_step_is_run_when_all_are_green(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = tuple(Step(f"step {number}", leave(tmp_path / str(number))) for number in range(3))
    assert walk("test", steps) == 0
    assert len(list(tmp_path.iterdir())) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "── step 0"
    assert lines[-1].startswith("make test: all 3 steps are green after ")


def test_the_first_red_step_is_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = (Step("types", FAIL), Step("after it", leave(tmp_path / "mark")))
    assert walk("lint", steps) == 1
    assert not (tmp_path / "mark").exists()
    assert "make lint: RED at “types” after" in capsys.readouterr().out


def test_a_step_sees_no_database_of_the_person_who_starts_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/live")
    assert "DATABASE_URL" not in environment("test", str(tmp_path))
    assert environment("soak", str(tmp_path))["UMLAUF_SOAK"] == "1"
    assert environment("test", str(tmp_path))["UMLAUF_SOAK"] == "0"


def test_the_steps_compile_each_file_once_and_not_into_the_tree(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    told = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"
    surroundings = environment("test", str(tmp_path))
    said = subprocess.run([sys.executable, "-c", told], env=surroundings, capture_output=True, text=True).stdout
    assert said == f"False {tmp_path / 'bytecode'}\n"


def test_the_works_that_make_knows() -> None:
    makefile = (Path(__file__).resolve().parents[2] / "Makefile").read_text()
    assert all(work in makefile for work in WORKS)
    assert WORKS["test"][: len(WORKS["lint"])] == WORKS["lint"]
