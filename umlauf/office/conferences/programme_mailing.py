"""The mails to who contributes to a programme: what has changed where they take part, with the version as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Attachment, Outgoing
from umlauf.ground.core.addresses import check_address, readable_address
from umlauf.ground.core.days import long_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.notes import Note
from umlauf.office.conferences.enums import ConferenceKind
from umlauf.office.conferences.mailing import key_prefix
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeVersion
from umlauf.office.conferences.programme import Change
from umlauf.office.conferences.programme_words import programme_title, sentence_of
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.mailing import greeting


@dataclass(frozen=True, slots=True)
class News:
    """A version that was released, with what is another in it."""

    version: ProgrammeVersion
    changes: tuple[Change, ...]
    content: Content
    at: dt.datetime


def version_label(conference: Conference, number: int) -> str:
    """„Programm, Fassung 2“"""
    return _("%(programme)s, version %(number)s") % {"programme": programme_title(conference), "number": number}


def contributor_messages(
    mailboxes: Iterable[Sequence[Contribution]], *, conference: Conference, news: News
) -> list[Outgoing]:
    """One message for each mailbox, to which all its rows belong. They name no circular: who contributes has none."""
    association = conference.association
    sender = check_address(association.email)
    with translation.override(news.content.language):
        label = version_label(conference, news.version.number)
        subject = label if news.content.for_the_named_alone else f"{label} – {conference.title}"
        file = news.version.file
        messages = []
        for rows in mailboxes:
            context = {
                "issue": {"label": label},
                "content": {"subject": conference.title, "language": news.content.language},
                "association": association,
                "note": _note(rows, conference, news),
                "language": news.content.language,
            }
            messages.append(
                Outgoing(
                    key=f"{key_prefix(conference.id)}programme:{news.version.number}:{rows[0].id}",
                    recipient=rows[0].email,
                    sender_name=association.name,
                    sender_address=sender,
                    reply_to=news.content.contact_email or sender,
                    subject=subject,
                    date=news.at,
                    text=render_to_string("circulars/note.txt", context),
                    html=render_to_string("circulars/note.html", context),
                    attachments=(Attachment(_("programme.pdf"), "application/pdf", file.key),),
                    headers=AUTOMATIC,
                    kept_until=last_day(conference),
                )
            )
    return messages


def _note(rows: Sequence[Contribution], conference: Conference, news: News) -> Note:
    own = [sentence_of(change) for change in news.changes if any(_concerns(change, row) for row in rows)]
    association = conference.association
    names = {row.name for row in rows}
    session = conference.kind == ConferenceKind.SESSION
    return Note(
        greeting=greeting(names.pop() if len(names) == 1 else ""),
        opening=(
            _("The agenda to which you contribute has changed. Its new version comes with this mail.")
            if session
            else _("The programme to which you contribute has changed. Its new version comes with this mail."),
            *([news.version.note] if news.version.note else []),
        ),
        lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference), *own))),
        closing=(
            _("If something is not right, please answer this mail."),
            _("What you contribute stands in the agenda, which the association keeps.")
            if session
            else _("What you contribute stands in the programme, which the association keeps."),
            _(
                "Your address is used for this event alone and deleted after %(until)s. You may ask to see it, to have "
                "it corrected, or object: %(email)s"
            )
            % {"until": long_day(last_day(conference)), "email": readable_address(association.email)},
        ),
    )


def _concerns(change: Change, row: Contribution) -> bool:
    """Whether a change is one of the whole event, of the row's item or what that takes place in, or of the row."""
    voices = [voice for voice in (change.was, change.now) if voice is not None]
    if voices:
        return any(voice.key == row.id for voice in voices)
    return change.key in {0, row.item_id, row.item.parent_id}
