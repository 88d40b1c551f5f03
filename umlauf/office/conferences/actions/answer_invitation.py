"""What somebody says who was invited beside the members: they come, who of them does not, or nobody does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.seats import alter, coming_of, leave, seat, welcome
from umlauf.office.conferences.enums import CaseWhy, GroupAdmission
from umlauf.office.conferences.invitee_access import open_invitee_desk
from umlauf.office.conferences.invitee_deadlines import InviteeGate, deadline_in_words, gate_of, in_words
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.invitee_mailing import invitee_receipt
from umlauf.office.conferences.mailing import Notice, headline_of_all, line_of, messages_of
from umlauf.office.conferences.models import Invitee, Registration
from umlauf.office.conferences.people import PersonEntry, checked_people, completed, differs, name_key, person_of
from umlauf.office.conferences.queries import last_day, registered_by, takes_place, waiting_places_of
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import KEYED_IN
from umlauf.office.responses.queries import local_day
from umlauf.office.responses.wording import contact_line


@transaction.atomic
def accept_invitation(*, actor: Actor, invitee_id: int, entry: Entry, people: Sequence[PersonEntry]) -> Invitee:
    """Register those who come by an invitation. Whoever is coming already is not doubled.

    Raises ``Refused`` with ``register.nobody``, ``register.name``, ``register.many``, ``register.twice``,
    ``register.known``, ``invitee.places`` (more than the invitation is for; for the office it becomes a case),
    ``invitee.before``, ``invitee.over``, ``register.over``, ``register.forgotten``, ``answer.changed`` (they have
    declined meanwhile), or what ``open_invitee_desk`` raises.
    """
    named = checked_people(people)
    said = ("register", tuple(named.values()))
    desk = open_invitee_desk(actor=actor, invitee_id=invitee_id, entry=entry, said=said)
    if desk.repeated:
        return desk.invitee
    must_register(desk)
    before = {name_key(row.name): row for row in coming_of(registered_by(desk.invitee))}
    if desk.invitee.answered_at is not None and not before:
        _must_be_current(desk)
    new = [person for key, person in named.items() if key not in before]
    must_be_for(desk, len(before), len(new))
    notices = [notice for key, row in before.items() if key in named for notice in _added_to(desk, row, named[key])]
    added = seat(desk, desk.conference, new, whys_of_guests(desk, len(before), len(new)))
    return _kept(desk, [*notices, *welcome(added)], [*before.values(), *added], "conferences.guest_registered")


@transaction.atomic
def withdraw_guests(*, actor: Actor, invitee_id: int, entry: Entry, registration_ids: Collection[int]) -> Invitee:
    """Withdraw those of an invitation who do not come after all; who waits moves up.

    Raises ``Refused`` with ``withdraw.nobody``, ``register.over``, ``register.forgotten``, or what
    ``open_invitee_desk`` raises.
    """
    said = ("withdraw", sorted(registration_ids))
    desk = open_invitee_desk(actor=actor, invitee_id=invitee_id, entry=entry, said=said)
    if desk.repeated:
        return desk.invitee
    _must_take_place(desk)
    if not registration_ids:
        raise Refused("withdraw.nobody", _("Nobody is chosen. Nothing was changed. Please choose who does not come."))
    rows = registered_by(desk.invitee)
    if not {row.id for row in rows}.issuperset(registration_ids):
        raise Http404
    gone = [row for row in coming_of(rows) if row.id in set(registration_ids)]
    if not gone:
        return desk.invitee
    return _let_go(desk, gone, "conferences.guest_withdrawn")


@transaction.atomic
def decline_invitation(*, actor: Actor, invitee_id: int, entry: Entry) -> Invitee:
    """They do not take part; whoever was coming is withdrawn.

    Raises ``Refused`` with ``answer.changed``, ``register.over``, ``register.forgotten``, or what
    ``open_invitee_desk`` raises.
    """
    desk = open_invitee_desk(actor=actor, invitee_id=invitee_id, entry=entry, said="decline")
    if desk.repeated:
        return desk.invitee
    _must_take_place(desk)
    _must_be_current(desk)
    return _let_go(desk, coming_of(registered_by(desk.invitee)), "conferences.guest_declined")


def _let_go(desk: InviteeDesk, gone: Sequence[Registration], event: str) -> Invitee:
    notices = leave(gone, desk.now)
    if gone and takes_place(desk.conference, desk.now):
        notices += move_up(desk.conference, desk.now)
    left = coming_of(registered_by(desk.invitee))
    return _kept(desk, notices, left, event, gone)


def _kept(
    desk: InviteeDesk,
    notices: Sequence[Notice],
    coming: Sequence[Registration],
    event: str,
    gone: Sequence[Registration] = (),
) -> Invitee:
    """Keep that they answered, tell everybody, and record it."""
    invitee = desk.invitee
    invitee.answered_at = desk.now
    invitee.revision += 1
    invitee.save(update_fields=["answered_at", "revision"])
    _tell(desk, notices, coming, gone)
    label = ", ".join(filter(None, (invitee.title, str(len(coming)))))
    record(desk.actor, event, subject=f"conferences.Invitee:{invitee.id}", label=label)
    return invitee


def _tell(
    desk: InviteeDesk, notices: Sequence[Notice], coming: Sequence[Registration], gone: Sequence[Registration]
) -> None:
    """A mail for each notice, and a receipt for who said it; none any more once it is over or was cancelled."""
    if not takes_place(desk.conference, desk.now):
        return
    places = waiting_places_of([*coming, *(notice.registration for notice in notices)])
    messages = messages_of(
        notices, conference=desk.conference, issue=desk.issue, content=desk.content, places=places, at=desk.now
    )
    with translation.override(desk.invitee.language):
        headline = headline_of_all(coming) if coming else _("Noted: you do not take part.")
        lines = [line_of(row, places.get(row.id, 0)) for row in (*coming, *gone)]
        receipt = invitee_receipt(desk, headline=headline, lines=lines)
    queue(desk.conference.association_id, [*messages, receipt] if receipt else messages)


def whys_of_guests(desk: InviteeDesk, before: int, new: int) -> list[CaseWhy | None]:
    """Why somebody has to decide about each of the new people."""
    if desk.group.admission == GroupAdmission.CASE:
        return [CaseWhy.EACH] * new
    most = desk.group.per_invitee
    return [CaseWhy.OVER_LIMIT if before + number > most else None for number in range(1, new + 1)]


def _added_to(desk: InviteeDesk, row: Registration, given: PersonEntry) -> list[Notice]:
    """What becomes of somebody who is registered once more: what was not known is taken, nothing is taken away."""
    known = person_of(row)
    if differs(known, given):
        raise Refused(
            "register.known",
            _("%(name)s is registered already, with other details. Nothing was saved. Please withdraw them first.")
            % {"name": row.name},
        )
    return alter(desk, row, completed(known, given)) or []


def must_be_for(desk: InviteeDesk, before: int, new: int) -> None:
    """Raises ``Refused("invitee.places")`` where an invitation is for fewer people."""
    most = LIMITS.registrations if _keyed_in(desk) else desk.group.per_invitee
    if not new or before + new <= most:
        return
    said = ngettext(
        "This invitation is for %(most)s person. Nothing was saved. Please turn to %(contact)s if more shall come.",
        "This invitation is for %(most)s people. Nothing was saved. Please turn to %(contact)s if more shall come.",
        most,
    )
    raise Refused("invitee.places", said % {"most": most, "contact": _contact(desk)})


def must_register(desk: InviteeDesk) -> None:
    """Registering has its time; the office may enter somebody before it and after it.

    Raises ``Refused`` with ``invitee.before``, ``invitee.over``, ``register.over`` or ``register.forgotten``.
    """
    _must_take_place(desk)
    gate = gate_of(desk.invitee, desk.conference, desk.now)
    if _keyed_in(desk) or gate == InviteeGate.OPEN:
        return
    if gate == InviteeGate.BEFORE:
        begins = in_words(desk.group.register_from, desk.group.register_from_time)
        raise Refused(
            "invitee.before",
            _("Registration begins on %(day)s. Nothing was saved. Please come back then, by the same link.")
            % {"day": begins},
        )
    raise Refused(
        "invitee.over",
        _("The deadline was %(day)s. Nothing was saved. Please turn to %(contact)s if you still want to come.")
        % {"day": deadline_in_words(desk.invitee), "contact": _contact(desk)},
    )


def _must_take_place(desk: InviteeDesk) -> None:
    """Once it is over, or cancelled, only the office still sets right who was there, until the names are deleted."""
    if local_day(desk.now, desk.conference.association) > last_day(desk.conference):
        raise Refused(
            "register.forgotten",
            _("The conference is long over and the names are deleted. Nothing can be changed any more."),
        )
    if _keyed_in(desk):
        return
    gate = gate_of(desk.invitee, desk.conference, desk.now)
    if gate == InviteeGate.ENDED:
        said = _("The conference is over. Nothing was changed. Please turn to %(contact)s.")
    elif gate == InviteeGate.CANCELLED:
        said = _("The conference was cancelled. Nothing was changed. Please turn to %(contact)s.")
    else:
        return
    raise Refused("register.over", said % {"contact": _contact(desk)})


def _must_be_current(desk: InviteeDesk) -> None:
    if desk.invitee.revision != desk.entry.seen:
        raise Refused(
            "answer.changed",
            _(
                "This invitation was answered meanwhile, in another window or by somebody else. What you entered is "
                "still here and has not been saved. Please check whether it still applies, and then send it again."
            ),
        )


def _keyed_in(desk: InviteeDesk) -> bool:
    return desk.entry.channel in KEYED_IN


def _contact(desk: InviteeDesk) -> str:
    return contact_line(desk.content, desk.conference.association)
