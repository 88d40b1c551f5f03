"""Guests: what somebody may read who came by a link. Kept in a signed cookie, so that a visit writes nothing here."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.circulars.models import Recipient
from umlauf.office.circulars.queries import letter_of_link

COOKIE = "__Host-umlauf-letters" if settings.SESSION_COOKIE_SECURE else "umlauf-letters"
MOST = 20  # letters that one browser keeps open; the oldest goes first
_SALT = "umlauf.letters"


def open_link(token: str) -> Recipient:
    """The letter of a link. Raises ``Refused("link.invalid")``, alike for all reasons."""
    recipient = _valid(*read_link(Purpose.LETTER, token), office_now())
    if recipient is None:
        raise invalid_link()
    return recipient


def remember(request: HttpRequest, response: HttpResponseBase, recipient: Recipient) -> None:
    """Let this browser read the letter from now on, at an address that tells nothing."""
    letters = {**_opened(request)}
    letters.pop(recipient.id, None)
    letters[recipient.id] = recipient.link_generation
    kept = list(letters.items())[-MOST:]
    response.set_signed_cookie(
        COOKIE,
        " ".join(f"{recipient_id}.{generation}" for recipient_id, generation in kept),
        salt=_SALT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def letter_for_guest(request: HttpRequest, recipient_id: int, now: dt.datetime) -> tuple[Recipient, Actor] | None:
    """The letter, if this browser has opened its link and the link still holds at office time ``now``."""
    generation = _opened(request).get(recipient_id)
    recipient = _valid(recipient_id, generation, now) if generation is not None else None
    if recipient is None:
        return None
    actor = Actor(
        label=_("Link for %(name)s") % {"name": recipient.name},
        association_id=recipient.association_id,
        means=Means.LINK,
        organisation_id=recipient.organisation_id,
    )
    return recipient, actor


def _valid(recipient_id: int, generation: int, now: dt.datetime) -> Recipient | None:
    recipient = letter_of_link(recipient_id, generation)
    if recipient is None:
        return None
    ends = recipient.issue.dispatch.at + dt.timedelta(days=LIMITS.link_days)
    return recipient if now < ends else None


def _opened(request: HttpRequest) -> dict[int, int]:
    """Recipient id to generation, as the cookie has it; nothing for one that is not ours or too old."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    pairs = (entry.split(".") for entry in (value or "").split())
    return {int(recipient_id): int(generation) for recipient_id, generation in pairs}
