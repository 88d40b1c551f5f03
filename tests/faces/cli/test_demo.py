"""``umlauf demo``: a circular goes out, the counties answer it through its links, and the office sees it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.faces.cli.terminal import SAMPLE, Terminal, processes_at

LETTERS = 29
# The three of Salzwedel, the deputy, two of Jerichower Land and three that come alone; one is withdrawn later.
INVITATIONS, CANCELLATIONS, RECEIPTS = 10, 1, 9


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal whose demo was called twice; what was said lies beside its home."""
    terminal = Terminal(tmp_path_factory.mktemp("demo") / "home")
    for name in ("first", "second"):
        said = terminal.run("demo", "--once").stdout
        (terminal.home.parent / name).write_text(said, encoding="utf-8")
    return terminal


def said(played: Terminal, name: str) -> list[str]:
    return (played.home.parent / name).read_text(encoding="utf-8").splitlines()


def mails(played: Terminal) -> list[EmailMessage]:
    parser = BytesParser(_class=EmailMessage, policy=policy.default)
    return [parser.parsebytes(file.read_bytes()) for file in (played.home / "mail" / "new").iterdir()]


def test_says_who_has_answered_and_who_is_missing(played: Terminal) -> None:
    lines = said(played, "first")

    assert "Rückmeldungen: 8 von 11 Landkreisen, 9 Personen" in lines
    assert "Es fehlen: Landkreis Börde, Landkreis Harz, Landkreis Stendal" in lines
    assert "Es ist Montag, 21. November 2016, 08:40 Uhr." in lines
    assert "20 Bestätigungen per E-Mail, davon 11 mit Kalenderdatei" in lines
    told = lines[: lines.index("Es ist Montag, 21. November 2016, 08:40 Uhr.")]
    answers = {line.partition(":")[0].strip(): line for line in told if line.startswith("  ") and "@" not in line}
    assert "Almut Beispiel, Rolf Erfunden, Tilda Ausgedacht" in answers["Altmarkkreis Salzwedel"]
    assert "Edda Stellmuster für Bernd Mustermann" in answers["Landkreis Anhalt-Bitterfeld"]
    assert "nimmt nicht teil, 08.11." in answers["Burgenlandkreis"]
    assert "Elke Vorlage, Kuno Kopie (abgemeldet)" in answers["Landkreis Jerichower Land"]
    assert "19.11., nach der Frist: Jan Niemand" in answers["Landkreis Wittenberg"]
    assert sum("nach der Frist" in line for line in lines) == 1


def test_whoever_answers_by_the_link_has_called_the_circular_up(played: Terminal) -> None:
    with closing(sqlite3.connect(played.home / "umlauf.sqlite3")) as database:
        ((seen, answered),) = database.execute(
            "SELECT count(DISTINCT CASE WHEN called_up_at IS NOT NULL THEN recipient.id END),"
            " count(DISTINCT recipient.id)"
            " FROM circulars_recipient recipient JOIN responses_answer answer ON answer.recipient_id = recipient.id"
        )
    assert (seen, answered) == (8, 8)


def test_after_the_election_the_list_of_one_day_is_not_that_of_the_next(played: Terminal) -> None:
    for name in ("first", "second"):
        lines = said(played, name)
        assert "  Burgenlandkreis: Carola Probe → Dr. Konstanze Nachfolge" in lines
        assert "  Landkreis Börde: unbesetzt → Ulf Neuanfang" in lines
        assert "  Landkreis Stendal: Dr. Ines Entwurf → Dr. Ines Entwurf, führt die Geschäfte weiter" in lines
        assert "  Landkreis Wittenberg: Jan Niemand → unbesetzt" in lines
        assert sum("→" in line for line in lines) == 4


def test_the_mailbox_holds_letters_confirmations_and_calendar_files(played: Terminal) -> None:
    found = mails(played)
    calendars = [part for mail in found for part in mail.walk() if part.get_content_type() == "text/calendar"]

    assert len(found) == LETTERS + INVITATIONS + CANCELLATIONS + RECEIPTS
    assert Counter(part.get_param("method") for part in calendars) == {"REQUEST": INVITATIONS, "CANCEL": CANCELLATIONS}
    assert all(mail["to"].endswith(".example") for mail in found)


def test_called_again_it_goes_on_from_what_is_there(played: Terminal) -> None:
    first, second = said(played, "first"), said(played, "second")

    assert "Gezeichnet: Rundschreiben Nr. 543/2016, durch Theo Muster" in first
    assert "Übermittlung: 29 an den Mailserver übergeben" in second
    assert (
        first[first.index("Rückmeldungen: 8 von 11 Landkreisen, 9 Personen") :][:11]
        == second[second.index("Rückmeldungen: 8 von 11 Landkreisen, 9 Personen") :][:11]
    )
    logins = json.loads((played.home / "demo").read_text(encoding="utf-8"))["logins"]
    assert all(login["email"].endswith(".example") for login in logins)


def test_a_session_is_prepared_once(played: Terminal) -> None:
    with closing(sqlite3.connect(played.home / "umlauf.sqlite3")) as database:
        rows = database.execute(
            "SELECT event.title, event.per_house, count(item.id) FROM conferences_conference event"
            " JOIN conferences_programmeitem item ON item.conference_id = event.id"
            " WHERE event.kind = 'session' GROUP BY event.id"
        ).fetchall()
    assert rows == [("Sitzung des Präsidiums", 1, 6)]


def test_leaves_no_server_behind(played: Terminal) -> None:
    assert not processes_at(played.home)


def test_another_text_gets_no_answers_where_it_asks_for_none(begun_demo: Terminal, tmp_path: Path) -> None:
    text = tmp_path / "winter.md"
    text.write_text(
        "An die Landkreise\n\nRundschreiben Nr. 543/2016\n\n1. November 2016\n\nWinterdienst\n\n"
        "Bitte melden Sie uns Ihre Salzvorräte bis zum 18. November 2016.\n\nMuster\n",
        encoding="utf-8",
    )
    lines = begun_demo.run("demo", "--once", "--circular", text).stdout

    assert "bittet um keine Anmeldung" in lines
    assert "Rückmeldungen:" not in lines.partition("bittet um keine Anmeldung")[2]


def test_the_sample_answers_are_not_played_once_their_days_are_over(played: Terminal, terminal: Terminal) -> None:
    shutil.copytree(played.home, terminal.home)
    text = terminal.home.parent / "second.md"
    sample = SAMPLE.read_text(encoding="utf-8").replace("543/2016", "544/2016")
    text.write_text(sample.replace("1. November 2016", "21. November 2016"), encoding="utf-8")

    assert "von früheren Tagen" in terminal.run("demo", "--once", "--circular", text).stdout
