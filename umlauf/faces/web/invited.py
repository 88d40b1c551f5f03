"""Whoever has opened the link of an invitation. It stands in a signed cookie, so that a visit writes nothing here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from umlauf.faces.web.link_cookies import cookie_of, keep_opened, opened_before
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.directory.models import Invitation
from umlauf.office.directory.queries.grants import invitation_of_link

_WHAT = "invitation"
COOKIE = cookie_of(_WHAT)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that holds, and the generation of the link that was opened."""

    invitation: Invitation
    generation: int


def open_invitation_link(token: str) -> Invited:
    """What a link offers. Raises ``Refused("link.invalid")``, alike for all reasons."""
    invitation_id, generation = read_link(Purpose.INVITATION, token)
    invited = _holding(invitation_id, generation)
    if invited is None:
        raise invalid_link()
    return invited


def keep(response: HttpResponseBase, invited: Invited) -> None:
    """Let this browser take the invitation up, at an address that tells nothing."""
    keep_opened(response, _WHAT, f"{invited.invitation.id}.{invited.generation}")


def forget(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def invited_by_cookie(request: HttpRequest) -> Invited | None:
    """The invitation whose link this browser has opened, while it holds."""
    value = opened_before(request, _WHAT)
    if not value:
        return None
    invitation_id, generation = value.split(".")
    return _holding(int(invitation_id), int(generation))


def _holding(invitation_id: int, generation: int) -> Invited | None:
    found = invitation_of_link(invitation_id, generation)
    return Invited(found, generation) if found is not None else None
