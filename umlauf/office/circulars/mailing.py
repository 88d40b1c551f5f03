"""The mail that carries a circular: what stands in it, for whom, and where its links lead."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Attachment, Outgoing, Shared, mark
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.days import brief_day
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.text import to_html, to_plain
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import ascii_words, heads, mails_by_address
from umlauf.office.circulars.letter_room import letter_rooms
from umlauf.office.circulars.models import FollowUpCircular, Issue, Recipient, RecipientAddress, Rendition
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.circulars.references import lines_of
from umlauf.office.directory.enums import AddressKind


@dataclass(frozen=True, slots=True)
class AnnexLink:
    """An annex as it is named in a mail, and where it can be read."""

    number: int
    title: str
    kilobytes: int
    address: str
    digital_only: bool
    on_request: bool


def letter_address(recipient: Recipient) -> str:
    """The personal link of an organisation to its letter (``/l/…``), good for whoever it is handed on to there."""
    token = sign_link(Purpose.LETTER, recipient.id, recipient.link_generation)
    return f"{settings.PUBLIC_URL}/l/{token}"


def reading_address(recipient: Recipient) -> str:
    """The same letter to read alone, to be passed on. It ends with the personal link."""
    token = sign_link(Purpose.READING, recipient.id, recipient.link_generation)
    return f"{settings.PUBLIC_URL}/l/{token}"


def said_openly(content: Content, title: str = "") -> str:
    """What a subject says that others see too: ``title``, else keyword or subject; „vertraulich“ of what is meant for
    its recipients alone (decision 26)."""
    return _("confidential") if content.for_the_named_alone else title or content.keyword or content.subject


def mail_subject(issue: Issue, content: Content) -> str:
    """„RS 543/2016 – Integrationskonferenz – Rückmeldung bis 18.11.2016“, in the language that is active."""
    parts = [issue.short_label, said_openly(content)]
    if content.answer_by:
        parts.append(_("answer by %(date)s") % {"date": brief_day(content.answer_by)})
    return " – ".join(parts)


def accessible_from(issue: Issue, content: Content) -> str:
    """Who gives an annex in an accessible form to whoever asks: the contact of the circular, else the association."""
    house = issue.association
    return ", ".join(
        filter(
            None,
            (
                content.contact_name or house.name,
                content.contact_phone or house.phone,
                content.contact_email or house.email,
            ),
        )
    )


def letter_filename(issue: Issue, content: Content) -> str:
    """„RS_2016-0543_Integrationskonferenz.pdf“: sorts by number, ASCII, so that no mail server stumbles over it."""
    said = "" if content.for_the_named_alone else content.keyword or content.subject
    word = ascii_words(said)[:60]
    short = ascii_words(issue.series.short).replace("-", "")
    return "_".join(filter(None, (short, f"{issue.year}-{issue.number:04}", word.strip("-")))) + ".pdf"


def last_day(issue: Issue, at: dt.datetime) -> dt.date:
    """Until when a mail about a circular, with a personal link in it, is kept in the outbox."""
    return at.astimezone(ZoneInfo(issue.association.zone)).date() + dt.timedelta(days=LIMITS.mail_days)


@dataclass(frozen=True, slots=True)
class _Variant:
    """What tells one mail of a circular from another, apart from who gets it."""

    language: str
    is_copy: bool  # nothing is asked of the recipient
    for_information: bool  # of the address, be it of a recipient who is asked
    responsible_known: bool
    has_others: bool
    attached: bool


def _variant(address: RecipientAddress, language: str, *, has_others: bool, attached: bool) -> _Variant:
    recipient = address.recipient
    return _Variant(
        language=language,
        is_copy=recipient.is_copy,
        for_information=address.kind == AddressKind.COPY or recipient.is_copy,
        responsible_known=recipient.responsible_known,
        has_others=has_others,
        attached=attached,
    )


@dataclass(frozen=True, slots=True)
class MailHead:
    """What stands at the head of a mail's HTML: small, and as its heading."""

    label: str
    subject: str
    language: str


@dataclass(frozen=True, slots=True)
class Section:
    """What a bundle says of one circular, with the marks ``link_ID`` and ``others_ID`` of its issue.

    ``others``: the mark of the latter, or nothing.
    """

    label: str
    subject: str
    content_language: str
    text: str
    html: str
    others: str


class CircularMails:
    """The mails that bring a circular. What many of them say alike is made once for each variant of it.

    ``gathers``: those to recipients who want it so wait for the bundle of the day. ``in_bundle``: it is asked for
    sections of that alone.
    """

    def __init__(
        self, issue: Issue, rendition: Rendition, *, at: dt.datetime, gathers: bool = False, in_bundle: bool = False
    ) -> None:
        self._issue, self._rendition, self._at, self._gathers = issue, rendition, at, gathers
        self._suffix = f"_{issue.id}" if in_bundle else ""
        self._content = content = Content.parse(issue.content)
        self._sender = check_address(issue.association.email)
        self._rooms = letter_rooms(issue.association)
        earlier = FollowUpCircular.objects.filter(circular=issue.circular_id).first()
        self._follows = earlier.issue_id if earlier else None
        self._shared: dict[_Variant, Shared] = {}
        self._sections: dict[_Variant, Section] = {}
        self._subjects: dict[tuple[str, bool], str] = {}
        annexes = frozen_annexes(issue)
        self._common = {
            "issue": issue,
            "head": MailHead(issue.label, content.subject, content.language),
            "association": issue.association,
            "content": content,
            "references": lines_of(content.references, content.language),
            "plain": to_plain(content.body),
            "html": to_html(content.body, top=3 if in_bundle else 2),
            "digital_only": all(one.annex.digital_only for one in annexes),
            "accessible_from": accessible_from(issue, content) if any(one.annex.on_request for one in annexes) else "",
            "annexes": [
                AnnexLink(
                    one.annex.number,
                    one.annex.title,
                    max(1, one.file.size // 1000),
                    f"{self._mark('link')}/{one.annex.number}",
                    one.annex.digital_only,
                    one.annex.on_request,
                )
                for one in annexes
            ],
            **{name: self._mark(name) for name in ("link", "name", "label", "others")},
        }

    def _mark(self, name: str) -> str:
        return mark(f"{name}{self._suffix}")

    def of(self, addresses: Sequence[RecipientAddress]) -> list[Outgoing]:
        """One message an address, in their order. Of each recipient all addresses are there, since each names them."""
        together: defaultdict[int, list[RecipientAddress]] = defaultdict(list)
        for address in addresses:
            together[address.recipient_id].append(address)
        emails = [address.email for address in addresses]
        earlier = mails_by_address(self._follows, emails) if self._follows else {}
        return [
            self._message(address, together[address.recipient_id], earlier.get(address.email, ""))
            for address in addresses
        ]

    def body_bytes(self) -> int:
        """About how many bytes text and HTML of one message are."""
        shared = self._said(
            _Variant(
                language=self._content.language,
                is_copy=False,
                for_information=False,
                responsible_known=True,
                has_others=False,
                attached=True,
            )
        )
        return len(shared.text.encode()) + len(shared.html.encode())

    def _message(self, address: RecipientAddress, together: Sequence[RecipientAddress], earlier: str) -> Outgoing:
        recipient, content = address.recipient, self._content
        others = ", ".join(other.label for other in together if other.id != address.id)
        language = recipient.language or content.language
        attached = self._rooms.takes(address.email, self._rendition.pdf.size)
        variant = _variant(address, language, has_others=bool(others), attached=attached)
        parts = {"link": letter_address(recipient), "name": recipient.name, "label": address.label}
        return Outgoing(
            key=f"circular:{self._issue.id}:{address.id}",
            recipient=address.email,
            sender_name=self._issue.association.name,
            sender_address=self._sender,
            reply_to=content.contact_email or self._sender,
            subject=self._subject(language, recipient.is_copy),
            date=self._at,
            headers=heads(self._issue, language, content.language, follows=earlier),
            kept_until=last_day(self._issue, self._at),
            asks_read=content.ask_read and not recipient.is_copy,
            shared=self._said(variant),
            parts=parts | ({"others": others} if others else {}),
            gathered=self._gathers and recipient.bundled,
        )

    def _subject(self, language: str, is_copy: bool) -> str:
        if (language, is_copy) not in self._subjects:
            said = replace(self._content, answer_by=None) if is_copy else self._content
            with translation.override(language):
                self._subjects[language, is_copy] = mail_subject(self._issue, said)
        return self._subjects[language, is_copy]

    def _said(self, variant: _Variant) -> Shared:
        if variant not in self._shared:
            with translation.override(variant.language):
                self._shared[variant] = self._rendered(variant)
        return self._shared[variant]

    def _rendered(self, variant: _Variant) -> Shared:
        context = self._context(variant)
        return Shared(
            render_to_string("circulars/mail.txt", context),
            render_to_string("circulars/mail.html", context),
            (self.attachment,) if variant.attached else (),
        )

    def _context(self, variant: _Variant) -> dict[str, Any]:
        return {
            **self._common,
            "variant": variant,
            "language": variant.language,
            "asks": self._content.answer_by is not None and not variant.is_copy,
            "megabytes": self._rendition.pdf.size / MB,
        }

    @property
    def attachment(self) -> Attachment:
        """The letter as it goes with a mail."""
        return Attachment(letter_filename(self._issue, self._content), "application/pdf", self._rendition.pdf.key)

    def section(self, address: RecipientAddress, language: str, *, has_others: bool, attached: bool) -> Section:
        """What the bundle to an address says of this circular. To be asked with ``language`` active."""
        variant = _variant(address, language, has_others=has_others, attached=attached)
        if variant not in self._sections:
            context = self._context(variant)
            self._sections[variant] = Section(
                self._issue.label,
                self._content.subject,
                self._content.language,
                render_to_string("circulars/letter.txt", context),
                render_to_string("circulars/letter.html", context),
                self._mark("others") if has_others else "",
            )
        return self._sections[variant]


def messages_of(
    issue: Issue, rendition: Rendition, addresses: Sequence[RecipientAddress], *, at: dt.datetime
) -> list[Outgoing]:
    """One message an address, in the order of ``addresses``, of whole recipients."""
    return CircularMails(issue, rendition, at=at).of(addresses)
