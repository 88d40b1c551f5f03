"""Register people for a conference, and change who is registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.days import planned_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.desk import (
    keyed_in,
    must_take_place,
    open_conference,
    record_answer,
    stands_final,
    tell,
)
from umlauf.office.conferences.actions.seats import alter, coming_of, seat, state_with, welcome
from umlauf.office.conferences.admission import cases_of
from umlauf.office.conferences.enums import Admission, CaseWhy, Decision, RegistrationState
from umlauf.office.conferences.front_office import must_act_for
from umlauf.office.conferences.mailing import Notice
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration
from umlauf.office.conferences.people import (
    NAMELESS,
    PersonEntry,
    checked_people,
    checked_person,
    completed,
    details_of,
    differs,
    is_same,
    name_key,
    nobody_named,
    person_of,
)
from umlauf.office.conferences.queries import registrations_of
from umlauf.office.responses.access import must_be_current, stands_already
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import AnswerState, Way
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
        return tuple(row for row in self._all if row.state == RegistrationState.WAITING)

    @property
    def cases(self) -> tuple[Registration, ...]:
        """Those of both about whom somebody has to decide."""
        return tuple(row for row in self._all if row.means.undecided)

    @property
    def seated(self) -> tuple[Registration, ...]:
        """Those of both who have a place for certain."""
        return tuple(row for row in self._all if row.means.calendar)

    @property
    def _all(self) -> tuple[Registration, ...]:
        return (*self.known, *self.added)


@transaction.atomic
def register(
    *,
    actor: Actor,
    recipient_id: int,
    entry: Entry,
    people: Sequence[PersonEntry],
    final: bool = True,
    together: bool = False,
    unnamed: int = 0,
) -> Registered:
    """Register people of a recipient, in their order. Entries of which every field is empty are left out.

    ``unnamed``: so many places more, whose names follow. They count as all others, and ``change_registration`` puts the
    names in. There are none where it depends on the person who is admitted (``names.rule``).

    Whoever is coming already is not doubled: what was not known of them is added, nothing is overwritten. ``final``
    holds if the form showed the answer that stands, else what stands. ``together``: those who are new come all or none,
    and wait together until there is room for all. Raises ``Refused`` with ``register.nobody``,
    ``register.name``, ``register.many``, ``register.twice``, ``register.known`` (what is known of somebody differs),
    ``register.host`` (the host registers, only the office may here), ``register.before`` (it begins on a later day),
    ``register.principals`` (a front office acts for others), ``register.house_full`` (for the office it becomes a
    case), ``deputy.there`` (represents who comes), ``register.over``, ``register.forgotten``, ``answer.changed`` (it
    has declined meanwhile), what ``open_desk`` raises, or ``circular.long``, ``circular.characters`` and ``address.*``
    for a field of a person.
    """
    named = checked_people(people, unnamed)
    nameless = [NAMELESS] * unnamed
    said = ("register", (*named.values(), *nameless), final, together)
    desk, conference = open_conference(actor, recipient_id, entry, said)
    rows = registrations_of(conference, recipient_id)
    there = coming_of(rows)
    before = {name_key(row.name): row for row in there if not row.name_follows}
    if desk.repeated:
        return Registered(stands_already(desk), tuple(before[key] for key in named if key in before), ())
    must_take_place(desk, conference)
    must_act_for(desk, [*named.values(), *nameless])
    if nameless:
        _must_need_no_name(conference)
    must_be_with_us(desk)
    _must_have_begun(desk, conference)
    if desk.answer is not None and desk.answer.state in {AnswerState.DECLINED, AnswerState.WITH_HOST}:
        must_be_current(desk)
    new = [*(person for key, person in named.items() if key not in before), *nameless]
    must_not_come(before.values(), new)
    if new:
        must_have_room(desk, conference, len(there) + len(new))
    known = [before[key] for key in named if key in before]
    _must_agree(known, named)
    notices = [notice for row in known for notice in _added_to(desk, row, named[name_key(row.name)])]
    whys = whys_of(desk, conference, rows, new, before=len(there))
    added = seat(desk, conference, new, whys, together=together)
    coming = [*there, *added]
    seen = desk.answer is None or desk.answer.revision == desk.entry.seen
    answer = keep_answer(desk, state=state_with(coming), final=final if seen else stands_final(desk))
    tell(desk, conference, [*notices, *welcome(added)], coming)
    record_answer(desk, answer, "conferences.registered", len(added))
    return Registered(answer, tuple(added), tuple(known))


@transaction.atomic
def complete_registration(*, actor: Actor, recipient_id: int, entry: Entry) -> Answer:
    """Nobody else comes: the registration is complete as it stands. Complete already: as it is.

    Raises ``Refused`` with ``register.nobody`` when nobody is coming, ``register.over``, ``register.forgotten``, or
    what ``open_desk`` raises.
    """
    desk, conference = open_conference(actor, recipient_id, entry, "complete")
    if desk.repeated:
        return stands_already(desk)
    must_take_place(desk, conference)
    coming = coming_of(registrations_of(conference, recipient_id))
    if not coming or desk.answer is None:
        raise nobody_named()
    if desk.answer.final:
        return desk.answer
    answer = keep_answer(desk, state=state_with(coming))
    tell(desk, conference, [], coming)
    record_answer(desk, answer, "conferences.completed", len(coming))
    return answer


@transaction.atomic
def change_registration(
    *,
    actor: Actor,
    registration_id: int,
    recipient_id: int,
    entry: Entry,
    person: PersonEntry,
    sequence: int,
    naming: bool = False,
) -> Registration:
    """Change a person who is coming. ``sequence`` is the one that the form was filled from.

    ``naming``: the form puts in a name that followed, which is taken after a strict deadline too.

    Raises ``Refused`` with ``registration.changed`` when somebody changed it meanwhile, ``registration.withdrawn``,
    ``registration.known`` when another person of that name is coming, ``deputy.late`` when another name is written over
    one after ``Conference.deputy_by`` (the office may), ``registration.person`` when somebody has to
    decide about who comes instead (the office may), ``register.over``, ``register.forgotten``, or what ``register``
    raises for a person.
    """
    clean = checked_person(person)
    said = ("change", registration_id, clean)
    desk, conference = open_conference(actor, recipient_id, entry, said, always=naming)
    rows = registrations_of(conference, recipient_id)
    row = next((row for row in rows if row.id == registration_id), None)
    if row is None:
        raise Http404
    if desk.repeated:
        return row
    must_take_place(desk, conference)
    coming = coming_of(rows)
    if row not in coming:
        raise Refused(
            "registration.withdrawn",
            _("%(name)s has been withdrawn meanwhile. Nothing was saved.") % {"name": row.called},
        )
    must_act_for(desk, (person_of(row), clean))
    if row.sequence != sequence or (naming and not row.name_follows):
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
    if not (row.name_follows or is_same(row.name, clean.name)):
        must_be_in_time(desk, conference)
    if row.replaces_id is not None:
        clean = replace(clean, represents=row.represents)
    other = not (is_same(row.name, clean.name) and name_key(row.represents) == name_key(clean.represents))
    if other:
        _must_be_entitled(desk, conference, rows, row, clean)
    notices = alter(desk, row, clean)
    if notices is None:
        return row
    if other and row.means.undecided:
        _look_anew(desk, conference, rows, row)
    answer = keep_answer(desk, state=state_with(coming), final=stands_final(desk))
    tell(desk, conference, notices, coming)
    record_answer(desk, answer, "conferences.registration_changed", 1)
    return row


def must_be_with_us(desk: Desk) -> None:
    """Raises ``Refused("register.host")`` where the host registers; the office may all the same."""
    if desk.ask.way == Way.HOST and not keyed_in(desk):
        raise Refused(
            "register.host",
            _("The host registers. Nothing was saved here. Please register with the host, and tell us that you did."),
        )


def _must_have_begun(desk: Desk, conference: Conference) -> None:
    """The office may enter somebody before registration begins."""
    begins = conference.register_from
    if begins is None or keyed_in(desk) or local_day(desk.now, conference.association) >= begins:
        return
    raise Refused(
        "register.before",
        _("Registration begins on %(day)s. Nothing was saved. Please come back then, or turn to %(contact)s.")
        % {"day": planned_day(begins), "contact": contact_line(desk.content, desk.issue.association)},
    )


def must_be_in_time(desk: Desk, conference: Conference) -> None:
    """Raises ``Refused("deputy.late")`` after the last day on which a house sends somebody else; the office may."""
    last = conference.deputy_by
    if last is None or keyed_in(desk) or local_day(desk.now, conference.association) <= last:
        return
    raise Refused(
        "deputy.late",
        _(
            "Deputies could be sent here until %(day)s. Nothing was saved. Please turn to %(contact)s: the office can "
            "still enter somebody else."
        )
        % {"day": planned_day(last), "contact": contact_line(desk.content, desk.issue.association)},
    )


def must_have_room(desk: Desk, conference: Conference, people: int) -> None:
    """Raises ``Refused``, ``register.many`` or ``register.house_full``, where so many of one organisation cannot be."""
    if people > LIMITS.registrations:
        raise Refused(
            "register.many",
            _("More than %(most)s people of one organisation cannot be registered. Nothing was saved.")
            % {"most": LIMITS.registrations},
        )
    if conference.per_house is None or people <= conference.per_house or keyed_in(desk):
        return
    said = ngettext(
        "At most %(most)s person of one organisation can be registered. Nothing was saved. Please turn to %(contact)s "
        "if more shall come.",
        "At most %(most)s people of one organisation can be registered. Nothing was saved. Please turn to %(contact)s "
        "if more shall come.",
        conference.per_house,
    )
    contact = contact_line(desk.content, desk.issue.association)
    raise Refused("register.house_full", said % {"most": conference.per_house, "contact": contact})


def whys_of(
    desk: Desk, conference: Conference, rows: Iterable[Registration], people: Sequence[PersonEntry], *, before: int
) -> list[CaseWhy | None]:
    """Why somebody has to decide about each of the people. ``rows``: whom the organisation has registered so far.

    A refusal holds until the office says otherwise: who was refused does not come in by a second registration.
    """
    whys = cases_of(conference, desk.recipient.organisation_id, people, before=before)
    refused = [row for row in rows if row.state == RegistrationState.REFUSED]
    if keyed_in(desk) or not refused:
        return whys
    cases = AdmissionCase.objects.filter(registration__in=refused).order_by("id")
    why_of = {case.registration_id: CaseWhy(case.why) for case in cases}

    def once_refused(person: PersonEntry) -> CaseWhy | None:
        return next((why_of.get(row.id) for row in refused if is_same(row.name, person.name)), None)

    return [why or once_refused(person) for person, why in zip(people, whys, strict=True)]


def _look_anew(desk: Desk, conference: Conference, rows: Iterable[Registration], row: Registration) -> None:
    """The case of somebody under review says why of who comes now. Also who is entitled stays under review."""
    before = sum(one.id < row.id and one.means.coming for one in rows)
    (why,) = whys_of(desk, conference, rows, [person_of(row)], before=before)
    AdmissionCase.objects.filter(registration=row, decision=Decision.OPEN).update(why=why or CaseWhy.EACH)


def _must_be_entitled(
    desk: Desk, conference: Conference, rows: Iterable[Registration], row: Registration, clean: PersonEntry
) -> None:
    """A place that was given to one person does not go to another about whom somebody has to decide."""
    if keyed_in(desk) or row.means.undecided:
        return
    (why,) = whys_of(desk, conference, rows, [clean], before=0)
    if why is not None:
        raise Refused(
            "registration.person",
            _(
                "Somebody has to decide whether %(name)s may come. Nothing was saved. Please withdraw %(before)s and "
                "register %(name)s. If it is the same person, spelt otherwise, please turn to %(contact)s."
            )
            % {
                "name": clean.name,
                "before": row.called,
                "contact": contact_line(desk.content, desk.issue.association),
            },
        )


def must_not_come(coming: Iterable[Registration], people: Iterable[PersonEntry]) -> None:
    """A deputy of somebody who is registered takes their place, and no second one."""
    there = list(coming)
    for person in people:
        represented = next((row for row in there if person.represents and is_same(row.name, person.represents)), None)
        if represented is not None:
            raise Refused(
                "deputy.there",
                _(
                    "%(represented)s is registered. Nothing was saved. If %(name)s comes instead, please choose “send "
                    "a deputy” beside the name of %(represented)s: then no second place is needed."
                )
                % {"represented": represented.name, "name": person.name},
            )


def _must_need_no_name(conference: Conference) -> None:
    """Where the person decides, a place without one would pass by the rule."""
    if conference.admission != Admission.ALL:
        raise Refused(
            "names.rule",
            _(
                "Here it depends on the person who is admitted, so no place can be kept without a name. Nothing was "
                "saved. Please register each person as soon as the name is known."
            ),
        )


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
