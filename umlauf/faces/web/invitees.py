"""Invitations beside the circular: which of them a browser has opened by their links. They open no letter."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from umlauf.faces.web.link_cookies import cookie_of, generations_opened, keep_generation
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.conferences.invitee_access import invitee_of_link
from umlauf.office.conferences.models import Invitee
from umlauf.office.conferences.queries import last_day
from umlauf.office.responses.queries import local_day

_WHAT = "events"
COOKIE = cookie_of(_WHAT)


def open_event_link(token: str) -> Invitee:
    """Whose invitation a link opens. Raises ``Refused("link.invalid")``, alike for all reasons."""
    invitee = _valid(*read_link(Purpose.EVENT, token), office_now())
    if invitee is None:
        raise invalid_link()
    return invitee


def remember_event(request: HttpRequest, response: HttpResponseBase, invitee: Invitee) -> None:
    """Let this browser come back to the invitation, at an address that tells nothing."""
    keep_generation(request, response, _WHAT, invitee.id, invitee.link_generation)


def invitee_for_guest(request: HttpRequest, invitee_id: int, now: dt.datetime) -> tuple[Invitee, Actor] | None:
    """The invitation, if this browser has opened a link to it that holds at ``now``. The actor's label has no name."""
    generation = generations_opened(request, _WHAT).get(invitee_id)
    invitee = _valid(invitee_id, generation, now) if generation is not None else None
    if invitee is None:
        return None
    actor = Actor(
        label=_("Link of an invitation: %(group)s") % {"group": invitee.group.name},
        association_id=invitee.association_id,
        means=Means.LINK,
        invitee_id=invitee.id,
    )
    return invitee, actor


def _valid(invitee_id: int, generation: int, now: dt.datetime) -> Invitee | None:
    """Until the last day on which it is known who was invited."""
    invitee = invitee_of_link(invitee_id, generation)
    if invitee is None:
        return None
    conference = invitee.group.conference
    return invitee if local_day(now, conference.association) <= last_day(conference) else None
