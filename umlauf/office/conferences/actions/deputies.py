"""Send somebody in the place of a person who cannot come, and take that back: a deputy takes the place, not a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.desk import (
    must_take_place,
    open_conference,
    record_answer,
    stands_final,
    tell,
)
from umlauf.office.conferences.actions.forum_seats import free_seats, hand_on_seats
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.register import must_be_in_time, must_not_come, whys_of
from umlauf.office.conferences.actions.seats import (
    coming_of,
    drop_cases,
    leave,
    open_cases,
    state_with,
    welcome,
)
from umlauf.office.conferences.actions.security_purge import forget_entries
from umlauf.office.conferences.enums import ASKING_AGAIN, CaseWhy, Decision, OfferOutcome, RegistrationState
from umlauf.office.conferences.front_office import must_act_for
from umlauf.office.conferences.mailing import News, Notice
from umlauf.office.conferences.models import Conference, Party, Registration
from umlauf.office.conferences.offers import close_offers, hand_on_offer, open_offers
from umlauf.office.conferences.people import (
    PersonEntry,
    checked_person,
    details_of,
    is_same,
    may_be_undone,
    may_represent,
    name_key,
    person_of,
)
from umlauf.office.conferences.queries import registrations_of, takes_place
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.wording import contact_line


@transaction.atomic
def send_deputy(
    *, actor: Actor, registration_id: int, recipient_id: int, entry: Entry, person: PersonEntry, sequence: int
) -> Registration:
    """Somebody comes in the place of a person who is coming, and has their place, or their rank on the waiting list.

    ``sequence`` is that of the registration which the form showed. ``represents`` of the person is not asked: they come
    for whom the place is. Where somebody has to decide about them, the place is kept until then (``STAND_IN``). Taken
    also after a strict deadline, until ``Conference.deputy_by``, by the office later too. Raises ``Refused`` with
    ``deputy.late``, ``deputy.sent`` (somebody was first), ``deputy.gone``,
    ``deputy.name`` (a place without one), ``deputy.same``, ``deputy.known`` (has a place of their own), ``deputy.back``
    (sent the deputy who now cannot come), ``offer.lapsed`` (their time is over), ``registration.changed``,
    ``register.principals``, ``register.over``, ``register.forgotten``, what ``open_desk`` raises, or what ``register``
    raises for the fields of a person; and ``Http404``.
    """
    clean = checked_person(person)
    desk, conference = open_conference(actor, recipient_id, entry, ("send", registration_id, clean), always=True)
    rows = registrations_of(conference, recipient_id)
    before = _one_of(rows, registration_id)
    if desk.repeated:
        return _sent_for(rows, before)[-1]
    must_take_place(desk, conference)
    must_be_in_time(desk, conference)
    deputy = replace(clean, represents=before.represents or before.name)
    must_act_for(desk, (person_of(before), deputy))
    _must_be_coming(rows, before)
    _must_be_as_seen(before, sequence)
    _must_be_kept(desk, before)
    _must_be_free(rows, before, deputy)
    row, notices = _take_over(desk, conference, rows, before, deputy)
    coming = coming_of([*rows, row])
    answer = keep_answer(desk, state=state_with(coming), final=stands_final(desk))
    tell(desk, conference, notices, coming, [before])
    record_answer(desk, answer, "conferences.deputy_sent", 1)
    return row


@transaction.atomic
def undo_deputy(*, actor: Actor, registration_id: int, recipient_id: int, entry: Entry, sequence: int) -> Registration:
    """Whoever sent a deputy comes after all, with the place that the deputy has; the deputy is withdrawn.

    ``registration_id`` and ``sequence`` are those of the deputy. The place of a deputy who was refused has gone to who
    waits: then the person waits too, as from the day they registered, if none is free. Raises ``Refused`` with
    ``deputy.chain`` (the deputy has sent another one), ``deputy.gone``, ``deputy.back`` (they come already, or have
    sent somebody else since),
    ``registration.known``, ``registration.changed``, ``register.principals``, ``register.over``,
    ``register.forgotten``, or what ``open_desk`` raises; and ``Http404``.
    """
    desk, conference = open_conference(actor, recipient_id, entry, ("back", registration_id), always=True)
    rows = registrations_of(conference, recipient_id)
    row = _one_of(rows, registration_id)
    back = _one_of(rows, row.replaces_id)
    if desk.repeated:
        return back
    must_take_place(desk, conference)
    must_act_for(desk, (person_of(row), person_of(back)))
    _must_be_undone(rows, row, back)
    _must_be_as_seen(row, sequence)
    notices = _give_back(desk, conference, row, back)
    coming = coming_of(registrations_of(conference, recipient_id))
    answer = keep_answer(desk, state=state_with(coming), final=stands_final(desk))
    tell(desk, conference, notices, coming, [row])
    record_answer(desk, answer, "conferences.deputy_undone", 1)
    return back


def _take_over(
    desk: Desk, conference: Conference, rows: Sequence[Registration], before: Registration, deputy: PersonEntry
) -> tuple[Registration, list[Notice]]:
    (why,) = whys_of(desk, conference, rows, [deputy], before=0)
    state = before.state
    if before.means.undecided:
        why = why or CaseWhy.EACH  # nobody passes by a decision by sending somebody else
    elif why is not None:
        state = RegistrationState.STAND_IN if before.means.counts else RegistrationState.REVIEW
        close_offers([before], OfferOutcome.TAKEN, desk.now)
    drop_cases([before])
    gone, party = Notice(before, News.REPLACED, admitted=before.means.calendar), before.party
    _become(before, RegistrationState.REPLACED)
    row = Registration.objects.create(
        association_id=conference.association_id,
        conference=conference,
        recipient=desk.recipient,
        name=deputy.name,
        function=deputy.function,
        email=deputy.email,
        represents=deputy.represents,
        state=state,
        channel=desk.entry.channel,
        by_name=desk.entry.name,
        by_email=desk.entry.email,
        at=desk.now,
        queued_at=before.queued_at,
        priority=before.priority,
        priority_reason=before.priority_reason,
        party=party,
        replaces=before,
    )
    hand_on_offer(before, row)
    hand_on_seats(before, row)
    open_cases([row], [why])
    with translation.override(desk.content.language):
        instead = _("You come in place of %(other)s.") if row.email else _("%(name)s comes in place of %(other)s.")
        in_place = _("%(other)s comes in your place.") if before.email else _("%(other)s comes in place of %(name)s.")
        told = _with(gone, in_place, row.name)
        return row, [told, *(_with(one, instead, before.name) for one in welcome([row]))]


def _give_back(desk: Desk, conference: Conference, row: Registration, back: Registration) -> list[Notice]:
    """The deputy goes, the person has what the deputy had; what is free then goes to who waits."""
    had = RegistrationState.OFFERED if row.state == RegistrationState.OFFERED else RegistrationState.ADMITTED
    state, party = had if row.means.counts else RegistrationState.WAITING, row.party
    hand_on_offer(row, back)
    hand_on_seats(row, back)
    gone = [replace(one, news=News.WITHDRAWN) for one in leave([row], desk.now)] if row.means.coming else []
    last = back.cases.last()
    if last is not None and last.decision == Decision.DROPPED:
        kept = state != RegistrationState.WAITING and back.replaces_id is not None
        _become(back, RegistrationState.STAND_IN if kept else RegistrationState.REVIEW, party)
        open_cases([back], [CaseWhy(last.why)])
    else:
        _become(back, state, party)
    if not back.means.counts:
        free_seats([back])
    moved = move_up(conference, desk.now, fresh={back.id}) if takes_place(conference, desk.now) else []
    mine_moved = next((one.registration for one in moved if one.registration.id == back.id), back)
    back.state, back.sequence = mine_moved.state, mine_moved.sequence
    with translation.override(desk.content.language):
        after_all = _("%(other)s comes after all.")
        no_longer = (
            _("%(other)s no longer comes in your place.")
            if back.email
            else _("%(other)s no longer comes in place of %(name)s.")
        )
        mine = [_with(one, no_longer, row.name) for one in welcome([back])]
        others = [one for one in moved if one.registration.id != back.id]
        return [*(_with(one, after_all, back.name) for one in gone), *mine, *others]


def _with(notice: Notice, said: str, other: str) -> Notice:
    """The notice with a sentence on the other person."""
    return replace(notice, reason=said % {"name": notice.registration.name, "other": other})


def _become(row: Registration, state: RegistrationState, party: Party | None = None) -> None:
    row.state, row.party = state, party
    row.sequence += 1
    row.save(update_fields=["state", "party", "sequence"])
    if not row.means.coming:
        forget_entries(Q(registration=row))


def _one_of(rows: Iterable[Registration], registration_id: int | None) -> Registration:
    row = next((row for row in rows if row.id == registration_id), None)
    if row is None:
        raise Http404
    return row


def _sent_for(rows: Iterable[Registration], before: Registration) -> list[Registration]:
    """All deputies that were ever sent for somebody, the last one last."""
    return [row for row in rows if row.replaces_id == before.id]


def _must_be_coming(rows: Sequence[Registration], before: Registration) -> None:
    if before.state == RegistrationState.REPLACED:
        raise Refused(
            "deputy.sent",
            _(
                "%(deputy)s already comes in place of %(name)s. Nothing was saved. If somebody else shall come now, "
                "please send them in place of %(deputy)s, or let %(name)s come after all first."
            )
            % {"deputy": _sent_for(rows, before)[-1].name, "name": before.name},
        )
    if before.name_follows:
        raise Refused(
            "deputy.name",
            _("This place has no name yet. Nothing was saved. Please put in the name of who comes."),
        )
    if not before.means.coming:
        raise Refused(
            "deputy.gone",
            _("%(name)s does not come any more. Nothing was saved. Please register who comes instead.")
            % {"name": before.name},
        )


def _must_be_kept(desk: Desk, before: Registration) -> None:
    """A place that is offered is nobody's after its time, also where that was not noticed yet."""
    offer = open_offers([before]).get(before.id)
    if offer is not None and offer.expires_at <= desk.now:
        raise Refused(
            "offer.lapsed",
            _(
                "The time for which the place of %(name)s was kept is over. Nothing was saved. If somebody still wants "
                "to come, please turn to %(contact)s."
            )
            % {"name": before.name, "contact": contact_line(desk.content, desk.issue.association)},
        )


def must_represent_alone(asking: Iterable[Registration], rows: Sequence[Registration]) -> None:
    """Raises ``Refused``, ``deputy.back`` or ``deputy.there``, where a deputy who asks again would have a second place
    beside whom they were sent for, or beside another deputy.
    """
    for row in asking:
        if not may_represent(row, rows):
            raise Refused(
                "deputy.back",
                _(
                    "%(represented)s comes, or has sent somebody else. Nothing was changed. If %(name)s shall come as "
                    "well, please register %(name)s anew."
                )
                % {"name": row.name, "represented": row.represents},
            )
        must_not_come(coming_of(rows), [person_of(row)])


def _must_be_free(rows: Sequence[Registration], before: Registration, deputy: PersonEntry) -> None:
    """A deputy is somebody else, and has no place yet."""
    said = {"deputy": deputy.name, "name": before.name}
    if is_same(before.name, deputy.name):
        raise Refused(
            "deputy.same",
            _("%(name)s cannot come for %(name)s. Nothing was saved. Please choose “change” to spell a name otherwise.")
            % said,
        )
    if any(name_key(row.name) == name_key(deputy.name) for row in coming_of(rows)):
        raise Refused(
            "deputy.known",
            _("%(deputy)s is registered already. Nothing was saved. Please withdraw %(name)s, or name somebody else.")
            % said,
        )
    known = {row.id: row for row in rows}
    earlier = known.get(before.replaces_id or 0)
    while earlier is not None:
        if is_same(earlier.name, deputy.name):
            raise Refused(
                "deputy.back",
                _(
                    "%(deputy)s has sent a deputy. Nothing was saved. If %(deputy)s comes after all, please take that "
                    "back beside the name of the deputy."
                )
                % said,
            )
        earlier = known.get(earlier.replaces_id or 0)


def _must_be_undone(rows: Sequence[Registration], row: Registration, back: Registration) -> None:
    said = {"deputy": row.name, "name": back.name}

    def refused(code: str, sentence: str, **more: str) -> Refused:
        return Refused(code, sentence % {**said, **more})

    if row.state == RegistrationState.REPLACED:
        sentence = _(
            "%(other)s comes in place of %(deputy)s. Nothing was changed. Please take that back first, then %(name)s "
            "can come after all."
        )
        raise refused("deputy.chain", sentence, other=_sent_for(rows, row)[-1].name)
    if row.state in ASKING_AGAIN:
        sentence = _(
            "%(deputy)s does not come any more, and the place was given on. Nothing was changed. Please register "
            "%(name)s anew."
        )
        raise refused("deputy.gone", sentence)
    if not may_be_undone(row, back, rows):
        raise refused("deputy.back", _("%(name)s is no longer represented by %(deputy)s. Nothing was changed."))
    if any(name_key(one.name) == name_key(back.name) for one in coming_of(rows)):
        raise refused("registration.known", _("%(name)s is registered already. Nothing was saved."))


def _must_be_as_seen(row: Registration, sequence: int) -> None:
    if row.sequence == sequence:
        return
    raise Refused(
        "registration.changed",
        _(
            "This registration has been changed meanwhile; it is now: %(person)s. What you entered is still here "
            "and has not been saved. Please check whether it still applies, and then send it again."
        )
        % {"person": details_of(row)},
    )
