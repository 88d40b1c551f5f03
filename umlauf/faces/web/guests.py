"""Guests: what somebody may read who came by a link. Kept in a signed cookie, so that a visit writes nothing here."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from umlauf.faces.web.link_cookies import MOST, cookie_of, keep_opened, opened_before
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Recipient
from umlauf.office.circulars.queries import letter_of_link

_WHAT = "letters"
COOKIE = cookie_of(_WHAT)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a browser may do with a letter: of which generation its link was, and whether it may answer."""

    generation: int
    answers: bool


def open_link(token: str) -> tuple[Recipient, bool]:
    """The letter of a link, and whether the link answers. Raises ``Refused("link.invalid")``, alike for all reasons."""
    for purpose in (Purpose.LETTER, Purpose.READING):
        with suppress(Refused):
            recipient = _valid(*read_link(purpose, token), office_now())
            if recipient is not None:
                return recipient, purpose == Purpose.LETTER
    raise invalid_link()


def remember(request: HttpRequest, response: HttpResponseBase, recipient: Recipient, *, answers: bool) -> None:
    """Let this browser read the letter from now on, at an address that tells nothing.

    Whoever may answer it already goes on to, also after a look at the link for reading.
    """
    letters = {**_opened(request)}
    known = letters.pop(recipient.id, None)
    still = known is not None and known.answers and known.generation == recipient.link_generation
    letters[recipient.id] = _Opened(recipient.link_generation, answers or still)
    kept = list(letters.items())[-MOST:]
    keep_opened(
        response,
        _WHAT,
        " ".join(f"{recipient_id}.{one.generation}{'' if one.answers else '.r'}" for recipient_id, one in kept),
    )


def letter_for_guest(request: HttpRequest, recipient_id: int, now: dt.datetime) -> tuple[Recipient, Actor, bool] | None:
    """The letter, and whether it may be answered, if this browser has opened a link that holds at ``now``."""
    opened = _opened(request).get(recipient_id)
    recipient = _valid(recipient_id, opened.generation, now) if opened is not None else None
    if opened is None or recipient is None:
        return None
    actor = Actor(
        label=_("Link for %(name)s") % {"name": recipient.name},
        association_id=recipient.association_id,
        means=Means.LINK,
        organisation_id=recipient.organisation_id,
    )
    return recipient, actor, opened.answers


def _valid(recipient_id: int, generation: int, now: dt.datetime) -> Recipient | None:
    recipient = letter_of_link(recipient_id, generation)
    if recipient is None:
        return None
    ends = recipient.issue.dispatch.at + dt.timedelta(days=LIMITS.link_days)
    return recipient if now < ends else None


def _opened(request: HttpRequest) -> dict[int, _Opened]:
    """By recipient id, as the cookie has it; nothing for one that is not ours or too old."""
    value = opened_before(request, _WHAT)
    parts = (entry.split(".") for entry in value.split())
    return {int(part[0]): _Opened(int(part[1]), answers=len(part) == 2) for part in parts}
