"""The mail that asks once more to acknowledge the receipt of a circular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.days import long_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import mails_by_address
from umlauf.office.circulars.mailing import letter_address, mail_subject
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress
from umlauf.office.circulars.notes import Note, envelope_to, note_message
from umlauf.office.responses.wording import contact_line


def receipt_messages(
    issue: Issue,
    chosen: Iterable[Recipient],
    addresses: Mapping[int, Sequence[RecipientAddress]],
    *,
    word: str,
    at: dt.datetime,
) -> list[tuple[Recipient, Outgoing]]:
    """One for each intake address of the chosen recipients. ``word`` tells one reminder from the next."""
    content = Content.parse(issue.content)
    goes = [(recipient, address) for recipient in chosen for address in addresses.get(recipient.id, ())]
    before = mails_by_address(issue.id, [address.email for _recipient, address in goes])
    messages: list[tuple[Recipient, Outgoing]] = []
    for recipient, address in goes:
        address.recipient = recipient
        with translation.override(recipient.language or content.language):
            key = f"receipt-reminder:{word}:{address.id}"
            follows = before.get(address.email, "")
            messages.append((recipient, _message(issue, content, address, key=key, at=at, follows=follows)))
    return messages


def _message(
    issue: Issue, content: Content, address: RecipientAddress, *, key: str, at: dt.datetime, follows: str
) -> Outgoing:
    recipient = address.recipient
    said = {"label": issue.label, "day": long_day(issue.date), "recipient": recipient.name}
    note = Note(
        greeting=_("Good day,"),
        opening=(
            _("nobody has confirmed for %(recipient)s yet that this circular has come: %(label)s of %(day)s.") % said,
            _("Please open it and confirm its receipt there. That takes one click and needs no login."),
        ),
        act=_("Read the circular and confirm its receipt"),
        link=letter_address(recipient),
        closing=(
            _("If somebody of your house has confirmed or answered in the meantime, you need do nothing."),
            _("If you have a question, please turn to %(contact)s.")
            % {"contact": contact_line(content, issue.association)},
        ),
        label=address.label,
    )
    subject = mail_subject(issue, replace(content, answer_by=None))
    envelope = envelope_to(
        address,
        issue,
        content,
        key=key,
        subject=_("Please confirm receipt: %(subject)s") % {"subject": subject},
        at=at,
        follows=follows,
    )
    return note_message(issue, content, note, envelope)
