"""The counties of the demo answer as people do: they open the link of their mail in a browser and send forms."""

from __future__ import annotations

import datetime as dt
import mailbox
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click

from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.serving import pages_served
from umlauf.faces.cli.stories import STANDS_AT, STORIES, Declines, IsRepresented, Registers, Step, Story, Withdraws
from umlauf.faces.cli.visitor import Form, NotOnPage, Page, Visitor
from umlauf.faces.cli.words import gettext as _
from umlauf.faces.cli.work import work_until_idle
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.circulars.models import Issue
from umlauf.office.responses.queries import standings

OK = 200
_LINK = re.compile(r"https?://\S+")


def play_answers(issue: Issue, mails: Path) -> None:
    """Let the counties answer what they have not answered yet, then let it be the Monday after the deadline.

    Each answers at its own time. What an answer sets off is sent on its day.
    """
    steps = _open_steps(issue)
    if office_now() >= STANDS_AT:
        if steps:
            click.echo(_("The sample answers are of earlier days, so none are played."))
        return
    if steps:
        _play(steps, _letters(mails, issue.short_label))
    _move_on_to(STANDS_AT)


def _play(steps: list[tuple[Story, Step]], letters: dict[str, str]) -> None:
    day = steps[0][1].at.date()
    with pages_served() as address:
        for story, step in steps:
            if step.at.date() != day:
                work_until_idle()
                day = step.at.date()
            _move_on_to(step.at)
            _answer(story, step, address + urlsplit(letters[story.mailbox]).path)
    work_until_idle()


def _open_steps(issue: Issue) -> list[tuple[Story, Step]]:
    """What is still to be played, in the order of time. Each step changes an answer once: its revision counts them."""
    revisions = {one.recipient.name: one.answer.revision if one.answer else 0 for one in standings(issue)}
    known = (story for story in STORIES if story.county in revisions)
    steps = [(story, step) for story in known for step in story.steps[revisions[story.county] :]]
    return sorted(steps, key=lambda one: one[1].at)


def _move_on_to(moment: dt.datetime) -> None:
    """Office time never goes back."""
    if office_now() < moment:
        set_office_time(moment)


def _letters(mails: Path, short_label: str) -> dict[str, str]:
    """By address, the first link of the mail that brought a circular."""
    links: dict[str, str] = {}
    for data in mailbox.Maildir(mails, create=False):
        mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data.as_bytes())
        text = mail.get_body(("plain",))
        if text is not None and str(mail["subject"]).startswith(short_label):
            links.setdefault(str(mail["to"]), _LINK.findall(text.get_content())[0])
    return links


def _answer(story: Story, step: Step, link: str) -> None:
    """Open the link and do what the story says. A demo that cannot be played says which page did not let it."""
    visitor = Visitor()
    letter = visitor.open(link)
    try:
        match step.does:
            case Registers() as registers:
                answered = _register(visitor, letter, story, registers)
            case IsRepresented() as represented:
                answered = _be_represented(visitor, letter, story, represented)
            case Withdraws() as withdraws:
                answered = _withdraw(visitor, letter, story, withdraws)
            case Declines():
                answered = _decline(visitor, letter, story)
    except NotOnPage as error:
        _refuse(story, str(error))
    if answered.status != OK:
        _refuse(story, answered.text)


def _refuse(story: Story, why: str) -> NoReturn:
    refuse("demo.answer", _("%(county)s could not answer: %(why)s") % {"county": story.county, "why": why})


def _register(visitor: Visitor, letter: Page, story: Story, registers: Registers) -> Page:
    form = visitor.follow(letter, "Teilnahme anmelden").form("Anmelden")
    _sign(form, "Wer meldet an?", story)
    for number, guest in enumerate(registers.guests, start=1):
        group = f"Person {number}"
        form.fill("Name", guest.name, group=group)
        form.fill("Funktion", guest.function, group=group)
        form.fill("E-Mail", guest.email, group=group)
    return visitor.send(form, "Anmelden")


def _be_represented(visitor: Visitor, letter: Page, story: Story, represented: IsRepresented) -> Page:
    form = visitor.follow(letter, "Ich lasse mich vertreten").form("Vertretung anmelden")
    _sign(form, "Wer meldet an?", story)
    form.fill("Wer wird vertreten?", represented.whom)
    form.fill("Name", represented.deputy.name, group="Vertretung")
    form.fill("Funktion", represented.deputy.function, group="Vertretung")
    form.fill("E-Mail", represented.deputy.email, group="Vertretung")
    return visitor.send(form, "Vertretung anmelden")


def _decline(visitor: Visitor, letter: Page, story: Story) -> Page:
    form = visitor.follow(letter, "Ich nehme nicht teil").form("Absagen")
    _sign(form, "Wer sagt ab?", story)
    return visitor.send(form, "Absagen")


def _withdraw(visitor: Visitor, letter: Page, story: Story, withdraws: Withdraws) -> Page:
    form = visitor.follow(letter, "Personen abmelden").form("Personen abmelden")
    _sign(form, "Wer meldet ab?", story)
    form.tick(withdraws.name)
    return visitor.send(form, "Personen abmelden")


def _sign(form: Form, group: str, story: Story) -> None:
    form.fill("Name", story.opened_by, group=group)
    form.fill("E-Mail", story.email, group=group)
