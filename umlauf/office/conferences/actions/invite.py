"""Invite people beside the members: enter them, send and remind, give more time, renew a link, take somebody out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import CHUNK, queue
from umlauf.ground.audit.chain import record
from umlauf.ground.audit.erasure import erase_with
from umlauf.ground.audit.events import Erasure
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import machine_now, office_now, office_today
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.tasks import enqueue
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.invitee_access import get_group_for, lock_for_guests, lock_invitee, not_signed
from umlauf.office.conferences.invitee_deadlines import InviteeGate, gate_of
from umlauf.office.conferences.invitee_entries import InviteeEntry
from umlauf.office.conferences.invitee_mailing import invitation_message
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee, InviteeForm
from umlauf.office.conferences.queries import final_day, takes_place
from umlauf.office.responses.access import names_somebody, one_line
from umlauf.office.responses.queries import local_day


@transaction.atomic
def invite(*, actor: Actor, conference_id: int, group_id: int, people: Sequence[InviteeEntry]) -> list[Invitee]:
    """Enter people of a group. No mail goes out: that is released by itself. Empty entries are left out.

    Whoever stands in the group already just like that is left out too, as after a double click. Raises ``Refused`` with
    ``invitee.nobody``, ``invitee.name``, ``invitee.twice``, ``invitee.known`` (says where), ``invitee.many``, what
    ``lock_for_guests`` raises, ``address.*``, ``circular.long`` or ``circular.characters``, and ``Http404``.
    """
    clean = [_checked(person) for person in people if any((person.name, person.function, person.house, person.email))]
    if not clean:
        raise Refused("invitee.nobody", _("Nobody is named. Please write who is invited."))
    _must_be_once(clean)
    conference = lock_for_guests(actor, conference_id)
    group = get_group_for(actor, conference.id, group_id)
    there = {_words_of(one) for one in group.invitees.filter(purged_at=None)}
    clean = [person for person in clean if (person.name, person.function, person.house, person.email) not in there]
    if not clean:
        return []
    known = Invitee.objects.filter(group__conference=conference, purged_at=None)
    _must_be_new(known.exclude(email="").select_related("group"), clean)
    if known.count() + len(clean) > LIMITS.invitees:
        raise Refused(
            "invitee.many",
            _("Up to %(most)s people can be invited beside the members. Nobody was entered.")
            % {"most": LIMITS.invitees},
        )
    added = Invitee.objects.bulk_create(
        Invitee(
            association_id=conference.association_id,
            group=group,
            name=person.name,
            function=person.function,
            house=person.house,
            email=person.email,
            language=person.language,
        )
        for person in clean
    )
    _record(actor, "conferences.guests_entered", group, len(added))
    return added


@transaction.atomic
def send_invitations(*, actor: Actor, conference_id: int, group_id: int, count: int) -> int:
    """Release the mail to all of a group who have none yet and an address; the worker queues it.

    ``count`` is what stood on the button. Returns how many there are; nobody left: 0. Raises ``Refused`` with
    ``invitee.count`` (there are more or fewer by now), ``invitee.unsigned``, and what ``lock_for_guests`` raises.
    """
    group = _lock_group(actor, conference_id, group_id)
    waiting = group.invitees.filter(invited_at=None, purged_at=None).exclude(email="")
    return _release(actor, group, waiting, count, {"invited_at": office_now()}, "conferences.invitations_sent")


@transaction.atomic
def remind_invitees(*, actor: Actor, conference_id: int, group_id: int, count: int) -> int:
    """Release a reminder to all of a group who were invited and have not answered. As ``send_invitations``.

    Raises ``Refused`` with ``remind.closed`` too, once the deadline has passed.
    """
    group = _lock_group(actor, conference_id, group_id)
    silent = [one.id for one in silent_of(group)]
    if count and not silent:
        raise Refused(
            "remind.closed",
            _("Nobody of those can answer any more, or all have. No reminder was sent."),
        )
    rows = group.invitees.filter(id__in=silent)
    return _release(actor, group, rows, count, {"reminded_at": office_now()}, "conferences.guests_reminded")


def silent_of(group: InvitedGroup) -> list[Invitee]:
    """Who was invited and has said nothing, of those that can be reminded: their mail went out on a day before, and
    they can answer still.
    """
    silent = group.invitees.filter(invited_at__isnull=False, answered_at=None, purged_at=None, queued_at__isnull=False)
    rows = list(silent.exclude(email="").select_related("group"))
    conference, now = group.conference, office_now()
    association, answering = conference.association, {InviteeGate.OPEN, InviteeGate.BEFORE}
    today = local_day(now, association)
    before = (one for one in rows if local_day(_last_written(one), association) < today)
    return [one for one in before if gate_of(one, conference, now) in answering]


@transaction.atomic
def extend_invitee(*, actor: Actor, conference_id: int, invitee_id: int, until: dt.date, reason: str) -> Invitee:
    """Give somebody more time than their group has, for a reason. The same again: no change.

    Raises ``Refused`` with ``invitee.reason``, ``extension.date`` (past, within the group's deadline, or
    after the conference), what ``lock_invitee`` raises, and ``circular.long`` or ``circular.characters``.
    """
    clean = one_line(reason)
    if not names_somebody(clean):
        raise Refused("invitee.reason", _("The reason is missing. Nothing was saved. Please write why."))
    check_length(_("Reason"), clean, LIMITS.note)
    check_characters(_("Reason"), clean)
    conference, invitee = lock_invitee(actor, conference_id, invitee_id)
    by = invitee.group.register_by
    if until < office_today(conference.association) or (by is not None and until < by):
        raise Refused("extension.date", _("That is no more time than they have. Please choose a later day."))
    if until > final_day(conference):
        raise Refused(
            "extension.date",
            _("The conference is over after %(day)s. Please choose an earlier day.")
            % {"day": long_day(final_day(conference))},
        )
    if (invitee.until, invitee.until_reason) == (until, clean):
        return invitee
    invitee.until, invitee.until_reason = until, clean
    invitee.save(update_fields=["until", "until_reason"])
    _record_one(actor, "conferences.guest_extended", invitee, str(until))
    return invitee


@transaction.atomic
def renew_invitee_link(*, actor: Actor, conference_id: int, invitee_id: int, generation: int) -> Invitee:
    """End the link of an invitation that was sent, and send it anew. ``generation``: of the link that the form showed.

    Raises ``Refused`` with ``link.generation`` (somebody was first), ``invitee.unsent`` (there is none yet, or no
    address), and what ``lock_invitee`` raises.
    """
    _conference, invitee = lock_invitee(actor, conference_id, invitee_id)
    if invitee.invited_at is None:
        raise Refused("invitee.unsent", _("The invitation was not sent yet, so there is no link to renew."))
    if not invitee.email:
        raise Refused(
            "invitee.unsent",
            _("No address is known, so no link can be sent. Nothing was changed. Please enter an address first."),
        )
    if invitee.link_generation != generation:
        raise Refused("link.generation", _("Somebody has renewed this link meanwhile. Nothing more was done."))
    invitee.link_generation += 1
    invitee.queued_at = None
    invitee.save(update_fields=["link_generation", "queued_at"])
    enqueue("conferences.invite", invitee.group_id, association_id=invitee.association_id)
    _record_one(actor, "conferences.guest_link_renewed", invitee)
    return invitee


@transaction.atomic
def change_invitee(*, actor: Actor, conference_id: int, invitee_id: int, entry: InviteeEntry) -> Invitee:
    """Set right who somebody is or where mails go. Their link stays, and no mail goes out by this.

    Raises as ``invite`` does for one of them.
    """
    clean = _checked(entry)
    conference, invitee = lock_invitee(actor, conference_id, invitee_id)
    wanted = (clean.name, clean.function, clean.house, clean.email, clean.language)
    if wanted == (invitee.name, invitee.function, invitee.house, invitee.email, invitee.language):
        return invitee
    others = Invitee.objects.filter(group__conference=conference, purged_at=None).exclude(id=invitee.id)
    _must_be_new(others.exclude(email="").select_related("group"), [clean])
    invitee.name, invitee.function, invitee.house, invitee.email, invitee.language = wanted
    invitee.save(update_fields=["name", "function", "house", "email", "language"])
    _record_one(actor, "conferences.guest_changed", invitee)
    return invitee


@transaction.atomic
def take_out(*, actor: Actor, conference_id: int, invitee_id: int) -> None:
    """Take somebody out to whom no invitation was sent, and who has not answered either.

    Raises ``Refused`` with ``invitee.sent``, and what ``lock_invitee`` raises.
    """
    _conference, invitee = lock_invitee(actor, conference_id, invitee_id)
    if invitee.invited_at is not None or invitee.answered_at is not None:
        raise Refused(
            "invitee.sent",
            _("The invitation was sent or answered already, so it stays. Please enter that they do not take part."),
        )
    group, subject = invitee.group, f"conferences.Invitee:{invitee.id}"
    erase_with(Erasure.WITH_ANSWER, association_id=invitee.association_id, subjects=[subject])
    InviteeForm.objects.filter(invitee=invitee).delete()
    invitee.delete()
    _record(actor, "conferences.guest_taken_out", group, 1)


@transaction.atomic
def queue_invitations(*, group_id: int) -> bool:
    """Queue the next of the mails that were released for a group. False when there is nobody left.

    Nobody is reminded who has answered since.

    None goes out once the conference is over or was cancelled. Queued twice, a mail is the same message.
    """
    group = InvitedGroup.objects.select_for_update(of=("self",), no_key=True).get(id=group_id)
    group = InvitedGroup.objects.select_related("conference__association", "conference__circular").get(id=group.id)
    waiting = group.invitees.filter(invited_at__isnull=False, queued_at=None, purged_at=None).order_by("id")
    rows = list(waiting.select_for_update(no_key=True)[:CHUNK])
    issue, now = get_issue(group.conference.circular), office_now()
    if issue is not None and takes_place(group.conference, now):
        content = content_now(issue)
        for row in rows:
            row.group = group
        messages = (invitation_message(row, issue, content, at=now) for row in rows if not _needs_none(row))
        queue(group.association_id, [message for message in messages if message])
    Invitee.objects.filter(id__in=[row.id for row in rows]).update(queued_at=machine_now())
    return len(rows) == CHUNK


def _lock_group(actor: Actor, conference_id: int, group_id: int) -> InvitedGroup:
    conference = lock_for_guests(actor, conference_id)
    if get_issue(conference.circular) is None:
        raise not_signed()
    group = get_group_for(actor, conference.id, group_id)
    group.conference = conference
    return group


def _release(
    actor: Actor, group: InvitedGroup, rows: Iterable[Invitee], count: int, values: dict[str, dt.datetime], event: str
) -> int:
    ids = [row.id for row in rows]
    if not ids:
        return 0
    if len(ids) != count:
        raise Refused(
            "invitee.count",
            _("There are %(count)s people by now. Nothing was sent. Please look at it and send it again.")
            % {"count": len(ids)},
        )
    Invitee.objects.filter(id__in=ids).update(**values, queued_at=None)
    enqueue("conferences.invite", group.id, association_id=group.association_id)
    _record(actor, event, group, len(ids))
    return len(ids)


def _needs_none(invitee: Invitee) -> bool:
    """Whether somebody has answered since a reminder was released: they have their link. A new one goes out."""
    if invitee.answered_at is None or invitee.reminded_at is None:
        return False
    return Message.objects.filter(key__startswith=f"invitee:{invitee.id}:{invitee.link_generation}:").exists()


def _words_of(invitee: Invitee) -> tuple[str, str, str, str]:
    return invitee.name, invitee.function, invitee.house, invitee.email


def _last_written(invitee: Invitee) -> dt.datetime:
    written = invitee.reminded_at or invitee.invited_at
    return written or office_now()


def _checked(entry: InviteeEntry) -> InviteeEntry:
    clean = replace(
        entry,
        name=one_line(entry.name),
        function=one_line(entry.function),
        house=one_line(entry.house),
        email=check_address(entry.email) if entry.email.strip() else "",
    )
    if not names_somebody(clean.name) and not names_somebody(clean.house):
        raise Refused("invitee.name", _("A name is missing. Please write who is invited: a person or an organisation."))
    for label, text, most in (
        (_("Name"), clean.name, LIMITS.person),
        (_("Function"), clean.function, LIMITS.function),
        (_("Organisation"), clean.house, LIMITS.name),
    ):
        check_length(label, text, most)
        check_characters(label, text)
    return clean


def _must_be_once(people: Sequence[InviteeEntry]) -> None:
    counted = Counter(person.email.casefold() for person in people if person.email)
    twice = [email for email, count in counted.items() if count > 1]
    if twice:
        raise Refused(
            "invitee.twice",
            _("%(email)s stands here twice. Nobody was entered. Please enter each address once.") % {"email": twice[0]},
        )


def _must_be_new(known: Iterable[Invitee], people: Sequence[InviteeEntry]) -> None:
    groups = {one.email.casefold(): one.group.name for one in known}
    for person in people:
        if person.email and person.email.casefold() in groups:
            raise Refused(
                "invitee.known",
                _("%(email)s is invited already, in the group “%(group)s”. Nothing was saved.")
                % {"email": person.email, "group": groups[person.email.casefold()]},
            )


def _record(actor: Actor, event: str, group: InvitedGroup, people: int) -> None:
    conference: Conference = group.conference
    label = f"{conference.title}: {group.name} ({people})"
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=label)


def _record_one(actor: Actor, event: str, invitee: Invitee, said: str = "") -> None:
    """With the invitee, so that it is forgotten with them."""
    label = ", ".join(filter(None, (invitee.title, said)))
    record(actor, event, subject=f"conferences.Invitee:{invitee.id}", label=label)
