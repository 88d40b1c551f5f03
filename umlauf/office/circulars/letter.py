"""From a circular to the letter that the engine renders."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings

from umlauf.engines.letters import AnnexNote, Letter, Sender
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import AnnexVersion, Issue, Series
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.circulars.references import lines_of


def sender_of(association: Association) -> Sender:
    """The letterhead of an association."""
    return Sender(
        name=association.name,
        street=association.street,
        postal_code=association.postal_code,
        city=association.city,
        phone=association.phone,
        fax=association.fax,
        email=association.email,
        web=association.web,
        bank_name=association.bank_name,
        iban=association.iban,
        bic=association.bic,
        logo_svg=None,
    )


def proof_address(issue: Issue) -> str:
    """The page that says whether a letter is genuine and still holds (``/verify/…``). It is the same for good."""
    return f"{settings.PUBLIC_URL}/verify/{sign_link(Purpose.VERIFY, issue.id, 1)}"


def issued_letter(issue: Issue) -> Letter:
    """The letter of a signed circular, with the code by which it is verified where it was signed with one."""
    letter = _letter(
        issue.association,
        issue.series,
        Content.parse(issue.content),
        frozen_annexes(issue),
        number_label=issue.label,
        date=issue.date,
        signature=tuple(filter(None, (issue.signatory_name, issue.signatory_title))),
    )
    return replace(letter, proof_url=proof_address(issue)) if issue.proof else letter


def draft_letter(association: Association, series: Series, content: Content, annexes: list[AnnexVersion]) -> Letter:
    """The letter as it would look: marked as a draft, without a number and without a signature."""
    return _letter(association, series, content, annexes, number_label="", date=content.letter_date, signature=())


def _letter(
    association: Association,
    series: Series,
    content: Content,
    annexes: list[AnnexVersion],
    *,
    number_label: str,
    date: dt.date | None,
    signature: tuple[str, ...],
) -> Letter:
    return Letter(
        sender=sender_of(association),
        language="en" if content.language == "en" else "de",
        kind=series.kind,
        number_label=number_label,
        addressees=content.addressees,
        keyword=content.keyword,
        file_reference=content.file_reference,
        contact_name=content.contact_name,
        contact_phone=content.contact_phone,
        contact_email=content.contact_email,
        date=date,
        subject=content.subject,
        references=lines_of(content.references, content.language),
        abstract=content.abstract,
        body=content.body.json(),
        closing=content.closing,
        signature=signature,
        annexes=tuple(
            AnnexNote(one.annex.number, one.annex.title, one.annex.digital_only, one.annex.on_request)
            for one in annexes
        ),
        copies=content.copies,
        valid_from=content.valid_from,
        confidential=content.for_the_named_alone,
        house_style=association.house_style,
        draft=not number_label,
    )
