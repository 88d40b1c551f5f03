"""Fetch a group or somebody in it, authorise and lock in one call. What is missing and not yours look alike."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.content import Content
from umlauf.office.conferences.access import get_conference_for, lock_conference
from umlauf.office.conferences.enums import ConferenceKind
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee, InviteeForm
from umlauf.office.conferences.queries import takes_place
from umlauf.office.responses.access import (
    checked_entry,
    digest_of,
    lock_answers,
    must_fit,
    must_say_the_same,
    word_of,
)
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import Way
from umlauf.office.responses.models import Ask
from umlauf.office.responses.wording import contact_line


def get_group_for(
    actor: Actor, conference_id: int, group_id: int, ability: Ability = Ability.RUN_CONFERENCES
) -> InvitedGroup:
    """A group of a conference of the actor's own office. Raises ``Http404``."""
    conference = get_conference_for(actor, conference_id, ability)
    group = InvitedGroup.objects.filter(conference=conference, id=group_id).first()
    if group is None:
        raise Http404
    group.conference = conference
    return group


def get_invitee_for(actor: Actor, conference_id: int, invitee_id: int) -> Invitee:
    """Somebody invited to a conference of the actor's own office, by whoever may key in answers. Raises ``Http404``."""
    conference = get_conference_for(actor, conference_id, Ability.KEY_IN_ANSWERS)
    invitee = _known(Q(group__conference=conference, id=invitee_id))
    invitee.group.conference = conference
    return invitee


def invitee_of_link(invitee_id: int, generation: int) -> Invitee | None:
    """Somebody whose invitation was sent, in whichever association: who asks has proved the link of that generation."""
    known = Q(id=invitee_id, link_generation=generation, invited_at__isnull=False, purged_at=None)
    with scopes_disabled():
        return Invitee.objects.filter(known, association__active=True).select_related(*_WITH).first()


def lock_for_guests(actor: Actor, conference_id: int) -> Conference:
    """A conference to which others than members can be invited, locked with its people and places.

    Raises what ``lock_conference`` raises, and ``Refused`` with what ``must_take_guests`` raises.
    """
    conference = lock_conference(actor, conference_id)
    if (why := no_guests(conference)) is not None:
        raise why
    return conference


def no_guests(conference: Conference) -> Refused | None:
    """Why nobody can be invited beside the members: it is over, a session, with the host, or for the named alone."""
    issue = get_issue(conference.circular)
    draft = None if issue else conference.circular.drafts.latest("revision")
    content = Content.parse(issue.content if issue else draft.content if draft else {})
    if not takes_place(conference, office_now()):
        return Refused("event.ended", _("It is over or was cancelled, so nothing of it is changed any more."))
    if conference.kind == ConferenceKind.SESSION:
        return Refused("group.session", _("Only members come to a session, so there are no groups beside them."))
    if content.for_the_named_alone:
        return Refused(
            "group.named",
            _("The circular is meant for those alone whom it names, so nobody is invited beside them."),
        )
    if Ask.objects.filter(circular=conference.circular_id, way=Way.HOST).exists():
        return Refused("group.host", _("The host registers, so the host invites others too."))
    return None


def lock_invitee(actor: Actor, conference_id: int, invitee_id: int) -> tuple[Conference, Invitee]:
    """Somebody invited, behind the lock of all people and places. Raises as ``lock_for_guests``, and ``Http404``."""
    conference = lock_for_guests(actor, conference_id)
    invitee = _known(Q(group__conference=conference, id=invitee_id, purged_at=None))
    invitee.group.conference = conference
    return conference, invitee


def open_invitee_desk(*, actor: Actor, invitee_id: int, entry: Entry, said: object) -> InviteeDesk:
    """Lock the ask of the conference for one answer of somebody invited, and take the form in.

    ``said`` is what the form says, for comparing. A form that was taken before comes back as ``repeated``. Raises
    ``Http404`` (also for another's invitation), and ``Refused`` with ``answer.name``, ``answer.email``,
    ``answer.form``, ``answer.sent``, ``answer.too_many``, ``invitee.unsigned``, or what checks of lengths raise.
    """
    by_office = actor.may(Ability.KEY_IN_ANSWERS)
    _must_be_theirs(actor, invitee_id, by_office=by_office)
    must_fit(actor, entry.channel, by_office=by_office)
    clean = checked_entry(entry, by_office=by_office)
    own = Q(association_id=actor.association_id, id=invitee_id, purged_at=None)
    circular_id = _known(own).group.conference.circular_id
    if lock_answers(actor.association_id, circular_id) is None:
        raise Http404
    invitee = _known(own)
    issue = get_issue(invitee.group.conference.circular)
    if issue is None:
        raise not_signed()
    word = word_of(invitee.id, clean.nonce)
    recent = Q(nonce=word) | Q(at__gte=machine_now() - dt.timedelta(hours=1))
    words = dict(InviteeForm.objects.filter(recent, invitee=invitee).values_list("nonce", "said"))
    desk = InviteeDesk(
        actor=actor,
        issue=issue,
        content=content_now(issue),
        conference=invitee.group.conference,
        invitee=invitee,
        entry=clean,
        now=office_now(),
        repeated=word in words,
    )
    digest = digest_of(clean, said)
    if desk.repeated:
        must_say_the_same(words[word], digest)
        return desk
    if not by_office and len(words) >= LIMITS.changes_per_hour:
        raise _too_many(desk, len(words))
    InviteeForm.objects.create(
        association_id=actor.association_id, invitee=invitee, nonce=word, said=digest, at=machine_now()
    )
    return desk


def not_signed() -> Refused:
    """The refusal of what needs the signed circular, from which contact and day come."""
    return Refused(
        "invitee.unsigned",
        _("The circular that invites is not signed yet, so nothing of this can go out. Please have it signed first."),
    )


_WITH = ("group__conference__association", "group__conference__circular__series")


def _known(which: Q) -> Invitee:
    invitee = Invitee.objects.filter(which).select_related(*_WITH).first()
    if invitee is None:
        raise Http404
    return invitee


def _must_be_theirs(actor: Actor, invitee_id: int, *, by_office: bool) -> None:
    if not by_office and (actor.means != Means.LINK or actor.invitee_id != invitee_id):
        raise Http404


def _too_many(desk: InviteeDesk, sent: int) -> Refused:
    said = {"sent": sent, "contact": contact_line(desk.content, desk.issue.association)}
    return Refused(
        "answer.too_many",
        _(
            "%(sent)s forms were sent with this link within an hour. What was saved before stands. Please try again "
            "later, or turn to %(contact)s."
        )
        % said,
    )
