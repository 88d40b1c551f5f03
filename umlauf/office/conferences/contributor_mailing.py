"""The mails that ask somebody to contribute to a programme: each with the personal link of one mailbox."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.addresses import check_address, readable_address
from umlauf.ground.core.days import long_day
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.notes import Note
from umlauf.office.conferences.enums import ConferenceKind
from umlauf.office.conferences.mailing import key_prefix
from umlauf.office.conferences.models import Conference, Contribution, Contributor
from umlauf.office.conferences.programme_rows import item_of
from umlauf.office.conferences.programme_words import when_of_item
from umlauf.office.conferences.queries import final_day, last_day
from umlauf.office.conferences.roles import role_title
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.wording import contact_line


class Occasion(StrEnum):
    """Why the link is mailed."""

    ASKED = "asked"
    REMINDED = "reminded"
    RENEWED = "renewed"


def contributor_address(contributor: Contributor) -> str:
    """The personal link with which somebody says whether they contribute."""
    token = sign_link(Purpose.CONTRIBUTOR, contributor.id, contributor.link_generation)
    return f"{settings.PUBLIC_URL}/contribute/{token}"


def content_of(conference: Conference) -> Content:
    """What the circular says that invites, else its draft: whom to turn to, and whether it is for the named alone."""
    issue = get_issue(conference.circular)
    return (
        Content.parse(issue.content) if issue else Content.parse(conference.circular.drafts.latest("revision").content)
    )


def contributor_message(
    contributor: Contributor,
    rows: Sequence[Contribution],
    *,
    conference: Conference,
    content: Content,
    occasion: Occasion,
    at: dt.datetime,
) -> Outgoing:
    """The mail with their link, in the language of the event. ``rows`` are what they contribute; it names no circular.

    Each call makes another message: that nobody is asked twice is seen to behind the lock of the programme.
    """
    association = conference.association
    sender = check_address(association.email)
    with translation.override(conference.language):
        context = {
            "head": {"label": association.name, "subject": conference.title, "language": content.language},
            "association": association,
            "note": _note(contributor, rows, conference, content, occasion),
            "language": conference.language,
        }
        subject = _SUBJECTS[occasion]()
        return Outgoing(
            key=f"{key_prefix(conference.id)}contributor:{contributor.id}:{occasion}:{secrets.token_hex(6)}",
            recipient=rows[0].email,
            sender_name=association.name,
            sender_address=sender,
            reply_to=content.contact_email or sender,
            subject=subject if content.for_the_named_alone else f"{subject} – {conference.title}",
            date=at,
            text=render_to_string("conferences/contributor.txt", context),
            html=render_to_string("conferences/contributor.html", context),
            headers=(("Content-Language", conference.language),),
            kept_until=last_day(conference),
        )


def _line(row: Contribution, conference: Conference) -> str:
    """What somebody contributes: „14:30, Abschlussrede (Moderation)“, with the day where there are several."""
    day = (row.item.day or conference.starts_on) if final_day(conference) != conference.starts_on else None
    when = when_of_item(day, item_of(row.item))
    role = role_title(row.role) if row.role else ""
    title = f"{row.item.title} ({role})" if role and role != row.item.title else row.item.title
    return title if when == "–" else f"{when}, {title}"


def _note(
    contributor: Contributor, rows: Sequence[Contribution], conference: Conference, content: Content, occasion: Occasion
) -> Note:
    names = {row.name for row in rows}
    association = conference.association
    return Note(
        greeting=greeting(names.pop() if len(names) == 1 else ""),
        opening=(_opening(conference, occasion), *_what_to_do(occasion)),
        lines=tuple(
            filter(None, (when_of(conference), where_of(conference), *(_line(row, conference) for row in rows)))
        ),
        act=_("Accept or decline") if occasion != Occasion.RENEWED else _("Open my page"),
        link=contributor_address(contributor),
        closing=(
            _("You need no account. You can change your answer by the link until the event begins."),
            _("If you have questions, please turn to %(contact)s.") % {"contact": contact_line(content, association)},
            _(
                "Notice under Art. 13 GDPR: %(name)s uses your address and what you say on the page to prepare this "
                "event (legal basis: %(basis)s), and deletes them after %(until)s. Your name, your office and the "
                "title of your talk stand in the programme, which stays. You may ask to see it, to have it corrected, "
                "or object: %(email)s"
            )
            % {
                "name": association.name,
                "basis": association.get_basis_display(),
                "until": long_day(last_day(conference)),
                "email": readable_address(association.email),
            },
        ),
    )


def _opening(conference: Conference, occasion: Occasion) -> str:
    names = {"name": conference.association.name, "title": conference.title}
    if occasion == Occasion.RENEWED:
        return _("Here is your new link for “%(title)s”. The older one opens nothing any more.") % names
    if occasion == Occasion.REMINDED:
        return _("%(name)s has asked you to contribute to “%(title)s” and does not know yet whether you can.") % names
    if conference.kind == ConferenceKind.SESSION:
        return _("%(name)s asks you to contribute to the session “%(title)s”.") % names
    return _("%(name)s asks you to contribute to “%(title)s”.") % names


def _what_to_do(occasion: Occasion) -> tuple[str, ...]:
    if occasion == Occasion.RENEWED:
        return ()
    return (_("Please say by the link whether you can, and what you need for it."),)


_SUBJECTS: Final[dict[Occasion, Callable[[], str]]] = {
    Occasion.ASKED: lambda: _("Request to contribute"),
    Occasion.REMINDED: lambda: _("Reminder: request to contribute"),
    Occasion.RENEWED: lambda: _("Your new link"),
}
