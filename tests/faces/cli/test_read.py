"""``umlauf read``: facts for people and for programs, and a clear sentence for what is no circular."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faces.cli.terminal import SAMPLE, Terminal

POEM = "Der Wald steht still,\nund niemand will\nden Mond verscheuchen.\n"


def test_reads_as_json(terminal: Terminal) -> None:
    facts = terminal.facts("read", SAMPLE)

    assert facts["schema"] == "umlauf-facts/1"
    assert (facts["kind"], facts["number"], facts["year"]) == ("Rundschreiben", 543, 2016)
    assert facts["deadlines"][0]["date"] == "2016-11-18"


def test_reads_for_people(terminal: Terminal) -> None:
    said = terminal.run("read", SAMPLE).stdout

    assert "Aktenzeichen" in said
    assert "103-55/kö" in said


def test_leaves_no_home_behind(terminal: Terminal) -> None:
    terminal.run("read", SAMPLE)

    assert not terminal.home.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "reading.empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "reading.binary"),
        (bytes(range(256)) * 20, "reading.binary"),
        (POEM.encode(), "reading.no_circular"),
        (b"---\nnumbre: 5\n---\n# Rundschreiben Nr. 5/2016\n", "reading.front_matter_unknown_key"),
        (b"x" * 2_000_001, "reading.too_large"),
        (b"x" * 50_000_000, "file.large"),
    ],
    ids=["empty", "picture", "binary", "poem", "front matter", "over 2 MB", "50 MB"],
)
def test_refuses(terminal: Terminal, tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)

    refused = terminal.facts("read", file, code=1)
    said = terminal.run("read", file, code=1)

    assert refused["error"]["code"] == code
    assert said.stderr == f"umlauf: {refused['error']['message']}\n"
    assert said.stdout == ""


def test_refuses_what_is_not_there(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.facts("read", tmp_path / "none.txt", code=1)["error"]["code"] == "file.missing"
    assert terminal.facts("read", tmp_path, code=1)["error"]["code"] == "file.missing"


def test_reads_the_encoding_of_old_machines(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "alt.txt"
    file.write_bytes(SAMPLE.read_text(encoding="utf-8").replace("„", '"').replace("“", '"').encode("cp1252"))

    assert terminal.facts("read", file)["file_reference"] == "103-55/kö"


def test_speaks_english_where_the_terminal_does(terminal: Terminal) -> None:
    english = Terminal(terminal.home, {"LC_ALL": "en_GB.UTF-8"})

    assert "File reference" in english.run("read", SAMPLE).stdout
    assert json.loads(english.run("read", SAMPLE, "--json").stdout)["kind"] == "Rundschreiben"
