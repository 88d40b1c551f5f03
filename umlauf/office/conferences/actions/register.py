"""Register people for a conference, change and withdraw them, decline, limit the places; who waits moves up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.conferences.actions.seats import alter, coming_of, leave, move_up, seat, state_with, welcome
from umlauf.office.conferences.enums import ConferenceStatus, RegistrationState
from umlauf.office.conferences.front_office import must_act_for
from umlauf.office.conferences.mailing import Notice, headline_of_all, line_of, messages_of
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import (
    PersonEntry,
    checked_people,
    checked_person,
    completed,
    details_of,
    differs,
    name_key,
    nobody_named,
    person_of,
)
from umlauf.office.conferences.queries import (
    conference_of,
    is_past,
    last_day,
    places_of,
    registrations_of,
    takes_place,
    waiting_places,
)
from umlauf.office.responses.access import lock_ask, must_be_current, open_desk, stands_already
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import KEYED_IN, AnswerState, Way
from umlauf.office.responses.mailing import receipt
from umlauf.office.responses.models import Answer
from umlauf.office.responses.queries import local_day
from umlauf.office.responses.wording import contact_line


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of it. ``known`` were registered before; ``waiting`` are those of both who have no place yet."""

    answer: Answer
    added: tuple[Registration, ...]
    known: tuple[Registration, ...]

    @property
    def waiting(self) -> tuple[Registration, ...]:
        return tuple(row for row in (*self.known, *self.added) if row.state == RegistrationState.WAITING)


@transaction.atomic
def register(
    *, actor: Actor, recipient_id: int, entry: Entry, people: Sequence[PersonEntry], final: bool = True
) -> Registered:
    """Register people of a recipient, in their order. Entries of which every field is empty are left out.

    Whoever is coming already is not doubled: what was not known of them is added, nothing is overwritten. ``final``
    holds if the form showed the answer that stands, else what stands. Raises ``Refused`` with ``register.nobody``,
    ``register.name``, ``register.many``, ``register.twice``, ``register.known`` (what is known of somebody differs),
    ``register.host`` (the host registers, only the office may here), ``register.principals`` (a front office acts for
    others), ``register.over``, ``register.forgotten``, ``answer.changed`` (it has declined meanwhile), what
    ``open_desk`` raises, or ``circular.long``, ``circular.characters`` and ``address.*`` for a field of a person.
    """
    named = checked_people(people)
    desk, conference = _open(actor, recipient_id, entry, ("register", tuple(named.values()), final))
    before = {name_key(row.name): row for row in coming_of(registrations_of(conference, recipient_id))}
    if desk.repeated:
        return Registered(stands_already(desk), tuple(before[key] for key in named if key in before), ())
    _must_take_place(desk, conference)
    must_act_for(desk, named.values())
    if desk.ask.way == Way.HOST and not _keyed_in(desk):
        raise Refused(
            "register.host",
            _("The host registers. Nothing was saved here. Please register with the host, and tell us that you did."),
        )
    if desk.answer is not None and desk.answer.state in {AnswerState.DECLINED, AnswerState.WITH_HOST}:
        must_be_current(desk)
    new = [person for key, person in named.items() if key not in before]
    if len(before) + len(new) > LIMITS.registrations:
        raise Refused(
            "register.many",
            _("More than %(most)s people of one organisation cannot be registered. Nothing was saved.")
            % {"most": LIMITS.registrations},
        )
    known = [before[key] for key in named if key in before]
    _must_agree(known, named)
    notices = [notice for row in known for notice in _added_to(desk, row, named[name_key(row.name)])]
    added = seat(desk, conference, new)
    coming = [*before.values(), *added]
    seen = desk.answer is None or desk.answer.revision == desk.entry.seen
    answer = keep_answer(desk, state=state_with(coming), final=final if seen else _final(desk))
    _tell(desk, conference, [*notices, *welcome(added)], coming)
    _record(desk, answer, "conferences.registered", len(added))
    return Registered(answer, tuple(added), tuple(known))


@transaction.atomic
def complete_registration(*, actor: Actor, recipient_id: int, entry: Entry) -> Answer:
    """Nobody else comes: the registration is complete as it stands. Complete already: as it is.

    Raises ``Refused`` with ``register.nobody`` when nobody is coming, ``register.over``, ``register.forgotten``, or
    what ``open_desk`` raises.
    """
    desk, conference = _open(actor, recipient_id, entry, "complete")
    if desk.repeated:
        return stands_already(desk)
    _must_take_place(desk, conference)
    coming = coming_of(registrations_of(conference, recipient_id))
    if not coming or desk.answer is None:
        raise nobody_named()
    if desk.answer.final:
        return desk.answer
    answer = keep_answer(desk, state=state_with(coming))
    _tell(desk, conference, [], coming)
    _record(desk, answer, "conferences.completed", len(coming))
    return answer


@transaction.atomic
def change_registration(
    *, actor: Actor, registration_id: int, recipient_id: int, entry: Entry, person: PersonEntry, sequence: int
) -> Registration:
    """Change a person who is coming. ``sequence`` is the one that the form was filled from.

    Raises ``Refused`` with ``registration.changed`` when somebody changed it meanwhile, ``registration.withdrawn``,
    ``registration.known`` when another person of that name is coming, ``register.over``, ``register.forgotten``, or
    what ``register`` raises for a person.
    """
    clean = checked_person(person)
    desk, conference = _open(actor, recipient_id, entry, ("change", registration_id, clean))
    rows = registrations_of(conference, recipient_id)
    row = next((row for row in rows if row.id == registration_id), None)
    if row is None:
        raise Http404
    if desk.repeated:
        return row
    _must_take_place(desk, conference)
    coming = coming_of(rows)
    if row not in coming:
        raise Refused(
            "registration.withdrawn",
            _("%(name)s has been withdrawn meanwhile. Nothing was saved.") % {"name": row.name},
        )
    must_act_for(desk, (person_of(row), clean))
    if row.sequence != sequence:
        raise Refused(
            "registration.changed",
            _(
                "This registration has been changed meanwhile; it is now: %(person)s. What you entered is still here "
                "and has not been saved. Please check whether it still applies, and then send it again."
            )
            % {"person": details_of(row)},
        )
    if any(name_key(other.name) == name_key(clean.name) for other in coming if other.id != row.id):
        raise Refused(
            "registration.known",
            _("%(name)s is registered already. Nothing was saved.") % {"name": clean.name},
        )
    notices = alter(desk, row, clean)
    if notices is None:
        return row
    answer = keep_answer(desk, state=state_with(coming), final=_final(desk))
    _tell(desk, conference, notices, coming)
    _record(desk, answer, "conferences.registration_changed", 1)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, recipient_id: int, entry: Entry, registration_ids: Collection[int]) -> Answer:
    """Withdraw those of the people who are still coming. With the last one the organisation declines.

    Raises ``Refused`` with ``withdraw.nobody`` when nobody was chosen, ``register.principals``, ``answer.changed`` when
    nobody would be left and the answer is another than the one seen, ``register.over``, ``register.forgotten``, or what
    ``open_desk`` raises.
    """
    desk, conference = _open(actor, recipient_id, entry, ("withdraw", sorted(registration_ids)), always=True)
    if desk.repeated:
        return stands_already(desk)
    _must_take_place(desk, conference)
    if not registration_ids:
        raise Refused("withdraw.nobody", _("Nobody is chosen. Nothing was changed. Please choose who does not come."))
    rows = registrations_of(conference, recipient_id)
    if not {row.id for row in rows}.issuperset(registration_ids):
        raise Http404
    coming = coming_of(rows)
    gone = [row for row in coming if row.id in set(registration_ids)]
    if not gone:
        return stands_already(desk)
    must_act_for(desk, map(person_of, gone))
    left = [row for row in coming if row not in gone]
    if not left:
        must_be_current(desk)
    return _let_go(desk, conference, gone, left, "conferences.withdrawn")


@transaction.atomic
def decline(*, actor: Actor, recipient_id: int, entry: Entry) -> Answer:
    """The recipient does not take part; whoever was coming is withdrawn.

    Raises ``Refused`` with ``answer.changed``, ``register.principals`` (somebody is coming for whom a front office does
    not act), ``register.over``, ``register.forgotten``, or what ``open_desk`` raises.
    """
    desk, conference = _open(actor, recipient_id, entry, "decline", always=True)
    if desk.repeated:
        return stands_already(desk)
    _must_take_place(desk, conference)
    must_be_current(desk)
    gone = coming_of(registrations_of(conference, recipient_id))
    must_act_for(desk, map(person_of, gone))
    return _let_go(desk, conference, gone, [], "conferences.declined")


@transaction.atomic
def registered_with_host(*, actor: Actor, recipient_id: int, entry: Entry, final: bool = True) -> Answer:
    """The recipient says that it has registered with the host.

    Raises ``Refused`` with ``register.us`` when we register (only the office may then), ``register.here`` while people
    are registered with us, ``answer.changed``, ``register.over``, ``register.forgotten``, or what ``open_desk`` raises.
    """
    desk, conference = _open(actor, recipient_id, entry, ("host", final))
    if desk.repeated:
        return stands_already(desk)
    _must_take_place(desk, conference)
    if desk.ask.way == Way.US and not _keyed_in(desk):
        raise Refused("register.us", _("Registration is with us. Nothing was saved. Please register your people here."))
    must_be_current(desk)
    if coming_of(registrations_of(conference, recipient_id)):
        raise Refused(
            "register.here",
            _("People of your organisation are registered with us. Nothing was changed. Please withdraw them first."),
        )
    answer = keep_answer(desk, state=AnswerState.WITH_HOST, final=final)
    with translation.override(desk.content.language):
        _send(desk, conference, [], _("Noted: you have registered with the host."), [])
    _record(desk, answer, "conferences.registered_with_host", 0)
    return answer


@transaction.atomic
def set_places(*, actor: Actor, circular_id: int, places: int | None) -> Conference:
    """Limit the places, or not (None). Who waits moves up into new ones.

    Raises ``Refused`` with ``places.few`` when more people are admitted already, ``places.number`` for a number that
    is none, and ``Http404``.
    """
    lock_ask(actor, circular_id)
    conference = conference_of(circular_id)
    if conference is None:
        raise Http404
    if places == conference.places:
        return conference
    if places is not None:
        _check_number(conference, places)
    conference.places = places
    conference.save(update_fields=["places"])
    if takes_place(conference, at := office_now()):
        _tell_moved_up(conference, move_up(conference), at)
    record(
        actor,
        "conferences.places_set",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title} ({'–' if places is None else places})",
    )
    return conference


def _check_number(conference: Conference, places: int) -> None:
    if not 1 <= places <= LIMITS.places:
        raise Refused(
            "places.number",
            _("There can be 1 to %(most)s places, or no limit. Nothing was changed.") % {"most": LIMITS.places},
        )
    admitted = places_of(conference).admitted
    if places < admitted:
        raise Refused(
            "places.few",
            _("%(admitted)s people are registered already. Nothing was changed. Please allow at least as many places.")
            % {"admitted": admitted},
        )


def _tell_moved_up(conference: Conference, notices: Sequence[Notice], at: dt.datetime) -> None:
    issue = get_issue(conference.circular)
    if issue is None or not notices:
        return
    content = Content.parse(issue.content)
    queue(
        conference.association_id,
        messages_of(notices, conference=conference, issue=issue, content=content, places={}, at=at),
    )


def _open(
    actor: Actor, recipient_id: int, entry: Entry, said: object, *, always: bool = False
) -> tuple[Desk, Conference]:
    """The desk of a recipient that is invited to a conference. Raises ``Http404``, or what ``open_desk`` raises."""
    desk = open_desk(actor=actor, recipient_id=recipient_id, entry=entry, said=said, always=always)
    conference = conference_of(desk.ask.circular_id)
    if conference is None:
        raise Http404
    return desk, conference


def _keyed_in(desk: Desk) -> bool:
    return desk.entry.channel in KEYED_IN


def _must_take_place(desk: Desk, conference: Conference) -> None:
    """Once it is over, or cancelled, only the office still sets right who was there, until the names are deleted."""
    if local_day(desk.now, conference.association) > last_day(conference):
        raise Refused(
            "register.forgotten",
            _("The conference is long over and the names are deleted. Nothing can be changed any more."),
        )
    if _keyed_in(desk):
        return
    contact = {"contact": contact_line(desk.content, desk.issue.association)}
    if is_past(conference, desk.now):
        raise Refused(
            "register.over",
            _("The conference is over. Nothing was changed. Please turn to %(contact)s.") % contact,
        )
    if conference.status == ConferenceStatus.CANCELLED:
        raise Refused(
            "register.over",
            _("The conference was cancelled. Nothing was changed. Please turn to %(contact)s.") % contact,
        )


def _final(desk: Desk) -> bool:
    """Whether the answer is complete as it stands."""
    return desk.answer is None or desk.answer.final


def _must_agree(known: Iterable[Registration], named: Mapping[str, PersonEntry]) -> None:
    """Whoever is registered once more is the same person, or somebody has to look: no form overwrites unseen."""
    for row in known:
        if differs(person_of(row), named[name_key(row.name)]):
            raise Refused(
                "register.known",
                _(
                    "This name is registered already: %(person)s. Nothing was saved. If something of it shall change, "
                    "please choose “change” beside the name. If it is somebody else of the same name, please enter it "
                    "so that the two can be told apart."
                )
                % {"person": details_of(row)},
            )


def _added_to(desk: Desk, row: Registration, given: PersonEntry) -> list[Notice]:
    """What becomes of a person who is registered once more: what was not known is taken, nothing is taken away."""
    return alter(desk, row, completed(person_of(row), given)) or []


def _let_go(
    desk: Desk, conference: Conference, gone: Sequence[Registration], left: Sequence[Registration], event: str
) -> Answer:
    """Withdraw people, let others move up, and keep what the organisation says with that."""
    notices = leave(gone)
    if conference.places is not None and gone and takes_place(conference, desk.now):
        notices += move_up(conference)
    answer = keep_answer(desk, state=state_with(left), final=not left or _final(desk))
    _tell(desk, conference, notices, left, gone)
    _record(desk, answer, event, len(gone))
    return answer


def _tell(
    desk: Desk,
    conference: Conference,
    notices: Sequence[Notice],
    coming: Sequence[Registration],
    gone: Sequence[Registration] = (),
) -> None:
    """A mail for each notice, and a receipt that names everybody for who said it."""
    places = waiting_places(conference) if conference.places is not None else {}
    with translation.override(desk.content.language):
        headline = headline_of_all(coming) if coming else _("Noted: you do not take part.")
        lines = [line_of(row, places.get(row.id, 0)) for row in (*coming, *gone)]
        _send(desk, conference, notices, headline, lines, places)


def _send(
    desk: Desk,
    conference: Conference,
    notices: Sequence[Notice],
    headline: str,
    lines: Sequence[str],
    places: dict[int, int] | None = None,
) -> None:
    if is_past(conference, desk.now):
        return
    messages = messages_of(
        notices, conference=conference, issue=desk.issue, content=desk.content, places=places or {}, at=desk.now
    )
    said = receipt(desk, headline=headline, lines=lines, last_day=last_day(conference))
    queue(conference.association_id, [*messages, said] if said else messages)


def _record(desk: Desk, answer: Answer, event: str, people: int) -> None:
    label = f"{desk.recipient.name} ({people})" if people else desk.recipient.name
    record(desk.actor, event, subject=f"responses.Answer:{answer.id}", label=label)
