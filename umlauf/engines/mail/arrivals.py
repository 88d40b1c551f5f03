"""Keep a mail that came back, and find the message that it is about. In the caller's scope and transaction.

What a stranger can write proves nothing. A message is found by the code in the address that a mail came back to
(``verp.py``), which only those have seen through whose hands it went, else by its Message-ID, which is random; always
in the association in scope, so that a bounce of a foreign message finds none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from umlauf.engines.mail.bounces import Returned
from umlauf.engines.mail.enums import ArrivalKind, Doubt
from umlauf.engines.mail.models import REPLY_LENGTH, SUBJECT_LENGTH, Arrival, Message
from umlauf.engines.mail.verp import Verp
from umlauf.ground.core.limits import LIMITS

_TRIED: Final = 20  # Message-IDs of one mail
_AT_ONCE: Final = 500  # mails forgotten in one go; the rest a minute later


@dataclass(frozen=True, slots=True)
class Match:
    """The message that a mail is about, or the likeliest one, and why not to act on it."""

    message: Message | None
    doubt: Doubt | None


def match(association_id: int, verp: Verp | None, returned: Returned) -> Match:
    """Whose mail came back. A report about another address than the message went to is doubted: somebody may have
    forwarded it, or made it up. So is one about no address, where only the Message-ID tells, though all mail has its
    code: whoever was ever quoted a mail knows its Message-ID."""
    own = Message.objects.filter(association_id=association_id).defer("text", "html", "calendar")
    ids = [one for one in (returned.own_id, *returned.about) if one][:_TRIED]
    if returned.looped or (returned.own_id and own.filter(message_id=returned.own_id).exists()):
        return Match(own.filter(message_id__in=ids).order_by("id").first(), Doubt.LOOP)
    found = own.filter(id=verp.message_pk).first() if verp and verp.association_id == association_id else None
    coded = found is not None
    if found is None and ids:
        by_id = {message.message_id: message for message in own.filter(message_id__in=ids)}
        found = next((by_id[one] for one in ids if one in by_id), None)
    if found is None:
        return Match(None, Doubt.UNKNOWN)
    return Match(found, Doubt.RECIPIENT if _about_another(found, coded, returned) else None)


def _about_another(found: Message, coded: bool, returned: Returned) -> bool:
    other = returned.recipient != found.recipient.lower()
    if returned.kind == ArrivalKind.RECEIPT:  # a house hands mails on inside, so with the code any address will do
        return not coded and (other or not returned.recipient)
    if returned.kind not in {ArrivalKind.BOUNCE, ArrivalKind.DELAY}:
        return False
    return other if returned.recipient else _unproved(coded, returned)


def _unproved(coded: bool, returned: Returned) -> bool:
    return returned.kind == ArrivalKind.BOUNCE and not coded and bool(settings.RETURN_ADDRESS)


def keep_arrival(
    association_id: int, data: bytes, returned: Returned, matched: Match, *, at: dt.datetime, kept_until: dt.date
) -> tuple[Arrival, bool]:
    """Write a mail down, and whether it is new. Its bytes are on the disk before the row exists.

    ``at`` is office time. The same bytes again: the first row, as it is.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = Arrival.objects.filter(association_id=association_id, digest=digest).first()
    if known is not None:
        return known, False
    key, storage = f"{association_id}/returned/{digest}.eml", storages["files"]
    if not storage.exists(key):
        storage.save(key, ContentFile(data))
    message = matched.message
    return Arrival.objects.get_or_create(
        association_id=association_id,
        digest=digest,
        defaults={
            "received_at": at,
            "kind": returned.kind,
            "bounce": returned.bounce or "",
            "status": returned.status[:12],
            "diagnostic": returned.diagnostic[:REPLY_LENGTH],
            "address": returned.recipient or (message.recipient.lower() if message else ""),
            "sender": returned.sender[: LIMITS.email],
            "subject": returned.subject[:SUBJECT_LENGTH],
            "text": returned.text,
            "raw_key": key,
            "message": message,
            "doubt": matched.doubt or "",
            "kept_until": kept_until,
        },
    )


def whole(arrival: Arrival) -> bytes | None:
    """The mail as it came, while we have it."""
    if not arrival.raw_key:
        return None
    try:
        with storages["files"].open(arrival.raw_key) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    return data


def forget_arrivals(association_id: int, today: dt.date) -> int:
    """Empty what mails said, and of whom, once their last day has passed: that they came, and about what, stays.

    The file goes first: a row that still names it is found by the next search. Returns how many were emptied.
    """
    over = Arrival.objects.filter(association_id=association_id, kept_until__lt=today)
    due = list(over.values_list("id", "raw_key")[:_AT_ONCE])
    for _id, key in due:
        if key:
            storages["files"].delete(key)
    forgotten = {"address": "", "sender": "", "subject": "", "text": "", "diagnostic": "", "raw_key": ""}
    return Arrival.objects.filter(id__in=[one for one, _key in due]).update(**forgotten, kept_until=None)
