"""What a recipient was asked, what it has answered so far, and what it may still say, for the pages of both doors."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from umlauf.faces.web.letter_text import Paper, reading_of
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.words import people_in_words
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.conferences.enums import ASKING_AGAIN, Admission, ConferenceKind, ConferenceStatus, RegistrationState
from umlauf.office.conferences.forums import has_forums
from umlauf.office.conferences.front_office import FrontOffice, front_office_of
from umlauf.office.conferences.models import Conference, ProgrammeVersion, Registration
from umlauf.office.conferences.offers import WITHOUT_PLACE, Offered, offered_to
from umlauf.office.conferences.people import may_be_undone, may_represent, name_key, person_of
from umlauf.office.conferences.programme_rows import newer_version
from umlauf.office.conferences.programme_words import programme_title
from umlauf.office.conferences.queries import (
    Places,
    conference_of,
    is_past,
    last_day,
    places_of,
    registrations_of,
    waiting_places_of,
)
from umlauf.office.conferences.words import stands_for, state_in_words, where_of, with_those_who_wait
from umlauf.office.responses.enums import AnswerState, AskKind, Counting, ExtensionState, Way
from umlauf.office.responses.models import Answer, Ask, Extension
from umlauf.office.responses.queries import ask_of, is_over, kept_until, local_day, standing_of


class Gate(StrEnum):
    """How far the way for an answer is open to guests and members. The office may always enter one."""

    NOTHING = "nothing"
    """The circular asks for nothing."""
    READING = "reading"
    """Whoever looks at it may read the letter and not answer it."""
    OPEN = "open"
    LATE = "late"
    """The deadline has passed, an answer is still taken."""
    STRICT = "strict"
    """The deadline has passed: who registered may withdraw, send a deputy, and put in names that followed."""
    CLOSED = "closed"
    """The office has closed the ask."""
    ENDED = "ended"
    """The conference is over."""
    CANCELLED = "cancelled"
    """The conference was cancelled."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the recipient has registered, with a word for how it stands with them.

    ``theirs``: whoever looks at it acts for this person. ``again``: their offer has lapsed, or they have withdrawn, and
    nobody of that name is coming. ``together``: how many wait as one with them, themselves among them. ``instead``:
    whom they represent, and since when if they took over a place. ``back``: who would come after all if that is taken
    back.
    """

    row: Registration
    coming: bool
    word: str
    tone: str
    theirs: bool
    again: bool = False
    together: int = 1
    instead: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One circular and one recipient of it, as they stand now."""

    recipient: Recipient
    issue: Issue
    content: Content
    body: SafeString
    letter_size: int
    annexes: tuple[Paper, ...]
    conference: Conference | None
    ask: Ask | None
    answer: Answer | None
    extension: Extension | None
    deadline: dt.date | None
    gate: Gate
    office: bool
    today: dt.date
    people: tuple[Person, ...]
    coming_states: tuple[str, ...]
    """How it stands with each who is coming, also with those whose names are deleted."""
    forgotten: int
    places: Places | None
    offers: tuple[Offered, ...]
    """What is offered of places, for those for whom whoever looks at it acts."""
    programme: ProgrammeVersion | None
    """The latest version, where it is newer than the letter."""

    @property
    def programme_title(self) -> str:
        return programme_title(self.conference) if self.conference else ""

    @property
    def asks(self) -> bool:
        """Whether an office may write down what somebody answers or chooses. Two queries, for an office alone."""
        if not self.office or self.conference is None:
            return False
        return self.conference.questions.exists() or has_forums(self.conference)

    @property
    def title(self) -> str:
        return self.conference.title if self.conference else self.content.subject

    @property
    def on_request(self) -> bool:
        """Whether an annex is there for which one may ask in an accessible form."""
        return any(one.on_request for one in self.annexes)

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def coming(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.coming)

    @property
    def own_coming(self) -> tuple[Person, ...]:
        """Those of them whom whoever looks at it may change and withdraw."""
        return tuple(person for person in self.coming if person.theirs)

    @property
    def nameless(self) -> int:
        """How many places have no name yet."""
        return sum(person.row.name_follows for person in self.coming)

    @property
    def registers(self) -> bool:
        return self.ask is not None and self.ask.kind == AskKind.REGISTRATION

    @property
    def with_host(self) -> bool:
        return self.registers and self.ask is not None and self.ask.way == Way.HOST

    @property
    def where(self) -> str:
        return where_of(self.conference) if self.conference else ""

    @property
    def invitation(self) -> bool:
        """Whether more is said of the conference than when and where it is."""
        known = self.conference
        return known is not None and any((known.issuer, known.fee, known.directions, known.access_notes))

    @property
    def session(self) -> bool:
        return self.conference is not None and self.conference.kind == ConferenceKind.SESSION

    @property
    def host_link(self) -> str:
        """The host's own form, unchanged, or a mail to the host."""
        address = self.ask.host_address if self.ask is not None else ""
        if not address or urlsplit(address).scheme:
            return address
        return f"mailto:{quote(address, safe='@')}"

    @property
    def may_answer(self) -> bool:
        if self.office:
            return self.gate != Gate.NOTHING
        return self.gate in {Gate.OPEN, Gate.LATE}

    @property
    def may_step_back(self) -> bool:
        """Whether they may still decline and withdraw."""
        return self.registers and (self.may_answer or self.gate == Gate.STRICT)

    @property
    def may_take(self) -> bool:
        """Whether they may say if they take what we have offered: also after the deadline, and once all is closed."""
        return self.registers and (self.may_answer or self.gate in {Gate.STRICT, Gate.CLOSED})

    @property
    def offered(self) -> set[int]:
        """Those to whom a place is offered."""
        return {row.id for one in self.offers for row in one.rows}

    @property
    def asking_again(self) -> set[int]:
        """Those who can be put on the waiting list again: after a strict deadline only who had an offer."""
        asking = {one.row for one in self.people if one.again and one.theirs}
        if not self.may_register:
            late = self.gate == Gate.STRICT and self.registers and not self.with_host
            asking = {row for row in asking if late and row.state == RegistrationState.LAPSED}
        return {row.id for row in asking}

    @property
    def may_decline(self) -> bool:
        """Whether they may say for all who are coming that nobody comes."""
        return self.may_step_back and not self.declined and self.own_coming == self.coming

    @property
    def may_register(self) -> bool:
        return self.may_change and not self.begins_on

    @property
    def may_change(self) -> bool:
        """Whether who is registered can be corrected: also before registration begins, if the office entered them."""
        return self.registers and self.may_answer and (self.office or not self.with_host)

    @property
    def begins_on(self) -> dt.date | None:
        """The day on which registration begins, while that is still to come; the office enters people before it."""
        begins = self.conference.register_from if self.conference and not self.office else None
        return begins if begins and self.today < begins else None

    @property
    def may_send_deputy(self) -> bool:
        """Whether somebody may be sent in the place of who is coming: the office always may while it is ahead."""
        last = self.conference.deputy_by if self.conference and not self.office else None
        return self.may_step_back and (last is None or self.today <= last)

    @property
    def names_may_follow(self) -> bool:
        """Whether a place can be kept without a name: not where the person decides who is admitted."""
        return self.conference is not None and self.conference.admission == Admission.ALL

    @property
    def form_offered(self) -> bool:
        """Whether a form can be filled in and sent back to us: where the host registers, it would only mislead."""
        return self.conference is not None and self.may_register and not self.with_host

    @property
    def may_ask_for_time(self) -> bool:
        """Whether a wish for more time makes sense: there is a deadline, something is still to come, and nobody wished
        for it already.
        """
        open_still = self.answer is None or not self.answer.final
        ahead = self.gate in {Gate.OPEN, Gate.LATE} or (self.office and self.gate == Gate.STRICT)
        return ahead and self.deadline is not None and open_still and not self._wish_is_open

    @property
    def shown_extension(self) -> Extension | None:
        """What became of the wish for more time; the office has the undecided one before it in another place."""
        return None if self.office and self._wish_is_open else self.extension

    @property
    def _wish_is_open(self) -> bool:
        return self.extension is not None and self.extension.state == ExtensionState.ASKED

    @property
    def extended(self) -> bool:
        return self.extension is not None and self.extension.state == ExtensionState.GRANTED

    @property
    def may_be_continued(self) -> bool:
        """Whether the association waits until the recipient says that nothing more follows."""
        return self.ask is not None and self.ask.counts == Counting.FINAL

    @property
    def declined(self) -> bool:
        return self.answer is not None and self.answer.state == AnswerState.DECLINED

    @property
    def said(self) -> str:
        """„angemeldet: 3 Personen“"""
        if self.answer is None:
            return ""
        if self.answer.state in {AnswerState.REGISTERED, AnswerState.REPRESENTED} and not self.coming_states:
            lapsed = any(one.row.state == RegistrationState.LAPSED for one in self.people)
            return _("The offer has lapsed") if lapsed else _("Nobody was admitted")
        people = with_those_who_wait(people_in_words(len(self.coming_states)), self.coming_states)
        words: dict[str, str] = {
            AnswerState.REGISTERED: _("Registered: %(people)s") % {"people": people},
            AnswerState.REPRESENTED: _("Represented: %(people)s") % {"people": people},
            AnswerState.DECLINED: _("Does not take part") if self.office else _("You do not take part"),
            AnswerState.WITH_HOST: _("Registered with the host"),
            AnswerState.STATED: _("Answered"),
            AnswerState.NIL: _("Nil return"),
        }
        return words[self.answer.state]

    @property
    def kept_until(self) -> dt.date:
        """The last day on which we keep who said it and who comes."""
        if self.conference is not None and self.registers:
            return last_day(self.conference)
        return kept_until(self.deadline, self.today)


def round_of(request: LetterRequest) -> Round:
    """Where the letter of the request stands. Asks the database, so once a page."""
    recipient, office = request.recipient, request.door.office
    today = local_day(request.now, request.association)
    issue = recipient.issue
    reading = reading_of(issue)
    asked = ask_of(issue.circular_id, reading.content)
    ask = None if recipient.is_copy else asked
    standing = standing_of(recipient, ask) if ask else None
    conference = conference_of(issue.circular_id) if asked and asked.kind == AskKind.REGISTRATION else None
    deadline = standing.deadline if standing else None
    rows = registrations_of(conference, recipient.id) if conference and ask else ()
    acts_for = front_office_of(request.actor, today) if rows else None
    return Round(
        recipient=recipient,
        issue=issue,
        content=reading.content,
        body=reading.body,
        letter_size=reading.letter_size,
        annexes=reading.annexes,
        conference=conference,
        ask=ask,
        answer=standing.answer if standing else None,
        extension=standing.extension if standing else None,
        deadline=deadline,
        gate=_gate(request, ask, conference, deadline),
        office=office,
        today=today,
        people=_people(rows, acts_for),
        coming_states=tuple(row.state for row in rows if row.means.coming),
        forgotten=sum(row.purged_at is not None and row.means.coming for row in rows),
        places=places_of(conference) if ask and conference and conference.places is not None else None,
        offers=offered_to([row for row in rows if acts_for is None or acts_for.acts_for(person_of(row))]),
        programme=newer_version(issue) if conference else None,
    )


def _gate(request: LetterRequest, ask: Ask | None, conference: Conference | None, deadline: dt.date | None) -> Gate:
    if ask is None:
        return Gate.NOTHING
    if not request.door.answers:
        return Gate.READING
    if ask.kind == AskKind.REGISTRATION and conference is not None:
        if is_past(conference, request.now):
            return Gate.ENDED
        if conference.status == ConferenceStatus.CANCELLED:
            return Gate.CANCELLED
    if ask.closed_at is not None:
        return Gate.CLOSED
    if is_over(deadline, request.association, request.now):
        return Gate.STRICT if ask.closes_at_deadline else Gate.LATE
    return Gate.OPEN


def _people(rows: tuple[Registration, ...], office: FrontOffice | None) -> tuple[Person, ...]:
    """Those whom we still know, who comes before who does not."""
    places = waiting_places_of(rows)
    by_id = {row.id: row for row in rows}
    coming = {name_key(row.name) for row in rows if row.means.coming and not row.name_follows}
    parties = Counter(row.party_id for row in rows if row.state in WITHOUT_PLACE)
    before = {row.id: by_id[row.replaces_id] for row in rows if row.replaces_id in by_id}
    known = [
        Person(
            row,
            row.means.coming,
            state_in_words(row, places.get(row.id, 0)),
            row.means.tone,
            theirs=office is None or office.acts_for(person_of(row)),
            again=row.state in ASKING_AGAIN and name_key(row.name) not in coming and may_represent(row, rows),
            together=parties[row.party_id] if row.party_id and row.state == RegistrationState.WAITING else 1,
            instead=stands_for(row, before.get(row.id)),
            back=before[row.id].name if row.id in before and may_be_undone(row, before[row.id], rows) else "",
        )
        for row in rows
        if row.purged_at is None
    ]
    return tuple(sorted(known, key=lambda person: not person.coming))
