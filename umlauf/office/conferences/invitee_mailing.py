"""The mails to somebody invited beside the members: the invitation, a reminder, and the receipt for their answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.addresses import readable_address
from umlauf.ground.core.days import long_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note
from umlauf.office.conferences.invitee_deadlines import deadline_in_words
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.invitee_frame import invitee_address, invitee_message
from umlauf.office.conferences.models import Conference, Invitee
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.access import word_of
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.wording import contact_line, moment


def invitation_message(invitee: Invitee, issue: Issue, content: Content, *, at: dt.datetime) -> Outgoing | None:
    """The invitation with its link, or the last reminder of it; None where nobody knows an address.

    Its key is that of what was released: queued again, it is the same message.
    """
    if not invitee.email or invitee.invited_at is None:
        return None
    conference = invitee.group.conference
    released = invitee.reminded_at or invitee.invited_at
    with translation.override(invitee.language):
        subject = _("Invitation: %(title)s") % {"title": conference.title}
        if _reminds(invitee):
            subject = _("Reminder: %(subject)s") % {"subject": subject}
        note = Note(
            greeting=greeting(invitee.name),
            opening=tuple(_opening(invitee)),
            lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference)))),
            act=_("See the invitation and answer"),
            link=invitee_address(invitee),
            closing=tuple(_closing(invitee, conference, content)),
        )
        envelope = Envelope(
            key=f"invitee:{invitee.id}:{invitee.link_generation}:{released:%Y%m%d%H%M%S%f}",
            email=invitee.email,
            subject=subject,
            recipient_name=invitee.title,
            at=at,
            kept_until=last_day(conference),
        )
        return invitee_message(conference, issue, content, note, envelope)


def invitee_receipt(desk: InviteeDesk, *, headline: str, lines: Sequence[str]) -> Outgoing | None:
    """The confirmation for who answered an invitation, in the active language; None where they left no address."""
    if not desk.entry.email:
        return None
    conference, association = desk.conference, desk.conference.association
    noted = {"who": desk.invitee.title, "moment": moment(desk.now, association)}
    contact = {"contact": contact_line(desk.content, association)}
    note = Note(
        greeting=greeting(desk.entry.name),
        opening=(_("on %(moment)s we took down for %(who)s:") % noted, headline),
        lines=tuple(lines),
        act=_("See or change the answer"),
        link=invitee_address(desk.invitee) if desk.entry.channel == Channel.LINK else "",
        closing=(_("If something is not right or changes, please turn to %(contact)s.") % contact,),
    )
    envelope = Envelope(
        key=_receipt_key(desk.invitee.id, desk.entry.nonce),
        email=desk.entry.email,
        subject=f"{conference.title} – {_('your answer')}",
        recipient_name=desk.invitee.title,
        at=desk.now,
        kept_until=last_day(conference),
        headers=AUTOMATIC,
    )
    return invitee_message(conference, desk.issue, desk.content, note, envelope)


def invitee_was_confirmed(invitee_id: int, nonce: str) -> bool:
    """Whether a form has led to a receipt."""
    return Message.objects.filter(key=_receipt_key(invitee_id, nonce)).exists()


def _receipt_key(invitee_id: int, nonce: str) -> str:
    return f"invitee:{invitee_id}:receipt:{word_of(invitee_id, nonce)}"


def _reminds(invitee: Invitee) -> bool:
    return invitee.reminded_at is not None and invitee.answered_at is None


def _opening(invitee: Invitee) -> Iterator[str]:
    if _reminds(invitee):
        yield _("you have not answered yet whether you will come.")
    if invitee.answered_at is not None:
        yield _("we have your answer. With the link in this mail you see it, and can change it.")
    yield from filter(None, invitee.group.invitation.split("\n"))


def _closing(invitee: Invitee, conference: Conference, content: Content) -> Iterator[str]:
    association = conference.association
    if invitee.answered_at is not None:
        pass
    elif until := deadline_in_words(invitee):
        yield _("We ask for your answer by %(until)s, also if you cannot come.") % {"until": until}
    else:
        yield _("We ask for your answer, also if you cannot come.")
    yield _("If you have a question, please turn to %(contact)s.") % {"contact": contact_line(content, association)}
    yield _(
        "Notice under Art. 13 and 14 GDPR: %(name)s uses your name, function, organisation and e-mail address, which "
        "it has from you, from your organisation or from public sources, to invite you and to hold this conference "
        "(legal basis: %(basis)s). They are kept until %(until)s and then deleted. You may ask to see them, to have "
        "them corrected, or object: %(email)s"
    ) % {
        "name": association.name,
        "basis": association.get_basis_display(),
        "until": long_day(last_day(conference)),
        "email": readable_address(association.email),
    }
