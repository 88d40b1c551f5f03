"""A request behind a guard: what the guard has found out is on it, so that no view asks twice."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, QueryDict

from umlauf.faces.web.doors import Door
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.models import Association
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import Invitee, Registration
from umlauf.office.directory.hats import Hat


class PersonsRequest(HttpRequest):
    """Of somebody who is logged in. ``hat`` is None for a login that may act for nobody."""

    user: User
    hats: tuple[Hat, ...]
    hat: Hat | None


class OfficeRequest(HttpRequest):
    """Of somebody who acts for an association or for a member of it, inside its scope."""

    user: User
    hats: tuple[Hat, ...]
    hat: Hat
    actor: Actor
    association: Association


class DoorRequest(HttpRequest):
    """Of somebody who may answer, or enters what was answered, inside the scope of an association.

    ``now`` is office time.
    """

    association: Association
    actor: Actor
    door: Door
    now: dt.datetime


class LetterRequest(DoorRequest):
    """Of somebody to whom a letter is open, by its link or by a login; the same at the desk of the office of it."""

    recipient: Recipient


class InviteeRequest(DoorRequest):
    """Of somebody who has opened their invitation beside the circular; the same at the desk of the office."""

    invitee: Invitee


class PlaceRequest(HttpRequest):
    """Of somebody who has opened the link to their own place, inside the scope of its association."""

    association: Association
    registration: Registration
    actor: Actor
    now: dt.datetime


def number_in(given: QueryDict, name: str, otherwise: int = 0) -> int:
    """A number of an address or a form, of nine digits at most, as columns hold; ``otherwise`` for anything else."""
    written = given.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 10 else otherwise
