"""The mails that tell many that a conference has changed or was cancelled, each with one person's calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note
from umlauf.office.conferences.calendar import calendar_of
from umlauf.office.conferences.enums import AnnouncementKind, ConferenceKind
from umlauf.office.conferences.invitee_frame import language_for, person_message
from umlauf.office.conferences.mailing import address_of, key_prefix, link_of, openly
from umlauf.office.conferences.models import Announcement, Registration
from umlauf.office.conferences.place import place_address
from umlauf.office.conferences.programme_rows import outline_for
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.mailing import greeting


def announcement_messages(
    announcement: Announcement, rows: Iterable[Registration], *, issue: Issue, at: dt.datetime
) -> list[Outgoing]:
    """One message for each of the rows that somebody can get. Whoever has a place gets the new calendar entry."""
    content, conference = Content.parse(issue.content), announcement.conference
    cancelled = announcement.kind == AnnouncementKind.CANCELLED
    messages = []
    with translation.override(content.language):
        title = openly(conference, issue, content)
        shown = outline_for(issue, openly=not content.for_the_named_alone)
    for row in rows:
        if not (email := address_of(row)):
            continue
        with translation.override(language_for(row, content)):
            envelope = Envelope(
                key=f"{key_prefix(conference.id)}{row.id}:announced:{announcement.id}",
                email=email,
                subject=f"{_('Cancelled') if cancelled else _('Changed')} – {title}",
                recipient_name=row.inviter_name,
                at=at,
                kept_until=last_day(conference),
                headers=AUTOMATIC,
            )
            message = person_message(row, conference, issue, content, _note(announcement, row), envelope)
            if row.in_calendar:
                calendar = calendar_of(
                    row, conference, title=title, email=email, cancelled=cancelled, at=at, programme=shown
                )
                message = replace(message, calendar=calendar)
        messages.append(message)
    return messages


def headline_of(announcement: Announcement) -> str:
    """„Diese Veranstaltung findet nicht statt.“, in the active language."""
    session = announcement.conference.kind == ConferenceKind.SESSION
    if announcement.kind == AnnouncementKind.CANCELLED:
        return _("This session does not take place.") if session else _("This conference does not take place.")
    if announcement.kind == AnnouncementKind.PROGRAMME:
        return _("The agenda has changed.") if session else _("The programme has changed.")
    return _("Something has changed for this session.") if session else _("Something has changed for this conference.")


def _note(announcement: Announcement, row: Registration) -> Note:
    conference = announcement.conference
    said = tuple(_paragraphs(announcement.text))
    listed = said if announcement.kind == AnnouncementKind.PROGRAMME else ()
    known = (conference.title, when_of(conference), where_of(conference), *_who(row), *listed)
    return Note(
        greeting=greeting(row.name if row.email else row.by_name),
        opening=(headline_of(announcement), *(() if listed else said)),
        lines=tuple(filter(None, known)),
        closing=tuple(_closing(announcement, row)),
        **({} if announcement.kind == AnnouncementKind.CANCELLED else link_of(row)),
    )


def _who(row: Registration) -> Iterator[str]:
    """For whom a mail is that went to somebody else."""
    if not row.email:
        yield _("Participant: %(name)s") % {"name": ", ".join(filter(None, (row.called, row.function)))}


def _closing(announcement: Announcement, row: Registration) -> Iterator[str]:
    admitted = row.in_calendar
    if announcement.kind == AnnouncementKind.CANCELLED:
        if admitted:
            yield _("The calendar file in this mail takes the date out of your calendar.")
        return
    if announcement.kind == AnnouncementKind.PROGRAMME:
        if place_address(row):
            yield _("The new version stands on the page of your place.")
        elif row.invitee is not None:
            yield _("The new version stands with your invitation, by your personal link.")
        else:
            yield _("The new version stands beside the letter, by the link of your house.")
        if admitted:
            yield _("The calendar file in this mail brings it into the entry in your calendar.")
        return
    if admitted:
        yield _("The calendar file in this mail brings the entry in your calendar up to date.")
    if place_address(row):
        yield _("If you can no longer come, please withdraw on the page of your place, or answer this mail.")
        return
    if row.invitee is not None:
        yield _("If you can no longer come, please withdraw by your personal link, or answer this mail.")
        return
    yield _("If you can no longer come, please withdraw by the link of your house, or answer this mail.")


def _paragraphs(text: str) -> Iterator[str]:
    yield from filter(None, text.split("\n"))
