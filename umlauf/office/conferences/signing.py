"""What stands against signing a circular that invites to an event."""

from __future__ import annotations

from django.utils.translation import gettext as _

from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Circular
from umlauf.office.circulars.ready import asked_before_signing
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference


def must_invite_to_something(circular: Circular) -> None:
    """Raises ``Refused`` with ``event.cancelled``. One query."""
    if Conference.objects.filter(circular=circular, status=ConferenceStatus.CANCELLED).exists():
        raise Refused(
            "event.cancelled",
            _(
                "The event that this circular invites to was cancelled, so it cannot be signed any more. If you want "
                "to tell of the cancellation, please begin a circular of its own."
            ),
        )


asked_before_signing(must_invite_to_something)
