"""Whom a circular reaches: its distribution lists on the day, or those who got the circular that it follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, FollowUpCircular, RecipientAddress
from umlauf.office.directory.enums import AddressKind
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.queries.addressees import Addressee, AddressLine, addressees


def reach_of_draft(circular: Circular, content: Content, day: dt.date) -> tuple[Addressee, ...]:
    """Whom the circular would reach if it were signed on that day."""
    follows = FollowUpCircular.objects.filter(circular=circular).first()
    if follows is not None:
        return _snapshot(follows.issue_id)
    reached = reach_of_list(content.distribution_list_id, content.keyword, day)
    return (*reached, *_copies(content, {one.organisation.id for one in reached}, day))


def _copies(content: Content, asked: set[int], day: dt.date) -> Iterator[Addressee]:
    """Who gets it for information. Whoever is on both lists is a recipient and gets it once."""
    if content.copies_list_id is None:
        return
    for one in reach_of_list(content.copies_list_id, content.keyword, day):
        if one.organisation.id not in asked:
            yield replace(one, is_copy=True)


def reach_of_list(list_id: int, keyword: str, day: dt.date) -> tuple[Addressee, ...]:
    """Whom a distribution list reaches for a keyword; nobody where there is no such list."""
    rule = DistributionList.objects.filter(id=list_id).first()
    return addressees(rule, keyword=keyword, day=day) if rule else ()


def must_reach(circular: Circular, content: Content, day: dt.date) -> tuple[Addressee, ...]:
    """The same, with the addresses in the form that goes over the wire.

    Raises ``Refused("recipient.none")`` where nobody or somebody without an address would be reached.
    """
    reached = reach_of_draft(circular, content, day)
    without = [addressee.organisation.name for addressee in reached if not addressee.lines]
    nobody = all(addressee.is_copy for addressee in reached)
    if nobody or without:
        raise Refused(
            "recipient.none",
            _(
                "Nobody would get this circular: the distribution list reaches no organisation on that day. "
                "Please choose another list or enter the members in the directory."
            )
            if nobody
            else _("No mail address is known for: %(names)s. Please enter one in the directory, then sign.")
            % {"names": ", ".join(without)},
        )
    return tuple(replace(addressee, lines=_as_sent(addressee.lines)) for addressee in reached)


def _as_sent(lines: tuple[AddressLine, ...]) -> tuple[AddressLine, ...]:
    """The lines with their addresses in the form that goes over the wire, in which two spellings may be one."""
    sent: dict[str, AddressLine] = {}
    for line in lines:
        address = check_address(line.email)
        sent.setdefault(address.lower(), replace(line, email=address))
    return tuple(sent.values())


def _snapshot(issue_id: int) -> tuple[Addressee, ...]:
    """Who got a signed circular, at which addresses, as the signature had fixed it."""
    addresses = (
        RecipientAddress.objects.filter(recipient__issue_id=issue_id)
        .select_related("recipient__organisation")
        .order_by("recipient_id", "id")
    )
    lines: defaultdict[int, list[AddressLine]] = defaultdict(list)
    recipients = {}
    for one in addresses:
        recipients[one.recipient_id] = one.recipient
        lines[one.recipient_id].append(AddressLine(AddressKind(one.kind), one.label, one.email, one.holder))
    return tuple(
        Addressee(
            recipient.organisation,
            tuple(lines[id_]),
            recipient.responsible_known,
            recipient.is_copy,
            recipient.language,
            recipient.bundled,
        )
        for id_, recipient in recipients.items()
    )
