"""The mails that ask whoever has not answered or chosen yet to do so on the page of their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

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
from umlauf.office.conferences.unanswered import Unanswered, with_something_open
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.mailing import greeting


def question_messages(
    announcement: Announcement, rows: Sequence[Registration], *, issue: Issue, at: dt.datetime
) -> list[Outgoing]:
    """One message for each of the rows with a page of their own and something open on it."""
    content, conference = Content.parse(issue.content), announcement.conference
    with translation.override(content.language):
        title = openly(conference, issue, content)
        return [
            note_message(
                issue,
                content,
                _note(announcement, one),
                Envelope(
                    key=f"{key_prefix(conference.id)}{one.row.id}:announced:{announcement.id}",
                    email=own_address(one.row),
                    subject=f"{_news(one)} – {title}",
                    recipient_name=one.row.inviter_name,
                    at=at,
                    kept_until=last_day(conference),
                    headers=AUTOMATIC,
                ),
            )
            for one in with_something_open(conference, rows, at)
        ]


def _news(one: Unanswered) -> str:
    return _("Questions before the event") if one.questions else _("Please choose your forum")


def _note(announcement: Announcement, one: Unanswered) -> Note:
    conference = announcement.conference
    return Note(
        greeting=greeting(one.row.name),
        opening=tuple(_opening(one)),
        lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference)))),
        closing=tuple(_closing(one)),
        **link_of(one.row),
    )


def _opening(one: Unanswered) -> Iterator[str]:
    if one.questions:
        yield _("to prepare the event we have some questions. Please answer them on the page of your place.")
        if one.forums:
            yield _("Please choose there, too, which of the forums that take place at once you attend.")
    else:
        yield _("please choose on the page of your place which of the forums that take place at once you attend.")


def _closing(one: Unanswered) -> Iterator[str]:
    if one.questions:
        yield _("Beside each question stands what it is for and until when the answer is kept.")
    if one.forums:
        yield _("Seats go in the order in which they are chosen.")
    yield _("If you can no longer come, please withdraw on the page of your place, or answer this mail.")
