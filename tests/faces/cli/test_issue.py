"""``umlauf issue``: the main job, and everything that stops it before a number is used up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faces.cli.terminal import SAMPLE, Terminal
from umlauf.faces.cli.postbox import postbox


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "letter.md"
    file.write_text(text, encoding="utf-8")
    return file


def _changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return _file(tmp_path, text)


def test_issues_and_sends(office: Terminal, tmp_path: Path) -> None:
    with postbox(tmp_path) as port:
        connected = Terminal(office.home, {"SMTP_PORT": str(port)})
        outcome = connected.facts("issue", SAMPLE)
        again = connected.facts("issue", SAMPLE)

    mails = list((tmp_path / "mail" / "new").iterdir())
    assert outcome["number"] == "Rundschreiben Nr. 543/2016"
    assert outcome["states"] == {"sent": 29}
    assert outcome["open"] is False
    assert len(mails) == 29
    assert again == outcome, "the same text again is the same circular, and nobody gets it twice"


def test_waits_for_a_mail_server_that_is_away(office: Terminal, tmp_path: Path) -> None:
    outcome = office.facts("issue", SAMPLE, code=3)
    assert set(outcome["states"]) <= {"queued", "deferred"}
    assert sum(outcome["states"].values()) == 29
    assert outcome["server_away"]

    with postbox(tmp_path) as port:
        connected = Terminal(office.home, {"SMTP_PORT": str(port)})
        assert connected.facts("issue", SAMPLE)["states"] == {"sent": 29}
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 29


def test_insists_on_the_next_number(office: Terminal, tmp_path: Path) -> None:
    file = _changed(tmp_path, ("543/2016", "544/2016"))

    refused = office.run("issue", file, code=1)
    assert "544/2016" in refused.stderr
    assert "543/2016" in refused.stderr
    assert "--renumber" in refused.stderr

    assert office.facts("issue", file, "--renumber", code=3)["number"] == "Rundschreiben Nr. 543/2016"


def test_refuses_without_a_signatory(office: Terminal, tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        "An die Landkreise\n\nRundschreiben Nr. 543/2016\n\n1. November 2016\n\nWinterdienst\n\n"
        "Bitte melden Sie uns Ihre Salzvorräte.\n",
    )

    assert office.facts("issue", file, code=1)["error"]["code"] == "signatory.missing"
    assert office.facts("issue", file, "--signatory", "Unbekannt", code=1)["error"]["code"] == "signatory.unknown"
    outcome = office.facts("issue", file, "--signatory", "Muster", code=3)
    assert outcome["signatory"] == "Theo Muster"


def test_who_signs_for_another_signs_so(office: Terminal, tmp_path: Path) -> None:
    office.add("vera@landkreistag-musterland.example", "Vera Tret", "signatory", "--signs-as", "deputy")
    outcome = office.facts("issue", _changed(tmp_path), "--signatory", "Tret", code=3)
    assert outcome["signatory"] == "i. V. Vera Tret"


def test_a_refusal_uses_up_no_number(office: Terminal, tmp_path: Path) -> None:
    emoji = _changed(tmp_path, ("Integrationskonferenz", "Integrationskonferenz \N{GRINNING FACE}"))

    refused = office.facts("issue", emoji, code=1)
    assert refused["error"]["code"] == "circular.characters"
    assert "U+1F600" in refused["error"]["message"]
    assert office.facts("issue", SAMPLE, code=3)["number"] == "Rundschreiben Nr. 543/2016"


def test_needs_a_prepared_database(terminal: Terminal) -> None:
    assert "umlauf init" in terminal.run("issue", SAMPLE, code=1).stderr


def test_asks_for_the_list_where_none_fits(office: Terminal, tmp_path: Path) -> None:
    refused = office.facts("issue", SAMPLE, "--list", "Gemeinden", code=1)

    assert refused["error"]["code"] == "list.unknown"
    assert "Landkreise" in refused["error"]["message"]


def test_says_what_the_text_names_and_nobody_attached(office: Terminal, tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        "An die Landkreise\n\nRundschreiben Nr. 543/2016\n\n1. November 2016\n\nWinterdienst\n\n"
        "Die Tabelle ist als Anlage 1 beigefügt.\n\nMuster\n",
    )

    outcome = office.facts("issue", file, "--signatory", "Muster", code=3)
    assert len(outcome["missing_annexes"]) == 1


def test_a_number_without_a_year_counts_too(office: Terminal, tmp_path: Path) -> None:
    file = _changed(tmp_path, ("Nr. 543/2016", "Nr. 999"))

    assert office.facts("issue", file, code=1)["error"]["code"] == "number.not_next"


def test_a_letter_to_others_does_not_go_to_the_only_list(office: Terminal, tmp_path: Path) -> None:
    file = _changed(tmp_path, ("An die\nLandkreise", "An die\nMinisterien"))

    assert office.facts("issue", file, code=1)["error"]["code"] == "list.unknown"


def test_a_slip_in_the_year_opens_no_new_numbers(office: Terminal, tmp_path: Path) -> None:
    file = _changed(tmp_path, ("1. November 2016", "1. November 2061"), ("Nr. 543/2016", "Nr. 1/2061"))

    assert office.facts("issue", file, code=1)["error"]["code"] == "number.future"


def test_a_refused_text_leaves_no_draft(office: Terminal, tmp_path: Path) -> None:
    office.run("issue", _changed(tmp_path, ("543/2016", "544/2016")), code=1)

    with closing(sqlite3.connect(office.home / "umlauf.sqlite3")) as database:
        (count,) = database.execute("SELECT count(*) FROM circulars_circular").fetchone()
    assert count == 0
