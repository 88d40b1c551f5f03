"""What has come back to a circular: how many have answered and what, who is missing, and what each one has said."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.asking import Asked
from umlauf.faces.web.templatetags.office import short_day
from umlauf.faces.web.words import (
    answers_in_words,
    counties,
    organisations_in_words,
    organisations_named,
    people_in_words,
)
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import Places, persons_by_recipient, places_of
from umlauf.office.directory.models import Organisation
from umlauf.office.responses.entries import Standing
from umlauf.office.responses.enums import OF_KIND, AnswerState, AskKind, Channel, ExtensionState, Way
from umlauf.office.responses.models import Ask, Reminder
from umlauf.office.responses.queries import is_over, last_reminder, standings

MISSING: Final = "missing"
INCOMPLETE: Final = "incomplete"
WISH: Final = "extension"
NAMED: Final = 12  # so many who are missing are named; of more only the first few
FIRST_NAMED: Final = 8

_TONES = {AnswerState.DECLINED: "none", AnswerState.NIL: "none"}


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """What a recipient has said, in the table. ``keys`` are the filters that show its row."""

    recipient_id: int
    short_name: str
    word: str
    tone: str
    details: tuple[str, ...]
    wish: str
    persons: int
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sum:
    """How many recipients have said one thing, and where its part of the bar begins. ``key`` shows their rows."""

    key: str
    count: int
    word: str
    persons: str
    begins: int


@dataclass(frozen=True, slots=True)
class Returns:
    """The answers to a circular that was sent. ``sums`` leave out who is missing; ``names`` are the first of those.

    ``over``: the deadline has passed. ``ended``: so has the conference, or it was cancelled.
    """

    ask: Ask
    conference: Conference | None
    places: Places | None
    deadline: dt.date | None
    over: bool
    ended: bool
    answered: int
    asked: int
    as_counties: bool
    sums: tuple[Sum, ...]
    incomplete: int
    wishes: int
    persons: int
    names: tuple[str, ...]
    reminder: Reminder | None
    reminded_today: bool
    cells: dict[int, AnswerCell]

    @property
    def missing(self) -> int:
        return self.asked - self.answered

    @property
    def keys(self) -> set[str]:
        """The filters that show some rows."""
        return {key for cell in self.cells.values() for key in cell.keys}

    @property
    def unnamed(self) -> int:
        """How many more are missing than are named."""
        return self.missing - len(self.names)

    @property
    def share(self) -> str:
        """„8 von 11 Landkreisen“"""
        return share_in_words(self.answered, self.asked, as_counties=self.as_counties)

    @property
    def to_remind(self) -> str:
        """„3 Landkreise“"""
        return organisations_named(self.missing, as_counties=self.as_counties)

    @property
    def taken(self) -> str:
        """„9 Personen“, „9 von 40 Plätzen vergeben, 2 auf der Warteliste“; nothing where nobody registers with us."""
        if self.places is None or (self.ask.way == Way.HOST and not self.places.admitted):
            return ""
        if self.places.limit is None:
            return people_in_words(self.places.admitted)
        taken = _("%(taken)s of %(all)s places taken") % {"taken": self.places.admitted, "all": self.places.limit}
        if not self.places.waiting:
            return taken
        return _("%(taken)s, %(waiting)s on the waiting list") % {"taken": taken, "waiting": self.places.waiting}

    @property
    def may_remind(self) -> bool:
        """Whether somebody is missing who can still answer."""
        return bool(self.missing) and self.ask.closed_at is None and not self.ended

    @property
    def pressing(self) -> bool:
        """Whether to remind is the next step: some have answered or the time is up, and nobody was reminded today."""
        shut = self.over and self.ask.closes_at_deadline
        return bool(self.answered or self.over) and not self.reminded_today and not shut


def returns_of(issue: Issue, content: Content, asked: Asked) -> Returns:
    """What has come back to a circular that was sent. As many queries however many it went to."""
    conference = asked.conference
    persons = persons_by_recipient(conference) if conference else {}
    known = standings(issue)
    houses = dict(_houses(issue))
    cells = {one.recipient.id: _cell(one, houses[one.recipient.id], persons.get(one.recipient.id, 0)) for one in known}
    reminder = last_reminder(issue)
    now = office_now()
    return Returns(
        ask=asked.ask,
        conference=conference,
        places=places_of(conference) if conference else None,
        deadline=content.answer_by,
        over=is_over(content.answer_by, issue.association, now),
        ended=asked.has_ended(now),
        answered=sum(one.counted for one in known),
        asked=len(known),
        as_counties=counties(house.kind for house in houses.values()),
        sums=_sums(AskKind(asked.ask.kind), cells.values()),
        incomplete=_fitting(cells.values(), INCOMPLETE),
        wishes=_fitting(cells.values(), WISH),
        persons=sum(persons.values()),
        names=_names(cells.values()),
        reminder=reminder,
        reminded_today=reminder is not None and _day(reminder.at, issue) == _day(now, issue),
        cells=cells,
    )


def share_in_words(answered: int, asked: int, *, as_counties: bool) -> str:
    """„8 von 11 Landkreisen“"""
    return _("%(answered)s of %(organisations)s") % {
        "answered": answered,
        "organisations": organisations_in_words(asked, as_counties=as_counties),
    }


def answered_in_words(answered: int, asked: int, *, as_counties: bool) -> str:
    """„8 von 11 Landkreisen haben sich zurückgemeldet“"""
    said = {"share": share_in_words(answered, asked, as_counties=as_counties)}
    return ngettext("%(share)s has answered", "%(share)s have answered", answered) % said


def kinds_of(circular_ids: Collection[int]) -> dict[int, set[str]]:
    """By circular, which kinds of organisations are asked. One query."""
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    rows = Recipient.objects.filter(issue__circular_id__in=circular_ids, is_copy=False).order_by()
    for circular_id, kind in rows.values_list("issue__circular_id", "organisation__kind").distinct():
        kinds[circular_id].add(kind)
    return kinds


def filters_of(returns: Returns) -> list[tuple[str, str]]:
    """The filters of the table of recipients by their answers, as choices of a form."""
    kind = AskKind(returns.ask.kind)
    named = [(state.value, str(state.label)) for state in OF_KIND[kind]]
    return [(MISSING, _("missing")), *named, (INCOMPLETE, _("not complete yet")), (WISH, _("asks for more time"))]


def answer_in_words(standing: Standing) -> str:
    """„angemeldet“, „fehlt, Frist verlängert bis 22.11.“"""
    answer, extension = standing.answer, standing.extension
    if answer is not None:
        word = str(AnswerState(answer.state).label)
        return word if standing.counted else _("%(answer)s, more to follow") % {"answer": word}
    if extension is not None and extension.state == ExtensionState.GRANTED:
        return _("missing, deadline extended until %(day)s") % {"day": short_day(extension.until)}
    return _("missing")


def _houses(issue: Issue) -> Iterator[tuple[int, Organisation]]:
    """The id and organisation of each recipient that is asked."""
    asked = Recipient.objects.filter(issue=issue, is_copy=False)
    for recipient in asked.select_related("organisation").only("id", "organisation"):
        yield recipient.id, recipient.organisation


def _cell(standing: Standing, house: Organisation, persons: int) -> AnswerCell:
    answer = standing.answer
    tone = _TONES.get(AnswerState(answer.state), "ok") if answer and standing.counted else "wait"
    return AnswerCell(
        recipient_id=standing.recipient.id,
        short_name=house.short_name,
        word=answer_in_words(standing),
        tone=tone,
        details=_details(standing, persons),
        wish=wish_in_words(standing),
        persons=persons,
        keys=_keys(standing),
    )


def _keys(standing: Standing) -> frozenset[str]:
    keys = {standing.answer.state} if standing.answer and standing.counted else {MISSING}
    if standing.answer and not standing.counted:
        keys.add(INCOMPLETE)
    if wish_in_words(standing):
        keys.add(WISH)
    return frozenset(keys)


def _details(standing: Standing, persons: int) -> tuple[str, ...]:
    """„3 Personen“, „08.11., telefonisch, nach der Frist“"""
    answer = standing.answer
    if answer is None:
        return ()
    how = [short_day(answer.at), str(Channel(answer.channel).label)]
    if answer.late:
        how.append(_("after the deadline"))
    return (*((people_in_words(persons),) if persons else ()), ", ".join(how))


def wish_in_words(standing: Standing) -> str:
    """„bittet um Frist bis 22.11.“, while nobody has decided."""
    extension = standing.extension
    if extension is None or extension.state != ExtensionState.ASKED:
        return ""
    return _("asks for time until %(day)s") % {"day": short_day(extension.wished)}


def _sums(kind: AskKind, cells: Iterable[AnswerCell]) -> tuple[Sum, ...]:
    known = list(cells)
    counts = Counter(key for cell in known for key in cell.keys)
    sums, begins = [], 0
    for state in OF_KIND[kind]:
        if count := counts[state.value]:
            persons = sum(cell.persons for cell in known if state.value in cell.keys)
            said = people_in_words(persons) if persons else ""
            sums.append(Sum(state.value, count, answers_in_words(state, count), said, begins))
            begins += count
    return tuple(sums)


def _fitting(cells: Iterable[AnswerCell], key: str) -> int:
    return sum(key in cell.keys for cell in cells)


def _names(cells: Iterable[AnswerCell]) -> tuple[str, ...]:
    names = [cell.short_name for cell in cells if MISSING in cell.keys]
    return tuple(names if len(names) <= NAMED else names[:FIRST_NAMED])


def _day(at: dt.datetime, issue: Issue) -> dt.date:
    return at.astimezone(ZoneInfo(issue.association.zone)).date()
