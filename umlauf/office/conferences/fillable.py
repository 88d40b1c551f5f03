"""The registration form with fields, made for one recipient: what is printed on it, and the code by which it is known
again when it comes back.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.letters import FormSheet, Rendered, glyphs_missing, render_fillable
from umlauf.ground.core.days import planned_day
from umlauf.ground.core.links import Purpose, read_link, sign_link
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.papers import language_of, printable
from umlauf.office.conferences.words import when_of, where_of

BEGINS: Final = "UF1."
"""How the code of every form begins. The number is that of its fields: others would get another one."""


def form_code(recipient_id: int, conference_id: int) -> str:
    """What names recipient and conference of a form. It is signed, and opens nothing."""
    return BEGINS + sign_link(Purpose.FORM, recipient_id, conference_id)


def read_code(code: str) -> tuple[int, int]:
    """The recipient and the conference of a code of ours. Raises ``Refused("link.invalid")``."""
    return read_link(Purpose.FORM, code.removeprefix(BEGINS))


def fillable_form(conference: Conference, recipient: Recipient, deadline: dt.date | None) -> Rendered:
    """The form of this recipient, in the language of the association. The same until something on it changes.

    Raises ``Refused("circular.characters")`` for what the fonts lack.
    """
    association, issue = conference.association, recipient.issue
    with translation.override(association.language):
        title = _("Registration")
        reply_to = (association.name, content_now(issue).contact_email or association.email)
        sheet = FormSheet(
            sender=sender_of(association),
            language=language_of(association),
            title=title,
            conference_title=conference.title,
            when=when_of(conference),
            where=where_of(conference),
            deadline=planned_day(deadline) if deadline else "",
            reply_to=tuple(line for line in reply_to if line),
            number_label=issue.label,
            house="" if glyphs_missing(recipient.name) else recipient.name,
            date=issue.date,
        )
        return printable(title, lambda: render_fillable(sheet, form_code(recipient.id, conference.id)))
