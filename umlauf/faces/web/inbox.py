"""The inbox of somebody who acts for members: one entry a circular and county, over all associations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_scopes import scope

from umlauf.faces.web.after import in_short
from umlauf.faces.web.templatetags.office import day
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.aftermath import Aftermath, aftermaths
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Recipient
from umlauf.office.circulars.queries import letters_of
from umlauf.office.conferences.queries import conferences_of, takes_place
from umlauf.office.directory.hats import Hat
from umlauf.office.directory.models import Organisation
from umlauf.office.responses.enums import AnswerState, Counting, ExtensionState
from umlauf.office.responses.models import Answer, Ask, Extension
from umlauf.office.responses.queries import is_over, later_of
from umlauf.office.responses.receipts import Receipt, receipts

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A circular that an organisation got, and what it has answered: ``word`` is empty where nothing is asked.

    ``became`` says what has become of it since, as „berichtigt durch RS 560/2016 vom 05.11.2016“. ``confirms``: it is
    asked to confirm the receipt and has neither done so nor answered.
    """

    recipient_id: int
    label: str
    association: str
    subject: str
    date: dt.date
    word: str
    tone: str
    became: tuple[str, ...]
    withdrawn: bool
    confirms: bool


@dataclass(frozen=True, slots=True)
class House:
    """An organisation and what it got, the newest first."""

    organisation: Organisation
    entries: tuple[Entry, ...]


def inbox_of(hats: tuple[Hat, ...]) -> tuple[House, ...]:
    """What came to each organisation that the hats act for, from those associations alone that gave such a hat."""
    associations: defaultdict[Organisation, list[Association]] = defaultdict(list)
    for hat in hats:
        if hat.organisation is not None and Ability.READ_LETTERS in hat.abilities:
            associations[hat.organisation].append(hat.association)
    return tuple(House(organisation, _entries(organisation, those)) for organisation, those in associations.items())


def _entries(organisation: Organisation, associations: list[Association]) -> tuple[Entry, ...]:
    now = office_now()
    with scope(association=associations):
        letters = list(letters_of(organisation.id)[:SHOWN])
        said = _said(letters, now)
    return tuple(_entry(letter, said, now) for letter in letters)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is asked by circular, what was answered and granted by recipient, of which circulars the conference is over
    or cancelled, what has become of each issue, and how the receipt stands of letters that ask to confirm it.
    """

    asks: dict[int, Ask]
    answers: dict[int, Answer]
    granted: dict[int, dt.date | None]
    ended: set[int]
    after: dict[int, list[Aftermath]]
    receipts: dict[int, Receipt]


def _said(letters: list[Recipient], now: dt.datetime) -> _Said:
    """Six queries, and three more where a letter asks to confirm its receipt, however many letters there are."""
    ids = [letter.id for letter in letters]
    circular_ids = [letter.issue.circular_id for letter in letters]
    issues = [letter.issue for letter in letters if letter.issue.asks_to_acknowledge]
    asking = [letter.id for letter in letters if letter.issue.asks_to_acknowledge]
    asks = Ask.objects.filter(circular_id__in=circular_ids)
    conferences = conferences_of(circular_ids)
    extensions = Extension.objects.filter(recipient_id__in=ids, state=ExtensionState.GRANTED).order_by("id")
    return _Said(
        asks={ask.circular_id: ask for ask in asks},
        answers={answer.recipient_id: answer for answer in Answer.objects.filter(recipient_id__in=ids)},
        granted={one.recipient_id: one.until for one in extensions},
        ended={circular_id for circular_id, one in conferences.items() if not takes_place(one, now)},
        after=aftermaths([letter.issue_id for letter in letters]),
        receipts=receipts(Recipient.objects.filter(id__in=asking), issues) if asking else {},
    )


def _entry(letter: Recipient, said: _Said, now: dt.datetime) -> Entry:
    content = Content.parse(letter.issue.content)
    ask = said.asks.get(letter.issue.circular_id) or (Ask() if content.answer_by else None)
    word, tone = (_("for information"), "none") if letter.is_copy else ("", "")
    after = said.after.get(letter.issue_id, [])
    withdrawn = any(one.kind == FollowUp.WITHDRAWAL for one in after)
    if ask is not None and not letter.is_copy:
        moved = [one.answer_by for one in after if one.answer_by]
        deadline = later_of(said.granted.get(letter.id), moved[-1] if moved else content.answer_by)
        over = is_over(deadline, letter.issue.association, now)
        answer = said.answers.get(letter.id)
        if answer is None and withdrawn:
            word, tone = _("no answer needed"), "none"
        elif answer is None and letter.issue.circular_id in said.ended:
            word, tone = _("conference over or cancelled"), "none"
        else:
            word, tone = _word(ask, answer, deadline, over=over)
    return Entry(
        recipient_id=letter.id,
        label=letter.issue.label,
        association=letter.issue.association.name,
        subject=content.subject,
        date=letter.issue.date,
        word=word,
        tone=tone,
        became=tuple(in_short(after)),
        withdrawn=withdrawn,
        confirms=not withdrawn and letter.id in said.receipts and said.receipts[letter.id].unconfirmed,
    )


def _word(ask: Ask, answer: Answer | None, deadline: dt.date | None, *, over: bool) -> tuple[str, str]:
    """„angemeldet“, „fehlt noch, bis 18.11.2016“, with its tone."""
    if answer is not None:
        word = str(AnswerState(answer.state).label)
        if answer.final or ask.counts == Counting.FIRST:
            return word, "ok"
        return _("%(answer)s, more to follow") % {"answer": word}, "wait"
    if ask.closed_at is not None:
        return _("answers are closed"), "none"
    if over:
        closed = ask.closes_at_deadline
        return (_("deadline passed") if closed else _("deadline passed, an answer is still possible")), "none"
    if deadline is not None:
        return _("still missing, until %(day)s") % {"day": day(deadline)}, "wait"
    return _("still missing"), "wait"
