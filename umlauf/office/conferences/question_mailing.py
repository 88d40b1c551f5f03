"""The mails that ask whoever has not answered yet to do so on the page of their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note, note_message
from umlauf.office.conferences.mailing import key_prefix, link_of, openly
from umlauf.office.conferences.models import Announcement, Registration
from umlauf.office.conferences.place import own_address
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.question_queries import with_open_questions
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.mailing import greeting


def question_messages(
    announcement: Announcement, rows: Sequence[Registration], *, issue: Issue, at: dt.datetime
) -> list[Outgoing]:
    """One message for each of the rows with a page of their own and something unanswered on it."""
    content, conference = Content.parse(issue.content), announcement.conference
    with translation.override(content.language):
        news = _("Questions before the event")
        subject = f"{news} – {openly(conference, issue, content)}"
        return [
            note_message(
                issue,
                content,
                _note(announcement, row),
                Envelope(
                    key=f"{key_prefix(conference.id)}{row.id}:announced:{announcement.id}",
                    email=own_address(row),
                    subject=subject,
                    recipient_name=row.inviter_name,
                    at=at,
                    kept_until=last_day(conference),
                    headers=AUTOMATIC,
                ),
            )
            for row in with_open_questions(conference, rows)
        ]


def _note(announcement: Announcement, row: Registration) -> Note:
    conference = announcement.conference
    return Note(
        greeting=greeting(row.name),
        opening=(_("to prepare the event we have some questions. Please answer them on the page of your place."),),
        lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference)))),
        closing=(
            _("Beside each question stands what it is for and until when the answer is kept."),
            _("If you can no longer come, please withdraw on the page of your place, or answer this mail."),
        ),
        **link_of(row),
    )
