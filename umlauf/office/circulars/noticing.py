"""What a follow-up says to begin with, and the short notices: their words and their messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, Shared, mark
from umlauf.ground.core.days import long_day, planned_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import from_plain
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import FollowUp, ReferenceKind
from umlauf.office.circulars.heads import mails_by_address
from umlauf.office.circulars.mailing import letter_address, mail_subject
from umlauf.office.circulars.models import Issue, Notice, RecipientAddress
from umlauf.office.circulars.notes import Note, envelope_to, note_body, shared_note

_REFERENCES = {
    FollowUp.CORRECTION: ReferenceKind.CORRECTS,
    FollowUp.SUPPLEMENT: ReferenceKind.SUPPLEMENTS,
    FollowUp.WITHDRAWAL: ReferenceKind.WITHDRAWS,
}


def first_draft(issue: Issue, kind: FollowUp) -> Content:
    """What a follow-up of a circular says before anybody has written on it, in the language of the circular."""
    before = Content.parse(issue.content)
    with translation.override(before.language):
        named = _("%(label)s of %(day)s") % {"label": issue.label, "day": long_day(issue.date)}
        subject, sentence = _beginning(kind, named)
        return replace(
            before,
            subject=(subject % {"subject": before.subject})[: LIMITS.subject],
            abstract="",
            body=from_plain("\n\n".join((_("Ladies and Gentlemen,"), sentence))),
            letter_date=None,
            answer_by=None,
            valid_from=None,
            references=(Reference(_REFERENCES[kind], named, issue.id),),
        )


def notice_messages(
    issue: Issue, notice: Notice, addresses: Iterable[RecipientAddress]
) -> list[tuple[RecipientAddress, Outgoing]]:
    """One message an address, in their order. The addresses come with their recipients. What many say, they share."""
    content, addresses = Content.parse(issue.content), list(addresses)
    said: dict[tuple[str, bool], tuple[str, Shared]] = {}
    brought = mails_by_address(issue.id, [address.email for address in addresses])
    found = []
    for address in addresses:
        recipient = address.recipient
        language = recipient.language or content.language
        key, follows = f"notice:{notice.id}:{address.id}", brought.get(address.email, "")
        with translation.override(language):
            if (language, recipient.is_copy) not in said:
                said[language, recipient.is_copy] = _said(issue, content, notice, for_copies=recipient.is_copy)
            subject, body = said[language, recipient.is_copy]
            envelope = envelope_to(address, issue, content, key=key, subject=subject, at=notice.at, follows=follows)
        parts = {"link": letter_address(recipient), "name": recipient.name, "label": address.label}
        found.append((address, shared_note(issue, content, body, parts, envelope)))
    return found


def _said(issue: Issue, content: Content, notice: Notice, *, for_copies: bool) -> tuple[str, Shared]:
    """Subject and body of a notice, in the language that is active."""
    kind = FollowUp(notice.kind)
    named = replace(content, answer_by=None if for_copies else notice.answer_by)
    contact = {"contact": content.contact_name or issue.association.name}
    note = Note(
        greeting=_("Good day,"),
        opening=_opening(kind, issue, notice.answer_by, for_copies=for_copies),
        lines=tuple(notice.text.splitlines()),
        act=_("Read the circular"),
        link=mark("link"),
        closing=(_("If you have a question, please turn to %(contact)s.") % contact,),
        label=mark("label"),
    )
    return f"{mail_subject(issue, named)} – {kind.label}", note_body(issue, content, note, mark("name"))


def _beginning(kind: FollowUp, named: str) -> tuple[str, str]:
    """The subject, with a place for that of the earlier circular, and the first sentence."""
    said = {"circular": named}
    words = {
        FollowUp.CORRECTION: (
            _("Correction: %(subject)s"),
            _("with this letter we correct our earlier one, %(circular)s.") % said,
        ),
        FollowUp.SUPPLEMENT: (
            _("Supplement: %(subject)s"),
            _("with this letter we supplement our earlier one, %(circular)s.") % said,
        ),
        FollowUp.WITHDRAWAL: (
            _("Withdrawal: %(subject)s"),
            _("with this letter we withdraw our earlier one, %(circular)s. Please do not use it any more.") % said,
        ),
    }
    return words[kind]


def _opening(kind: FollowUp, issue: Issue, answer_by: dt.date | None, *, for_copies: bool) -> tuple[str, ...]:
    said = {"circular": _("%(label)s of %(day)s") % {"label": issue.label, "day": long_day(issue.date)}}
    words = {
        FollowUp.CORRECTION: (_("please note a correction to %(circular)s.") % said,),
        FollowUp.SUPPLEMENT: (_("please note a supplement to %(circular)s.") % said,),
        FollowUp.WITHDRAWAL: (
            _("we withdraw %(circular)s. Please do not use it any more; you need not answer it.") % said,
        ),
    }
    if kind == FollowUp.DEADLINE and answer_by is not None and for_copies:
        return (
            _("the deadline of %(circular)s has changed.") % said,
            _("It is now %(day)s. You get this for information; no answer is expected of you.")
            % {"day": planned_day(answer_by)},
        )
    if kind == FollowUp.DEADLINE and answer_by is not None:
        return (
            _("the deadline of %(circular)s has changed.") % said,
            _("Please answer by %(day)s.") % {"day": planned_day(answer_by)},
            _("If you were given more time than that, it stays."),
        )
    return words[kind]
