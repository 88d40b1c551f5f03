"""``umlauf verify``: one sentence a file, and an exit code for programs. And the seal, as ``umlauf doctor`` sees it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.certificates import HOLDER, a_certificate, put_seal
from tests.engines.seals.signatures import openssl_accepts
from tests.faces.cli.terminal import SAMPLE, Terminal

SLUG = "landkreistag-musterland"


@pytest.fixture
def letter(office: Terminal, tmp_path: Path) -> Path:
    """The letter of a circular, as it was sent."""
    office.run("issue", SAMPLE, "--signatory", "Muster", code=3)
    file = tmp_path / "brief.pdf"
    office.run("letter", "543/2016", "-o", file)
    return file


def test_a_genuine_letter_and_files_that_are_none(office: Terminal, letter: Path, tmp_path: Path) -> None:
    whole = letter.read_bytes()
    changed, foreign, annex = tmp_path / "anders.pdf", tmp_path / "fremd.txt", tmp_path / "anlage.pdf"
    changed.write_bytes(whole[:-1] + b"\r")
    foreign.write_bytes(b"Guten Tag")
    annex.write_bytes(next(one for one in _kept(office) if one != whole and one.startswith(b"%PDF-")))
    done = office.run("verify", letter, annex)
    lines = done.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(letter), str(annex)]
    assert all("543/2016" in line for line in lines)
    told = office.facts("verify", letter, changed, foreign, annex, code=1)
    assert [one["verdict"] for one in told] == ["letter", "other", "unknown", "annex"]
    assert "543/2016" in told[1]["sentence"]
    gone = tmp_path / "fehlt.pdf"
    told = office.facts("verify", changed, gone, letter, code=2)
    assert [one["verdict"] for one in told] == ["other", "unreadable", "letter"]
    office.run("verify", code=2)


def _kept(office: Terminal) -> list[bytes]:
    return [file.read_bytes() for file in (office.home / "files").rglob("*") if file.is_file()]


def test_a_letter_that_was_exchanged_where_it_is_kept(office: Terminal, letter: Path) -> None:
    [stored] = [
        file
        for file in (office.home / "files").rglob("*")
        if file.is_file() and file.read_bytes() == letter.read_bytes()
    ]
    stored.chmod(0o600)
    stored.write_bytes(b"%PDF-1.7\nanders")
    [told] = office.facts("verify", letter, code=1)
    assert told["verdict"] == "flawed"


def test_letters_of_an_office_with_a_seal_bear_it(office: Terminal, tmp_path: Path) -> None:
    put_seal(office.home / "seals", SLUG)
    office.run("issue", SAMPLE, "--signatory", "Muster", code=3)
    file = tmp_path / "brief.pdf"
    office.run("letter", "543/2016", "-o", file)
    assert openssl_accepts(file.read_bytes(), tmp_path)
    office.run("verify", file)
    seals = [one for one in office.facts("doctor", code=1) if HOLDER in one["detail"]]
    assert [one["ok"] for one in seals] == [True]


def test_a_seal_that_has_expired_is_said_before_a_number_is_used_up(office: Terminal) -> None:
    count = len(office.facts("doctor", code=1))
    put_seal(office.home / "seals", SLUG, a_certificate(until=dt.timedelta(days=29)))
    found = office.facts("doctor", code=1)
    assert len(found) == count + 1
    assert [one["ok"] for one in found if HOLDER in one["detail"]] == [False]
    put_seal(office.home / "seals", SLUG, a_certificate(since=-dt.timedelta(9), until=-dt.timedelta(days=1)))
    refused = office.facts("issue", SAMPLE, "--signatory", "Muster", code=1)
    assert refused["error"]["code"] == "seal.expired"
    (office.home / "seals" / f"{SLUG}.p12").unlink()
    (office.home / "seals" / f"{SLUG}.password").unlink()
    office.run("issue", SAMPLE, "--signatory", "Muster", code=3)
    office.run("letter", "543/2016", "-o", office.home / "brief.pdf")
