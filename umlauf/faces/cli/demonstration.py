"""The demo: sample associations, November 2016, one circular from its text to the mailboxes and the answers to it."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.office import set_up
from umlauf.faces.cli.words import gettext as _

# Known to everybody who reads this, and good for a demo only, which is served on localhost alone.
PASSWORD = "Umlauf-Vorfuehrung-2016"  # noqa: S105
BEGINS = dt.datetime(2016, 11, 1, 9, 12, tzinfo=ZoneInfo("Europe/Berlin"))
FIRST, SECOND = "landkreistag-musterland", "kulturverband-musterland"
SIGNATORY = "Theo Muster"
LOGINS = (
    ("Karla König", "koenig@landkreistag-musterland.example", "Sachbearbeitung, Landkreistag Musterland"),
    ("Theo Muster", "muster@landkreistag-musterland.example", "Geschäftsführer, Landkreistag Musterland"),
    ("Petra Postmann", "poststelle@landkreis-harz.example", "Poststelle, Landkreis Harz"),
    ("Sabine Sample", "sample@kulturverband-musterland.example", "Geschäftsführerin, Kulturverband Musterland"),
)


def sample_folder() -> Path:
    """Where the sample data lies: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent.parent
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "samples"


def mark_home() -> Path:
    """Make the home folder that of a demo, before the settings are loaded. One that holds a real office is refused."""
    home = Path(os.environ.get("UMLAUF_HOME", "") or "var").resolve()
    mark = home / "demo"
    if home.is_dir() and any(one.name != "demo.half" for one in home.iterdir()) and not mark.exists():
        sentence = _(
            "%(home)s is not empty and holds no demo. Please choose an empty folder: UMLAUF_HOME=… umlauf demo"
        )
        refuse("demo.home", sentence % {"home": home})
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    logins = [{"name": name, "email": email, "password": PASSWORD, "role": role} for name, email, role in LOGINS]
    half = home / "demo.half"
    half.write_text(json.dumps({"logins": logins}, ensure_ascii=False, indent=2), encoding="utf-8")
    half.replace(mark)
    return home


def play(home: Path, data: bytes, name: str, *, chosen: bool) -> None:
    """Play the story as far as it has not been played yet, and print the summary.

    ``chosen``: the text is the caller's own and is issued even where another was played before.
    """
    set_up()
    from umlauf.faces.cli.issue import report
    from umlauf.faces.cli.issuing import Order, issue_text, outcome_of
    from umlauf.faces.cli.office import in_association
    from umlauf.faces.cli.preparing import prepare
    from umlauf.faces.cli.work import work_until_idle
    from umlauf.office.circulars.queries import last_issue

    known = (home / "mail" / "new").is_dir() and any((home / "mail" / "new").iterdir())
    click.echo(_("Home: %(home)s") % {"home": home})
    if known:
        click.echo(_("This demo goes on from what is there. To begin anew, remove the folder."))
    prepare()
    _found_associations()
    _set_clock()
    click.echo(_("Associations: two of the sample, sharing one county. All people are invented."))
    with in_association(FIRST) as association_id:
        played = None if chosen else last_issue()
        if played is None:
            outcome = issue_text(Order(association_id, data, name, signatory=SIGNATORY), click.echo)
        else:
            outcome = outcome_of(played.id, (), work_until_idle().mail.away)
        letter = _written_letter(home, outcome.number, outcome.kind)
        report(outcome)
        click.echo(_("Letter under its own name: %(path)s") % {"path": letter})
        _play_answers(home, outcome.number, outcome.kind)
        _play_filing(association_id)
        _play_election(association_id)
        _play_proposal(association_id)
        _play_session(association_id)
    _show_where(home)


def _found_associations() -> None:
    from umlauf.faces.cli.association_file import read_association_file, set_up_association

    for slug in (FIRST, SECOND):
        set_up_association(read_association_file(sample_folder() / "associations" / f"{slug}.yaml"), PASSWORD)


def _set_clock() -> None:
    from umlauf.ground.core.clock import set_office_time
    from umlauf.ground.core.models import OfficeClock

    if not OfficeClock.objects.exists():
        set_office_time(BEGINS)


def _play_answers(home: Path, label: str, kind: str) -> None:
    """Let the counties answer a circular that asks for registrations, and say what has come back."""
    from umlauf.faces.cli.answering import play_answers
    from umlauf.faces.cli.returned import report_returned
    from umlauf.office.circulars.content import Content
    from umlauf.office.circulars.models import Issue
    from umlauf.office.responses.enums import AskKind
    from umlauf.office.responses.queries import ask_of

    number, year = _number_of(label)
    issue = Issue.objects.get(series__kind=kind, year=year, number=number)
    ask = ask_of(issue.circular_id, Content.parse(issue.content))
    click.echo("")
    if ask is None or ask.kind != AskKind.REGISTRATION:
        click.echo(_("This circular asks for no registration, so no answers to it are played."))
        return
    play_answers(issue, home / "mail")
    report_returned(issue)


def _play_filing(association_id: int) -> None:
    from umlauf.faces.cli.filing import play_filing

    play_filing(association_id, sample_folder() / "file-plan.csv")


def _play_election(association_id: int) -> None:
    from umlauf.faces.cli.election import play_election

    play_election(association_id)


def _play_proposal(association_id: int) -> None:
    from umlauf.faces.cli.own_entries import play_proposal

    play_proposal(association_id)


def _play_session(association_id: int) -> None:
    from umlauf.faces.cli.presidium import play_session

    play_session(association_id)


def _number_of(label: str) -> tuple[int, int]:
    """Number and year of „Rundschreiben Nr. 543/2016“."""
    number, year = label.rsplit(" ", 1)[-1].split("/")
    return int(number), int(year)


def _written_letter(home: Path, label: str, kind: str) -> Path:
    """A copy of the letter under a name that a person can read."""
    from umlauf.faces.cli.letters import letter_of

    filename, pdf = letter_of(*_number_of(label), kind, with_facts=False)
    target = home / filename
    target.write_bytes(pdf)
    return target


def _show_where(home: Path) -> None:
    from django.conf import settings

    click.echo("")
    mail = {"address": f"{settings.PUBLIC_URL}/mail/", "folder": home / "mail"}
    click.echo(_("Pages: %(address)s") % {"address": f"{settings.PUBLIC_URL}/"})
    click.echo(_("Mail: %(address)s, kept in %(folder)s") % mail)
    click.echo(_("Logins (password for all: %(password)s):") % {"password": PASSWORD})
    for name, email, role in LOGINS:
        click.echo(f"  {email}  {name}, {role}")
    click.echo("")
