"""The two doors through which an answer comes in: a letter's own pages, and the desk where the office keys it in.

Both have the same pages below their own one, so these link to each other relatively and are written once.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from umlauf.ground.core.actor import Means
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import Invitee
from umlauf.office.responses.enums import Channel


@dataclass(frozen=True, slots=True)
class Door:
    """``landing`` is the page that shows the answer. ``channel`` None: the office says how it came.

    ``answers``: whoever stands in it may answer, and not read alone.
    """

    landing: str
    channel: Channel | None
    answers: bool = True
    guest_frame: str = "web/guest.html"

    @property
    def office(self) -> bool:
        return self.channel is None

    @property
    def guest(self) -> bool:
        return self.channel == Channel.LINK

    @property
    def frame(self) -> str:
        """The template that surrounds a page."""
        return self.guest_frame if self.guest else "web/page.html"


def letter_door(recipient: Recipient, means: Means, *, answers: bool) -> Door:
    """The door of a letter, for whoever opened its link or logged in for its organisation."""
    channel = Channel.LINK if means == Means.LINK else Channel.LOGIN
    return Door(reverse("letter", kwargs={"recipient_id": recipient.id}), channel, answers)


def desk_door(circular_id: int, recipient: Recipient) -> Door:
    """The door of the office that wrote the letter."""
    return Door(reverse("desk", kwargs={"circular_id": circular_id, "recipient_id": recipient.id}), None)


def invitee_door(invitee: Invitee) -> Door:
    """The door of an invitation beside the circular, for whoever opened its link."""
    return Door(reverse("event", kwargs={"invitee_id": invitee.id}), Channel.LINK, guest_frame="web/event/guest.html")


def invitee_desk_door(conference_id: int, invitee: Invitee) -> Door:
    """The door of the office at which it enters what somebody invited has said."""
    return Door(reverse("invitee", kwargs={"conference_id": conference_id, "invitee_id": invitee.id}), None)
