"""``umlauf audit``: what it says of a record, and of one that somebody has tampered with."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.faces.cli.terminal import Terminal

SLUG = "landkreistag-musterland"


def tamper(office: Terminal, *statements: str) -> None:
    """What somebody does who has the file of the database, and who leaves it as it was otherwise."""
    with sqlite3.connect(office.home / "umlauf.sqlite3") as database:
        guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        assert len(guards) == 3
        for name, _made_by in guards:
            database.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(made_by for _name, made_by in guards)):
            database.execute(statement)
    database.close()


def test_a_guard_that_is_gone_is_named_and_put_up_again(office: Terminal) -> None:
    tamper(office)
    office.run("audit", "verify")
    with sqlite3.connect(office.home / "umlauf.sqlite3") as database:
        database.execute("DROP TRIGGER audit_part_stays_unchanged")
    database.close()
    said = office.run("audit", "verify", code=1).stdout
    assert "audit_part_stays_unchanged" in said
    assert "audit_entry_stays" not in said
    assert "audit_part_stays_unchanged" in office.run("doctor", code=1).stdout
    office.run("init")
    office.run("audit", "verify")


def last_number(office: Terminal) -> int:
    (line,) = office.run("audit", "heads").stdout.splitlines()
    told = json.loads(line)
    assert (told["association"], len(told["digest"])) == (SLUG, 64)
    number: int = told["sequence"]
    return number


def test_a_sound_record_is_unbroken(office: Terminal) -> None:
    said = office.run("audit", "verify").stdout
    assert f"{SLUG}: {last_number(office)} " in said
    tamper(office, "DELETE FROM audit_personalpart WHERE id IN (SELECT min(id) FROM audit_personalpart)")
    assert office.run("audit", "verify", "--association", SLUG).stdout != said


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET label = 'Etwas anderes' WHERE sequence = 3",
        "UPDATE audit_personalpart SET data = '{}' WHERE entry_id = (SELECT id FROM audit_entry WHERE sequence = 3)",
        "UPDATE audit_entry SET sequence = 3000000 WHERE sequence = 3",
    ],
)
def test_what_is_wrong_is_named_in_a_line(office: Terminal, statement: str) -> None:
    tamper(office, statement)
    lines = office.run("audit", "verify", code=1).stdout.splitlines()
    assert any(line.startswith(f"{SLUG}: ") and " 3 " in line for line in lines)
    assert "3 " in office.run("doctor", code=1).stdout


def test_a_tail_that_was_cut_with_its_head_is_found_by_the_exported_one(office: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    office.run("audit", "heads", "--output", file)
    office.run("audit", "heads", "--output", file)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
    last = last_number(office)
    tamper(
        office,
        f"DELETE FROM audit_personalpart WHERE entry_id = (SELECT id FROM audit_entry WHERE sequence = {last})",
        f"DELETE FROM audit_entry WHERE sequence = {last}",
        f"UPDATE audit_chainhead SET sequence = {last - 1}, "
        f"digest = (SELECT digest FROM audit_entry WHERE sequence = {last - 1})",
    )
    office.run("audit", "verify")
    assert f" {last} " in office.run("audit", "verify", "--heads", file, code=1).stdout


def test_an_association_that_is_gone_is_found_by_its_exported_head(office: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    office.run("audit", "heads", "--output", file)
    file.write_text(file.read_text(encoding="utf-8").replace(SLUG, "anderswo"), encoding="utf-8")
    assert "anderswo: " in office.run("audit", "verify", "--heads", file, code=1).stdout
    office.run("audit", "verify", "--heads", file, "--association", SLUG)


def test_the_file_of_the_settings_is_taken_where_none_is_named(office: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.jsonl"
    office.run("audit", "heads", "--output", file)
    settled = Terminal(office.home, {"AUDIT_HEADS": str(file)})
    assert str(file) in settled.run("audit", "verify").stdout
    file.write_text(file.read_text(encoding="utf-8").replace('"digest": "', '"digest": "0'), encoding="utf-8")
    settled.run("audit", "verify", code=1)


@pytest.mark.parametrize("content", ["nonsense", None])
def test_a_file_without_heads_is_refused(office: Terminal, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "heads.jsonl"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert str(file) in office.run("audit", "verify", "--heads", file, code=1).stderr
    assert str(tmp_path) in office.run("audit", "heads", "--output", tmp_path / "no" / "x", code=1).stderr


def test_an_association_that_nobody_knows_is_refused(office: Terminal) -> None:
    assert SLUG in office.run("audit", "verify", "--association", "anderswo", code=1).stderr
