"""Mails about a circular that bring neither it nor a notice: reminders, new links, confirmations. Inside a scope.

No row leads from them to the circular: whom one is about stands in its key. The rooms above know their own keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import NEEDS_A_PERSON
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import FORGOTTEN
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress

Whose = Callable[[Collection[int]], Mapping[int, int]]
"""From the numbers in the keys of messages to the recipients that those are about."""

Outdated = Callable[[Mapping[str, Recipient]], Collection[str]]
"""From the keys of messages, with whom those are about, to the keys of those that must not go out again."""

_WHOSE: Final[dict[str, tuple[int, Whose]]] = {}
_OUTDATED: Final[dict[str, Outdated]] = {}


@dataclass(frozen=True, slots=True)
class Beside:
    """Such a mail, without what it says, and whom it is about. ``outdated``: what it says does not hold any more."""

    message: Message
    recipient: Recipient
    label: str
    outdated: bool = False

    @property
    def issue(self) -> Issue:
        return self.recipient.issue

    @property
    def brings_link(self) -> bool:
        """Whether it brought a new link and nothing else."""
        return self.message.key.startswith("link:")


def mails_known_by(prefix: str, place: int, whose: Whose, outdated: Outdated | None = None) -> None:
    """Say whom the mails with this prefix of their keys are about. ``place``: which part of the key, between the colons
    and counted from 0, is the number that ``whose`` knows."""
    _WHOSE[prefix] = (place, whose)
    if outdated is not None:
        _OUTDATED[prefix] = outdated


def by_recipient(numbers: Collection[int]) -> dict[int, int]:
    return {one: one for one in numbers}


def by_address(numbers: Collection[int]) -> dict[int, int]:
    return dict(RecipientAddress.objects.filter(id__in=numbers).values_list("id", "recipient_id"))


def _ended_links(mails: Mapping[str, Recipient]) -> set[str]:
    """Those whose link a newer one has ended."""
    return {key for key, recipient in mails.items() if int(key.split(":")[2]) < recipient.link_generation}


mails_known_by("link", 1, by_recipient, _ended_links)


def is_beside(key: str) -> bool:
    """Whether a key is that of such a mail."""
    return key.partition(":")[0] in _WHOSE


def keys_beside(field: str) -> Q:
    """The same as a condition. ``field``: what leads to the key."""
    return reduce(or_, (Q(**{f"{field}__startswith": f"{prefix}:"}) for prefix in _WHOSE))


def recipients_of(messages: Iterable[tuple[int, str]]) -> dict[int, int]:
    """By message, the recipient that its key names. One query for each prefix at most."""
    numbers: dict[str, dict[int, int]] = {}
    for message_id, key in messages:
        prefix, *parts = key.split(":")
        place = _WHOSE[prefix][0] if prefix in _WHOSE else 0
        if 0 < place <= len(parts) and parts[place - 1].isdecimal():
            numbers.setdefault(prefix, {})[message_id] = int(parts[place - 1])
    found: dict[int, int] = {}
    for prefix, known in numbers.items():
        recipients = _WHOSE[prefix][1](set(known.values()))
        found |= {message_id: recipients[one] for message_id, one in known.items() if one in recipients}
    return found


def mails_beside(messages: Iterable[Message], circular_id: int | None = None) -> list[Beside]:
    """Those of the messages that are such mails, of one circular or of all. Two queries and one or two for each
    prefix."""
    messages = list(messages)
    whose = recipients_of((one.id, one.key) for one in messages)
    if not whose:
        return []
    rows = Recipient.objects.select_related("issue__series")
    recipients = (rows.filter(issue__circular_id=circular_id) if circular_id else rows).in_bulk(set(whose.values()))
    addresses = RecipientAddress.objects.filter(recipient__in=recipients).values_list("recipient_id", "email", "label")
    labels = {(recipient_id, email): label for recipient_id, email, label in addresses}
    found = [(one, recipient) for one in messages if (recipient := recipients.get(whose.get(one.id, 0))) is not None]
    outdated = _outdated({one.key: recipient for one, recipient in found})
    other = _("a mail about the answer")
    return [
        Beside(one, recipient, labels.get((recipient.id, one.recipient)) or other, one.key in outdated)
        for one, recipient in found
    ]


def _outdated(mails: Mapping[str, Recipient]) -> set[str]:
    by_prefix: dict[str, dict[str, Recipient]] = {}
    for key, recipient in mails.items():
        by_prefix.setdefault(key.partition(":")[0], {})[key] = recipient
    return {key for prefix, own in by_prefix.items() if prefix in _OUTDATED for key in _OUTDATED[prefix](own)}


def unsettled_beside(circular_id: int | None = None) -> list[Beside]:
    """Those that need a person, the latest first, while it is known what they said. One query if there are none."""
    open_now = Message.objects.filter(keys_beside("key"), state__in=sorted(NEEDS_A_PERSON)).exclude(recipient=FORGOTTEN)
    found = mails_beside(open_now.only("id", "key", "recipient", "state").order_by("-id"), circular_id)
    return [one for one in found if not one.outdated]


def get_beside_for(actor: Actor, message_id: int) -> Beside:
    """Such a mail of the actor's own office. Raises ``Http404``."""
    if not actor.may(Ability.SEE_CIRCULARS):
        raise Http404
    own = Message.objects.filter(association_id=actor.association_id, id=message_id)
    found = mails_beside(own.defer("text", "html", "calendar"))
    if not found:
        raise Http404
    return found[0]
