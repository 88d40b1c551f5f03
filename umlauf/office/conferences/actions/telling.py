"""Mails to people of whom the office, and not their organisation, has said something new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from umlauf.engines.mail.outbox import queue
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.conferences.mailing import Notice, messages_of
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import waiting_places_of


def tell_people(conference: Conference, notices: Sequence[Notice], at: dt.datetime) -> int:
    """Queue a mail for each notice that somebody can get. Returns how many there are."""
    issue = get_issue(conference.circular)
    if issue is None or not notices:
        return 0
    messages = messages_of(
        notices,
        conference=conference,
        issue=issue,
        content=Content.parse(issue.content),
        places=waiting_places_of(notice.registration for notice in notices),
        at=at,
    )
    queue(conference.association_id, messages)
    return len(messages)
