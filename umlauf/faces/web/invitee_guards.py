"""Who comes in to an invitation beside the circular: whoever opened its link, and the office that sent it."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from umlauf.faces.web.doors import invitee_desk_door, invitee_door
from umlauf.faces.web.guards import Kwargs, View, inside, with_ability
from umlauf.faces.web.invitees import invitee_for_guest, remember_event
from umlauf.faces.web.requests import InviteeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.office.conferences.invitee_access import get_invitee_for


def invitee_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let in whoever has opened the link of this very invitation."""
    now = office_now()
    opened = invitee_for_guest(request, kwargs.pop("invitee_id"), now)
    if opened is None:
        raise Http404
    asked = cast("InviteeRequest", request)
    asked.now = now
    asked.invitee, asked.actor = opened
    asked.door = invitee_door(asked.invitee)
    response = inside(asked, asked.invitee.group.conference.association, view, kwargs)
    if request.method == "GET":
        remember_event(request, response, asked.invitee)
    return response


def invitee_desk_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let an office in to somebody whom it has invited."""
    conference_id: int = kwargs.pop("conference_id")
    invitee_id: int = kwargs.pop("invitee_id")

    def at_desk(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        asked = cast("InviteeRequest", request)
        asked.invitee = get_invitee_for(asked.actor, conference_id, invitee_id)
        asked.now, asked.door = office_now(), invitee_desk_door(conference_id, asked.invitee)
        return view(asked, **kwargs)

    return with_ability(Ability.KEY_IN_ANSWERS, fresh=False)(request, at_desk, kwargs)
