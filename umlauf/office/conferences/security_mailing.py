"""The mails that ask for what a security check needs. None of them has anything that somebody gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.days import long_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note
from umlauf.office.conferences.invitee_frame import language_for, person_message
from umlauf.office.conferences.mailing import key_prefix, link_of, openly
from umlauf.office.conferences.models import Announcement, Registration, SecurityCheck
from umlauf.office.conferences.place import own_address
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.security_queries import check_now, is_asked
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.wording import contact_line


def security_messages(
    announcement: Announcement, rows: Sequence[Registration], *, issue: Issue, at: dt.datetime
) -> list[Outgoing]:
    """One message for each of the rows whom this announcement asks, and who has given nothing since. Two queries."""
    content, conference = Content.parse(issue.content), announcement.conference
    check = check_now(conference, at)
    if check is None or not rows:
        return []
    between = (rows[0].id, rows[-1].id)
    waiting = check.entries.filter(asked_at=announcement.at, sealed=None, registration__id__range=between)
    asked = set(waiting.values_list("registration", flat=True))
    messages = []
    for row in rows:
        if row.id not in asked or not is_asked(row) or not own_address(row):
            continue
        with translation.override(language_for(row, content)):
            envelope = Envelope(
                key=f"{key_prefix(conference.id)}{row.id}:announced:{announcement.id}",
                email=own_address(row),
                subject=f"{_('Security check')} – {openly(conference, issue, content)}",
                recipient_name=row.inviter_name,
                at=at,
                kept_until=last_day(conference),
                headers=AUTOMATIC,
            )
            note = _note(check, row, contact_line(content, conference.association))
            messages.append(person_message(row, conference, issue, content, note, envelope))
    return messages


def _note(check: SecurityCheck, row: Registration, contact: str) -> Note:
    conference = row.conference
    opening = [
        _(
            "protected persons attend this event. So %(body)s asks everybody who comes for their date and place of "
            "birth."
        )
        % {"body": check.body}
    ]
    if check.answer_until is not None:
        opening.append(_("Please give them by %(day)s.") % {"day": long_day(check.answer_until)})
    return Note(
        greeting=greeting(row.name),
        opening=tuple(opening),
        lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference)))),
        closing=(
            _(
                "Please do so on the page of your place alone, under “Security check”, and not by mail. There you read "
                "on which letter and ground it is asked, who sees it, and when it is deleted."
            ),
            _("If you are in doubt whether this mail is genuine, please turn to %(contact)s.") % {"contact": contact},
        ),
        **link_of(row),
    )
