"""Mails to who registered somebody, about what the person has said by the link of their own place."""

from __future__ import annotations

from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.notes import Envelope, Note
from umlauf.office.conferences.invitee_deadlines import InviteeGate, gate_of
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.invitee_frame import language_for, person_message
from umlauf.office.conferences.mailing import headline_of_all, key_of_person, openly
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import is_same, same_mailbox
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.entries import Desk
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.queries import intake_addresses
from umlauf.office.responses.wording import contact_line


class Said(StrEnum):
    """What somebody has said of their own place."""

    LEFT = "left"
    TAKEN = "taken"
    LET_GO = "let_go"
    AGAIN = "again"


def whom_to_tell(row: Registration) -> tuple[tuple[str, ...], str]:
    """The addresses of who registered somebody, and their name where it is known.

    Where nobody else left an address, these are those at which an organisation gets its letters, or that of the
    invitation; none where it is their own. To be fetched with the invitee. One query where letters are asked for.
    """
    if row.by_email and not same_mailbox(row.by_email, row.email) and not is_same(row.by_name, row.name):
        return (row.by_email,), row.by_name
    if row.invitee is not None:
        email, name = row.invitee.email, row.invitee.name
        theirs = same_mailbox(email, row.email) or is_same(name, row.name)
        return (() if theirs or not email else (email,)), name
    found = intake_addresses([row.house.id]).get(row.house.id, ())
    return tuple(dict.fromkeys(one.email for one in found if not same_mailbox(one.email, row.email))), ""


def messages_to_inviter(
    desk: Desk | InviteeDesk, row: Registration, said: Said, coming: list[Registration]
) -> list[Outgoing]:
    """A mail for each address of who registered the person. ``coming`` are all of theirs who come now."""
    conference, (addresses, name) = row.conference, whom_to_tell(row)
    with translation.override(language_for(row, desk.content)):
        note, news = _note(desk, row, said, coming, name), _news(said)
        subject = f"{news} – {openly(conference, desk.issue, desk.content)}"
        messages = []
        for number, email in enumerate(addresses):
            envelope = Envelope(
                key=f"{key_of_person(row)}{row.sequence}:house:{number}",
                email=email,
                subject=subject,
                recipient_name=row.inviter_name,
                at=desk.now,
                kept_until=last_day(conference),
                headers=AUTOMATIC,
            )
            messages.append(person_message(row, conference, desk.issue, desk.content, note, envelope))
        return messages


def _note(desk: Desk | InviteeDesk, row: Registration, said: Said, coming: list[Registration], name: str) -> Note:
    conference = row.conference
    contact = {"contact": contact_line(desk.content, conference.association)}
    closing = [_("If you have a question, please turn to %(contact)s.") % contact]
    if said == Said.AGAIN:
        closing.insert(0, _how_to_withdraw(desk) % {"name": row.name})
    elif said != Said.TAKEN and (how := _how_to_register(desk)):
        closing.insert(0, how)
    return Note(
        greeting=greeting(name),
        opening=(
            _opening(row, said) % {"name": row.name, "house": row.inviter_name},
            headline_of_all(coming) if coming else _("Nobody of you is registered any more. This counts as a refusal."),
        ),
        lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference)))),
        closing=(" ".join(closing),),
    )


def _how_to_register(desk: Desk | InviteeDesk) -> str:
    """How somebody else comes instead; nothing once nobody is registered any more by this link."""
    if isinstance(desk, Desk):
        if desk.ask.closed_at is not None or desk.over:
            return ""
        return _("If somebody else shall come, please register them by the link of your house.")
    if gate_of(desk.invitee, desk.conference, desk.now) != InviteeGate.OPEN:
        return ""
    return _("If somebody else shall come, please register them by the link of your invitation.")


def _how_to_withdraw(desk: Desk | InviteeDesk) -> str:
    if isinstance(desk, Desk):
        return _("If %(name)s shall not come, please withdraw %(name)s by the link of your house.")
    return _("If %(name)s shall not come, please withdraw %(name)s by the link of your invitation.")


def _news(said: Said) -> str:
    return {
        Said.LEFT: _("Somebody has withdrawn"),
        Said.TAKEN: _("The offered place is taken"),
        Said.LET_GO: _("The offered place is let go"),
        Said.AGAIN: _("Somebody asks for a place again"),
    }[said]


def _opening(row: Registration, said: Said) -> str:
    if row.invitee is not None and said == Said.AGAIN:
        return _("%(name)s, whom you registered by your invitation, asks for a place again.")
    if row.invitee is not None:
        return _("%(name)s, whom you registered by your invitation, has withdrawn.")
    return {
        Said.LEFT: _("%(name)s, whom %(house)s registered, has withdrawn."),
        Said.TAKEN: _("%(name)s, whom %(house)s registered, takes the place that was offered."),
        Said.LET_GO: _("%(name)s, whom %(house)s registered, does not take the place that was offered."),
        Said.AGAIN: _("%(name)s, whom %(house)s registered, asks for a place again."),
    }[said]
