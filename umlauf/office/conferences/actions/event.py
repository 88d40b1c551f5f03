"""Change and cancel a conference, and say who invites: in the draft, and after the circular was sent."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.actions.annex import renew_annex
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.conferences.access import lock_event
from umlauf.office.conferences.actions.annexes import FORM, PROGRAMME, attach_form, renew_programme
from umlauf.office.conferences.actions.announce import Tell, announce, told_already
from umlauf.office.conferences.actions.security_purge import end_checks, record_end
from umlauf.office.conferences.enums import COMING, AnnouncementKind, Circle, ConferenceStatus
from umlauf.office.conferences.event_entries import (
    EventEntry,
    HostEntry,
    check_ahead,
    checked_event,
    checked_hosts,
    differences,
    entry_of,
    paragraphs,
    state_of_event,
    state_of_hosts,
)
from umlauf.office.conferences.models import Conference, Host
from umlauf.office.conferences.queries import is_past

_MAKERS = {PROGRAMME: renew_programme, FORM: attach_form}


@transaction.atomic
@recorded_together()
def change_event(*, actor: Actor, conference_id: int, entry: EventEntry, seen: str, tell: Tell) -> Conference:
    """Change what is known of a conference. ``seen`` is ``state_of_event`` of what the form was filled from.

    While the circular is a draft, the annexes that we render are rendered anew. Once it was sent, entries in calendars
    follow, and those in ``tell`` are told if there is something to be said. The same form again changes nothing more.

    Raises ``Refused`` with ``event.changed`` (somebody was first), ``event.ended``, ``event.past``, ``event.signed``
    (another time or place, and the letter still goes out), ``event.tell`` (another time or place, and nobody who comes
    would hear of it; or a text for nobody), ``draft.laid``, what ``checked_event`` and ``give_notice`` raise,
    ``access.role``, and ``Http404``.
    """
    clean = checked_event(entry)
    conference = lock_event(actor, conference_id)
    before = entry_of(conference)
    issue = _sent(conference)
    tell = _checked_tell(tell) if issue is not None else Tell()
    if clean == before and (not tell.text or told_already(actor, tell)):
        return conference
    if seen != state_of_event(conference):
        raise _changed_meanwhile()
    _must_be_ahead(conference)
    if (clean.starts_on, clean.ends_on) != (before.starts_on, before.ends_on):
        check_ahead(max(clean.starts_on, clean.ends_on or clean.starts_on), office_today(conference.association))
    if clean.moves(before):
        _must_not_wait(conference)
    if issue is not None:
        _must_be_told(conference, tell, moves=clean.moves(before))
        _must_be_fresh(actor, tell)
    old = copy(conference)
    _write(conference, clean, told=issue is not None and clean.shows_in_calendars(before))
    if clean.prints_otherwise(before):
        _renew_annexes(actor, conference)
    if issue is not None and tell.circles:
        with translation.override(Content.parse(issue.content).language):
            lines = tuple(differences(old, conference))
            if lines or tell.text:
                announce(actor, conference, issue, kind=AnnouncementKind.CHANGED, tell=tell, lines=lines)
    _record(actor, "conferences.event_changed", conference)
    return conference


@transaction.atomic
@recorded_together()
def cancel_event(*, actor: Actor, conference_id: int, seen: str, tell: Tell) -> Conference:
    """Cancel a conference; whoever comes is told, and it leaves their calendars. Cancelled already: as it is.

    Raises ``Refused`` with ``event.changed``, ``event.ended`` (it is over), ``event.signed`` (the letter still goes
    out), ``event.text`` (the circular was sent and nothing is said about why), what ``give_notice`` raises,
    ``access.role``, and ``Http404``.
    """
    conference = lock_event(actor, conference_id)
    if conference.status == ConferenceStatus.CANCELLED:
        return conference
    if seen != state_of_event(conference):
        raise _changed_meanwhile()
    _must_be_ahead(conference)
    _must_not_wait(conference)
    issue = _sent(conference)
    tell = _checked_tell(tell)
    if issue is not None:
        if not tell.text:
            said = _("Please write in a sentence why it does not take place; whoever comes gets it.")
            raise Refused("event.text", said)
        _must_be_fresh(actor, tell)
    conference.status = ConferenceStatus.CANCELLED
    conference.calendar_sequence += 1
    conference.save(update_fields=["status", "calendar_sequence"])
    if issue is not None:
        told = replace(tell, circles=tell.circles | {Circle.COMING})
        with translation.override(Content.parse(issue.content).language):
            announce(actor, conference, issue, kind=AnnouncementKind.CANCELLED, tell=told, lines=())
    record_end(actor, conference, end_checks(conference, office_now()))
    _record(actor, "conferences.event_cancelled", conference)
    return conference


@transaction.atomic
@recorded_together()
def set_hosts(*, actor: Actor, conference_id: int, hosts: tuple[HostEntry, ...], issuer: str, seen: str) -> Conference:
    """Say who invites, in this order, and who issues the invitation; nobody in ``issuer``: the association.

    ``seen`` is ``state_of_hosts`` of what the form was filled from. Nobody is told. Raises ``Refused`` with
    ``event.changed``, ``event.ended``, ``draft.laid``, what ``checked_hosts`` raises, ``access.role``, and ``Http404``.
    """
    named, issued_by = checked_hosts(hosts, issuer)
    conference = lock_event(actor, conference_id)
    there = tuple(HostEntry(host.name, host.co_host) for host in conference.hosts.all())
    if (there, conference.issuer) == (named, issued_by):
        return conference
    if seen != state_of_hosts(conference):
        raise _changed_meanwhile()
    _must_be_ahead(conference)
    conference.issuer = issued_by
    conference.save(update_fields=["issuer"])
    conference.hosts.all().delete()
    Host.objects.bulk_create(
        Host(
            association_id=conference.association_id,
            conference=conference,
            position=position,
            name=host.name,
            co_host=host.co_host,
        )
        for position, host in enumerate(named, start=1)
    )
    _renew_annexes(actor, conference)
    _record(actor, "conferences.hosts_set", conference)
    return conference


def _write(conference: Conference, entry: EventEntry, *, told: bool) -> None:
    values = entry.columns()
    for name, value in values.items():
        setattr(conference, name, value)
    conference.calendar_sequence += told
    conference.save(update_fields=[*values, "calendar_sequence"])


def _sent(conference: Conference) -> Issue | None:
    """The signature of the circular, if it was sent."""
    issue = get_issue(conference.circular)
    return issue if issue is not None and getattr(issue, "dispatch", None) is not None else None


def _must_be_ahead(conference: Conference) -> None:
    if conference.status == ConferenceStatus.CANCELLED:
        raise Refused("event.ended", _("It was cancelled. Nothing was changed. Please begin a new one instead."))
    if is_past(conference, office_now()):
        raise Refused("event.ended", _("It is over. Nothing was changed."))


def _must_not_wait(conference: Conference) -> None:
    """A letter that is signed goes out as it is, planned or by hand; nobody could be told of anything before."""
    if get_issue(conference.circular) is not None and _sent(conference) is None:
        raise Refused(
            "event.signed",
            _(
                "The circular that invites is signed and has not been sent yet; its letter would go out as it is. "
                "Nothing was changed. Please send it first, then do this again, so that those invited can be told."
            ),
        )


def _must_be_fresh(actor: Actor, tell: Tell) -> None:
    """A form that has told something already, or that nothing tells apart from others, tells nothing more."""
    if tell.circles and (not tell.nonce or told_already(actor, tell)):
        raise _changed_meanwhile()


def _must_be_told(conference: Conference, tell: Tell, *, moves: bool) -> None:
    if tell.text and not tell.circles:
        raise Refused(
            "event.tell",
            _("You wrote something for others and chose nobody. Please choose who is told, or take the text out."),
        )
    if not moves:
        return
    coming = conference.registrations.filter(state__in=COMING, purged_at=None).exists()
    if coming and Circle.COMING not in tell.circles:
        raise Refused(
            "event.tell",
            _("Time or place change, and people are registered already. Please choose that they are told."),
        )


def _checked_tell(tell: Tell) -> Tell:
    text = paragraphs(tell.text)
    check_length(_("What is told"), text, LIMITS.note // 2)
    check_characters(_("What is told"), text)
    return replace(tell, text=text)


def _renew_annexes(actor: Actor, conference: Conference) -> None:
    """While it is a draft, what we have rendered says what holds; afterwards it is as it was signed."""
    if get_issue(conference.circular) is not None:
        return
    made = [one for one in latest_annexes(conference.circular) if one.source in _MAKERS]
    if made:
        must_be_open_for_changes(conference.circular)
    for one in made:
        annex = one.annex
        make = _MAKERS[one.source]
        make(
            actor=actor,
            conference=conference,
            number=annex.number,
            title=annex.title,
            digital_only=annex.digital_only,
            attach=renew_annex,
        )


def _record(actor: Actor, event: str, conference: Conference) -> None:
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=conference.title)


def _changed_meanwhile() -> Refused:
    return Refused(
        "event.changed",
        _(
            "Somebody has changed this since you opened the page. What you entered is still here and has not been "
            "saved. Please compare it with what stands there now, and save again."
        ),
    )
