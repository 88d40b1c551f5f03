"""One's own place at a conference: to whom the link to its page goes, and whom it opens it for."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django_scopes import scopes_disabled

from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import is_same, same_mailbox
from umlauf.office.conferences.queries import INVITER, last_day
from umlauf.office.responses.queries import local_day


def own_address(row: Registration) -> str:
    """The address that is the person's own. One that belongs to whoever registered them is not, unless it is they."""
    theirs = not same_mailbox(row.email, row.by_email) or is_same(row.name, row.by_name)
    return row.email if theirs else ""


def place_address(row: Registration) -> str:
    """The personal link to the page of a place (``/p/…``); nothing where it would go to somebody else."""
    if not own_address(row):
        return ""
    return f"{settings.PUBLIC_URL}/p/{sign_link(Purpose.PLACE, row.id, row.link_generation)}"


def invited_themselves(row: Registration) -> bool:
    """Whether somebody has an invitation of their own, with what it says about their data."""
    return row.invitee is not None and same_mailbox(row.email, row.invitee.email)


def place_of_link(registration_id: int, generation: int, now: dt.datetime) -> Registration | None:
    """A place, in whichever association: whoever asks has proved the link of that generation.

    None once the last day of the conference has passed, or nobody is known there by name any more.
    """
    with scopes_disabled():
        known = Registration.objects.filter(
            id=registration_id, link_generation=generation, purged_at=None, association__active=True
        )
        row = known.select_related(*INVITER, "conference__association", "conference__circular").first()
    if row is None or local_day(now, row.conference.association) > last_day(row.conference):
        return None
    return row
