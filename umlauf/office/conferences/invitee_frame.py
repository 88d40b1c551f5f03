"""The frame of all mails to somebody invited beside the members: no number of the circular, and no link to a letter."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.mailing import MailHead
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note, enveloped, note_message
from umlauf.office.conferences.models import Conference, Invitee, Registration


def invitee_address(invitee: Invitee) -> str:
    """The personal link of an invitation (``/event/…``)."""
    return f"{settings.PUBLIC_URL}/event/{sign_link(Purpose.EVENT, invitee.id, invitee.link_generation)}"


def language_for(row: Registration, content: Content) -> str:
    """In which language somebody is written to: that of their invitation, else that of the circular."""
    return row.invitee.language if row.invitee is not None else content.language


def person_message(
    row: Registration, conference: Conference, issue: Issue, content: Content, note: Note, envelope: Envelope
) -> Outgoing:
    """A note about somebody who is registered, in the frame of the circular or of an invitation beside it."""
    if row.invitee is None:
        return note_message(issue, content, note, envelope)
    return invitee_message(conference, issue, content, note, envelope)


def invitee_message(conference: Conference, issue: Issue, content: Content, note: Note, envelope: Envelope) -> Outgoing:
    """The note as a message to somebody invited, in the language that is active."""
    context = {
        "head": MailHead(conference.association.name, conference.title, content.language),
        "association": conference.association,
        "note": note,
        "language": translation.get_language(),
    }
    return replace(
        enveloped(issue, content, envelope),
        text=render_to_string("conferences/invitee_note.txt", context),
        html=render_to_string("conferences/invitee_note.html", context),
    )
