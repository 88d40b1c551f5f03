"""The mail that carries a circular: what stands in it, for whom, and where its links lead."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Attachment, Outgoing
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.text import to_html, to_plain
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import AnnexVersion, Issue, Recipient, RecipientAddress, Rendition
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.circulars.references import lines_of
from umlauf.office.directory.enums import AddressKind

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


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
    """„RS 543/2016 – Integrationskonferenz – Rückmeldung bis 18.11.2016“"""
    parts = [issue.short_label, said_openly(content)]
    if content.answer_by:
        day = date_format(content.answer_by, "j M Y" if content.language == "en" else "d.m.Y")
        parts.append(_("answer by %(date)s") % {"date": day})
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
    word = re.sub(r"[^A-Za-z0-9]+", "-", said.translate(_FOLDED)).strip("-")[:60]
    short = re.sub(r"[^A-Za-z0-9]+", "", issue.series.short.translate(_FOLDED))
    return "_".join(filter(None, (short, f"{issue.year}-{issue.number:04}", word.strip("-")))) + ".pdf"


def messages_of(
    issue: Issue, rendition: Rendition, addresses: list[RecipientAddress], *, at: dt.datetime
) -> list[Outgoing]:
    """One message an address, in the order of ``addresses``. What all have in common is made once."""
    content = Content.parse(issue.content)
    together: defaultdict[int, list[RecipientAddress]] = defaultdict(list)
    for address in addresses:
        together[address.recipient_id].append(address)
    with translation.override(content.language):
        annexes = frozen_annexes(issue)
        common = {
            "issue": issue,
            "association": issue.association,
            "content": content,
            "references": lines_of(content.references, content.language),
            "plain": to_plain(content.body),
            "html": to_html(content.body),
            "day": "j F Y" if content.language == "en" else "j. F Y",
            "digital_only": all(one.annex.digital_only for one in annexes),
            "accessible_from": accessible_from(issue, content) if any(one.annex.on_request for one in annexes) else "",
        }
        attachment = Attachment(letter_filename(issue, content), "application/pdf", rendition.pdf.key)
        subject, for_copies = mail_subject(issue, content), mail_subject(issue, replace(content, answer_by=None))
        sender = check_address(issue.association.email)
        return [
            Outgoing(
                key=f"circular:{issue.id}:{address.id}",
                recipient=address.email,
                sender_name=issue.association.name,
                sender_address=sender,
                reply_to=content.contact_email or sender,
                subject=for_copies if address.recipient.is_copy else subject,
                attachments=(attachment,),
                date=at,
                text=text,
                html=html,
            )
            for address in addresses
            for text, html in [_bodies(common, annexes, address, together[address.recipient_id])]
        ]


def _bodies(
    common: dict[str, Any], annexes: list[AnnexVersion], address: RecipientAddress, together: list[RecipientAddress]
) -> tuple[str, str]:
    """Text and HTML for one address: its own link, and who else in the house got the circular."""
    link, content = letter_address(address.recipient), common["content"]
    context = {
        **common,
        "address": address,
        "copy": address.kind == AddressKind.COPY or address.recipient.is_copy,
        "asks": content.answer_by is not None and not address.recipient.is_copy,
        "link": link,
        "annexes": [
            AnnexLink(
                one.annex.number,
                one.annex.title,
                max(1, one.file.size // 1000),
                f"{link}/{one.annex.number}",
                one.annex.digital_only,
                one.annex.on_request,
            )
            for one in annexes
        ],
        "others": [other.label for other in together if other.id != address.id],
    }
    return render_to_string("circulars/mail.txt", context), render_to_string("circulars/mail.html", context)
