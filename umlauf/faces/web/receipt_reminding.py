"""The page before those are asked once more who have not confirmed the receipt of a circular."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from umlauf.faces.web.reminding import Sample
from umlauf.faces.web.templatetags.office import day
from umlauf.faces.web.words import counties, organisations_named
from umlauf.ground.core.clock import office_now, office_today
from umlauf.office.circulars.aftermath import content_now, is_withdrawn
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Issue
from umlauf.office.responses.queries import intake_addresses
from umlauf.office.responses.receipt_mails import receipt_messages
from umlauf.office.responses.receipts import last_receipt_reminder, unconfirmed


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Somebody who has not confirmed. Without ``addresses`` no reminder can go there."""

    recipient_id: int
    name: str
    called_up: str
    addresses: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        return bool(self.addresses)


def remind_context(issue: Issue, chosen: Collection[int] | None = None) -> dict[str, Any]:
    """Who would get what. ``chosen`` are those that a refused form had chosen; at first it is all."""
    open_ones = unconfirmed(issue)
    addresses = intake_addresses([one.id for one in open_ones])
    rows = [
        ReceiptRow(
            one.id,
            one.name,
            day(one.called_up_at),
            tuple(address.email for address in addresses.get(one.id, ())),
        )
        for one in open_ones
    ]
    last = last_receipt_reminder(issue)
    as_counties = counties(one.organisation.kind for one in open_ones)
    reachable = [one for one in open_ones if one.id in addresses]
    sample = None
    if reachable:
        [(first, message), *_others] = receipt_messages(issue, reachable[:1], addresses, word="sample", at=office_now())
        text = message.text.replace(letter_address(first), _("[the recipient’s own link]"))
        sample = Sample(first.name, message.subject, text)
    return {
        "issue": issue,
        "content": content_now(issue),
        "withdrawn": is_withdrawn(issue),
        "rows": rows,
        "who": organisations_named(len(rows), as_counties=as_counties),
        "as_counties": as_counties,
        "reachable": len(reachable),
        "chosen": {row.recipient_id for row in rows} if chosen is None else chosen,
        "last": last,
        "reminded_today": last is not None and last.on == office_today(issue.association),
        "sample": sample,
    }
