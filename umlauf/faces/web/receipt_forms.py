"""The page's part of an acknowledgement: who says it, how it came, and what the page of a letter shows of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.words import hat_title
from umlauf.ground.core.actor import Means
from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.actions.acknowledge import KEYED_IN
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.responses.queries import local_day
from umlauf.office.responses.receipts import Receipt, receipt_of

CHANNELS: Final = tuple((one.value, one.label) for one in KEYED_IN)


@dataclass(frozen=True, slots=True)
class ReceiptAt:
    """What a letter's page or the desk shows. ``longest``: of the name that somebody may enter, ``kept_until``: its
    last day with us.
    """

    receipt: Receipt
    kept_until: dt.date
    channels: tuple[tuple[str, object], ...] = CHANNELS
    longest: int = LIMITS.person

    @property
    def open(self) -> bool:
        return self.receipt.unconfirmed


def receipt_at(request: LetterRequest) -> ReceiptAt | None:
    """Nothing where the letter does not ask its recipient. Three queries where it does."""
    recipient = request.recipient
    if recipient.is_copy or not recipient.issue.asks_to_acknowledge:
        return None
    kept = local_day(request.now, request.association) + dt.timedelta(days=LIMITS.retention_days)
    return ReceiptAt(receipt_of(recipient), kept)


def said_by(request: LetterRequest) -> tuple[AcknowledgedBy, str]:
    """How an acknowledgement comes in at this door, and who says it."""
    name = request.POST.get("name", "")
    if request.door.office:
        given = request.POST.get("channel", "")
        return (AcknowledgedBy.MAIL if given == AcknowledgedBy.MAIL else AcknowledgedBy.PHONE), name
    if request.actor.means == Means.LINK:
        return AcknowledgedBy.LINK, name
    return AcknowledgedBy.LOGIN, _hat_worn(request)


def _hat_worn(request: LetterRequest) -> str:
    """What somebody with a login is in the house that got the letter: „Registratur“."""
    recipient = request.recipient
    return next(
        hat_title(hat)[: LIMITS.person]
        for hat in getattr(request, "hats", ())
        if hat.organisation is not None
        and (hat.organisation.id, hat.association.id) == (recipient.organisation_id, recipient.association_id)
    )
