"""The other commands: what they do, and how they say no."""

from __future__ import annotations

import signal
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faces.cli.terminal import OFFICE, SAMPLE, Terminal, free_port, processes_with
from umlauf.faces.cli.demonstration import PASSWORD
from umlauf.faces.cli.main import _COMMANDS


@pytest.mark.parametrize("command", [[], *([name] for name in _COMMANDS)], ids=["umlauf", *_COMMANDS])
def test_help_needs_nothing(terminal: Terminal, command: list[str]) -> None:
    said = terminal.run(*command, "--help")

    assert said.stdout.startswith("Usage: ")
    assert not terminal.home.exists()


def test_init_may_be_repeated(terminal: Terminal) -> None:
    first = terminal.run("init", OFFICE).stdout
    assert terminal.run("init", OFFICE).stdout == first
    assert stat.S_IMODE((terminal.home / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("association: [", "YAML"),
        ("series: []", "association"),
        ("association: {}\nseries: []\nlists: []\nfunctions: {}\nmembers: []\npeople: []\nother: 1", "people"),
    ],
)
def test_init_refuses_a_bad_file(terminal: Terminal, tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "office.yaml"
    file.write_text(text)

    said = terminal.run("init", file, code=1).stderr
    assert "office.yaml" in said
    assert said.count("\n") <= 8, named


def test_init_refuses_a_wrong_iban(migrated: Terminal, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_bytes((OFFICE.parent.parent / "organisations.csv").read_bytes())
    folder = tmp_path / "associations"
    folder.mkdir()
    file = folder / "office.yaml"
    file.write_text(OFFICE.read_text(encoding="utf-8").replace("DE1999", "DE2099"), encoding="utf-8")

    assert "iban" in migrated.run("init", file, code=1).stderr


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('key: "15084"', 'key: "99999"', "99999"),
        ("member_kind: county", "member_kind: village", "village"),
        ("role: clerk", "role: chief", "chief"),
        ("  sample: true\n", "", "intake"),
        ("  head: Landrat", "  chief: Landrat", "head"),
    ],
)
def test_init_names_the_part_that_is_wrong(migrated: Terminal, tmp_path: Path, old: str, new: str, named: str) -> None:
    (tmp_path / "organisations.csv").write_bytes((OFFICE.parent.parent / "organisations.csv").read_bytes())
    (tmp_path / "associations").mkdir()
    file = tmp_path / "associations" / "office.yaml"
    text = OFFICE.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")

    assert named in migrated.run("init", file, code=1).stderr


def test_init_needs_the_register(migrated: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "office.yaml"
    file.write_bytes(OFFICE.read_bytes())

    assert "organisations.csv" in migrated.run("init", file, code=1).stderr


def test_a_database_between_two_steps_of_before_is_left_as_it_is(migrated: Terminal) -> None:
    at = migrated.home / "umlauf.sqlite3"
    with closing(sqlite3.connect(at)) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'conferences'")
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('conferences', '0003_asks', 0)")
    before = at.read_bytes()

    assert "conferences 0003_asks" in migrated.run("init", code=1).stderr
    [found] = migrated.facts("doctor", code=1)
    assert "conferences 0003_asks" in found["detail"]
    assert at.read_bytes() == before


def test_letter_carries_its_facts(office: Terminal, tmp_path: Path) -> None:
    office.facts("issue", SAMPLE, code=3)
    plain, full = tmp_path / "plain.pdf", tmp_path / "full.pdf"
    office.run("letter", "543/2016", "-o", plain)
    office.run("letter", "543/2016", "-o", full, "--with-facts")

    facts = office.facts("read", full)
    again = office.facts("read", full)
    assert (facts["number"], facts["file_reference"]) == (543, "103-55/kö")
    assert facts["events"][0]["start"] == "2016-12-02"
    assert any(one["state"] == "requested" for one in facts["contributions"])
    assert again == facts
    assert office.facts("read", plain, code=1)["error"]["code"] == "reading.pdf_without_facts"


@pytest.mark.parametrize(("number", "named"), [("543", "543/2016"), ("999/2016", "")])
def test_letter_says_what_is_wrong(office: Terminal, number: str, named: str) -> None:
    assert named in office.run("letter", number, code=1).stderr


def test_createuser_refuses(office: Terminal) -> None:
    def refused(email: str, password: str, *more: str) -> str:
        call = ("createuser", email, "--name", "Eva Muster", *more, "--password-stdin")
        return office.run(*call, code=1, given=f"{password}\n").stderr

    assert "müller@" in refused("müller@amt.example", PASSWORD, "--role", "clerk")
    assert refused("kurz@amt.example", "kurz", "--role", "clerk")
    assert "00000" in refused("x@amt.example", PASSWORD, "--role", "member", "--organisation", "00000")
    assert refused("y@amt.example", PASSWORD, "--role", "member")


def test_doctor_finds_what_is_wrong(office: Terminal) -> None:
    findings = {one["subject"]: one["ok"] for one in office.facts("doctor", code=1)}

    assert [subject for subject, ok in findings.items() if not ok] == ["Mailserver"]


def test_a_demo_is_served_on_this_machine_only(begun_demo: Terminal) -> None:
    begun_demo.run("demo", "--once")

    assert "Vorführung" in begun_demo.run("serve", "--host", "0.0.0.0", "--port", "8999", code=1).stderr


def test_serve_leaves_nothing_behind(office: Terminal) -> None:
    """Ended before, while and after web and worker start: no process lives on."""
    for pause in (0.5, 3.0, 7.0):
        port = str(free_port())
        with office.start("serve", "--port", port) as serving:
            time.sleep(pause)
            serving.terminate()
            assert serving.wait(40) in {0, -signal.SIGTERM}
        assert not processes_with(port)


def test_demo_refuses_a_home_that_is_none(office: Terminal) -> None:
    assert "UMLAUF_HOME" in office.run("demo", "--once", code=1).stderr
